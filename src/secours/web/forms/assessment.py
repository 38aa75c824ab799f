"""Words of a section of the assessment, and a recommendation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.tickets.models import Ticket
from secours.web.forms.days import DayInput
from secours.web.forms.words import WordedForm

_MOST_OFFERED = 200


class SectionForm(WordedForm):
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "data-grow": True, "autofocus": True}),
        help_text=_(
            "One idea a line; a line that begins with a dash is a bullet. Empty, the text written from the "
            "journal comes back."
        ),
    )


class RecommendationForm(WordedForm):
    title = forms.CharField(label=_("What should be done"), max_length=200)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = forms.DateField(
        label=pgettext_lazy("assessment", "Before"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, reader: Actor, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_visible_to(reader).filter(is_active=True)
        staff = people.filter(roles__name__in=["technician", "supervisor", "manager"]).distinct()
        theirs = people.filter(organisation_id=ticket.organisation_id, account__isnull=False)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("No one yet")),
            (_("Support team"), list(staff.order_by("sort_key").values_list("id", "name"))),
            (
                ticket.organisation.name,
                list(
                    theirs.exclude(id__in=staff.values("id"))
                    .order_by("sort_key")
                    .values_list("id", "name")[:_MOST_OFFERED]
                ),
            ),
        ]
        self.fields["title"].widget.attrs["autofocus"] = True
