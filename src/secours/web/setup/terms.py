"""The matrix of priorities, the hours and what is promised: shared by all, or an organisation's own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import holidays
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.people.models import Organisation
from secours.service_levels import own_terms
from secours.service_levels.models import Agreement, Calendar, Level, Priority, Urgency
from secours.service_levels.operations import change_calendar, change_target, set_priority_rule
from secours.service_levels.queries import agreement_of, matrix_of
from secours.web.setup.forms.levels import HoursForm, MatrixForm
from secours.web.setup.page import Crumb, act, administrators, form_page, found, page, reader_of
from secours.web.setup.weekly import DAYS, write_spans
from secours.web.workbench.moments import long_day

NEXT_HOLIDAYS = 6


@administrators
def priorities(request: HttpRequest, organisation_id: int | None = None) -> HttpResponse:
    by = reader_of(request)
    whose = _whose(by, organisation_id)
    matrix = matrix_of(organisation_id)
    if whose is not None and not matrix:
        return _inherited(request, whose, "priorities")
    kept = {f"cell_{impact}_{urgency}": priority for (impact, urgency), priority in matrix.items()}

    def save(data: dict[str, Any]) -> None:
        for impact in Level:
            for urgency in Urgency:
                chosen = data[f"cell_{impact}_{urgency}"]
                if chosen != matrix.get((impact, urgency)):
                    set_priority_rule(
                        by=by,
                        impact=impact,
                        urgency=urgency,
                        priority=chosen,
                        organisation_id=organisation_id,
                    )

    return form_page(
        request,
        MatrixForm(request.POST or None, initial=kept),
        _("Priorities"),
        save=save,
        done=_address("priorities", whose),
        template="matrix.html",
        urgencies=[str(urgency.label) for urgency in Urgency],
        **_own(whose, "priorities"),
    )


@administrators
def hours(request: HttpRequest, organisation_id: int | None = None) -> HttpResponse:
    by = reader_of(request)
    whose = _whose(by, organisation_id)
    agreement = agreement_of(organisation_id)
    if whose is not None and agreement is None:
        return _inherited(request, whose, "hours")
    kept: Agreement = found(agreement)
    return form_page(
        request,
        HoursForm(request.POST or None, initial=_initial(kept)),
        _("Hours and agreement"),
        save=lambda data: _save(by, kept, data),
        done=_address("hours", whose),
        news=_("Hours and agreement are kept. Deadlines follow."),
        template="hours.html",
        holidays=next_holidays(kept.calendar),
        **_own(whose, "hours"),
    )


@administrators
@require_POST
def own(request: HttpRequest, organisation_id: int, part: str) -> HttpResponse:
    """Its own from now on, the same as the shared ones to begin with."""
    return _changed(
        request, organisation_id, part, _COPY[part], _("It has its own now: change what differs.")
    )


@administrators
@require_POST
def shared(request: HttpRequest, organisation_id: int, part: str) -> HttpResponse:
    return _changed(
        request, organisation_id, part, _DROP[part], _("It follows the shared ones again. Deadlines follow.")
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
    return [(long_day(day), _set_well(name)) for day, name in coming[:NEXT_HOLIDAYS]]


def _set_well(name: str) -> str:
    """The library writes American English, and straight apostrophes in every language."""
    return name.replace("Labor Day", "Labour Day").replace("'", "’")


def links_of(one: Organisation) -> list[tuple[str, str, str]]:
    """(label, address, whether it is its own) for the page of the organisation."""
    parts = (
        (_("Hours and agreement"), "hours", agreement_of(one.id) is not None),
        (_("Priorities"), "priorities", bool(matrix_of(one.id))),
    )
    return [
        (label, _address(part, one), _("its own") if is_own else _("as shared"))
        for label, part, is_own in parts
    ]


_COPY: dict[str, Callable[..., object]] = {
    "hours": own_terms.copy_agreement,
    "priorities": own_terms.copy_matrix,
}
_DROP: dict[str, Callable[..., object]] = {
    "hours": own_terms.drop_agreement,
    "priorities": own_terms.drop_matrix,
}


def _changed(
    request: HttpRequest, organisation_id: int, part: str, do: Callable[..., object], news: str
) -> HttpResponse:
    by = reader_of(request)
    whose: Organisation = found(_whose(by, organisation_id))
    return act(request, lambda: do(whose, by=by), _address(part, whose), news)


def _whose(by: Actor, organisation_id: int | None) -> Organisation | None:
    """Nobody's in particular: shared by all."""
    if organisation_id is None:
        return None
    one: Organisation = found(organisations_visible_to(by).filter(id=organisation_id).first())
    return one


def _inherited(request: HttpRequest, whose: Organisation, part: str) -> HttpResponse:
    words = {
        "hours": (_("Hours and agreement"), _("Its tickets follow the hours and promises shared by all.")),
        "priorities": (_("Priorities"), _("Its tickets follow the matrix shared by all.")),
    }
    title, told = words[part]
    context = {
        "told": told,
        "own_url": reverse(f"setup:organisation_{part}_own", args=[whose.id]),
        "shared_url": reverse(f"setup:{part}"),
        "note": whose.name,
    }
    return page(request, "inherited.html", title, context, crumbs=_crumbs(whose))


def _own(whose: Organisation | None, part: str) -> dict[str, Any]:
    """What the page of an organisation's own says beside the form."""
    if whose is None:
        return {}
    back = reverse(f"setup:organisation_{part}_shared", args=[whose.id])
    return {"note": whose.name, "back_to_shared_url": back, "crumbs": _crumbs(whose)}


def _crumbs(whose: Organisation) -> tuple[Crumb, ...]:
    return (
        (_("Organisations"), reverse("setup:organisations")),
        (whose.name, reverse("setup:organisation", args=[whose.id])),
    )


def _address(part: str, whose: Organisation | None) -> str:
    if whose is None:
        return reverse(f"setup:{part}")
    return reverse(f"setup:organisation_{part}", args=[whose.id])


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
