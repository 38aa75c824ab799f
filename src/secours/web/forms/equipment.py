"""What a person may change of a device."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Custody, Device
from secours.people.access import people_visible_to, places_visible_to, sites_visible_to
from secours.people.actor import Actor
from secours.people.choices import Criticality
from secours.people.models import Person
from secours.web.forms.days import DayInput
from secours.web.forms.words import WordedForm

_NONE = ("", "—")
_MOST_OFFERED = 1000


class DeviceForm(WordedForm):
    """Sites, places and people of the device's organisation that the reader sees."""

    name = forms.CharField(label=_("Name"), max_length=80)
    asset_tag = forms.CharField(label=_("Tag"), max_length=40, required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    criticality = forms.ChoiceField(
        label=_("Criticality"),
        choices=Criticality.choices,
        help_text=_("How much the work suffers without it."),
    )
    is_shared = forms.BooleanField(label=_("Shared: several people use it"), required=False)
    holder = forms.ChoiceField(
        label=_("Holder"), required=False, help_text=_("Someone else holding it gives it up today.")
    )

    def __init__(self, *args: Any, reader: Actor, device: Device, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.device = reader, device
        self.held_by = holder_of(device)
        own = device.organisation_id
        self._offer("site", sites_visible_to(reader).filter(organisation_id=own).order_by("sort_key"))
        self._offer("place", places_visible_to(reader).filter(organisation_id=own).order_by("name"))
        people = people_visible_to(reader).filter(organisation_id=own, is_active=True)
        self._offer("holder", people.order_by("sort_key"), is_needed=self.held_by is not None)
        self.initial = {**_initial(device, self.held_by), **self.initial}

    def clean_place(self) -> str:
        """A place belongs to its site."""
        chosen, site = self.cleaned_data["place"], self.cleaned_data.get("site")
        found = places_visible_to(self.reader).filter(id=_id(chosen) or 0).first()
        if found is not None and site and str(found.site_id) != site:
            raise forms.ValidationError(
                _("This place is on another site. Choose its site, or another place.")
            )
        return str(chosen)

    def changes(self) -> dict[str, Any]:
        """What differs from the device, as `change_device` takes it; the holder apart."""
        told = self.cleaned_data
        wanted = {
            "name": told["name"].strip(),
            "asset_tag": told["asset_tag"].strip(),
            "site_id": _id(told["site"]),
            "place_id": _id(told["place"]),
            "criticality": int(told["criticality"]),
            "is_shared": told["is_shared"],
        }
        return {name: value for name, value in wanted.items() if getattr(self.device, name) != value}

    def new_holder(self) -> Person | None:
        """Who takes it from now on; nobody when that does not change."""
        chosen = _id(self.cleaned_data["holder"])
        if chosen is None or (self.held_by is not None and chosen == self.held_by.id):
            return None
        return people_visible_to(self.reader).get(id=chosen, organisation_id=self.device.organisation_id)

    def _offer(self, name: str, found: Any, *, is_needed: bool = False) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        choices = list(found.values_list("id", "name")[:_MOST_OFFERED])
        field.choices = choices if is_needed else [_NONE, *choices]


class CustodyForm(WordedForm):
    """People of the device's organisation that the reader sees."""

    person = forms.ChoiceField(label=_("To whom"))
    due_on = forms.DateField(
        label=_("To be back on"),
        required=False,
        widget=DayInput(),
        help_text=_("A loan has a day; leave it empty otherwise."),
    )

    def __init__(self, *args: Any, reader: Actor, device: Device, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_visible_to(reader).filter(organisation_id=device.organisation_id, is_active=True)
        self.people = people.order_by("sort_key")
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_NONE, *self.people.values_list("id", "name")[:_MOST_OFFERED]]

    def taker(self) -> Person:
        return self.people.get(id=int(self.cleaned_data["person"]))


def holder_of(device: Device) -> Person | None:
    custody = (
        Custody.objects.filter(device=device, until=None).select_related("person").order_by("-since").first()
    )
    return custody.person if custody else None


def _initial(device: Device, holder: Person | None) -> dict[str, Any]:
    return {
        "name": device.name,
        "asset_tag": device.asset_tag,
        "site": device.site_id,
        "place": device.place_id,
        "criticality": device.criticality,
        "is_shared": device.is_shared,
        "holder": holder.id if holder else "",
    }


def _id(text: Any) -> int | None:
    return int(text) if text else None
