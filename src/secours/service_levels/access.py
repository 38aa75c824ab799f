"""Who may see which categories: those shared by all, and those of the organisations in reach."""

from django.db.models import Q, QuerySet

from secours.people.actor import Actor
from secours.service_levels.models import Category


def categories_visible_to(actor: Actor) -> QuerySet[Category]:
    return Category.objects.filter(Q(organisation=None) | Q(organisation_id__in=sorted(actor.reach)))
