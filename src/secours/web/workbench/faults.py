"""The fault base as it is read: the list, and one record with its measured figures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.faults.access import fault_for, may_write
from secours.faults.choices import ReviewState
from secours.faults.models import Fault
from secours.faults.queries import cases_of, faults_matching
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.web.forms.faults import FilterForm
from secours.web.workbench.fault_record import record_of
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, staff

ROWS = 50


@staff
def fault_list(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = FilterForm(request.GET, reader=reader)
    form.is_valid()
    asked = form.cleaned_data
    found = _found(reader, asked, request.GET.get("after", ""))
    faults, has_more = found[:ROWS], len(found) > ROWS
    context = {
        **frame(request),
        "form": form,
        "rows": _rows(faults),
        "is_filtered": any(asked.get(name) for name in ("q", "state", "category")),
        "next_url": _next_url(request, faults) if has_more else "",
        "may_write": may_write(reader, None) or (reader.serves and bool(reader.reach)),
    }
    return render(request, "workbench/faults/list.html", context)


@staff
def fault(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    this = fault_for(reader, number)
    context = {
        **frame(request),
        **record_of(reader, this),
        "fault": this,
        "may_write": may_write(reader, this.organisation_id),
    }
    return render(request, "workbench/faults/fault.html", context)


def _found(reader: Actor, asked: dict[str, Any], after: str) -> list[Fault]:
    faults = faults_matching(
        reader, words=asked.get("q", ""), state=asked.get("state", ""), category_id=asked.get("category")
    )
    if not asked.get("state"):
        faults = faults.exclude(state=ReviewState.RETIRED)
    if asked.get("q", "").strip():  # the best first, and never more than a page of them
        return list(faults[:ROWS])
    last = number_in(after)
    if last is not None:
        faults = faults.filter(number__gt=last)
    return list(faults.order_by("number")[: ROWS + 1])


def _rows(faults: list[Fault]) -> list[dict[str, Any]]:
    cases = cases_of(fault.id for fault in faults)
    return [
        {
            "label": fault.label,
            "url": reverse("faults:fault", args=[fault.number]),
            "title": fault.title or fault.title_fr or fault.title_en,
            "category": fault.category.name if fault.category else "",
            "cases": cases.get(fault.id, 0),
            "state": _differs(fault),
        }
        for fault in faults
    ]


def state_of(fault: Fault) -> dict[str, str]:
    """Sign, tone and word of a record's state."""
    if fault.state == ReviewState.REVIEWED:
        return {"icon": "check", "tone": "ok", "word": _("reviewed")}
    if fault.state == ReviewState.RETIRED:
        return {"icon": "archive", "tone": "", "word": _("retired")}
    if fault.from_pack:
        return {"icon": "package", "tone": "", "word": _("starter pack, not reviewed here")}
    return {"icon": "pencil", "tone": "warn", "word": _("draft")}


def _differs(fault: Fault) -> dict[str, str] | None:
    """What sets a record apart from the pack as it came, which nearly all are: the list says only that."""
    if fault.state == ReviewState.DRAFT and fault.from_pack:
        return None
    if fault.state == ReviewState.DRAFT:
        return {"icon": "pencil", "tone": "warn", "word": _("written here, to review")}
    if fault.state == ReviewState.REVIEWED and not fault.from_pack:
        return {"icon": "check", "tone": "ok", "word": _("written here, reviewed")}
    return state_of(fault)


def _next_url(request: HttpRequest, faults: list[Fault]) -> str:
    asked = request.GET.copy()
    asked["after"] = str(faults[-1].number)
    return f"?{asked.urlencode()}"
