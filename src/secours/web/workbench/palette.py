"""Ctrl K: tickets by number or words, people, devices, acts. A page of its own without script."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from secours.diagnosis.access import may_approve
from secours.equipment.access import devices_visible_to
from secours.lib.text import number_in, sort_key
from secours.people.actor import Actor
from secours.tickets.access import search_within_reach, tickets_visible_to
from secours.tickets.models import Ticket
from secours.tickets.snippets import Sought
from secours.web.found import met_html
from secours.web.navigation import QUEUES, queue_tickets, queue_titles
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.people import people_matching
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
    groups = choices_for(request, reader, words)
    context: dict[str, Any] = {"groups": groups, "words": words}
    if request.headers.get("HX-Request"):
        return render(request, "workbench/_palette.html", context)
    return render(request, "workbench/palette.html", {**frame(request), **context})


def choices_for(request: HttpRequest, reader: Actor, words: str) -> list[dict[str, Any]]:
    """Groups that hold something, the likeliest group first."""
    groups = [
        {"label": _("Tickets"), "choices": _tickets(reader, words)},
        {"label": _("Devices"), "choices": _devices(reader, words)},
        {"label": _("People"), "choices": _people(reader, words)},
        {"label": _("Acts"), "choices": _acts(request, reader, words)},
    ]
    return [group for group in groups if group["choices"]]


def _tickets(reader: Actor, words: str) -> list[Choice]:
    if len(words) < 2:
        return []
    number = number_in(words.upper().removeprefix("T-"))
    if number is not None:
        exact = list(tickets_visible_to(reader).filter(number=number)[:1])
        if exact:
            return [_ticket(one) for one in exact]
    ids = search_within_reach(reader, words, MOST)
    found = {one.id: one for one in tickets_visible_to(reader).filter(id__in=ids).defer("search")}
    kept = [found[one] for one in ids if one in found]
    met = Sought(reader, words).among(kept)
    told = [_ticket(one, met.get(one.id, "")) for one in kept]
    return told + _begun(reader, words, MOST - len(told), set(ids)) if len(told) < MOST else told


def _begun(reader: Actor, words: str, most: int, known: set[int]) -> list[Choice]:
    """The index knows whole words; while one types, the subjects of the latest open tickets do."""
    key = sort_key(words).split()
    recent = queue_tickets(reader, "all").exclude(id__in=known).order_by("-updated_at", "-id")
    titles = recent.values_list("id", "title")[:_MOST_RECENT]
    ids = [one for one, title in titles if all(word in sort_key(title) for word in key)][:most]
    found = {one.id: one for one in tickets_visible_to(reader).filter(id__in=ids)}
    return [_ticket(found[one]) for one in ids if one in found]


def _ticket(one: Ticket, met: str = "") -> Choice:
    aside = f"{one.label} · {one.get_state_display()}"
    url = reverse("workbench:ticket", args=[one.number])
    return Choice("ticket" if one.is_open else "check", one.title, aside, url, met=met_html(met))


def _devices(reader: Actor, words: str) -> list[Choice]:
    key = sort_key(words)
    if len(key) < 2:
        return []
    named = Q(sort_key__contains=key) | Q(asset_tag__iexact=key) | Q(serial__iexact=words)
    found = devices_visible_to(reader).filter(named).order_by("sort_key")[:MOST]
    return [
        Choice(
            DEVICE_ICONS.get(one.kind, "devices"),
            one.name,
            " ".join(filter(None, [one.manufacturer, one.model])),
            reverse("equipment:device", args=[one.id]),
        )
        for one in found
    ]


def _people(reader: Actor, words: str) -> list[Choice]:
    return [
        Choice(
            "user",
            one.name,
            ", ".join(filter(None, [one.department, one.organisation.name])),
            reverse("workbench:person", args=[one.id]),
        )
        for one in people_matching(reader, words, MOST)
    ]


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
    acts += [Choice(face["icon"], face["label"], "", face["url"]) for face in frame(request)["nav"]]
    return acts
