"""What each operation on a ticket ends with: its entry, and the copies that lists sort by."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Func, Value

from secours.journal.models import Entry, EntryText
from secours.journal.operations import record_about
from secours.people.actor import Actor
from secours.service_levels.hours import Span, deadline
from secours.service_levels.queries import Promise, promise_for
from secours.tickets.models import Hold, Ticket

MOST_WORDS = 20_000


def record_on(
    ticket: Ticket,
    kind: str,
    *,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    text: str | None = None,
    internal: bool = False,
    touch: bool = True,
    save: bool = True,
    first_id: int | None = None,
) -> Entry:
    """Append to the ticket's chain and save the ticket, unless it was saved a moment ago; `touch` moves it up
    in the queue."""
    entry = record_about(ticket, kind, by=by, data=data, text=text, internal=internal, first_id=first_id)
    if touch:
        ticket.updated_at = entry.at
    if save:
        ticket.save()
    return entry


def set_deadlines(ticket: Ticket) -> None:
    """Recompute both promises from the spans on hold; never edited by hand (design.md 4.5)."""
    keep_promise(ticket, promise_for(ticket.organisation_id, ticket.priority))


def keep_promise(ticket: Ticket, promise: Promise | None, pauses: list[Span] | None = None) -> None:
    """`pauses`: those of the ticket, read when they are not given."""
    if promise is None:
        ticket.response_due_at = ticket.due_at = None
        return
    if pauses is None:
        pauses = pauses_of(ticket)
    ticket.response_due_at = deadline(ticket.created_at, promise.response_minutes, promise.hours)
    ticket.due_at = deadline(ticket.created_at, promise.resolution_minutes, promise.hours, pauses)


def pauses_of(ticket: Ticket) -> list[Span]:
    """Of the holds that are over: while one goes on, the promise stands where it stood when the hold began."""
    holds = Hold.objects.filter(ticket=ticket).values_list("starts_at", "ends_at")
    return [(start, end) for start, end in holds if end is not None]


def found_by(language: str, words: str) -> Func:
    """What search finds a ticket by, worked out where the row is written."""
    return Func(Value(language), Value(words[:MOST_WORDS]), function="secours_vector")


def index_anew(ticket: Ticket) -> None:
    """After words were erased or a solution withdrawn: found by what is left, and by them no more."""
    chain = EntryText.objects.filter(entry__subject_kind="ticket", entry__subject_id=ticket.id)
    said = chain.filter(entry__message__isnull=False).order_by("entry__number").values_list("text", flat=True)
    Ticket.objects.filter(id=ticket.id).update(
        search=found_by(ticket.language, f"{ticket.label} {ticket.title}")
    )
    solution = ticket.resolutions.filter(withdrawn_at=None).values_list("text", flat=True)
    for words in (*said, *solution):
        index_words(ticket, words)


def index_words(ticket: Ticket, words: str) -> None:
    """Add words to what search finds the ticket by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_ticket SET search = coalesce(search, ''::tsvector) || secours_vector(%s, %s) WHERE id = %s",
            [ticket.language, words[:MOST_WORDS], ticket.id],
        )
