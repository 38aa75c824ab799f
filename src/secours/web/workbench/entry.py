"""Quick entry: a call or a visit becomes a ticket, or ends in it, on one screen."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from secours.diagnosis.operations import start_run_on_ticket
from secours.equipment.access import devices_visible_to
from secours.faults.operations.resolving import resolve_with_remedy
from secours.faults.recall import match_situations
from secours.lib.text import number_in
from secours.people.access import people_visible_to, person_for
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Person
from secours.people.operations import create_person
from secours.service_levels.access import categories_visible_to
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import OPEN_STATES, Confirmation
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    attach_to_known_incident,
    close_ticket,
    declare_ticket,
    take_ticket,
)
from secours.web.drafts import Drafts
from secours.web.forms.entry import EntryForm
from secours.web.templatetags.workbench_words import phone
from secours.web.workbench.answers import answered
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving
from secours.web.workbench.people import people_matching
from secours.web.workbench.rows import DEVICE_ICONS
from secours.web.workbench.undo import undo_address

ATTACH = "attach:"


@serving
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """`do` says which button: declare, guided, express, search (without script), attach:NUMBER."""
    reader, do = reader_of(request), request.POST.get("do", "declare")
    form = EntryForm(request.POST or None, reader=reader, initial=_first_values(request, reader))
    try:
        if request.method == "POST" and do.startswith(ATTACH):
            return _attach(request, reader, do.removeprefix(ATTACH))
        if request.method == "POST" and do != "search" and form.is_valid():
            with transaction.atomic():
                return _declare(request, reader, form, do)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, reader, form, do)


@serving
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Those whom the words, the number, the device or the session find: radio buttons of the form."""
    words = request.GET.get("who", "")
    context = {"people": people_matching(reader_of(request), words), "who": words}
    return render(request, "workbench/entry/_people.html", context)


@serving
@require_GET
def context(request: HttpRequest) -> HttpResponse:
    """What is known of the chosen person: number, place, devices, known incidents, open tickets."""
    reader = reader_of(request)
    this = person_for(reader, number_in(request.GET.get("person", "")) or 0)
    return render(request, "workbench/entry/_context.html", {"known": known_of(reader, this), "person": this})


@serving
@require_GET
def gesture(request: HttpRequest) -> HttpResponse:
    """What to do at once, of a danger that the words tell for sure; empty for anything else."""
    reader = reader_of(request)
    matches = match_situations(reader, request.GET.get("text", ""), reader.language, most=1)
    sure = matches.choices[0].fault if matches.choices and not matches.is_unsure else None
    fault = sure if sure is not None and sure.first_gesture else None
    return render(request, "workbench/entry/_gesture.html", {"fault": fault})


def known_of(reader: Actor, this: Person) -> dict[str, Any]:
    visible = tickets_visible_to(reader)
    at_site = visible.filter(
        organisation_id=this.organisation_id, is_known_incident=True, state__in=OPEN_STATES
    )
    if this.site_id:
        at_site = at_site.filter(site_id=this.site_id)
    held = devices_visible_to(reader).filter(custodies__person=this, custodies__until=None)
    near = (
        devices_visible_to(reader).filter(place_id=this.place_id, is_shared=True)
        if this.place_id
        else held.none()
    )
    devices = list(held.distinct()[:5]) + list(near[:5])
    opened = visible.filter(requester=this, state__in=OPEN_STATES).order_by("-created_at")
    return {
        "phone": phone(this.phone),
        "place": this.place.name if this.place else this.site.name if this.site else "",
        "incidents": list(at_site.order_by("-created_at")[:3]),
        "devices": [(one, DEVICE_ICONS.get(one.kind, "devices")) for one in devices],
        "tickets": list(opened[:4]),
    }


def _page(request: HttpRequest, reader: Actor, form: EntryForm, do: str) -> HttpResponse:
    chosen = form["person"].value()
    this = None
    _drafts(reader).fill(form)
    if number_in(str(chosen or "")) is not None:
        this = (
            people_visible_to(reader)
            .filter(id=chosen)
            .select_related("site", "place", "organisation")
            .first()
        )
    who = request.POST.get("who") or request.GET.get("who", "")
    page = {
        **frame(request),
        "form": form,
        "person": this,
        "known": known_of(reader, this) if this else None,
        "people": people_matching(reader, who) if who and not this else [],
        "who": who,
        "wants_new": bool(request.POST.get("new_name")),
        "is_express": do == "express",
    }
    return render(
        request,
        "workbench/entry.html",
        page,
        status=422 if request.method == "POST" and do != "search" else 200,
    )


def _declare(request: HttpRequest, reader: Actor, form: EntryForm, do: str) -> HttpResponse:
    told = form.cleaned_data
    if do == "express" and not told["remedy"].strip():
        raise Refused("remedy_missing", _("Say in a few words what put it right."), field="remedy")
    ticket = declare_ticket(
        by=reader,
        requester=told["person"] or _new_contact(reader, told),
        text=told["text"],
        kind=told["kind"],
        channel=told["channel"],
        category=categories_visible_to(reader).filter(id=told["category"] or 0).first(),
        device=told["device"],
        callback_phone=told["callback_phone"],
        callback_place=told["callback_place"],
    )
    take_ticket(ticket.id, by=reader)
    _drafts(reader).drop(form.fields)
    if do == "express":
        return _solved_at_once(request, reader, ticket, told)
    if do == "guided":
        start_run_on_ticket(ticket, by=reader)
    messages.success(request, _("%(ticket)s is declared, and yours.") % {"ticket": ticket.label})
    anchor = "#diagnosis" if do == "guided" else ""
    return answered(request, reverse("workbench:ticket", args=[ticket.number]) + anchor)


def _solved_at_once(
    request: HttpRequest, reader: Actor, ticket: Ticket, told: dict[str, Any]
) -> HttpResponse:
    """Solved on the phone: declared, solved and, when the person confirmed it, closed, in one post."""
    how = told["confirmed_how"] or Confirmation.USER
    resolve_with_remedy(ticket.id, by=reader, confirmed_how=how, text=told["remedy"])
    if how == Confirmation.USER:
        close_ticket(ticket.id, by=reader)
    done = _("{ticket} is declared and solved. The next call can come.")
    messages.success(request, format_html(done, ticket=_linked(ticket)))
    return answered(request, reverse("workbench:entry"))


def _linked(ticket: Ticket) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("workbench:ticket", args=[ticket.number]), ticket.label)


def _attach(request: HttpRequest, reader: Actor, number: str) -> HttpResponse:
    """The person joins the known incident, which counts one more: no new ticket."""
    known = tickets_visible_to(reader).filter(number=number_in(number) or 0).first()
    person_id = number_in(request.POST.get("person", ""))
    if known is None or person_id is None:
        raise Refused("person_missing", _("Find the person who asks first."), field="person")
    begun = timezone.now()
    _drafts(reader).drop(["text", "remedy"])
    known = attach_to_known_incident(known.id, by=reader, person=person_for(reader, person_id))
    done = _("Joined to {ticket}, which now affects {count} people.")
    done = format_html(done, ticket=_linked(known), count=known.affected_count)
    messages.success(request, done, extra_tags=undo_address(reader, [known], begun))
    return answered(request, reverse("workbench:entry"))


def _drafts(reader: Actor) -> Drafts:
    return Drafts(reader, "entry")


def _new_contact(reader: Actor, told: dict[str, Any]) -> Person:
    return create_person(
        by=reader,
        organisation_id=int(told["new_organisation"]),
        name=told["new_name"],
        email=told["new_email"],
        phone=told["callback_phone"],
    )


def _first_values(request: HttpRequest, reader: Actor) -> dict[str, Any]:
    """`?person=` comes from a person's page: their number and place are there at once."""
    person_id = number_in(request.GET.get("person", ""))
    if person_id is None:
        return {}
    this = person_for(reader, person_id)
    where = this.place.name if this.place else this.site.name if this.site else ""
    return {"person": this.id, "callback_phone": phone(this.phone), "callback_place": where}
