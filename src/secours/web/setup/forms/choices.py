"""What lists of setup offer, and what they hold from the start."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from secours.people.access import organisations_visible_to, places_visible_to
from secours.people.actor import Actor
from secours.people.models import Place

Choices = list[tuple[Any, Any]]


def organisation_choices(by: Actor) -> Choices:
    """One's own first."""
    served = (
        organisations_visible_to(by).filter(is_active=True).order_by("sort_key").values_list("id", "name")
    )
    return sorted(served, key=lambda one: one[0] != by.organisation_id)


def place_choices(by: Actor, organisation_id: int) -> Choices:
    """By site: two sites may each have a “Reception”."""
    places = places_visible_to(by).filter(organisation_id=organisation_id).select_related("site")
    return [("", "—"), *_by_site(places.order_by("site__sort_key", "site_id", "name"))]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _by_site(places: Iterable[Place]) -> Choices:
    return [
        (site.name, [(place.id, place.name) for place in own])
        for site, own in groupby(places, key=lambda place: place.site)
    ]
