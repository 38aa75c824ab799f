"""The story of a ticket: its journal entries as sentences, its messages as cards, by day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secours.diagnosis.evidence import TrailAsked
from secours.diagnosis.queries import ask_run
from secours.journal.models import Attachment, Entry
from secours.lib.statements import KEPT, Given, Reading, Statement, statement
from secours.people.actor import Actor
from secours.tickets.access import messages_read_as, reads_all, sees_notes
from secours.tickets.choices import Channel
from secours.tickets.models import Message, Ticket
from secours.web.workbench import moments
from secours.web.workbench.first_words import told_apart
from secours.web.workbench.timeline import of_diagnosis, of_faults, of_tasks, of_tickets
from secours.web.workbench.timeline.names import Names, NamesAsked, actor_word
from secours.web.workbench.timeline.telling import Sentence, told

# Long stories begin folded: what happened lately is what one reads.
MOST = 150
# From entry kind to what is said of it; a kind without a sentence is told by its code, never lost.
SENTENCES = {**of_tickets.SENTENCES, **of_tasks.SENTENCES, **of_diagnosis.SENTENCES, **of_faults.SENTENCES}
_UNKNOWN = Sentence(
    "activity", lambda entry, names: told("{who} · {kind}", who=names.who(entry), kind=entry.kind)
)
_SAID_BY_THEIR_MESSAGE = frozenset({"ticket.replied", "ticket.noted"})


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


class StoryAsked:
    """Everything the reader may see of a ticket, asked among what its page asks. `ask_further` asks who and
    what the entries name; the number of questions is the same however long the story is."""

    def __init__(self, reading: Reading, reader: Actor, ticket: Ticket, *, whole: bool = False) -> None:
        self.reader, self.ticket, self.whole = reader, ticket, whole
        has_notes = sees_notes(reader, ticket)
        self.entries = reading.ask(_entries(has_notes), ticket=ticket.id)
        self.files = reading.ask(_files(has_notes), ticket=ticket.id)
        self.messages = reading.ask(_messages(reader, has_notes, reads_all(reader, ticket)), ticket=ticket.id)
        self.run = ask_run(reading, ticket)

    def ask_further(self, reading: Reading) -> None:
        self.trail = TrailAsked(reading, self.run.first) if self.run.first else None
        shown = self.entries.rows if self.whole else self.entries.rows[-MOST:]
        self.shown, self.names = shown, NamesAsked(reading, self.reader, shown)

    def said_by_requester(self) -> list[str]:
        """Every message of theirs, the latest first."""
        theirs = {message.entry_id for message in self.messages.rows if message.from_requester}
        return [_words(entry)[0] for entry in reversed(self.entries.rows) if entry.id in theirs]

    def told(self) -> Story:
        messages = {message.entry_id: message for message in self.messages.rows}
        files: dict[int | None, list[Attachment]] = defaultdict(list)
        for attachment in self.files.rows:
            files[attachment.entry_id].append(attachment)
        cards: list[Card] = []
        names = self.names.told()
        for entry in self.shown:
            cards += _cards(entry, messages.get(entry.id), files.get(entry.id, []), names)
        first = next((card for card in cards if card.is_message), None)
        if first is not None:
            first.text, first.answers = told_apart(self.trail, first.text)
            first.files = first.files + files.get(None, [])
        if self.reader.administers:
            _offer_erasure(cards, self.ticket)
        last = max((message.id for message in messages.values()), default=0)
        return Story(_by_day(cards), len(self.entries.rows) - len(self.shown), last)


def story_of(reader: Actor, ticket: Ticket, *, whole: bool = False) -> Story:
    reading = Reading()
    asked = StoryAsked(reading, reader, ticket, whole=whole)
    asked.ask_further(reading)
    return asked.told()


@lru_cache(maxsize=2)
def _entries(has_notes: bool) -> Statement[Entry]:
    """With their words: read once, for the messages too."""
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=Given("ticket"))
    if not has_notes:
        entries = entries.filter(visibility=Entry.Visibility.PUBLIC)
    told = entries.select_related("words").defer("text_digest", "previous_hash", "hash", "words__salt")
    return statement(told.order_by("number"))


@lru_cache(maxsize=2)
def _files(has_notes: bool) -> Statement[Attachment]:
    attachments = Attachment.objects.filter(subject_kind="ticket", subject_id=Given("ticket"))
    if not has_notes:
        attachments = attachments.filter(visibility=Entry.Visibility.PUBLIC)
    return statement(attachments.order_by("id"))


@lru_cache(maxsize=KEPT)
def _messages(reader: Actor, has_notes: bool, is_whole: bool) -> Statement[Message]:
    said = messages_read_as(reader, Given("ticket"), has_notes=has_notes, is_whole=is_whole)
    return statement(said.select_related(None))


def _cards(entry: Entry, message: Message | None, files: list[Attachment], names: Names) -> Iterable[Card]:
    hour = moments.hour(entry.at)
    if entry.kind not in _SAID_BY_THEIR_MESSAGE:
        sentence = SENTENCES.get(entry.kind, _UNKNOWN)
        line = Card(entry.at, hour, sentence.icon, sentence.tell(entry, names))
        if "undoes" in entry.data:
            line.icon, line.sentence = "arrow-back-up", told(_("{what} (undone)"), what=line.sentence)
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
        name=message.author_name or actor_word(entry.actor_kind),
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
