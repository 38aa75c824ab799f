"""Ctrl K: tickets by number or words, people, devices, acts. A page of its own without script."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from secours.diagnosis.access import may_approve
from secours.equipment.access import devices_visible_to
from secours.equipment.models import Device
from secours.lib.statements import KEPT, Answer, Given, GivenIds, Reading, Statement, statement
from secours.lib.text import number_in, sort_key
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.access import ask_within_reach, tickets_visible_to
from secours.tickets.models import Ticket
from secours.tickets.snippets import Sought
from secours.web.found import met_html
from secours.web.navigation import QUEUES, faces_of, queue_tickets, queue_titles
from secours.web.workbench.frame import FrameAsked, frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.people import PeopleAsked
from secours.web.workbench.rows import DEVICE_ICONS

MOST = 6
_MOST_RECENT = 300


@dataclass(frozen=True)
class Choice:
    icon: str
    words: str
    aside: str
    url: str
    key: str = ""
    met: str = ""


@staff
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    reader, words = reader_of(request), request.GET.get("q", "").strip()[:100]
    is_part, reading = bool(request.headers.get("HX-Request")), Reading()
    shell = None if is_part else FrameAsked(request, reading)
    context: dict[str, Any] = {"groups": choices_for(request, reader, words, reading), "words": words}
    if is_part:
        return render(request, "workbench/_palette.html", context)
    return render(request, "workbench/palette.html", {**frame(request, shell), **context})


def choices_for(request: HttpRequest, reader: Actor, words: str, reading: Reading) -> list[dict[str, Any]]:
    """Groups that hold something, the likeliest group first. What the words find is asked in `reading`, what that
    names in a second message."""
    tickets = _TicketsAsked(reading, reader, words)
    devices = _ask_devices(reading, reader, words)
    people = PeopleAsked(reading, reader, words, MOST)
    tickets.ask_further(reading)
    people.ask_further(reading)
    groups = [
        {"label": _("Tickets"), "choices": tickets.told()},
        {"label": _("Devices"), "choices": [_device(one) for one in devices.rows] if devices else []},
        {"label": _("People"), "choices": [_person(one) for one in people.told()]},
        {"label": _("Acts"), "choices": _acts(request, reader, words)},
    ]
    return [group for group in groups if group["choices"]]


class _TicketsAsked:
    """The one of a number, or those that hold the words; then, by their subjects, those that are being typed."""

    def __init__(self, reading: Reading, reader: Actor, words: str) -> None:
        self.reader, self.words = reader, words
        self.number = number_in(words.upper().removeprefix("T-"))
        self.is_asked = len(words) >= 2
        self.ids: list[int] = []
        self.begun: list[int] = []
        if self.is_asked:
            self.exact = reading.ask(_numbered(reader), number=self.number) if self.number else None
            self.hits = ask_within_reach(reading, reader, words, MOST)
            self.recent = reading.ask(_recent(reader))

    def ask_further(self, reading: Reading) -> None:
        if self.is_asked:
            self.ids = [row[0] for row in self.hits.rows]
            self.begun = self._begun()
            self.found = reading.ask(_by_id(self.reader), tickets=[*self.ids, *self.begun])

    def told(self) -> list[Choice]:
        if not self.is_asked:
            return []
        if self.exact and self.exact.rows:
            return [_ticket(one) for one in self.exact.rows]
        found = {one.id: one for one in self.found.rows}
        kept = [found[one] for one in self.ids if one in found]
        met = Sought(self.reader, self.words).among(kept)
        begun = [_ticket(found[one]) for one in self.begun if one in found]
        return [*(_ticket(one, met.get(one.id, "")) for one in kept), *begun][:MOST]

    def _begun(self) -> list[int]:
        """The index knows whole words; while one types, the subjects of the latest open tickets do."""
        key = sort_key(self.words).split()
        begun = [one for one, title in self.recent.rows if all(word in sort_key(title) for word in key)]
        return [one for one in begun if one not in self.ids][:MOST]


@lru_cache(maxsize=KEPT)
def _numbered(reader: Actor) -> Statement[Ticket]:
    return statement(tickets_visible_to(reader).defer("search").filter(number=Given("number"))[:1])


@lru_cache(maxsize=KEPT)
def _by_id(reader: Actor) -> Statement[Ticket]:
    return statement(tickets_visible_to(reader).defer("search").filter(id__in=GivenIds("tickets")))


@lru_cache(maxsize=KEPT)
def _recent(reader: Actor) -> Statement[tuple[int, str]]:
    latest = queue_tickets(reader, "all").order_by("-updated_at", "-id")
    return statement(latest.values_list("id", "title")[:_MOST_RECENT])


def _ticket(one: Ticket, met: str = "") -> Choice:
    aside = f"{one.label} · {one.get_state_display()}"
    url = reverse("workbench:ticket", args=[one.number])
    return Choice("ticket" if one.is_open else "check", one.title, aside, url, met=met_html(met))


def _ask_devices(reading: Reading, reader: Actor, words: str) -> Answer[Device] | None:
    key = sort_key(words)
    return reading.ask(_devices(reader), key=key, words=words) if len(key) >= 2 else None


@lru_cache(maxsize=KEPT)
def _devices(reader: Actor) -> Statement[Device]:
    key, words = Given("key"), Given("words")
    named = Q(sort_key__contains=key) | Q(asset_tag__iexact=key) | Q(serial__iexact=words)
    return statement(devices_visible_to(reader).filter(named).order_by("sort_key")[:MOST])


def _device(one: Device) -> Choice:
    model = " ".join(filter(None, [one.manufacturer, one.model]))
    url = reverse("equipment:device", args=[one.id])
    return Choice(DEVICE_ICONS.get(one.kind, "devices"), one.name, model, url)


def _person(one: Person) -> Choice:
    place = ", ".join(filter(None, [one.department, one.organisation.name]))
    return Choice("user", one.name, place, reverse("workbench:person", args=[one.id]))


def _acts(request: HttpRequest, reader: Actor, words: str) -> list[Choice]:
    """Whose name has every word asked; nothing asked: all of them."""
    key = sort_key(words).split()
    return [one for one in _every_act(request, reader) if all(word in sort_key(one.words) for word in key)][
        :8
    ]


def _every_act(request: HttpRequest, reader: Actor) -> list[Choice]:
    queue, titles = reverse("workbench:queue"), queue_titles()
    acts = []
    if reader.serves:
        acts.append(
            Choice(
                "phone-plus", _("Note a call or a visit"), _("new ticket"), reverse("workbench:entry"), "C"
            )
        )
    acts += [Choice(icon, titles[name], _("queue"), f"{queue}?queue={name}") for name, icon in QUEUES.items()]
    acts.append(Choice("list-details", titles["all"], _("queue"), f"{queue}?queue=all"))
    acts.append(Choice("clipboard-list", _("My tasks"), "", reverse("workbench:task_list"), "G T"))
    acts.append(Choice("bell", _("Notifications"), "", reverse("workbench:notifications"), "G N"))
    if may_approve(reader):
        acts.append(Choice("clipboard-check", _("To approve"), "", reverse("workbench:approvals"), "G P"))
    acts += [Choice(face["icon"], face["label"], "", face["url"]) for face in faces_of(request, reader)]
    return acts
