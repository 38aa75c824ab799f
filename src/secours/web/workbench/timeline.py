"""The story of a ticket: its journal entries as sentences, its messages as cards, by day.

One registry from entry kind to a translated sentence; a kind without one is told by its code, never lost.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secours.diagnosis.models import Attempt, Finding
from secours.faults.models import Check, Remedy
from secours.journal.models import Attachment, Entry
from secours.people.access import people_visible_to, teams_visible_to
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.access import messages_visible_to, sees_notes, tickets_visible_to
from secours.tickets.choices import Channel, Closure, Confirmation, HoldReason, LinkKind
from secours.tickets.models import Message, Task, Ticket
from secours.web.workbench import moments
from secours.web.workbench.first_words import told_apart

# Long stories begin folded: what happened lately is what one reads.
MOST = 150


@dataclass
class Names:
    """Everyone and everything that the entries name by id, read in one query each."""

    people: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    tickets: dict[int, str] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    checks: dict[int, str] = field(default_factory=dict)
    remedies: dict[int, str] = field(default_factory=dict)

    def who(self, entry: Entry) -> SafeString:
        return _bold(self.people.get(entry.actor_id or 0) or _actor_word(entry.actor_kind))

    def person(self, person_id: Any) -> SafeString:
        return _bold(self.people.get(person_id) or _("someone of another organisation"))

    def team(self, team_id: Any) -> SafeString:
        return _bold(self.teams.get(team_id) or _("another team"))

    def ticket(self, ticket_id: Any) -> SafeString:
        return _bold(self.tickets.get(ticket_id) or _("a ticket out of your reach"))


Tell = Callable[[Entry, Names], str]


@dataclass(frozen=True)
class Sentence:
    icon: str
    tell: Tell


@dataclass
class Card:
    """One line or one message of the story. `css`: ours, note or nothing; `text` is shown as it is."""

    at: Any
    hour: str
    icon: str = ""
    sentence: str = ""
    name: str = ""
    aside: str = ""
    text: str = ""
    css: str = ""
    is_message: bool = False
    is_erased: bool = False
    message_id: int = 0
    files: list[Attachment] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    erase_url: str = ""


@dataclass
class Story:
    days: list[dict[str, Any]]
    earlier: int
    last_message: int


def story_of(reader: Actor, ticket: Ticket, *, whole: bool = False) -> Story:
    """Everything the reader may see of it; a constant number of queries, however long it is."""
    entries = _entries(reader, ticket)
    shown = entries if whole else entries[-MOST:]
    # Their words come with the entries: read once.
    said = messages_visible_to(reader, ticket).select_related(None)
    messages = {message.entry_id: message for message in said}
    files = _files(reader, ticket)
    names = _names(reader, shown)
    cards: list[Card] = []
    for entry in shown:
        cards += _cards(entry, messages.get(entry.id), files.get(entry.id, []), names)
    first = next((card for card in cards if card.is_message), None)
    if first is not None:
        first.text, first.answers = told_apart(ticket, first.text)
        first.files += files.get(None, [])
    if reader.administers:
        _offer_erasure(cards, ticket)
    last = max((message.id for message in messages.values()), default=0)
    return Story(_by_day(cards), len(entries) - len(shown), last)


def _entries(reader: Actor, ticket: Ticket) -> list[Entry]:
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id)
    if not sees_notes(reader, ticket):
        entries = entries.filter(visibility=Entry.Visibility.PUBLIC)
    return list(entries.select_related("words").order_by("number"))


def _cards(entry: Entry, message: Message | None, files: list[Attachment], names: Names) -> Iterable[Card]:
    hour = moments.hour(entry.at)
    if entry.kind not in _SAID_BY_THEIR_MESSAGE:
        sentence = SENTENCES.get(entry.kind, _UNKNOWN)
        line = Card(entry.at, hour, sentence.icon, sentence.tell(entry, names))
        if "undoes" in entry.data:
            line.icon, line.sentence = "arrow-back-up", _told(_("{what} (undone)"), what=line.sentence)
        if message is None:
            line.text, line.is_erased = _words(entry)
            line.css = "note" if entry.visibility == Entry.Visibility.INTERNAL else ""
        yield line
    if message is not None:
        yield _message_card(entry, message, files, hour)


def _message_card(entry: Entry, message: Message, files: list[Attachment], hour: str) -> Card:
    text, erased = _words(entry)
    is_note = message.kind == Message.Kind.NOTE
    return Card(
        entry.at,
        hour,
        name=message.author_name or _actor_word(entry.actor_kind),
        aside=_aside(message),
        text=text,
        css="note" if is_note else "" if message.from_requester else "ours",
        is_message=True,
        is_erased=erased,
        message_id=message.id,
        files=files,
    )


def _offer_erasure(cards: list[Card], ticket: Ticket) -> None:
    for card in cards:
        if card.is_message and not card.is_erased:
            card.erase_url = reverse("workbench:erasure", args=[ticket.number, card.message_id])


def _aside(message: Message) -> str:
    """How it came; of ours, nothing: they go out everywhere at once."""
    return str(Channel(message.channel).label) if message.from_requester else ""


def _words(entry: Entry) -> tuple[str, bool]:
    words = getattr(entry, "words", None)
    return ("", False) if words is None else (words.text, words.erased_at is not None)


def _by_day(cards: list[Card]) -> list[dict[str, Any]]:
    days: list[dict[str, Any]] = []
    for card in cards:
        day = timezone.localtime(card.at).date()
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "title": moments.long_day(day), "cards": []})
        days[-1]["cards"].append(card)
    return days


def _files(reader: Actor, ticket: Ticket) -> dict[int | None, list[Attachment]]:
    found: dict[int | None, list[Attachment]] = defaultdict(list)
    attachments = Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("id")
    if not sees_notes(reader, ticket):
        attachments = attachments.filter(visibility=Entry.Visibility.PUBLIC)
    for attachment in attachments:
        found[attachment.entry_id].append(attachment)
    return found


def _names(reader: Actor, entries: list[Entry]) -> Names:
    ids = _named_ids(entries)
    return Names(
        people=_names_in(people_visible_to(reader), ids["people"]),
        teams=dict(teams_visible_to(reader).filter(id__in=ids["teams"]).values_list("id", "name")),
        tickets={one.id: one.label for one in tickets_visible_to(reader).filter(id__in=ids["tickets"])},
        tasks=dict(Task.objects.filter(id__in=ids["tasks"]).values_list("id", "title")),
        checks={one.id: one.ask for one in Check.objects.filter(id__in=ids["checks"])},
        remedies={one.id: one.do for one in Remedy.objects.filter(id__in=ids["remedies"])},
    )


# key of an entry's data → what its id names
_KEYS = {
    "person": "people", "owner": "people", "requester": "people", "team": "teams", "from": "teams", "to": "teams",
    "other": "tickets", "task": "tasks", "check": "checks", "remedy": "remedies",
}  # fmt: skip


def _named_ids(entries: list[Entry]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {kind: set() for kind in _KEYS.values()}
    ids["people"] = {entry.actor_id for entry in entries if entry.actor_id}
    for entry in entries:
        for key, value in entry.data.items():
            if key in _KEYS and isinstance(value, int):
                ids[_KEYS[key]].add(value)
    return ids


def _names_in(people: QuerySet[Person], ids: set[int]) -> dict[int, str]:
    return dict(people.filter(id__in=ids).values_list("id", "name"))


def _bold(name: str) -> SafeString:
    return format_html("<b>{}</b>", name)


def _actor_word(kind: str) -> str:
    words = {"system": "Secours", "mail": _("The mailbox"), "agent": _("The device’s agent")}
    return words.get(kind) or _("Someone")


def _told(sentence: str, **names: Any) -> str:
    return format_html(sentence, **names)


def _declared(entry: Entry, names: Names) -> str:
    told = {"who": names.who(entry), "channel": _label(Channel, entry.data.get("channel")).lower()}
    if entry.data.get("requester") not in (None, entry.actor_id):
        told["person"] = names.person(entry.data["requester"])
        return _told(_("{who} declared it for {person} ({channel})"), **told)
    if entry.data.get("kind") == "request":
        return _told(_("{who} made the request ({channel})"), **told)
    return _told(_("{who} declared the incident ({channel})"), **told)


def _assigned(entry: Entry, names: Names) -> str:
    who, person, team = names.who(entry), entry.data.get("person"), entry.data.get("team")
    if person is not None and person == entry.actor_id:
        return _told(_("{who} took it in charge"), who=who)
    if person is not None:
        return _told(_("{who} assigned it to {person}"), who=who, person=names.person(person))
    if team is not None:
        return _told(_("{who} gave it to the team {team}"), who=who, team=names.team(team))
    return _told(_("{who} left it to no one"), who=who)


def _escalated(entry: Entry, names: Names) -> str:
    return _told(
        _("{who} handed it over to {team}"), who=names.who(entry), team=names.team(entry.data.get("to"))
    )


def _held(entry: Entry, names: Names) -> str:
    reason = _label(HoldReason, entry.data.get("reason")).lower()
    until = entry.data.get("until")
    if until:
        day = moments.when(datetime.fromisoformat(until))
        return _told(
            _("{who} put it on hold: {reason}, until {day}"), who=names.who(entry), reason=reason, day=day
        )
    return _told(_("{who} put it on hold: {reason}"), who=names.who(entry), reason=reason)


def _changed(entry: Entry, names: Names) -> str:
    words = _field_words()
    fields = ", ".join(words.get(name, name) for name in entry.data.get("after", {}))
    return _told(_("{who} changed: {fields}"), who=names.who(entry), fields=fields)


def _affects_too(entry: Entry, names: Names) -> str:
    told = {"person": names.person(entry.data.get("person")), "count": entry.data.get("count", "")}
    return _told(_("{person} is affected too, {count} in all"), **told)


def _linked(entry: Entry, names: Names) -> str:
    kind = _label(LinkKind, entry.data.get("kind")).lower()
    told = {"who": names.who(entry), "kind": kind, "ticket": names.ticket(entry.data.get("other"))}
    if "was" in entry.data:
        return _told(_("{who} changed the link: {kind} {ticket}"), **told)
    return _told(_("{who} linked it: {kind} {ticket}"), **told)


def _unlinked(entry: Entry, names: Names) -> str:
    return _told(
        _("{who} removed the link to {ticket}"),
        who=names.who(entry),
        ticket=names.ticket(entry.data.get("other")),
    )


def _solved(entry: Entry, names: Names) -> str:
    how = _label(Confirmation, entry.data.get("confirmed")).lower()
    return _told(_("{who} solved it ({how})"), who=names.who(entry), how=how)


def _closed(entry: Entry, names: Names) -> str:
    closure = _label(Closure, entry.data.get("closure")).lower()
    return _told(_("{who} closed it ({how})"), who=names.who(entry), how=closure)


def _task(sentence: Callable[[], str]) -> Tell:
    def tell(entry: Entry, names: Names) -> str:
        return _told(sentence(), who=names.who(entry), task=names.tasks.get(entry.data.get("task", 0), ""))

    return tell


def _finding(entry: Entry, names: Names) -> str:
    question = names.checks.get(entry.data.get("check", 0)) or _("a check")
    told = {
        "who": names.who(entry),
        "question": question,
        "answer": _label(Finding.Value, entry.data.get("value")),
    }
    if entry.data.get("source") == Finding.Source.PROBE:
        return _told(_("The device’s agent answered “{question}”: {answer}"), **told)
    return _told(_("{who} answered “{question}”: {answer}"), **told)


def _attempted(entry: Entry, names: Names) -> str:
    remedy = names.remedies.get(entry.data.get("remedy", 0)) or _("a remedy")
    outcome = _label(Attempt.Outcome, entry.data.get("outcome")).lower()
    return _told(
        _("{who} applied “{remedy}”: {outcome}"), who=names.who(entry), remedy=remedy, outcome=outcome
    )


def _by(sentence: Callable[[], str]) -> Tell:
    return lambda entry, names: _told(sentence(), who=names.who(entry))


def _unknown(entry: Entry, names: Names) -> str:
    return _told("{who} · {kind}", who=names.who(entry), kind=entry.kind)


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _field_words() -> dict[str, str]:
    return {
        "title": _("subject"), "kind": _("kind"), "category": _("category"), "impact": _("impact"),
        "urgency": _("urgency"), "device": _("device"), "site": _("site"), "place": _("place"),
        "affected": _("person concerned"), "is_confidential": _("confidentiality"),
        "callback_phone": _("call-back number"), "callback_place": _("call-back place"),
        "is_known_incident": _("known incident"),
    }  # fmt: skip


_UNKNOWN = Sentence("activity", _unknown)
_SAID_BY_THEIR_MESSAGE = frozenset({"ticket.replied", "ticket.noted"})

SENTENCES: dict[str, Sentence] = {
    "ticket.declared": Sentence("circle-plus", _declared),
    "ticket.changed": Sentence("adjustments-horizontal", _changed),
    "ticket.promised": Sentence(
        "clock", lambda entry, names: _("The deadline follows the new hours or promise")
    ),
    "ticket.affects_too": Sentence("users-group", _affects_too),
    "ticket.assigned": Sentence("user-check", _assigned),
    "ticket.escalated": Sentence("arrow-up", _escalated),
    "ticket.held": Sentence("player-pause", _held),
    "ticket.resumed": Sentence("progress", _by(lambda: _("{who} resumed it, the clock runs again"))),
    "ticket.linked": Sentence("link", _linked),
    "ticket.unlinked": Sentence("unlink", _unlinked),
    "ticket.replied": Sentence("message", _by(lambda: _("{who} replied"))),
    "ticket.noted": Sentence("lock", _by(lambda: _("{who} wrote an internal note"))),
    "ticket.solved": Sentence("check", _solved),
    "ticket.reopened": Sentence("rotate", _by(lambda: _("{who} reopened it"))),
    "ticket.closed": Sentence("archive", _closed),
    "task.added": Sentence("clipboard-list", _task(lambda: _("{who} added the task “{task}”"))),
    "task.finished": Sentence("clipboard-check", _task(lambda: _("{who} finished the task “{task}”"))),
    "text.erased": Sentence("trash", _by(lambda: _("{who} erased a text, for privacy"))),
    "finding.recorded": Sentence("stethoscope", _finding),
    "finding.corrected": Sentence("stethoscope", _finding),
    "remedy.attempted": Sentence("tool", _attempted),
    "assessment.written": Sentence("clipboard-check", _by(lambda: _("{who} wrote the assessment"))),
    "assessment.edited": Sentence("pencil", _by(lambda: _("{who} edited the assessment"))),
    "assessment.recommended": Sentence("bulb", _by(lambda: _("{who} added a recommendation"))),
}
