"""The small forms of the acts on one ticket or on several at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Device
from secours.lib.text import number_in, sort_key
from secours.people.access import people_visible_to, places_visible_to, sites_visible_to, teams_visible_to
from secours.people.actor import Actor
from secours.service_levels.access import categories_visible_to
from secours.service_levels.models import Level, Urgency
from secours.service_levels.queries import whose
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import Closure, ErasureReason, HoldReason, LinkKind, TicketKind
from secours.tickets.models import Ticket
from secours.web.forms.days import DayInput
from secours.web.forms.words import telephone_number

_NONE = ("", "—")
_MOST_OFFERED = 200


class ActForm(forms.Form):
    """`tickets`: those that the act is for, all seen by the reader."""

    def __init__(self, *args: Any, reader: Actor, tickets: Sequence[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.tickets = reader, tickets
        self.prepare()
        for first in list(self.fields.values())[:1]:
            first.widget.attrs.setdefault("autofocus", True)

    def prepare(self) -> None:
        """Choices and first values, from who acts and on what."""

    def offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def organisation_ids(self) -> set[int]:
        return {ticket.organisation_id for ticket in self.tickets}


class PlainForm(ActForm):
    """Nothing to say: the act is enough."""


class AssignmentForm(ActForm):
    person = forms.ChoiceField(label=_("Person"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False, help_text=_("A person brings their own team."))

    def prepare(self) -> None:
        serving = people_visible_to(self.reader).filter(
            roles__name__in=["technician", "supervisor"], is_active=True
        )
        people = serving.distinct().order_by("sort_key").values_list("id", "name")
        mine = (self.reader.person_id, _("Me"))
        others = [pair for pair in people if pair[0] != self.reader.person_id]
        self.offer("person", [("", _("No one in particular")), mine, *others])
        self.offer("team", [("", _("The same team")), *teams_of(self.reader)])
        if len(self.tickets) == 1:
            self.initial.setdefault("person", self.tickets[0].assigned_to_id)


class HoldForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why does it wait?"), choices=HoldReason.choices, widget=forms.RadioSelect
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Needed for an appointment or a date. It comes back by itself then."),
    )
    comment = forms.CharField(label=_("A word about it"), required=False, max_length=200)

    def prepare(self) -> None:
        self.initial.setdefault("reason", HoldReason.REQUESTER)


class PriorityForm(ActForm):
    impact = forms.ChoiceField(
        label=_("Impact: how many, how badly"), choices=Level.choices, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("Urgency: how soon"), choices=Urgency.choices, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        self.initial.setdefault("impact", self.tickets[0].impact)
        self.initial.setdefault("urgency", self.tickets[0].urgency)


class EscalationForm(ActForm):
    team = forms.ChoiceField(label=_("To which team"))
    note = forms.CharField(
        label=_("What has been done, what is left to try"),
        widget=forms.Textarea(attrs={"rows": 5, "data-grow": True}),
        help_text=_("An internal note: the next one need not ask again."),
    )

    def prepare(self) -> None:
        had = {ticket.team_id for ticket in self.tickets}
        self.offer("team", [pair for pair in teams_of(self.reader) if had != {pair[0]}])


class ReopeningForm(ActForm):
    why = forms.CharField(
        label=_("What still does not work"), widget=forms.Textarea(attrs={"rows": 3, "data-grow": True})
    )


class ClosureForm(ActForm):
    """Of a solved ticket there is nothing to choose; of an open one, why it ends without a solution."""

    closure = forms.ChoiceField(label=_("Why does it end?"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        if all(not ticket.is_open for ticket in self.tickets):
            del self.fields["closure"]
            return
        self.offer("closure", [pair for pair in Closure.choices if pair[0] != Closure.RESOLVED])
        self.initial.setdefault("closure", Closure.NO_ANSWER)


class ErasureForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=ErasureReason.choices, widget=forms.RadioSelect, initial=ErasureReason.ASKED
    )


class LinkForm(ActForm):
    other = forms.CharField(label=_("Number of the other ticket"), help_text=_("T-1042, or 1042."))
    kind = forms.ChoiceField(label=_("This ticket is"), choices=LinkKind.choices)

    def clean_other(self) -> int:
        return number_of(self.cleaned_data["other"])


class AttachmentForm(ActForm):
    """Several tickets under one."""

    other = forms.CharField(label=_("Attach to ticket"), help_text=_("T-1042, or 1042."))

    def prepare(self) -> None:
        known = tickets_visible_to(self.reader).filter(
            is_known_incident=True, organisation_id__in=self.organisation_ids
        )
        offered = known.order_by("-created_at").values_list("number", "title")[:5]
        if offered:
            told = "  ·  ".join(f"T-{number} {title}" for number, title in offered)
            self.fields["other"].help_text = f"{_('Known incidents:')} {told}"
            self.initial.setdefault("other", f"T-{offered[0][0]}")

    def clean_other(self) -> int:
        return number_of(self.cleaned_data["other"])


class TaskForm(ActForm):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    owner = forms.ChoiceField(label=_("By whom"), required=False)
    due_on = forms.DateField(label=_("Before"), required=False, widget=DayInput())

    def prepare(self) -> None:
        people = people_visible_to(self.reader).filter(
            roles__name__in=["technician", "supervisor"], is_active=True
        )
        owners = people.distinct().order_by("sort_key").values_list("id", "name")
        self.offer("owner", [("", _("No one in particular")), *owners])


class QualificationForm(ActForm):
    title = forms.CharField(label=_("Subject"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=TicketKind.choices)
    category = forms.ChoiceField(label=_("Category"), required=False)
    impact = forms.ChoiceField(label=_("Impact"), choices=Level.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    device = forms.CharField(label=_("Device"), required=False, help_text=_("Its name or its tag."))
    site = forms.ChoiceField(label=_("Site"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    callback_phone = forms.CharField(
        label=_("Call back on"), required=False, max_length=30, validators=[telephone_number]
    )
    callback_place = forms.CharField(label=_("Where exactly"), required=False, max_length=120)
    is_confidential = forms.BooleanField(
        label=_("Confidential: only its team and its requester see it"), required=False
    )
    is_known_incident = forms.BooleanField(
        label=_("Known incident: shown at its site, others join it with one act"), required=False
    )

    def prepare(self) -> None:
        ticket = self.tickets[0]
        self.offer("category", [_NONE, *categories_of(self.reader, ticket.organisation_id)])
        sites = sites_visible_to(self.reader).filter(organisation_id=ticket.organisation_id)
        places = places_visible_to(self.reader).filter(organisation_id=ticket.organisation_id)
        self.offer("site", [_NONE, *sites.order_by("sort_key").values_list("id", "name")])
        self.offer("place", [_NONE, *places.order_by("name").values_list("id", "name")[:_MOST_OFFERED]])
        self.initial = {**qualification_of(ticket), **self.initial}

    def clean_device(self) -> Device | None:
        return device_named(self.reader, self.tickets[0].organisation_id, self.cleaned_data["device"])

    def changes(self) -> dict[str, Any]:
        """What differs from the ticket, as the operation takes it."""
        ticket, told = self.tickets[0], dict(self.cleaned_data)
        for name in ("impact", "urgency"):
            told[name] = int(told[name])
        told["category"] = categories_visible_to(self.reader).filter(id=told["category"] or 0).first()
        told["site"] = sites_visible_to(self.reader).filter(id=told["site"] or 0).first()
        told["place"] = places_visible_to(self.reader).filter(id=told["place"] or 0).first()
        return {name: value for name, value in told.items() if _plain(getattr(ticket, name)) != _plain(value)}


def qualification_of(ticket: Ticket) -> dict[str, Any]:
    return {
        "title": ticket.title,
        "kind": ticket.kind,
        "category": ticket.category_id,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "device": ticket.device.name if ticket.device else "",
        "site": ticket.site_id,
        "place": ticket.place_id,
        "callback_phone": ticket.callback_phone,
        "callback_place": ticket.callback_place,
        "is_confidential": ticket.is_confidential,
        "is_known_incident": ticket.is_known_incident,
    }


def teams_of(reader: Actor) -> list[tuple[int, str]]:
    return list(teams_visible_to(reader).order_by("level", "name").values_list("id", "name"))


def categories_of(reader: Actor, organisation_id: int | None) -> list[tuple[int, str]]:
    """Those that a ticket of this organisation may have."""
    offered = categories_visible_to(reader).filter(whose(None) | whose(organisation_id), is_active=True)
    return [(one.id, one.name) for one in offered.order_by("id")]


def device_named(reader: Actor, organisation_id: int, text: str) -> Device | None:
    """By its name or tag; none where none is named. Raises ValidationError where no such device is."""
    if not text.strip():
        return None
    devices = devices_visible_to(reader).filter(organisation_id=organisation_id)
    found = devices.filter(Q(sort_key=sort_key(text)) | Q(asset_tag__iexact=text.strip())).first()
    if found is None:
        raise forms.ValidationError(_("No device has this name or this tag. Check it, or leave it empty."))
    return found


def number_of(text: str) -> int:
    """1042 from “T-1042”."""
    number = number_in(text.strip().upper().removeprefix("T-").strip())
    if number is None:
        raise forms.ValidationError(_("Give a ticket number, for example T-1042."))
    return number


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
