from collections.abc import Mapping
from typing import Any, NamedTuple, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Device
from secours.journal.models import Entry
from secours.lib.planned import planned
from secours.lib.rows import drawn, insert
from secours.lib.text import clipped, one_line
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Person, Place, Site
from secours.people.telephone import valid_telephone
from secours.service_levels.models import Category
from secours.service_levels.queries import TERMS, priority_of, terms_asked, terms_of
from secours.tickets.access import locked_ticket, require_service
from secours.tickets.choices import OPEN_STATES, Channel, State, TicketKind
from secours.tickets.lengths import LONGEST_MESSAGE, require_length
from secours.tickets.models import Message, Ticket
from secours.tickets.operations.recording import (
    MOST_WORDS,
    keep_promise,
    record_on,
    set_deadlines,
)

_CHANGEABLE = {
    "title", "kind", "category", "impact", "urgency", "device", "site", "place", "affected", "is_confidential",
    "callback_phone", "callback_place", "is_known_incident",
}  # fmt: skip


_WORDS = {"title", "callback_phone", "callback_place"}


class Declaration(TypedDict, total=False):
    """What a declaration may say; the impact and urgency not told are the category's, the place the person's."""

    by: Required[Actor]
    requester: Required[Person]
    text: Required[str]
    title: str
    kind: str
    channel: str
    category: Category | None
    impact: int | None
    urgency: int | None
    language: str
    affected: Person | None
    callback_phone: str
    callback_place: str
    site: Site | None
    place: Place | None
    device: Device | None
    is_confidential: bool
    is_known_incident: bool


def declare_ticket(**told: Unpack[Declaration]) -> Ticket:
    """A new ticket with its first message; it reaches the default team. The priority comes from the matrix."""
    return declare_with_message(**told)[0]


@transaction.atomic
def declare_with_message(**told: Unpack[Declaration]) -> tuple[Ticket, Message]:
    """As `declare_ticket`, for who goes on with the message."""
    by, requester = told["by"], told["requester"]
    _require_told(by, requester, told["text"], told.get("title", ""))
    if told.get("channel") != Channel.MAIL:  # a mail is stored whole, and never refused
        require_length(told["text"], LONGEST_MESSAGE)
    ticket = _ticket_of(told)
    drawn_ids = _number_and_promise(ticket)
    _insert(ticket, told["text"])
    entry = record_on(
        ticket,
        "ticket.declared",
        by=by,
        text=told["text"].strip() or ticket.title,
        data=_declared(ticket),
        touch=False,
        save=False,
        first_id=drawn_ids.entry,
    )
    return ticket, _first_message(drawn_ids.message, ticket, entry, requester)


@transaction.atomic
def change_ticket(ticket_id: int, *, by: Actor, undoes: int | None = None, **changes: Any) -> Ticket:
    """Qualification: title, category, impact, urgency, device, place…; the promise follows. `undoes`: the
    number of the entry that this takes back."""
    require_service(by)
    ticket = locked_ticket(by, ticket_id)
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise Refused("field_unknown", _("This cannot be changed on a ticket."), field=min(unknown))
    if "callback_phone" in changes:
        changes["callback_phone"] = valid_telephone(changes["callback_phone"], "callback_phone")
    before = {field: _plain(field, getattr(ticket, field)) for field in changes}
    for field, value in changes.items():
        setattr(ticket, field, one_line(value) if field == "title" else value)
    ticket.priority = priority_of(ticket.organisation_id, ticket.impact, ticket.urgency)
    set_deadlines(ticket)
    after = {field: _plain(field, getattr(ticket, field)) for field in changes}
    data: dict[str, Any] = {"before": before, "after": after}
    if undoes is not None:
        data["undoes"] = undoes
    elif not _WORDS & set(changes):
        data["inverse"] = before
    record_on(ticket, "ticket.changed", by=by, data=data, internal=True)
    return ticket


@transaction.atomic
def renew_deadlines(*, by: Actor) -> int:
    """After the hours, a target or the matrix changed: the promises of open tickets follow. How many did."""
    require_service(by)
    renewed = 0
    still_open = Ticket.objects.filter(organisation_id__in=by.reach, state__in=OPEN_STATES)
    for ticket in still_open.order_by("id").select_for_update():
        before = (ticket.priority, ticket.response_due_at, ticket.due_at)
        ticket.priority = priority_of(ticket.organisation_id, ticket.impact, ticket.urgency)
        set_deadlines(ticket)
        if before != (ticket.priority, ticket.response_due_at, ticket.due_at):
            record_on(ticket, "ticket.promised", by=by, data=_promise(ticket), internal=True, touch=False)
            renewed += 1
    return renewed


@transaction.atomic
def attach_to_known_incident(known_id: int, *, by: Actor, person: Person) -> Ticket:
    """“This affects me too”: counted on the known incident, which the person now follows."""
    known = Ticket.objects.select_for_update().filter(id=known_id, is_known_incident=True).first()
    if known is None or known.organisation_id != person.organisation_id:
        raise Refused("not_known_incident", _("This incident is over. Say what is happening to you."))
    if known.watchers.filter(person=person).exists() or known.requester_id == person.id:
        return known
    known.watchers.create(organisation_id=known.organisation_id, person=person)
    known.affected_count += 1
    data = {"person": person.id, "count": known.affected_count, "inverse": {"person": person.id}}
    record_on(known, "ticket.affects_too", by=by, data=data)
    return known


def detach_from_known_incident(known: Ticket, was: Mapping[str, Any], *, by: Actor, undoes: int) -> None:
    """The person was joined by mistake: counted and following no more."""
    known.watchers.filter(person_id=was["person"]).delete()
    known.affected_count -= 1
    data = {"person": was["person"], "count": known.affected_count, "undoes": undoes}
    record_on(known, "ticket.affects_too", by=by, data=data)


def start_work(ticket: Ticket) -> None:
    """A first act of the team takes a new ticket out of “new”."""
    if ticket.state == State.NEW:
        ticket.state = State.IN_PROGRESS


def _require_told(by: Actor, requester: Person, text: str, title: str) -> None:
    if not (by.serves or by.person_id == requester.id):
        raise NotAllowed("not_for_others", _("You can only declare for yourself. Ask the support team to."))
    if not (text.strip() or title.strip()):
        raise Refused("text_missing", _("Say in a few words what is happening, then send."), field="text")


def _ticket_of(told: Declaration) -> Ticket:
    """Not saved, without number nor promise yet."""
    requester, category, now = told["requester"], told.get("category"), timezone.now()
    return Ticket(
        organisation_id=requester.organisation_id,
        kind=told.get("kind", TicketKind.INCIDENT),
        channel=told.get("channel", Channel.PORTAL),
        title=clipped(told.get("title") or told["text"], 120),
        language=told.get("language") or requester.language,
        requester=requester,
        category=category,
        impact=told.get("impact") or (category.impact if category else 3),
        urgency=told.get("urgency") or (category.urgency if category else 2),
        created_at=now,
        updated_at=now,
        message_count=1,
        **_where(told),
        **{name: told[name] for name in _AS_TOLD if name in told},  # type: ignore[literal-required]
    )


_AS_TOLD = (
    "affected", "callback_phone", "callback_place", "device", "is_confidential", "is_known_incident",
)  # fmt: skip


def _where(told: Declaration) -> dict[str, Any]:
    """By the person's ids, whose rows are not read for it."""
    requester = told["requester"]
    site = {"site": told["site"]} if "site" in told else {"site_id": requester.site_id}
    return site | ({"place": told["place"]} if "place" in told else {"place_id": requester.place_id})


class _Drawn(NamedTuple):
    entry: int
    message: int


def _number_and_promise(ticket: Ticket) -> _Drawn:
    """The number that people see, the team that new tickets reach, and what the matrix and agreements say; with
    the ids of what follows, so that nothing is waited for."""
    asked = planned(_OPENING, terms_asked(ticket.organisation_id, ticket.impact, ticket.urgency))
    ticket.id, entry_id, message_id, ticket.number, ticket.team_id, *terms = asked.fetchone()
    ticket.priority, promise = terms_of(terms)
    keep_promise(ticket, promise, pauses=[])
    return _Drawn(entry_id, message_id)


_OPENING = f"""
SELECT {drawn(Ticket)}, {drawn(Entry)}, {drawn(Message)}, nextval('tickets_number'),
  people_default_team(%(organisation)s), terms.* FROM {TERMS} terms
"""


def _insert(ticket: Ticket, text: str) -> None:
    words = f"{ticket.label} {ticket.title} {text}"[:MOST_WORDS]
    insert(ticket, search=("secours_vector(%s, %s)", [ticket.language, words]))
    del ticket.search  # read anew from the row by whoever asks


def _first_message(message_id: int, ticket: Ticket, entry: Entry, requester: Person) -> Message:
    message = Message(
        id=message_id,
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        entry=entry,
        author=requester,
        author_name=requester.name,
        from_requester=True,
        channel=ticket.channel,
        at=entry.at,
    )
    insert(message)
    return message


def _declared(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "kind": str(ticket.kind),
        "channel": str(ticket.channel),
        "priority": int(ticket.priority),
        "requester": ticket.requester_id,
        "device": ticket.device_id,
    }


def _promise(ticket: Ticket) -> dict[str, Any]:
    due = ticket.due_at.isoformat() if ticket.due_at else None
    return {"priority": int(ticket.priority), "due": due}


def _plain(field: str, value: Any) -> Any:
    """Ids and codes; words are not kept where they could not be erased."""
    if field in _WORDS:
        return None
    return value.pk if hasattr(value, "pk") else value
