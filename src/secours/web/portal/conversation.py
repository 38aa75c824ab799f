"""What was said and done on a ticket, as the person who asked reads it: never a note."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.diagnosis.models import Run
from secours.journal.models import Attachment, Entry
from secours.journal.standing import still_standing
from secours.people.actor import Actor
from secours.tickets.access import messages_visible_to, reads_all
from secours.tickets.models import Message, Ticket
from secours.web.portal.words import hold_words, megabytes, when

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_EVENT_ICONS = {
    "ticket.assigned": "user-check",
    "ticket.held": "player-pause",
    "ticket.resumed": "progress",
    "ticket.solved": "check",
    "ticket.reopened": "rotate",
    "ticket.closed": "archive",
    "ticket.affects_too": "users",
}


@dataclass(frozen=True)
class Item:
    """A message (with words) or an event (one line)."""

    at: datetime
    when: str
    line: str = ""
    icon: str = ""
    author: str = ""
    is_mine: bool = False
    is_team: bool = False
    text: str = ""
    is_erased: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)
    # (question, answer) of the guided checks, told apart from the person's own words
    answers: list[tuple[str, str]] = field(default_factory=list)


def conversation_of(reader: Actor, ticket: Ticket) -> list[Item]:
    """Oldest first."""
    files = _files(ticket) if reads_all(reader, ticket) else []
    messages = _messages(reader, ticket, files)
    if messages and Run.objects.filter(ticket=ticket).exists():
        messages[0] = _with_answers(messages[0])
    said = [message.text for message in messages]
    events = [_once(event, said) for event in _events(reader, ticket)]
    return sorted([*messages, *events], key=lambda item: item.at)


def _once(event: Item, said: list[str]) -> Item:
    """A reply that reopens is its own reason: read in the message, not above it too."""
    why = event.text.rstrip("…").rstrip()
    return replace(event, text="") if why and any(text.startswith(why) for text in said) else event


def names_of_staff(person_ids: Iterable[int]) -> dict[int, str]:
    """Names of the support team, whose rows a client's wall hides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_staff_names(%s)", [sorted(set(person_ids))])
        return dict(cursor.fetchall())


def _messages(reader: Actor, ticket: Ticket, files: list[Attachment]) -> list[Item]:
    messages = messages_visible_to(reader, ticket).filter(kind=Message.Kind.PUBLIC)
    shaped = list(messages)
    beside: dict[int | None, list[dict[str, Any]]] = {}
    known = {message.entry_id for message in shaped}
    for file in files:
        at = file.entry_id if file.entry_id in known else shaped[0].entry_id if shaped else None
        beside.setdefault(at, []).append(_file(file))
    return [_message(reader, message, beside.get(message.entry_id, [])) for message in shaped]


def _message(reader: Actor, message: Message, files: list[dict[str, Any]]) -> Item:
    words = getattr(message.entry, "words", None)
    is_erased = words is None or words.erased_at is not None
    return Item(
        at=message.at,
        when=when(message.at),
        author=message.author_name,
        is_mine=message.author_id is not None and message.author_id == reader.person_id,
        is_team=not message.from_requester,
        text="" if is_erased or words is None else words.text,
        is_erased=is_erased,
        files=files,
    )


def _with_answers(first: Item) -> Item:
    """The first message of a diagnosis ends with “- question? answer” lines: shown as a list of answers."""
    lines = first.text.splitlines()
    answers = [line[2:] for line in lines if line.startswith("- ")]
    heads = {n for n, line in enumerate(lines[:-1]) if line.endswith(":") and lines[n + 1].startswith("- ")}
    words = [line for n, line in enumerate(lines) if n not in heads and not line.startswith("- ")]
    return replace(first, text="\n".join(words).strip(), answers=[_question_and_answer(a) for a in answers])


def _question_and_answer(line: str) -> tuple[str, str]:
    for sign, kept in ((" → ", ""), ("? ", "?")):
        question, found, answer = line.partition(sign)
        if found:
            return question + kept, answer
    return line, ""


def _events(reader: Actor, ticket: Ticket) -> list[Item]:
    entries = still_standing(
        Entry.objects.filter(
            subject_kind="ticket", subject_id=ticket.id, visibility="public", kind__in=_EVENT_ICONS
        ).select_related("words")
    )
    people = {entry.actor_id for entry in entries} | {entry.data.get("person") for entry in entries}
    names = names_of_staff(person for person in people if person is not None)
    lines = [(entry, _line(reader, entry, names)) for entry in entries]
    open_book = reads_all(reader, ticket)
    # The standing solution is printed at the head of the page.
    solved = [entry.id for entry in entries if entry.kind == "ticket.solved"]
    shown_above = max(solved) if solved and not ticket.is_open else 0
    return [
        Item(
            at=entry.at,
            when=when(entry.at),
            line=line,
            icon=_EVENT_ICONS[entry.kind],
            text=_why(entry) if open_book and entry.id != shown_above else "",
        )
        for entry, line in lines
        if line
    ]


def _line(reader: Actor, entry: Entry, names: dict[int, str]) -> str:
    is_mine = entry.actor_id is not None and entry.actor_id == reader.person_id
    who = names.get(entry.actor_id or 0, "")
    if entry.kind == "ticket.assigned":
        name = names.get(entry.data.get("person") or 0, "")
        return _("%(name)s is taking care of it") % {"name": name} if name else ""
    if entry.kind == "ticket.held":
        return hold_words(str(entry.data.get("reason", "")))
    if entry.kind == "ticket.affects_too":
        count = int(entry.data.get("count", 1))
        return ngettext("%(n)s person affected", "%(n)s people affected", count) % {"n": count}
    return _act(entry, who, is_mine)


def _act(entry: Entry, who: str, is_mine: bool) -> str:
    """Solved, reopened, closed, resumed: by you, by a name, or by itself."""
    cancelled = entry.data.get("closure") == "cancelled"
    by_you = {
        "ticket.solved": _("You said that it works again"),
        "ticket.reopened": _("You said that it still does not work"),
        "ticket.closed": _("You cancelled this ticket") if cancelled else _("You closed this ticket"),
    }
    by_name = {
        "ticket.solved": _("%(name)s marked it as solved"),
        "ticket.reopened": _("%(name)s reopened it"),
        "ticket.closed": _("%(name)s closed it"),
    }
    plain = {
        "ticket.solved": _("Solved"),
        "ticket.reopened": _("Reopened"),
        "ticket.closed": _("Cancelled") if cancelled else _("Closed"),
        "ticket.resumed": _("Work on it goes on"),
    }
    if is_mine and entry.kind in by_you:
        return by_you[entry.kind]
    if who and entry.kind in by_name:
        return by_name[entry.kind] % {"name": who}
    return plain[entry.kind]


def _why(entry: Entry) -> str:
    """What was written with the solution, or why it was reopened."""
    words = getattr(entry, "words", None)
    if words is None or entry.kind not in ("ticket.solved", "ticket.reopened"):
        return ""
    return str(words.text)


def _files(ticket: Ticket) -> list[Attachment]:
    kept = Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id, visibility="public")
    return list(kept.order_by("id"))


def _file(file: Attachment) -> dict[str, Any]:
    address = reverse("file", args=[file.id, file.name])
    is_picture = file.media_type in _PICTURES
    return {
        "name": file.name,
        "size": megabytes(file.size),
        "url": address,
        "picture": f"{address}?show=1" if is_picture else "",
    }
