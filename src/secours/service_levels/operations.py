"""Categories, matrix, hours and promises: what is shipped, and the verbs that change it.

Rows without organisation are shared by all: only the provider's administrators change them.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

import holidays
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.journal.operations import record
from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.service_levels.defaults import CATEGORIES, HOURS, MATRIX, TARGETS
from secours.service_levels.models import Agreement, Calendar, Category, PriorityRule, Target
from secours.service_levels.queries import whose

MOST_MINUTES = 60 * 24 * 365


def install_defaults(*, by: Actor) -> None:
    """Shared rows (no organisation) where there are none yet; what was edited is left alone."""
    for code, french, english, icon in CATEGORIES:
        Category.objects.get_or_create(
            organisation=None, code=code, defaults={"name_fr": french, "name_en": english, "icon": icon}
        )
    for (impact, urgency), priority in MATRIX.items():
        PriorityRule.objects.get_or_create(
            organisation=None, impact=impact, urgency=urgency, defaults={"priority": priority}
        )
    if not Agreement.objects.filter(organisation=None, is_default=True).exists():
        _install_agreement()


@transaction.atomic
def create_category(*, by: Actor, code: str, name_fr: str, name_en: str, **fields: Any) -> Category:
    """A shared category, with its name in both languages."""
    _require_provider(by)
    if Category.objects.filter(organisation=None, code=code).exists():
        raise Refused("category_exists", _("There is already a category of that code."), field="code")
    category = Category.objects.create(
        organisation=None, code=code, name_fr=_named(name_fr, "fr"), name_en=_named(name_en, "en"), **fields
    )
    _record("category.created", by, category)
    return category


@transaction.atomic
def change_category(category: Category, *, by: Actor, **changes: Any) -> None:
    """Any of its fields by name; its code stays, since the starter pack points at it."""
    _require_right(by, category.organisation_id)
    for language in ("fr", "en"):
        if f"name_{language}" in changes:
            changes[f"name_{language}"] = _named(changes[f"name_{language}"], language)
    _record("category.changed", by, category, _apply(category, changes))


@transaction.atomic
def set_priority_rule(
    *, by: Actor, impact: int, urgency: int, priority: int, organisation_id: int | None = None
) -> None:
    """One cell of the shared matrix, or of an organisation's own."""
    require_terms(by, organisation_id)
    cell = PriorityRule.objects.filter(whose(organisation_id), impact=impact, urgency=urgency)
    rule = cell.first() or PriorityRule(organisation_id=organisation_id, impact=impact, urgency=urgency)
    rule.priority = priority
    rule.save()
    _record("priority.changed", by, rule, {"impact": impact, "urgency": urgency, "priority": priority})


@transaction.atomic
def change_calendar(calendar: Calendar, *, by: Actor, **changes: Any) -> None:
    """Its name, `time_zone`, `country`, `region`, `hours` and `closed_days` (as the model keeps them)."""
    require_terms(by, calendar.organisation_id)
    _check_hours(changes.get("hours", {}))
    _check_place(
        changes.get("time_zone", calendar.time_zone),
        changes.get("country", calendar.country),
        changes.get("region", calendar.region),
    )
    _record("calendar.changed", by, calendar, _apply(calendar, changes))


@transaction.atomic
def change_target(
    agreement: Agreement, *, by: Actor, priority: int, response_minutes: int, resolution_minutes: int
) -> None:
    """Minutes of open hours promised for one priority, to a first answer and to a resolution."""
    require_terms(by, agreement.organisation_id)
    if not 0 < response_minutes <= resolution_minutes <= MOST_MINUTES:
        raise Refused(
            "target_wrong",
            _("The resolution cannot be promised before the first answer: correct one of the two."),
            field=f"resolution_{priority}",
        )
    minutes = {"response_minutes": response_minutes, "resolution_minutes": resolution_minutes}
    target, _made = Target.objects.update_or_create(
        agreement=agreement,
        priority=priority,
        defaults={**minutes, "organisation_id": agreement.organisation_id},
    )
    _record("target.changed", by, target, {"priority": priority, **minutes})


def require_terms(by: Actor, organisation_id: int | None) -> None:
    """What is promised is the provider's to say, whoever it is promised to."""
    require_administrator(by)
    if not by.is_provider:
        raise NotAllowed(
            "provider_only", _("Only the support team’s administrators change what is promised.")
        )
    if organisation_id is not None and organisation_id not in by.reach:
        raise NotFound("organisation_not_found", _("This organisation is not in your reach."))


def _install_agreement() -> None:
    calendar = Calendar.objects.create(organisation=None, name="Heures ouvrées", hours=HOURS)
    agreement = Agreement.objects.create(
        organisation=None, name="Engagement de service", calendar=calendar, is_default=True
    )
    Target.objects.bulk_create(
        Target(
            organisation=None,
            agreement=agreement,
            priority=priority,
            response_minutes=response,
            resolution_minutes=resolution,
        )
        for priority, (response, resolution) in TARGETS.items()
    )


def _require_right(by: Actor, organisation_id: int | None) -> None:
    if organisation_id is None:
        _require_provider(by)
    else:
        require_administrator(by)


def _require_provider(by: Actor) -> None:
    require_administrator(by)
    if not by.is_provider:
        raise NotAllowed(
            "provider_only",
            _("All organisations share this: only the support team’s administrators change it."),
        )


def _apply(row: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    changed = sorted(field for field, value in changes.items() if getattr(row, field) != value)
    for field in changed:
        setattr(row, field, changes[field])
    row.save()
    return {"fields": changed}


def _record(kind: str, by: Actor, row: Any, data: dict[str, Any] | None = None) -> None:
    record(
        kind,
        by=by,
        subject_kind=row._meta.model_name,
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        data=data,
    )


def _named(name: str, language: str) -> str:
    if not name.strip():
        raise Refused(
            "name_missing",
            _("Write the name in both languages: each reader sees theirs."),
            field=f"name_{language}",
        )
    return name.strip()


def _check_hours(weekly: Mapping[str, Any]) -> None:
    """Spans of a day in order, each with its end after its start; times as HH:MM."""
    for day, spans in weekly.items():
        last = time(0)
        for start, end in spans:
            opened, closed = time.fromisoformat(start), time.fromisoformat(end)
            if opened >= closed or opened < last:
                raise Refused(
                    "hours_wrong",
                    _("Hours go from morning to evening and do not overlap, like 08:30-12:30, 13:30-18:00."),
                    field=f"day_{day}",
                )
            last = closed


def _check_place(zone: str, country: str, region: str) -> None:
    if zone not in available_timezones():
        raise Refused(
            "zone_unknown", _("There is no such time zone: choose one of the list."), field="time_zone"
        )
    try:
        holidays.country_holidays(country, subdiv=region or None, years=date.today().year)  # noqa: DTZ011
    except NotImplementedError:
        raise Refused(
            "region_unknown",
            _("No public holidays are known for this country and region: check both codes."),
            field="region",
        ) from None
