"""Figures of the fault base: sums over counted occurrences, honest at zero (design.md 4.10)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Lower, TruncMonth
from django.utils import timezone

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Device
from secours.faults.access import articles_visible_to, faults_visible_to, occurrences_visible_to
from secours.faults.choices import ReviewState
from secours.faults.models import Article, Fault, Occurrence
from secours.faults.rules import Learned, Replay, Told
from secours.journal.models import Entry
from secours.lib.kept import Kept
from secours.lib.statements import Reading, written
from secours.lib.text import sort_key
from secours.people.actor import Actor


@dataclass
class FaultCounts:
    """causes: id to weight. answers: (check id, cause id) to weights of (yes, no). remedies: id to whole
    numbers (tried, worked, relapsed), those that relapsed apart from both others. cases, cause_cases: whole numbers of counted occurrences."""

    causes: dict[int, float] = field(default_factory=dict)
    answers: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    remedies: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    cases: int = 0
    cause_cases: dict[int, int] = field(default_factory=dict)

    def tried(self, remedy_id: int) -> tuple[int, int, int]:
        """(tried, worked, relapsed) of one remedy, zero when it was never met. What came back was tried and
        did not work: it is among the tries, never among the successes."""
        tried, worked, relapsed = self.remedies.get(remedy_id, (0.0, 0.0, 0.0))
        return int(tried + relapsed), int(worked), int(relapsed)


def counts_of(fault_id: int, organisation_id: int | None = None) -> FaultCounts:
    """Over the whole installation, as numbers only; or at one organisation of the reach."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM faults_counts(%s, %s)", [fault_id, organisation_id])
        return _counted(cursor.fetchall())


@dataclass(frozen=True)
class BothCounts:
    """Over the whole installation and at one organisation. Read by many requests at once, so never changed.
    `key` is another as soon as anything that they sum up changes."""

    everywhere: FaultCounts
    here: FaultCounts
    key: tuple[Any, ...]


class CountsAsked:
    """Counts of a fault, asked among what a page asks. Those read last are kept in the process; the database
    counts again only when a case was counted, withdrawn or changed since."""

    def __init__(self, reading: Reading, fault_id: int, organisation_id: int) -> None:
        self._place = (connection.settings_dict["NAME"], fault_id, organisation_id)
        self._known = _kept.look(self._place)
        self._found = reading.ask(
            _COUNTS_SINCE,
            fault=fault_id,
            organisation=organisation_id,
            known=self._known.key[-1] if self._known else "",
        )

    def told(self) -> BothCounts:
        (stamp, *_nothing), *rows = self._found.rows
        if self._known is not None and stamp == self._known.key[-1]:
            return self._known
        here, everywhere = (
            _counted(r[1:] for r in rows if (r[0] == "here") == is_here) for is_here in (1, 0)
        )
        both = BothCounts(everywhere, here, (*self._place, stamp))
        _kept.put(self._place, both)
        return both


_kept: Kept[BothCounts] = Kept(512)
_COUNTS_SINCE = written("SELECT * FROM faults_counts_since(%s, %s, %s)", "fault", "organisation", "known")


def _counted(rows: Iterable[tuple[Any, ...]]) -> FaultCounts:
    counts = FaultCounts()
    for kind, first, second, a, b, c in rows:
        match kind:
            case "cases":
                counts.cases = int(a)
            case "cause":
                counts.causes[first], counts.cause_cases[first] = a, int(b)
            case "answer":
                counts.answers[first, second] = (a, b)
            case "remedy":
                counts.remedies[first] = (a, b, c)
    return counts


def cases_of(fault_ids: Iterable[int]) -> dict[int, int]:
    """Counted cases of many situations in one query; those never met are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fault, cases FROM faults_cases(%s)", [list(fault_ids)])
        return {fault_id: int(cases) for fault_id, cases in cursor.fetchall()}


def faults_matching(
    actor: Actor, *, words: str = "", state: str = "", category_id: int | None = None
) -> QuerySet[Fault]:
    """For the list page: words are looked for in titles, symptoms and numbers, in both languages, and
    put the best first."""
    faults = faults_visible_to(actor).select_related("category")
    if state:
        faults = faults.filter(state=state)
    if category_id is not None:
        faults = faults.filter(category_id=category_id)
    if not words.strip():
        return faults
    from secours.faults.recall.situations import faults_by_words

    ids = faults_by_words(actor, words)
    place = Case(*(When(id=fault_id, then=number) for number, fault_id in enumerate(ids)), default=len(ids))
    return faults.filter(id__in=ids).order_by(place)


def occurrences_recent(actor: Actor, fault: Fault, most: int = 12) -> list[Occurrence]:
    return list(
        occurrences_visible_to(actor)
        .filter(fault=fault)
        .select_related("ticket", "cause", "device", "device__place", "site")
        .order_by("-happened_at", "-id")[:most]
    )


def occurrences_by_month(actor: Actor, fault: Fault, months: int = 12) -> list[tuple[date, int]]:
    """Cases that the reader may open, oldest month first, without those that were withdrawn."""
    first = _months_back(timezone.localdate().replace(day=1), months - 1)
    counted = dict(
        occurrences_visible_to(actor)
        .filter(fault=fault, happened_at__date__gte=first)
        .exclude(state="withdrawn", relapsed_at=None)
        .annotate(month=TruncMonth("happened_at"))
        .values_list("month")
        .annotate(Count("id"))
    )
    by_day = {month.date().replace(day=1): count for month, count in counted.items()}
    days = [_months_back(timezone.localdate().replace(day=1), back) for back in range(months - 1, -1, -1)]
    return [(day, by_day.get(day, 0)) for day in days]


def models_struck(actor: Actor, fault: Fault, most: int = 5) -> list[tuple[str, int]]:
    """Models of devices that the fault struck, most often first, among cases that the reader may open."""
    models = (
        occurrences_visible_to(actor)
        .filter(fault=fault)
        .exclude(device_model="")
        .exclude(state="withdrawn", relapsed_at=None)
        .values_list("device_model")
        .annotate(cases=Count("id"))
        .order_by("-cases", "device_model")[:most]
    )
    return [(model, cases) for model, cases in models]


def devices_struck(actor: Actor, fault: Fault, most: int = 6) -> list[tuple[Device, int]]:
    ids = (
        occurrences_visible_to(actor)
        .filter(fault=fault)
        .exclude(device=None)
        .exclude(state="withdrawn", relapsed_at=None)
        .values_list("device_id", flat=True)
    )
    met = Counter(ids[:5000]).most_common(most)
    devices = (
        devices_visible_to(actor).select_related("place").in_bulk([device_id for device_id, _times in met])
    )
    return [(devices[device_id], times) for device_id, times in met if device_id in devices]


def articles_matching(
    actor: Actor, *, words: str = "", state: str = "", language: str = ""
) -> QuerySet[Article]:
    """Each word somewhere in a title or a text, in either language, whatever its accents. `language`: written in "fr"
    or "en", or in "one" of them only. Without a state, all but the retired ones."""
    articles = articles_visible_to(actor).select_related("organisation")
    articles = articles.filter(state=state) if state else articles.exclude(state=ReviewState.RETIRED)
    if language in ("fr", "en"):
        articles = articles.exclude(**{f"title_{language}": ""})
    elif language == "one":
        articles = articles.filter(Q(title_fr="") | Q(title_en=""))
    every = Concat(
        "title_fr",
        Value(" "),
        "title_en",
        Value(" "),
        "text_fr",
        Value(" "),
        "text_en",
        output_field=TextField(),
    )
    articles = articles.alias(told=Lower(Func(every, function="unaccent"), output_field=TextField()))
    for word in sort_key(words).split()[:10]:
        articles = articles.filter(told__contains=word)
    return articles


def history_of(subject: Fault | Article, most: int = 20) -> list[Entry]:
    """Latest first, with the words that were written."""
    kind = "article" if isinstance(subject, Article) else "fault"
    return list(
        Entry.objects.filter(subject_kind=kind, subject_id=subject.id)
        .select_related("words")
        .order_by("-number")[:most]
    )


_KINDS = (
    "ticket.solved",
    "ticket.reopened",
    "ticket.closed",
    "ticket.linked",
    "ticket.unlinked",
    "occurrence.counted",
    "occurrence.relapsed",
    "occurrence.restored",
)


def replay() -> dict[int, Learned]:
    """Every occurrence of the reach by resolution id, told again from the journal alone."""
    entries = Entry.objects.filter(subject_kind="ticket", kind__in=_KINDS).order_by("id")
    told = entries.values_list("subject_id", "kind", "at", "data").iterator(2000)
    return Replay().read(Told(*row) for row in told)


def stored() -> dict[int, Learned]:
    """The rows, in the form of `replay`, to be held against it."""
    return {row.resolution_id: _as_learned(row) for row in Occurrence.objects.iterator(2000)}


def differences() -> list[int]:
    """Resolutions whose row is not what the journal tells; none, or something wrote behind its back."""
    told = {key: replace(learned, is_merged=False) for key, learned in replay().items()}
    rows = stored()
    return sorted(key for key in told.keys() | rows.keys() if told.get(key) != rows.get(key))


def _as_learned(row: Occurrence) -> Learned:
    fields: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "ticket_id",
            "weight",
            "answers",
            "attempts",
            "state",
            "happened_at",
            "counts_at",
            "relapsed_at",
        )
    }
    return Learned(fault=row.fault_id, cause=row.cause_id, remedy=row.remedy_id, **fields)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
