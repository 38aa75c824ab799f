"""Tickets as tiles: shaped once in Python, the same number of queries whatever their number."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secours.tickets.choices import State
from secours.tickets.models import Hold, Message, Ticket
from secours.tickets.snippets import Sought
from secours.web.found import met_html
from secours.web.portal.words import STATE_SIGNS, hold_words, icon_of, state_word, when


@dataclass(frozen=True)
class Tile:
    label: str
    title: str
    url: str
    line: str
    icon: str
    word: str
    word_icon: str
    tone: str
    who: str
    is_answered: bool
    met: SafeString


def tiles_of(
    tickets: QuerySet[Ticket],
    *,
    with_names: bool = False,
    reader_id: int | None = None,
    sought: Sought | None = None,
) -> list[Tile]:
    """`with_names`: who asked, for the client contact's list; there `reader_id` tells whose answer is theirs.
    `sought`: show the words met."""
    found = list(_with_last_words(tickets, with_names))
    met = sought.among(found) if sought else {}
    return [_tile(ticket, with_names, reader_id, met.get(ticket.id, "")) for ticket in found]


def _with_last_words(tickets: QuerySet[Ticket], with_names: bool) -> QuerySet[Ticket]:
    last = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.PUBLIC).order_by("-id")
    hold = Hold.objects.filter(ticket=OuterRef("pk"), ends_at=None)
    shown = tickets.select_related("device", "category").defer("search")
    if with_names:
        shown = shown.select_related("requester")
    return shown.annotate(
        last_author=Subquery(last.values("author_name")[:1]),
        last_from_requester=Subquery(last.values("from_requester")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        hold_reason=Subquery(hold.values("reason")[:1]),
    )


def _tile(ticket: Any, with_names: bool, reader_id: int | None, met: str) -> Tile:
    is_theirs = not with_names or reader_id in (ticket.requester_id, ticket.affected_id)
    is_answered = is_theirs and ticket.is_open and ticket.last_from_requester is False
    icon, tone = STATE_SIGNS[State(ticket.state)]
    return Tile(
        label=ticket.label,
        title=ticket.title,
        url=reverse("portal:ticket", args=[ticket.number]),
        line=_line(ticket, is_answered, is_theirs),
        icon=icon_of(ticket),
        word=_("reply") if is_answered else state_word(ticket),
        word_icon="message" if is_answered else icon,
        tone="accent" if is_answered else tone,
        who=ticket.requester.name if with_names else "",
        is_answered=is_answered,
        met=met_html(met),
    )


def _line(ticket: Any, is_answered: bool, is_theirs: bool) -> str:
    if is_answered:
        words = _("%(name)s replied %(when)s")
        return words % {"name": ticket.last_author or _("The support team"), "when": when(ticket.last_at)}
    if ticket.state == State.ON_HOLD and is_theirs:
        return hold_words(ticket.hold_reason or "")
    if ticket.state == State.SOLVED and is_theirs:
        return _("Solved %(when)s. Is it all right?") % {"when": when(ticket.solved_at or ticket.updated_at)}
    if ticket.state in (State.SOLVED, State.CLOSED):
        ended_at = ticket.closed_at or ticket.solved_at or ticket.updated_at
        return _("Ended %(when)s") % {"when": when(ended_at)}
    if ticket.state == State.IN_PROGRESS:
        return _("Sent %(when)s, being handled") % {"when": when(ticket.created_at)}
    return _("Sent %(when)s") % {"when": when(ticket.created_at)}
