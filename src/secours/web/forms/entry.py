"""A call or a visit, noted while the person speaks."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from secours.equipment.models import Device
from secours.people.access import organisations_visible_to, people_visible_to
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.choices import Channel, Confirmation, TicketKind
from secours.web.forms.acts import categories_of, device_named
from secours.web.forms.words import telephone_number

CHANNELS = [(Channel.PHONE, Channel.PHONE.label), (Channel.WALK_IN, Channel.WALK_IN.label)]


class EntryForm(forms.Form):
    """`person` is chosen among those found; else `new_name` makes a contact on the spot."""

    channel = forms.ChoiceField(choices=CHANNELS, initial=Channel.PHONE, widget=forms.RadioSelect)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    new_name = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput(attrs={"data-copies": True})
    )
    new_email = forms.EmailField(label=_("E-mail address"), required=False)
    new_organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    callback_phone = forms.CharField(
        label=_("Call back on"),
        max_length=30,
        validators=[telephone_number],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    callback_place = forms.CharField(label=_("Where exactly"), max_length=120)
    kind = forms.ChoiceField(
        choices=TicketKind.choices, initial=TicketKind.INCIDENT, widget=forms.RadioSelect
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    device = forms.CharField(
        label=_("Device"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "known-devices", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("What is happening"),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "data-grow": True,
                "hx-get": reverse_lazy("workbench:entry_gesture"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#gesture",
                "hx-sync": "this:replace",
            }
        ),
        max_length=20_000,
    )
    remedy = forms.CharField(label=_("What put it right"), required=False, max_length=2_000)
    confirmed_how = forms.ChoiceField(
        label=_("How do you know?"), choices=Confirmation.choices, initial=Confirmation.USER, required=False
    )

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        # A person brought by the address: what is left to say is what happens.
        if self.initial.get("person") and not self.is_bound:
            self.fields["text"].widget.attrs["autofocus"] = True
        served = (
            organisations_visible_to(reader).order_by("is_provider", "sort_key").values_list("id", "name")
        )
        self._offer("new_organisation", list(served))
        self._offer("category", [("", "—"), *categories_of(reader, None)])

    def clean_person(self) -> Person | None:
        person_id = self.cleaned_data["person"]
        if person_id is None:
            return None
        return (
            people_visible_to(self.reader)
            .filter(id=person_id)
            .select_related("site", "place", "organisation")
            .first()
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("person") is None and not told.get("new_name", "").strip():
            self.add_error("person", _("Find the person who asks, or write a name to make a new contact."))
        told["device"] = self._device(told)
        return told

    def _device(self, told: dict[str, Any]) -> Device | None:
        organisation_id = (
            told["person"].organisation_id if told.get("person") else told.get("new_organisation")
        )
        try:
            return device_named(self.reader, int(organisation_id or 0), told.get("device", ""))
        except forms.ValidationError as error:
            self.add_error("device", error)
            return None

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
