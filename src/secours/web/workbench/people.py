"""People as the workbench finds them: by name, number, device or session; and the page of one."""

import re

from django.db.models import Q, QuerySet
from django.db.models.expressions import Func, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Custody
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
    words = sort_key(text)
    if len(words) < 2:
        return []
    people = people_visible_to(reader).filter(is_active=True).select_related("site", "place", "organisation")
    digits = _NOT_DIGITS.sub("", text).removeprefix("33").lstrip("0")
    if len(digits) >= _LEAST_DIGITS and not re.search(r"[a-z]", words):
        return list(_by_phone(people, digits)[:most])
    named = Q()
    for word in words.split():
        named &= Q(sort_key__contains=word)
    found = list(
        people.filter(named | Q(email__startswith=words) | Q(login__iexact=words)).order_by("sort_key")[:most]
    )
    found.sort(key=lambda one: not one.sort_key.startswith(words))
    if len(found) < most:
        found += _by_device(reader, people, words, most - len(found), {one.id for one in found})
    return found


def _by_phone(people: QuerySet[Person], digits: str) -> QuerySet[Person]:
    """Whatever its form: 02 40 55 31 42, +33240553142 and 3142 find the same number."""
    bare = Func("phone", Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    return people.annotate(digits=bare).filter(digits__contains=digits).order_by("sort_key")


def _by_device(
    reader: Actor, people: QuerySet[Person], words: str, most: int, known: set[int]
) -> list[Person]:
    """Who holds it, and who opened the last session on it."""
    named = Q(sort_key__contains=words) | Q(asset_tag__iexact=words) | Q(last_user__iexact=words)
    devices = list(devices_visible_to(reader).filter(named).values_list("id", "last_user")[:most])
    holding = Q(custodies__device_id__in=[one[0] for one in devices], custodies__until=None)
    sessions = [user.rpartition("\\")[2] for _device, user in devices if user]
    return list(people.filter(holding | Q(login__in=sessions)).exclude(id__in=known).distinct()[:most])
