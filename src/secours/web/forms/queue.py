"""Filters of a queue, and its name when it is kept."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from secours.people.access import organisations_visible_to, sites_visible_to
from secours.people.actor import Actor
from secours.service_levels.access import categories_visible_to
from secours.service_levels.models import Priority
from secours.tickets.choices import State, TicketKind

Choices = list[tuple[Any, Any]]
OFFERED = ("state", "priority", "kind", "category", "organisation", "site")


class FilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    requester = forms.CharField(
        label=_("Requester"), required=False, help_text=_("A name, or a part of one.")
    )
    device = forms.CharField(label=_("Device"), required=False, help_text=_("Its name or its tag."))

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices_of(reader)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name in ("organisation", "site"):
            if len(offered[name]) < 3:  # “every” and a single one: nothing to choose
                del self.fields[name]


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"), max_length=60, help_text=_("For example “VIP” or “To call back”.")
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)


def choices_of(reader: Actor, names: Iterable[str] = OFFERED) -> dict[str, Choices]:
    """What can be chosen in each filter, with its words; of the filters that are asked for and have choices."""
    every = ("", _("Every one"))
    offered: dict[str, Callable[[], Choices]] = {
        "state": lambda: [("", pgettext_lazy("filter", "Open")), *State.choices, ("any", _("Every state"))],
        "priority": lambda: [every, *Priority.choices],
        "kind": lambda: [every, *TicketKind.choices],
        "category": lambda: [every, *_categories(reader)],
        "organisation": lambda: [every, *_named(organisations_visible_to(reader))],
        "site": lambda: [every, *_named(sites_visible_to(reader))],
    }
    return {name: offered[name]() for name in names if name in OFFERED}


def _categories(reader: Actor) -> Choices:
    categories = categories_visible_to(reader).filter(is_active=True).order_by("id")
    return [(category.id, category.name) for category in categories]


def _named(rows: QuerySet[Any]) -> Choices:
    return list(rows.order_by("sort_key").values_list("id", "name"))
