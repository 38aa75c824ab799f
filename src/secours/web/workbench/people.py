"""People as the workbench finds them: by name, number, device or session; and the page of one."""

import re
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.db.models.expressions import Func, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Custody
from secours.lib.statements import (
    KEPT,
    Answer,
    Given,
    GivenIds,
    GivenTexts,
    Reading,
    Statement,
    statement,
)
from secours.lib.text import sort_key
from secours.people.access import people_visible_to, person_for
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import OPEN_STATES
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.rows import DEVICE_ICONS, shaped, values_of

_LEAST_DIGITS = 4
_MOST_TICKETS = 30
_NOT_DIGITS = re.compile(r"\D")


@staff
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who it is, what they hold, what they asked."""
    reader = reader_of(request)
    this = person_for(reader, person_id)
    tickets = tickets_visible_to(reader).filter(Q(requester=this) | Q(affected=this))
    rows = values_of(tickets.order_by("-created_at", "-id"), _MOST_TICKETS)
    held = Custody.objects.filter(person=this, until=None, device__in=devices_visible_to(reader))
    custodies = list(held.select_related("device").order_by("-since"))
    context = {
        **frame(request),
        "person": this,
        "rows": shaped(rows, reader_id=reader.person_id),
        "open": sum(row["state"] in OPEN_STATES for row in rows),
        "custodies": [(one, DEVICE_ICONS.get(one.device.kind, "devices")) for one in custodies],
        "site": this.site,
        "place": this.place,
        "organisation": this.organisation,
        "may_act": reader.serves,
    }
    return render(request, "workbench/person.html", context)


def people_matching(reader: Actor, text: str, most: int = 8) -> list[Person]:
    """Best first: whose name begins so, then whose name has the words, whose number or device it is."""
    reading = Reading()
    asked = PeopleAsked(reading, reader, text, most)
    asked.ask_further(reading)
    return asked.told()


class PeopleAsked:
    """The people that words mean, asked among what a page asks; `ask_further` asks what the first answers name."""

    def __init__(self, reading: Reading, reader: Actor, text: str, most: int) -> None:
        self.reader, self.words, self.most = reader, sort_key(text), most
        self.named: Answer[Person] | None = None
        self.devices: Answer[tuple[int, str]] | None = None
        self.holding: Answer[Person] | None = None
        if len(self.words) < 2:
            return
        digits = _NOT_DIGITS.sub("", text).removeprefix("33").lstrip("0")
        if len(digits) >= _LEAST_DIGITS and not re.search(r"[a-z]", self.words):
            self.named = reading.ask(_by_phone(reader, most), digits=digits)
            return
        parts = self.words.split()
        given = {f"word{place}": word for place, word in enumerate(parts)}
        self.named = reading.ask(_named(reader, len(parts), most), words=self.words, **given)
        self.devices = reading.ask(_named_devices(reader, most), words=self.words)

    def ask_further(self, reading: Reading) -> None:
        if self.named is None or self.devices is None or len(self.named.rows) >= self.most:
            return
        devices = self.devices.rows
        sessions = [user.rpartition("\\")[2] for _device, user in devices if user]
        ids = [one[0] for one in devices]
        self.holding = reading.ask(_holding(self.reader, self.most), devices=ids, sessions=sessions)

    def told(self) -> list[Person]:
        found = list(self.named.rows) if self.named else []
        if self.devices is not None:
            found.sort(key=lambda one: not one.sort_key.startswith(self.words))
        known = {one.id for one in found}
        more = [one for one in self.holding.rows if one.id not in known] if self.holding else []
        return [*found, *more][: self.most]


def _people(reader: Actor) -> QuerySet[Person]:
    return people_visible_to(reader).filter(is_active=True).select_related("site", "place", "organisation")


@lru_cache(maxsize=KEPT)
def _named(reader: Actor, words: int, most: int) -> Statement[Person]:
    """Every word in the name, or the whole in what else names them."""
    named = Q()
    for place in range(words):
        named &= Q(sort_key__contains=Given(f"word{place}"))
    whole = Q(email__startswith=Given("words")) | Q(login__iexact=Given("words"))
    return statement(_people(reader).filter(named | whole).order_by("sort_key")[:most])


@lru_cache(maxsize=KEPT)
def _by_phone(reader: Actor, most: int) -> Statement[Person]:
    """Whatever its form: 02 40 55 31 42, +33240553142 and 3142 find the same number."""
    bare = Func("phone", Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    people = _people(reader).annotate(digits=bare).filter(digits__contains=Given("digits"))
    return statement(people.order_by("sort_key")[:most])


@lru_cache(maxsize=KEPT)
def _named_devices(reader: Actor, most: int) -> Statement[tuple[int, str]]:
    words = Given("words")
    named = Q(sort_key__contains=words) | Q(asset_tag__iexact=words) | Q(last_user__iexact=words)
    return statement(devices_visible_to(reader).filter(named).values_list("id", "last_user")[:most])


@lru_cache(maxsize=KEPT)
def _holding(reader: Actor, most: int) -> Statement[Person]:
    """Who holds one of the devices, and who opened the last session on one; twice as many as wanted, for those who
    were found by name already."""
    holding = Q(custodies__device_id__in=GivenIds("devices"), custodies__until=None)
    people = _people(reader).filter(holding | Q(login__in=GivenTexts("sessions")))
    return statement(people.distinct()[: 2 * most])
