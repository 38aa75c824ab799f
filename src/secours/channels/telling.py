"""Who is told what, of one entry of the journal: in the product (Notification) and by mail (outbox)."""

from collections.abc import Iterable

from secours.channels.inbox import announce
from secours.channels.mail.outbox import write_letters
from secours.channels.models import Notification
from secours.diagnosis.access import approvals_visible_to, who_may_approve
from secours.diagnosis.models import Approval
from secours.journal.models import Entry
from secours.people.actor import Actor, acting, actor_of_person
from secours.people.models import Membership, Person
from secours.tickets.access import tasks_visible_to, tickets_visible_to
from secours.tickets.choices import Closure
from secours.tickets.models import Hold, Task, Ticket

_OF_TASKS = ("task.added", "task.given", "task.reminded")
_OF_APPROVALS = ("approval.asked", "approval.given", "approval.refused")


def tell_of(entry_id: int, *, by: Actor) -> list[int]:
    """Doing it again tells nobody twice. Gives back the ids of the letters to send."""
    with acting(by):
        entry = Entry.objects.filter(id=entry_id, subject_kind="ticket").first()
        if entry is None:
            return []
        ticket = Ticket.objects.select_related("requester", "organisation").get(id=entry.subject_id)
        _notify(_concerned_staff(entry, ticket), entry, ticket)
        return _write(entry, ticket)


def _concerned_staff(entry: Entry, ticket: Ticket) -> list[int]:
    if entry.kind in _OF_TASKS:
        return _new_owner(entry)
    if entry.kind in _OF_APPROVALS:
        return [person.id for person in _of_approval(entry, ticket)]
    if "undoes" in entry.data:  # whoever has it again was never told that it had left
        return []
    if entry.kind == "ticket.assigned":
        person = entry.data.get("person")
        return [person] if person else []
    if entry.kind in ("ticket.declared", "ticket.escalated"):
        return _team(entry.data.get("to") or ticket.team_id)
    if entry.kind == "ticket.reopened" or (
        entry.kind == "ticket.replied" and entry.data.get("from_requester")
    ):
        return [ticket.assigned_to_id] if ticket.assigned_to_id else _team(ticket.team_id)
    return []


def _new_owner(entry: Entry) -> list[int]:
    """Whom a task was given to by someone else, or who is reminded of it; not once it is done or another's."""
    owner_id = entry.data.get("owner")
    if entry.kind == "task.added" and Approval.objects.filter(task_id=entry.data["task"]).exists():
        return []  # among those who are asked to approve
    if owner_id is None or "undoes" in entry.data or owner_id == entry.actor_id:
        return []
    waits = Task.objects.filter(id=entry.data["task"], owner_id=owner_id, done_at=None).exists()
    return [owner_id] if waits else []


def _of_approval(entry: Entry, ticket: Ticket) -> list[Person]:
    """Asked: everyone whose word would do, while it is awaited; decided: who asked, when someone else did."""
    approval = Approval.objects.filter(id=entry.data["approval"]).select_related("asked_by").first()
    if approval is None:
        return []
    if entry.kind != "approval.asked":
        return [approval.asked_by] if approval.asked_by and approval.asked_by_id != entry.actor_id else []
    return who_may_approve(ticket, but=entry.actor_id) if approval.is_approved is None else []


def _team(team_id: int | None) -> list[int]:
    return list(Membership.objects.filter(team_id=team_id or 0).values_list("person_id", flat=True))


def _notify(person_ids: Iterable[int], entry: Entry, ticket: Ticket) -> None:
    """Only who may see the ticket, and not who did it."""
    people = Person.objects.filter(id__in=list(person_ids), is_active=True).exclude(id=entry.actor_id or 0)
    told = [person for person in people if _may_see(person, entry, ticket)]
    Notification.objects.bulk_create(
        [
            # Of the person's own organisation: a client must not read what its provider's people are told.
            Notification(
                organisation_id=person.organisation_id,
                person=person,
                ticket=ticket,
                kind=entry.kind,
                entry_id=entry.id,
            )
            for person in told
        ],
        ignore_conflicts=True,
    )
    announce([person.id for person in told])


def _may_see(person: Person, entry: Entry, ticket: Ticket) -> bool:
    reader = actor_of_person(person.id)
    if entry.kind in _OF_TASKS:
        return tasks_visible_to(reader).filter(id=entry.data["task"]).exists()
    if entry.kind in _OF_APPROVALS:
        return approvals_visible_to(reader).filter(id=entry.data["approval"]).exists()
    return tickets_visible_to(reader).filter(id=ticket.id).exists()


def _write(entry: Entry, ticket: Ticket) -> list[int]:
    if entry.kind in _OF_TASKS:
        return _write_owner(entry, ticket)
    if entry.kind in _OF_APPROVALS:
        people = [
            one for one in _of_approval(entry, ticket) if one.is_active and _may_see(one, entry, ticket)
        ]
        return write_letters(entry.kind, entry, ticket, people)
    if entry.kind == "ticket.declared":
        return write_letters(entry.kind, entry, ticket, [ticket.requester])
    if entry.data.get("resolves"):  # the mail of the solution has the same words
        return []
    if entry.kind == "ticket.replied" and not entry.data.get("from_requester"):
        return write_letters(entry.kind, entry, ticket, _readers(entry, ticket))
    if entry.kind == "ticket.solved":
        return _write_solved(entry, ticket)
    if entry.kind == "ticket.closed" and entry.data.get("closure") == Closure.NO_ANSWER:
        return write_letters(entry.kind, entry, ticket, [ticket.requester])
    if entry.kind == "ticket.reminded" and Hold.objects.filter(ticket=ticket, ends_at=None).exists():
        return write_letters(
            entry.kind, entry, ticket, [ticket.requester], number=entry.data.get("reminder", 1)
        )
    return []


def _write_owner(entry: Entry, ticket: Ticket) -> list[int]:
    people = Person.objects.filter(id__in=_new_owner(entry), is_active=True)
    told = [person for person in people if _may_see(person, entry, ticket)]
    event = "task.reminded" if entry.kind == "task.reminded" else "task.given"
    return write_letters(event, entry, ticket, told)


def _write_solved(entry: Entry, ticket: Ticket) -> list[int]:
    """Who only follows a shared incident reads the team's words, not what the person concerned wrote."""
    concerned = {ticket.requester_id, ticket.affected_id}
    readers = _readers(entry, ticket)
    if entry.actor_id not in concerned:
        return write_letters(entry.kind, entry, ticket, readers)
    told = [person for person in readers if person.id in concerned]
    followers = [person for person in readers if person.id not in concerned]
    return [
        *write_letters(entry.kind, entry, ticket, told),
        *write_letters(entry.kind, entry, ticket, followers, words=False),
    ]


def _readers(entry: Entry, ticket: Ticket) -> list[Person]:
    """The requester, the person affected and those who follow it; not who wrote."""
    followers = ticket.watchers.values_list("person_id", flat=True)
    ids = {ticket.requester_id, ticket.affected_id or 0, *followers} - {entry.actor_id or 0}
    return list(Person.objects.filter(id__in=ids))
