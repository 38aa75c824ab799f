"""The facts column of a ticket: its promise, its requester, its devices, what it is linked to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Device, DeviceFact
from secours.lib.statements import KEPT, Given, GivenIds, Reading, Statement, statement
from secours.lib.text import listed_once
from secours.people.actor import Actor
from secours.people.models import Person, Place
from secours.service_levels.hours import open_minutes
from secours.service_levels.queries import Promise, ask_promise, promise_told
from secours.tickets.access import tasks_visible_to, tickets_visible_to
from secours.tickets.choices import OPEN_STATES, HoldReason, LinkKind, State
from secours.tickets.models import Hold, Link, Task, Ticket
from secours.web.workbench import moments
from secours.web.workbench.rows import DEVICE_ICONS

_BAR = 400  # width of the clock bar, in its own units
_MOST_FACTS = 5
_MOST_TICKETS = 100
_FIRST = (
    "print.queue_offline", "printers.offline", "printer.toner_pct", "net.error_ports", "disk.free_pct",
    "disk.fullest_pct", "os.uptime_days", "antivirus.active", "battery.health_pct", "net.addresses",
    "printer.pages", "display.external_count", "memory.total_mb",
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """`spans`: of the bar, as (x, width, is_hold); `mark`: where now is. Minutes are of open hours.
    `tones`: ok or danger once the first answer, the solution, was given in time or not; "" while it may be.
    `due`, `response_due`: in seconds of Unix time, 0 where the clock does not run."""

    kind: str
    words: str
    until: str
    response: str
    response_tone: str
    solution: str
    solution_tone: str
    promised: str
    held: str
    spans: list[tuple[int, int, bool]]
    mark: int
    due: int = 0
    response_due: int = 0


class FactsAsked:
    """What the column reads, asked among what the page asks: the promise, the requester's tickets, the
    devices, links and tasks. `told_further` asks what the first answers name."""

    def __init__(self, reading: Reading, reader: Actor, ticket: Ticket) -> None:
        self.reader, self.ticket, self.clock = reader, ticket, ClockAsked(reading, ticket)
        since, requester = timezone.now() - timedelta(days=365), ticket.requester_id
        self.states = reading.ask(_states(reader), requester=requester, since=since)
        self.devices = reading.ask(_devices(reader), requester=requester, device=ticket.device_id)
        self.links = reading.ask(_links(), ticket=ticket.id)
        self.tasks = reading.ask(_tasks(reader), ticket=ticket.id)

    def ask_further(self, reading: Reading) -> None:
        others = {
            one.other_id if one.ticket_id == self.ticket.id else one.ticket_id for one in self.links.rows
        }
        self.facts = reading.ask(_facts(), devices=[device.id for device in self.devices.rows])
        self.others = reading.ask(_others(self.reader), tickets=sorted(others))


class ClockAsked:
    """What the promise of a ticket is told from."""

    def __init__(self, reading: Reading, ticket: Ticket) -> None:
        self.promise = ask_promise(reading, ticket.organisation_id, ticket.priority)
        self.holds = reading.ask(_holds(), ticket=ticket.id)


@lru_cache(maxsize=1)
def _holds() -> Statement[Hold]:
    return statement(Hold.objects.filter(ticket_id=Given("ticket")).order_by("starts_at"))


@lru_cache(maxsize=KEPT)
def _states(reader: Actor) -> Statement[str]:
    of_person = tickets_visible_to(reader).filter(
        requester_id=Given("requester"), created_at__gte=Given("since")
    )
    return statement(of_person.order_by("-created_at").values_list("state", flat=True)[:_MOST_TICKETS])


@lru_cache(maxsize=KEPT)
def _devices(reader: Actor) -> Statement[Device]:
    held = Q(custodies__person_id=Given("requester"), custodies__until=None)
    return statement(devices_visible_to(reader).filter(Q(id=Given("device")) | held).distinct()[:4])


@lru_cache(maxsize=1)
def _facts() -> Statement[DeviceFact]:
    return statement(DeviceFact.objects.filter(device_id__in=GivenIds("devices")))


@lru_cache(maxsize=1)
def _links() -> Statement[Link]:
    return statement(
        Link.objects.filter(Q(ticket_id=Given("ticket")) | Q(other_id=Given("ticket"))).order_by("-id")[:20]
    )


@lru_cache(maxsize=KEPT)
def _others(reader: Actor) -> Statement[Ticket]:
    return statement(
        tickets_visible_to(reader).filter(id__in=GivenIds("tickets")).only("number", "title", "state")
    )


@lru_cache(maxsize=KEPT)
def _tasks(reader: Actor) -> Statement[Task]:
    tasks = tasks_visible_to(reader).filter(ticket_id=Given("ticket")).select_related("owner")
    return statement(tasks.order_by("done_at", "due_on", "id")[:30])


def clock_of(ticket: Ticket, asked: ClockAsked | None = None) -> Clock | None:
    """The promise as it stands; None where none is made."""
    asked = asked or ClockAsked(Reading(), ticket)
    promise, holds = promise_told(asked.promise), asked.holds.rows
    if promise is None or ticket.due_at is None:
        return None
    now = ticket.solved_at or ticket.closed_at or timezone.now()
    kind, words = _state(ticket, holds, now)
    spans, mark = _bar(ticket, promise, holds, now)
    held = sum(open_minutes(hold.starts_at, hold.ends_at or now, promise.hours) for hold in holds)
    return Clock(
        kind=kind,
        words=words,
        until=moments.when(ticket.due_at),
        response=_response(ticket, promise),
        response_tone=_tone(ticket, ticket.responded_at, ticket.response_due_at),
        solution=_solution(ticket, promise, held),
        solution_tone=_tone(ticket, ticket.solved_at, ticket.due_at),
        promised=moments.worked(promise.resolution_minutes),
        held=moments.worked(held) if held else "",
        spans=spans,
        mark=mark,
        due=_seconds(ticket.due_at) if kind in ("ok", "soon", "late") else 0,
        response_due=_seconds(ticket.response_due_at) if _waits_for_answer(ticket) else 0,
    )


def _waits_for_answer(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.responded_at is None


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _state(ticket: Ticket, holds: list[Hold], now: datetime) -> tuple[str, str]:
    assert ticket.due_at is not None
    if ticket.solved_at:
        told = _("Solved %(when)s, promise kept") if now <= ticket.due_at else _("Solved %(when)s, too late")
        return "done", told % {"when": moments.when(now)}
    if not ticket.is_open:
        return "done", str(ticket.get_state_display())
    current = next((hold for hold in holds if hold.ends_at is None), None)
    if current is not None:
        return "hold", str(HoldReason(current.reason).label)
    return moments.remaining(ticket.due_at, now)


def _tone(ticket: Ticket, given_at: datetime | None, due_at: datetime | None) -> str:
    if given_at is None:
        runs = ticket.is_open and ticket.state != State.ON_HOLD
        return "danger" if runs and due_at and due_at < timezone.now() else ""
    return "danger" if due_at and due_at < given_at else "ok"


def _solution(ticket: Ticket, promise: Promise, held: int) -> str:
    """Before when, then in what time; nothing of a ticket closed without a solution."""
    assert ticket.due_at is not None
    if ticket.solved_at is None:
        return _("before %(when)s") % {"when": moments.when(ticket.due_at)}
    took = open_minutes(ticket.created_at, ticket.solved_at, promise.hours) - held
    return _kept(took, ticket.solved_at, ticket.due_at)


def _kept(took: int, given_at: datetime, due_at: datetime | None) -> str:
    """“in 25 min, promise kept”, or by how much it was missed."""
    time = moments.worked(max(took, 1))
    if due_at is None:
        return _("within %(time)s") % {"time": time}
    if given_at <= due_at:
        return _("in %(time)s, promise kept") % {"time": time}
    late = max(1, int((given_at - due_at).total_seconds() / 60))
    return _("in %(time)s, %(late)s late") % {"time": time, "late": moments.duration(late)}


def _response(ticket: Ticket, promise: Promise) -> str:
    if ticket.responded_at:
        took = open_minutes(ticket.created_at, ticket.responded_at, promise.hours)
        return _kept(took, ticket.responded_at, ticket.response_due_at)
    if ticket.response_due_at and ticket.response_due_at < timezone.now() and ticket.is_open:
        return moments.clock(ticket.response_due_at, timezone.now())[1]
    if ticket.response_due_at:
        return _("before %(when)s") % {"when": moments.when(ticket.response_due_at)}
    return "—"


def _bar(
    ticket: Ticket, promise: Promise, holds: list[Hold], now: datetime
) -> tuple[list[tuple[int, int, bool]], int]:
    """Open time from the declaration to the deadline (or to now, when that is later)."""
    assert ticket.due_at is not None
    begin, hours = ticket.created_at, promise.hours
    whole = max(1, open_minutes(begin, max(ticket.due_at, now), hours))

    def place(moment: datetime) -> int:
        return min(_BAR, _BAR * open_minutes(begin, moment, hours) // whole)

    mark, spans = place(now), []
    at = 0
    for hold in holds:
        start, end = place(max(hold.starts_at, begin)), place(min(hold.ends_at or now, now))
        spans += [(at, start - at, False), (start, end - start, True)]
        at = end
    spans.append((at, mark - at, False))
    return [span for span in spans if span[1] > 0], mark


def requester_facts(asked: FactsAsked) -> dict[str, Any]:
    """Of the year: how many tickets they made, how many are open."""
    ticket, states = asked.ticket, asked.states.rows
    person: Person = ticket.requester
    return {
        "person": person,
        "job": ", ".join(filter(None, [person.job_title, person.department])),
        "phone": ticket.callback_phone or person.phone,
        "where": listed_once(
            ticket.site.name if ticket.site else "",
            ticket.place.name if ticket.place else "",
            ticket.callback_place,
        ),
        "sensitive": sensitive_period(ticket.place),
        "language": person.get_language_display(),
        "tickets": f"{len(states)}+" if len(states) == _MOST_TICKETS else str(len(states)),
        "open": str(sum(state in OPEN_STATES for state in states)),
    }


@dataclass(frozen=True)
class Sensitive:
    """Hours of a place when nobody may be disturbed: “shift handover, 14:00 to 14:30”."""

    words: str
    is_now: bool


def sensitive_period(place: Place | None) -> Sensitive | None:
    """The one that is on, else the next of today; those that are over are no longer said."""
    if place is None:
        return None
    now = timezone.localtime()
    clock, today = f"{now.hour:02d}:{now.minute:02d}", now.weekday()
    for period in sorted(place.critical_periods, key=lambda one: _padded(one["from"])):
        start, end = _padded(period["from"]), _padded(period["to"])
        if _is_on(period, today, clock, start, end):
            return Sensitive(_period_words(period), is_now=True)
        if today in period.get("days", range(7)) and clock < start:
            return Sensitive(_period_words(period), is_now=False)
    return None


def _is_on(period: dict[str, Any], today: int, clock: str, start: str, end: str) -> bool:
    """One that passes midnight belongs to the day on which it begins."""
    days = period.get("days", range(7))
    if start <= end:
        return today in days and start <= clock < end
    return (today in days and clock >= start) or ((today - 1) % 7 in days and clock < end)


def _period_words(period: dict[str, Any]) -> str:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    told = {
        "what": period.get(language, ""),
        "start": _hour(period["from"]),
        "end": _hour(period["to"]),
    }
    return _("%(what)s, %(start)s to %(end)s") % told


def _padded(text: str) -> str:
    """“8:00” as “08:00”, so that hours compare."""
    return text.zfill(5)


def devices_of(asked: FactsAsked) -> list[dict[str, Any]]:
    """The ticket's device first, then what its requester holds, each with what its agent told."""
    named = asked.ticket.device_id
    devices = sorted(asked.devices.rows, key=lambda one: one.id != named)
    by_device: dict[int, list[DeviceFact]] = defaultdict(list)
    for fact in asked.facts.rows:
        by_device[fact.device_id].append(fact)
    return [_device(one, by_device[one.id], one.id == named) for one in devices[:3]]


def _device(device: Device, facts: list[DeviceFact], is_named: bool) -> dict[str, Any]:
    facts = sorted(facts, key=_worth)[:_MOST_FACTS]
    return {
        "device": device,
        "icon": DEVICE_ICONS.get(device.kind, "devices"),
        "is_named": is_named,
        "model": " ".join(filter(None, [device.manufacturer, device.model])),
        "system": " ".join(filter(None, [device.os_name, device.os_version])),
        "facts": [(fact_name(fact.key), fact_value(fact.value)) for fact in facts],
        "seen": _age(max(fact.at for fact in facts)) if facts else "",
        "warranty": moments.short_day(device.warranty_until) if device.warranty_until else "",
    }


def _age(at: datetime) -> SafeString:
    words = moments.age(at, timezone.now())
    return format_html('<span data-since="{}">{}</span>', _seconds(at), words)


def _worth(fact: DeviceFact) -> tuple[int, str]:
    """What a technician looks at first comes first."""
    known = _FIRST.index(fact.key) if fact.key in _FIRST else len(_FIRST)
    return known, fact.key


def fact_name(key: str) -> str:
    """A key that has no words yet is shown as it is."""
    words = {
        "antivirus.active": _("Antivirus active"),
        "antivirus.names": _("Antivirus"),
        "antivirus.up_to_date": _("Antivirus up to date"),
        "battery.health_pct": _("Battery (%)"),
        "cpu.top_process": _("Busiest program"),
        "disk.free_gb": _("Free disk (GB)"),
        "disk.free_pct": _("Free disk (%)"),
        "disk.fullest_pct": _("Fullest volume (%)"),
        "disk.is_hdd": _("Mechanical disk"),
        "display.count": _("Screens"),
        "display.external_count": _("External screens"),
        "firewall.active": _("Firewall active"),
        "memory.total_mb": _("Memory (MB)"),
        "net.addresses": _("IP address"),
        "net.dhcp": _("Address by DHCP"),
        "net.error_ports": _("Ports in error"),
        "net.wifi_enabled": _("Wi-Fi"),
        "os.clock_right": _("Clock right"),
        "os.uptime_days": _("Days without a restart"),
        "print.queue_offline": _("Print queue offline"),
        "printer.pages": _("Pages printed"),
        "printer.toner_pct": _("Toner (%)"),
        "printers.offline": _("Printers offline"),
        "sw.office_updated_days": _("Office updated, days ago"),
    }
    return words.get(key, key)


def fact_value(value: Any) -> str:
    """A value alone, or with the part that it concerns: {"value": 4, "about": "C:"}."""
    if isinstance(value, dict) and "value" in value:
        about = f" ({value['about']})" if value.get("about") else ""
        return f"{fact_value(value['value'])}{about}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return str(number_format(round(value, 1)))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value[:3])
    return str(value)


def links_of(asked: FactsAsked) -> list[dict[str, Any]]:
    """Both ways; only what the reader may see of the other side."""
    seen, told = {one.id: one for one in asked.others.rows}, []
    for link in asked.links.rows:
        is_ours = link.ticket_id == asked.ticket.id
        other = seen.get(link.other_id if is_ours else link.ticket_id)
        if other is not None:
            told.append(
                {"other": other, "kind": _link_words(link.kind, is_ours), "state": other.get_state_display()}
            )
    return told


def _link_words(kind: str, is_ours: bool) -> str:
    if is_ours:
        return str(LinkKind(kind).label)
    return {
        LinkKind.ATTACHED: _("Attached here"),
        LinkKind.DUPLICATE: _("Duplicate of this one"),
        LinkKind.CAUSED_BY: _("Caused by this one"),
    }.get(LinkKind(kind), _("Related to"))


def _hour(text: str) -> str:
    hours, _colon, minutes = text.partition(":")
    return f"{int(hours)}:{minutes}"
