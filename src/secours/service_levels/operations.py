"""The categories, matrix, hours and promises that are shipped; all editable afterwards."""

from secours.people.actor import Actor
from secours.service_levels.defaults import CATEGORIES, HOURS, MATRIX, TARGETS
from secours.service_levels.models import Agreement, Calendar, Category, PriorityRule, Target


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
