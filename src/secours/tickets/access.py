"""Who may see a ticket, its notes, and work on it. List, page, search, counter, autocomplete,
export, similar cases, notification, API and event stream all start here."""

import re
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from secours.lib.statements import Answer, Given, Reading, Statement, written
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound
from secours.tickets.models import Message, Resolution, StandardReply, Task, Ticket, Watcher


class Concerning(Protocol):
    """Of a ticket, or of its row in a list: whom it concerns."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def requester_id(self) -> int: ...
    @property
    def affected_id(self) -> int | None: ...


def tickets_visible_to(actor: Actor) -> QuerySet[Ticket]:
    return _visible(actor).all()


@lru_cache(maxsize=512)
def _visible(actor: Actor) -> QuerySet[Ticket]:
    """Never evaluated itself: a page asks for it a dozen times, and building it costs more than the answer."""
    tickets = Ticket.objects.filter(organisation_id__in=sorted(actor.reach))
    if actor.only_ticket_id is not None:
        return tickets.filter(id=actor.only_ticket_id)
    return tickets.filter(_seen(actor))


def _seen(actor: Actor, of: str = "") -> Q:
    """Which tickets of the reach; nothing narrows it for whoever sees all. `of`: before the names of the columns,
    where another row points to the ticket."""
    if actor.is_system or actor.has("supervisor"):
        return Q()
    concerned = _concerned(actor, of)
    if actor.is_staff:
        open_to_staff = Q(**{f"{of}is_confidential": False}) | Q(**{f"{of}assigned_to_id": actor.person_id})
        return open_to_staff | Q(**{f"{of}team_id__in": sorted(actor.team_ids)}) | concerned
    if actor.has("client"):
        return Q(organisation_id=actor.organisation_id, **{f"{of}is_confidential": False}) | concerned
    return Q(**{f"{of}id__in": _ids_concerning(actor)})


def tickets_of_person(actor: Actor) -> QuerySet[Ticket]:
    """What the portal shows as “my tickets”, whatever else the person may see."""
    return Ticket.objects.filter(id__in=_ids_concerning(actor), organisation_id__in=sorted(actor.reach))


def ticket_for(actor: Actor, number: int) -> Ticket:
    """Raises NotFound, the same whether it does not exist or may not be known."""
    ticket = tickets_visible_to(actor).filter(number=number).defer("search").first()
    if ticket is None:
        raise NotFound("ticket_not_found", _("This ticket does not exist, or is not in your reach."))
    return ticket


def locked_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """The ticket, locked for the operation that changes it."""
    visible = tickets_visible_to(actor).filter(id=ticket_id)
    # Without the words that search finds it by: they are long, and saved by `index_words` alone.
    ticket = visible.select_for_update(of=("self",)).defer("search").first()
    if ticket is None:
        raise NotFound("ticket_not_found", _("This ticket does not exist, or is not in your reach."))
    return ticket


def hold_tickets(tickets: QuerySet[Ticket]) -> None:
    """All that one act changes, before the first of them changes, in the order of their ids."""
    list(tickets.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    """Work among the team: of the tickets that staff may see, and those that were given to this person, whatever
    the ticket. The closing of a ticket changes nothing here."""
    if not (actor.is_staff or actor.is_system):
        return Task.objects.none()
    tasks = Task.objects.filter(organisation_id__in=sorted(actor.reach))
    seen = _seen(actor, "ticket__")
    return tasks.filter(Q(owner_id=actor.person_id or 0) | seen) if seen else tasks


def tasks_given_to(actor: Actor) -> QuerySet[Task]:
    """Their own, without a look at the tickets."""
    if not actor.is_staff:
        return Task.objects.none()
    return Task.objects.filter(organisation_id__in=sorted(actor.reach), owner_id=actor.person_id or 0)


def locked_task(actor: Actor, task_id: int) -> tuple[Task, Ticket]:
    """The task and its ticket, for the operation that changes it; its owner may do so without seeing the ticket."""
    found = tasks_visible_to(actor).filter(id=task_id).values_list("ticket_id", flat=True).first()
    held = Ticket.objects.filter(id=found or 0).select_for_update(of=("self",)).defer("search").first()
    # Read once the ticket is held: another may have changed it, or have taken it away meanwhile.
    task = tasks_visible_to(actor).filter(id=task_id).first() if held else None
    if held is None or task is None:
        raise NotFound("task_not_found", _("This task does not exist, or is not in your reach."))
    return task, held


def messages_visible_to(actor: Actor, ticket: Ticket) -> QuerySet[Message]:
    has_notes, is_whole = sees_notes(actor, ticket), reads_all(actor, ticket)
    return messages_read_as(actor, ticket.id, has_notes=has_notes, is_whole=is_whole)


def messages_read_as(
    actor: Actor, ticket_id: int | Given, *, has_notes: bool, is_whole: bool
) -> QuerySet[Message]:
    """`has_notes`, `is_whole`: what `sees_notes` and `reads_all` say of this actor and ticket."""
    messages = Message.objects.filter(ticket_id=ticket_id).select_related("entry__words").order_by("id")
    if has_notes:
        return messages
    messages = messages.filter(kind=Message.Kind.PUBLIC)
    if is_whole:
        return messages
    return messages.filter(Q(from_requester=False) | Q(author_id=actor.person_id))


def resolution_visible_to(actor: Actor, ticket: Ticket) -> Resolution | None:
    """The one that stands. Whoever only follows does not read what the person concerned wrote."""
    standing = Resolution.objects.filter(ticket=ticket, withdrawn_at=None).first()
    if standing is None or reads_all(actor, ticket):
        return standing
    return None if standing.by_id in (ticket.requester_id, ticket.affected_id) else standing


def reads_all(actor: Actor, ticket: Concerning) -> bool:
    """Someone who only follows a shared incident reads the team's words and their own, not what
    the others told."""
    own_organisation = actor.has("client") and ticket.organisation_id == actor.organisation_id
    return is_concerned(actor, ticket) or own_organisation or actor.is_staff or actor.is_system


def may_reply(actor: Actor, ticket: Ticket) -> bool:
    """Who reads everything answers. Who only follows declares their own: words on this one would be read by people
    whose words they may not read. By a link or by mail one was let into this one ticket by name."""
    return reads_all(actor, ticket) or actor.only_ticket_id == ticket.id


def sees_notes(actor: Actor, ticket: Concerning) -> bool:
    """Staff do, unless the ticket is their own request: a note may speak about them."""
    return actor.is_system or (actor.is_staff and not is_concerned(actor, ticket))


def is_concerned(actor: Actor, ticket: Concerning) -> bool:
    return actor.person_id is not None and actor.person_id in (ticket.requester_id, ticket.affected_id)


def require_service(actor: Actor) -> None:
    if not actor.serves:
        raise NotAllowed("technician_only", _("Only the support team may do this. Write to it in a message."))


def search_tickets(actor: Actor, words: str, most: int = 50) -> list[int]:
    """Ids of visible tickets, best first; through the search function, then access again."""
    ids = search_within_reach(actor, words, most)
    seen = set(tickets_visible_to(actor).filter(id__in=ids).values_list("id", flat=True))
    return [ticket_id for ticket_id in ids if ticket_id in seen]


def search_within_reach(actor: Actor, words: str, most: int = 50) -> list[int]:
    """Ids only, best first, of which some may be hidden: for whoever passes them through access. None is found, nor
    missed, by words that the reader may not read."""
    return [row[0] for row in ask_within_reach(Reading(), actor, words, most).rows]


def ask_within_reach(
    reading: Reading, actor: Actor, words: str, most: int, *, ranked: int = 5000
) -> Answer[tuple[int]]:
    """`ranked`: of more hits than this, the latest alone are ranked, 500 at most."""
    found = {"asked": words, "reach": sorted(actor.reach), "most": most, "ranked": ranked}
    if actor.is_system:
        return reading.ask(_SEARCH, **found, person=None)
    by_person = {"reader": actor.person_id or 0, "words": words}
    if actor.is_staff:
        by_person["is_refusing"] = words_sought(words) != words
        return reading.ask(_SEARCH_AS_STAFF, **found, person=None, **by_person)
    wide = actor.has("client")
    found["asked"] = words_sought(words)
    by_person["organisation"] = actor.organisation_id if wide else None
    return reading.ask(_SEARCH_AS_OTHERS, **found, person=None if wide else actor.person_id, **by_person)


def words_sought(words: str) -> str:
    """Without those refused by a minus."""
    return _REFUSED.sub(" ", words)


_REFUSED = re.compile(r'(?<!\w)-[^\w"]*(?:"[^"]*"?|\w\S*)')
_FOUND = "SELECT found.id FROM tickets_search(%s, %s, %s, %s, %s) found"
_NAMES = ("asked", "reach", "person", "most", "ranked")
_SEARCH: Statement[tuple[int]] = written(_FOUND, *_NAMES)
# The index holds every word of a ticket. Staff read them all, but for the notes on what concerns themselves
# (`sees_notes`): such a ticket is looked at again, and one with notes is never told by words that it does not hold.
_SEARCH_AS_STAFF: Statement[tuple[int]] = written(
    f"""{_FOUND} WHERE NOT EXISTS (
  SELECT FROM tickets_ticket ticket
  WHERE ticket.id = found.id AND %s IN (ticket.requester_id, ticket.affected_id)
    AND EXISTS (SELECT FROM tickets_message note WHERE note.ticket_id = ticket.id AND note.kind = 'note')
    AND (%s OR NOT secours_vector(ticket.language, concat_ws(' ', 'T-' || ticket.number, ticket.title, (
      SELECT string_agg(left(words.text, 20000), ' ')
      FROM tickets_message message JOIN journal_entrytext words ON words.entry_id = message.entry_id
      WHERE message.ticket_id = ticket.id AND message.kind = 'public'), (
      SELECT left(solution.text, 20000) FROM tickets_resolution solution
      WHERE solution.ticket_id = ticket.id AND solution.withdrawn_at IS NULL))) @@ secours_query(%s)))""",
    *_NAMES, "reader", "is_refusing", "words",
)  # fmt: skip
# Of the others nobody reads notes, and who only follows reads the team and themselves (`reads_all`), nor the solution of
# the person concerned (`resolution_visible_to`): what they read is looked at again wherever the index knows more.
_SEARCH_AS_OTHERS: Statement[tuple[int]] = written(
    f"""{_FOUND},
  (SELECT secours_query(%s) && secours_query(%s) AS query, %s::bigint AS person, %s::bigint AS organisation OFFSET 0) asked
WHERE EXISTS (
  SELECT FROM tickets_ticket ticket, LATERAL (
    SELECT coalesce(asked.person IN (ticket.requester_id, ticket.affected_id), false)
      OR coalesce(ticket.organisation_id = asked.organisation, false) AS whole OFFSET 0) may,
  LATERAL (
    SELECT bool_or(NOT is_read) AS is_hidden, string_agg(left(text, 20000), ' ') FILTER (WHERE is_read) AS texts
    FROM (
      SELECT words.text, message.kind = 'public' AND (
        may.whole OR NOT message.from_requester OR coalesce(message.author_id = asked.person, false)) AS is_read
      FROM tickets_message message JOIN journal_entrytext words ON words.entry_id = message.entry_id
      WHERE message.ticket_id = ticket.id
      UNION ALL
      SELECT solution.text, may.whole OR coalesce(
        solution.by_id <> ticket.requester_id AND solution.by_id IS DISTINCT FROM ticket.affected_id, false)
      FROM tickets_resolution solution
      WHERE solution.ticket_id = ticket.id AND solution.withdrawn_at IS NULL) words) said
  WHERE ticket.id = found.id AND CASE WHEN said.is_hidden
    THEN secours_vector(ticket.language, concat_ws(' ', 'T-' || ticket.number, ticket.title, said.texts)) @@ asked.query
    ELSE ticket.search @@ asked.query END)""",
    *_NAMES, "asked", "words", "reader", "organisation",
)  # fmt: skip


def _concerned(actor: Actor, of: str) -> Q:
    # Not a join: a ticket with several watchers must come once.
    followed = Watcher.objects.filter(person_id=actor.person_id or 0).values("ticket_id")
    return (
        Q(**{f"{of}requester_id": actor.person_id})
        | Q(**{f"{of}affected_id": actor.person_id})
        | Q(**{f"{of}id__in": followed})
    )


def _ids_concerning(actor: Actor) -> QuerySet[Watcher, Any]:
    """The same, each way by its index: beside an “or”, every ticket of the reach is read (a million: 450 ms)."""
    followed = Watcher.objects.filter(person_id=actor.person_id or 0).values("ticket_id")
    own = Ticket.objects.filter(requester_id=actor.person_id or 0).values("id")
    affecting = Ticket.objects.filter(affected_id=actor.person_id or 0).values("id")
    return followed.union(own, affecting, all=True)


def standard_replies_of(actor: Actor) -> QuerySet[StandardReply]:
    """Those of the reader's own organisation: a client that serves itself has its own."""
    if not (actor.is_staff or actor.is_system):
        return StandardReply.objects.none()
    return StandardReply.objects.filter(organisation_id=actor.organisation_id or 0).order_by(
        "name_fr", "name_en", "id"
    )


def keeps_standard_replies(actor: Actor) -> bool:
    return actor.administers or actor.has("supervisor")


def require_keeper(actor: Actor) -> None:
    if not keeps_standard_replies(actor) or actor.organisation_id is None:
        raise NotAllowed(
            "supervisor_only", _("Supervisors and administrators keep the standard replies. Ask one of them.")
        )
