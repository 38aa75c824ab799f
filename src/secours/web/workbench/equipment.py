"""Devices for staff: the list, and the page of one with all that is known of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secours.equipment.access import device_for, devices_visible_to
from secours.equipment.models import Custody, Device, Installation, Inventory
from secours.equipment.operations import change_device, give_device, require_keeper, take_device_back
from secours.faults.models import Fault
from secours.people.actor import Actor
from secours.people.choices import Criticality
from secours.people.errors import Refused
from secours.reports.scope import cases_met
from secours.tickets.access import tickets_visible_to
from secours.tickets.models import Ticket
from secours.web.forms.equipment import CustodyForm, DeviceForm
from secours.web.templatetags.secours_ui import clock_html, priority_html
from secours.web.workbench import equipment_list as listing
from secours.web.workbench import moments
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.equipment_facts import told_by
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, staff
from secours.web.workbench.rows import DEVICE_ICONS

MOST_TICKETS = 8
MOST_SOFTWARE = 500
SHOWN_SOFTWARE = 12
MOST_REPORTS = 10


@staff
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    reader, asked = reader_of(request), listing.Asked.of(request.GET)
    values, following = asked.page(reader)
    context = {
        **frame(request),
        "asked": asked,
        "rows": listing.shaped(reader, values),
        "count": listing.counted(asked.devices(reader)),
        "choices": listing.choices(reader, asked),
        "next_url": f"?{asked.query(after=following)}" if following else "",
        "first_url": f"?{asked.query()}" if asked.after else "",
    }
    return render(request, "workbench/equipment/devices.html", context)


@staff
@require_GET
def device(request: HttpRequest, device_id: int) -> HttpResponse:
    reader = reader_of(request)
    this = _found(reader, device_id)
    software = _software(this)
    context = {
        **frame(request),
        "device": this,
        "icon_name": DEVICE_ICONS.get(this.kind, "devices"),
        "model": f"{this.manufacturer} {this.model}".strip(),
        "about": _about(this),
        "told": told_by(this),
        "custodies": (custodies := _custodies(this)),
        "is_held": any(not one["until"] for one in custodies),
        "software": software[:SHOWN_SOFTWARE],
        "more_software": software[SHOWN_SOFTWARE:],
        "software_count": len(software),
        "tickets": _tickets(reader, this),
        "tickets_url": f"{reverse('workbench:queue')}?queue=all&state=any&sort=created&device={this.id}",
        "faults": _faults(reader, this),
        "reports": _reports(this),
        "may_change": _may_change(reader),
    }
    return render(request, "workbench/equipment/device.html", context)


@staff
@require_http_methods(["GET", "POST"])
def edition(request: HttpRequest, device_id: int) -> HttpResponse:
    """Its name, where it is, who holds it: each change by its operation, all or none."""
    reader = reader_of(request)
    require_keeper(reader)
    this = _found(reader, device_id)
    form = DeviceForm(request.POST or None, reader=reader, device=this)
    here = reverse("equipment:device", args=[this.id])
    if request.method == "POST" and form.is_valid() and _changed(form, this, reader):
        messages.success(request, _("%(device)s is changed.") % {"device": this.name})
        return answered(request, here)
    context = {
        "form": form,
        "title": _("Change %(device)s") % {"device": this.name},
        "verb": _("Save"),
        "icon": "device-floppy",
        "act_url": request.path,
        "back_url": here,
    }
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


@staff
@require_http_methods(["GET", "POST"])
def custody(request: HttpRequest, device_id: int) -> HttpResponse:
    """Give it to someone, for good or until a day."""
    reader = reader_of(request)
    require_keeper(reader)
    this = _found(reader, device_id)
    form = CustodyForm(request.POST if request.method == "POST" else None, reader=reader, device=this)
    here = reverse("equipment:device", args=[this.id])
    if request.method == "POST" and form.is_valid() and _given(form, this, reader):
        words = {"device": this.name, "person": form.taker().name}
        messages.success(request, _("%(person)s holds %(device)s now.") % words)
        return answered(request, here)
    context = {
        "form": form,
        "title": _("Give or lend %(device)s") % {"device": this.name},
        "verb": _("Give"),
        "icon": "user-plus",
        "lead": _("Whoever holds it gives it up today."),
        "act_url": request.path,
        "back_url": here,
    }
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


@staff
@require_POST
def custody_end(request: HttpRequest, device_id: int) -> HttpResponse:
    reader = reader_of(request)
    require_keeper(reader)
    this = _found(reader, device_id)
    take_device_back(this, by=reader)
    messages.success(request, _("%(device)s is back: nobody holds it any more.") % {"device": this.name})
    return answered(request, reverse("equipment:device", args=[this.id]))


def fault_address(fault: Fault) -> str:
    return reverse("faults:fault", args=[fault.number])


def _changed(form: DeviceForm, this: Device, by: Actor) -> bool:
    changes, holder = form.changes(), form.new_holder()
    try:
        if changes:
            change_device(this, by=by, **changes)
        if holder is not None:
            give_device(this, holder, by=by)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _given(form: CustodyForm, this: Device, by: Actor) -> bool:
    try:
        give_device(this, form.taker(), by=by, due_on=form.cleaned_data["due_on"])
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _found(reader: Actor, device_id: int) -> Device:
    device_for(reader, device_id)
    return devices_visible_to(reader).select_related("organisation", "site", "place").get(id=device_id)


def _may_change(reader: Actor) -> bool:
    return reader.serves or reader.administers


def _about(this: Device) -> list[tuple[str, str]]:
    """Only what is known: an empty line teaches nothing."""
    contact = this.last_contact_at
    pairs = [
        (_("Kind"), str(this.get_kind_display())),
        (_("Model"), f"{this.manufacturer} {this.model}".strip()),
        (_("System"), f"{this.os_name} {this.os_version}".strip()),
        (_("Tag"), this.asset_tag),
        (_("Serial number"), this.serial),
        (_("Organisation"), this.organisation.name),
        (_("Site"), this.site.name if this.site else ""),
        (_("Place"), this.place.name if this.place else ""),
        (_("Criticality"), str(Criticality(this.criticality).label)),
        (_("Use of the device"), _("shared") if this.is_shared else ""),
        (_("Last user"), this.last_user),
        (_("Last contact"), _ago(contact) if contact else _("never")),
        (_("Under warranty until"), moments.short_day(this.warranty_until) if this.warranty_until else ""),
    ]
    return [(label, words) for label, words in pairs if words]


def _custodies(this: Device) -> list[dict[str, Any]]:
    """Who holds it, then who held it, latest first."""
    held = Custody.objects.filter(device=this).select_related("person").order_by("until", "-since")[:20]
    rows = [
        {
            "name": one.person.name,
            "url": reverse("workbench:person", args=[one.person_id]),
            "since": moments.short_day(one.since),
            "until": moments.short_day(one.until) if one.until else "",
            "due": moments.short_day(one.due_on) if one.due_on and not one.until else "",
            "is_late": bool(one.due_on and not one.until and one.due_on < timezone.localdate()),
            "at": one.until,
        }
        for one in held
    ]
    return sorted(rows, key=lambda row: row["at"] is not None)


def _software(this: Device) -> list[tuple[str, str, str]]:
    installed = Installation.objects.filter(device=this).order_by("software__name", "id")
    rows = installed.values_list("software__name", "version", "software__publisher")[:MOST_SOFTWARE]
    return [(name, version, publisher) for name, version, publisher in rows]


def _tickets(reader: Actor, this: Device) -> list[dict[str, Any]]:
    seen = tickets_visible_to(reader).filter(device=this).values("id")
    latest = Ticket.objects.filter(id__in=seen).select_related("requester").order_by("-created_at", "-id")
    now = timezone.now()
    return [
        {
            "url": reverse("workbench:ticket", args=[one.number]),
            "label": one.label,
            "title": one.title,
            "priority": priority_html(one.priority),
            "who": one.requester.name,
            "age": moments.age(one.created_at, now),
            "clock": _state(one, now),
        }
        for one in latest[:MOST_TICKETS]
    ]


def _state(ticket: Ticket, now: datetime) -> str:
    if not ticket.is_open:
        return clock_html("done", str(ticket.get_state_display()))
    if ticket.state == "on_hold":
        return clock_html("hold", str(ticket.get_state_display()))
    kind, words = moments.promise_clock(ticket.next_due_at, ticket.due_at, now)
    return clock_html(kind, words) if kind else ""


def _faults(reader: Actor, this: Device) -> list[dict[str, Any]]:
    """Faults met on it, most often first, among the cases that the reader may open."""
    met = cases_met(reader).filter(device=this)
    counted = met.exclude(fault=None).values("fault_id").annotate(times=Count("id"), last=Max("happened_at"))
    rows = list(counted.order_by("-times", "-last")[:8])
    faults = Fault.objects.in_bulk([row["fault_id"] for row in rows])
    return [
        {
            "title": faults[row["fault_id"]].title or faults[row["fault_id"]].label,
            "url": fault_address(faults[row["fault_id"]]),
            "times": row["times"],
            "last": moments.short_day(timezone.localtime(row["last"]).date()),
        }
        for row in rows
        if row["fault_id"] in faults
    ]


def _reports(this: Device) -> list[dict[str, Any]]:
    words = {
        "applied": (_("applied"), "ok", "check"),
        "set_aside": (_("applied, a part set aside"), "warn", "alert-triangle"),
        "refused": (_("refused"), "danger", "alert-octagon"),
        "stored": (_("not read yet"), "", "clock"),
    }
    found = Inventory.objects.filter(device=this).order_by("-received_at", "-id")[:MOST_REPORTS]
    return [
        {"when": moments.when(one.received_at), "reason": one.reason, "state": words[one.state]}
        for one in found
    ]


def _ago(moment: datetime) -> str:
    return _("%(age)s ago") % {"age": moments.age(moment, timezone.now())}
