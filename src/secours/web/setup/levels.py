"""Categories, priorities, hours and the default agreement."""

from datetime import date
from typing import Any

import holidays
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.people.actor import Actor
from secours.service_levels.models import Agreement, Calendar, Category, Level, Priority, PriorityRule
from secours.service_levels.operations import (
    change_calendar,
    change_category,
    change_target,
    create_category,
    set_priority_rule,
)
from secours.service_levels.queries import default_agreement
from secours.web.setup.forms.levels import CategoryForm, HoursForm, MatrixForm, NewCategoryForm
from secours.web.setup.page import Crumb, administrators, form_page, found, page, reader_of, row
from secours.web.setup.weekly import DAYS, write_spans
from secours.web.workbench.moments import long_day

NEXT_HOLIDAYS = 6


@administrators
def categories(request: HttpRequest) -> HttpResponse:
    known = _categories(reader_of(request)).order_by("-is_active", F(_name_field()))
    context = {
        "rows": [_row(category) for category in known],
        "teach": _(
            "What a ticket is about. People read the name in their language; the usual impact and urgency give the first priority."
        ),
        "act": {"url": reverse("setup:category_new"), "label": _("Add a category")},
    }
    return page(request, "list.html", _("Categories"), context)


@administrators
def category_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    initial = {"impact": Level.LOW, "urgency": Level.MEDIUM, "is_active": True}
    return form_page(
        request,
        NewCategoryForm(request.POST or None, initial=initial),
        _("Add a category"),
        save=lambda data: create_category(by=by, **data),
        done=reverse("setup:categories"),
        news=_("Category added."),
        crumbs=(_crumb(),),
        submit=_("Add"),
    )


@administrators
def category(request: HttpRequest, category_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Category = found(_categories(by).filter(id=category_id).first())
    form = CategoryForm(request.POST or None, initial={n: getattr(one, n) for n in CategoryForm.base_fields})
    return form_page(
        request,
        form,
        one.name,
        save=lambda data: change_category(one, by=by, **data),
        done=reverse("setup:categories"),
        crumbs=(_crumb(),),
        note=one.code,
    )


@administrators
def priorities(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    kept = {
        f"cell_{rule.impact}_{rule.urgency}": rule.priority
        for rule in PriorityRule.objects.filter(organisation=None)
    }

    def save(data: dict[str, Any]) -> None:
        for impact in Level:
            for urgency in Level:
                cell = f"cell_{impact}_{urgency}"
                if data[cell] != kept.get(cell):
                    set_priority_rule(by=by, impact=impact, urgency=urgency, priority=data[cell])

    return form_page(
        request,
        MatrixForm(request.POST or None, initial=kept),
        _("Priorities"),
        save=save,
        done=reverse("setup:priorities"),
        template="matrix.html",
        urgencies=[str(urgency.label) for urgency in Level],
    )


@administrators
def hours(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    agreement: Agreement = found(default_agreement(by.organisation_id or 0))
    calendar = agreement.calendar
    return form_page(
        request,
        HoursForm(request.POST or None, initial=_initial(agreement)),
        _("Hours and agreement"),
        save=lambda data: _save(by, agreement, data),
        done=reverse("setup:hours"),
        news=_("Hours and agreement are kept. Deadlines follow."),
        template="hours.html",
        holidays=next_holidays(calendar),
    )


def next_holidays(calendar: Calendar) -> list[tuple[str, str]]:
    """(day in words, name) of the next public holidays, in the reader's language where it is known."""
    today = timezone.localdate()
    language = "en_US" if (get_language() or "fr").startswith("en") else "fr"
    try:
        known = holidays.country_holidays(
            calendar.country,
            subdiv=calendar.region or None,
            years=[today.year, today.year + 1],
            language=language,
        )
    except NotImplementedError:
        return []
    coming: list[tuple[date, str]] = sorted((day, name) for day, name in known.items() if day >= today)
    return [(long_day(day), name) for day, name in coming[:NEXT_HOLIDAYS]]


def _save(by: Actor, agreement: Agreement, data: dict[str, Any]) -> None:
    weekly = {str(day): data[f"day_{day}"] for day in range(DAYS)}
    fields = {name: data[name] for name in ("time_zone", "country", "region", "closed_days")}
    change_calendar(agreement.calendar, by=by, hours=weekly, **fields)
    kept = {t.priority: (t.response_minutes, t.resolution_minutes) for t in agreement.targets.all()}
    for priority in Priority:
        minutes = data[f"response_{priority}"], data[f"resolution_{priority}"]
        if kept.get(priority) != minutes:
            change_target(
                agreement,
                by=by,
                priority=priority,
                response_minutes=minutes[0],
                resolution_minutes=minutes[1],
            )


def _initial(agreement: Agreement) -> dict[str, Any]:
    calendar = agreement.calendar
    initial: dict[str, Any] = {
        "time_zone": calendar.time_zone,
        "country": calendar.country,
        "region": calendar.region,
        "closed_days": "\n".join(calendar.closed_days),
    }
    for day in range(DAYS):
        initial[f"day_{day}"] = write_spans(calendar.hours.get(str(day), []))
    for target in agreement.targets.all():
        initial[f"response_{target.priority}"] = target.response_minutes
        initial[f"resolution_{target.priority}"] = target.resolution_minutes
    return initial


def _categories(by: Actor) -> Any:
    return Category.objects.filter(Q(organisation=None) | Q(organisation_id__in=sorted(by.reach)))


def _name_field() -> str:
    return "name_en" if (get_language() or "fr").startswith("en") else "name_fr"


def _crumb() -> Crumb:
    return _("Categories"), reverse("setup:categories")


def _row(one: Category) -> dict[str, Any]:
    note = _("impact %(impact)s, urgency %(urgency)s") % {
        "impact": str(one.get_impact_display()).lower(),
        "urgency": str(one.get_urgency_display()).lower(),
    }
    tags = []
    if one.asks_assessment:
        tags.append((_("assessment"), "info"))
    if not one.is_active:
        tags.append((_("not offered"), "line"))
    return row(one.name, reverse("setup:category", args=[one.id]), note, tuple(tags))
