"""People, teams, roles, reach, invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from secours.people.access import places_visible_to, sites_visible_to
from secours.people.actor import Actor
from secours.people.choices import Language, PersonKind, RoleName
from secours.web.forms.days import DayInput
from secours.web.forms.words import WordedForm, telephone_number
from secours.web.setup.forms.choices import offer, organisation_choices, place_choices

MOST_INVITED = 50
GRANTED = [(name, label) for name, label in RoleName.choices if name != RoleName.REQUESTER]


class PersonForm(WordedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=PersonKind.choices,
        help_text=_("A ward or a shared workstation may ask for help too: no one needs an account for that."),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, validators=[telephone_number]
    )
    login = forms.CharField(
        label=_("Login"),
        max_length=60,
        required=False,
        help_text=_("On the computers: inventories name people by it."),
    )
    job_title = forms.CharField(label=_("Job"), max_length=120, required=False)
    department = forms.CharField(label=_("Department"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    site = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=None)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)
    is_vip = forms.BooleanField(
        label=_("VIP"), required=False, help_text=_("Their tickets carry a mark that technicians see.")
    )

    def __init__(self, *args: Any, by: Actor, organisation_id: int | None, **kwargs: Any) -> None:
        """`organisation_id` of the person; None while it is still to be chosen."""
        super().__init__(*args, **kwargs)
        self.by = by
        if organisation_id is None:
            del self.fields["site"], self.fields["place"]
            return
        sites = sites_visible_to(by).filter(organisation_id=organisation_id).order_by("sort_key")
        offer(self, "site", [("", "—"), *((s.id, s.name) for s in sites)])
        offer(self, "place", place_choices(by, organisation_id))

    def clean(self) -> dict[str, Any]:
        """A place says its site; another site than that one is a mistake."""
        told = super().clean() or self.cleaned_data
        place = places_visible_to(self.by).filter(id=told.get("place") or 0).first()
        if place is not None and not told.get("site"):
            told["site"] = place.site_id
        elif place is not None and place.site_id != told["site"]:
            self.add_error("place", _("This place belongs to another site: choose one of the site above."))
        return told


class NewPersonForm(PersonForm):
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)

    field_order = ("organisation",)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, organisation_id=None, **kwargs)
        offer(self, "organisation", organisation_choices(by))


class RolesForm(WordedForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=GRANTED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everyone may ask for help; a role adds to that."),
    )


class ReachForm(WordedForm):
    served = forms.TypedChoiceField(
        label=_("Organisation served"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Its tickets, its people and its devices are seen and served, nothing of the others."),
    )
    starts_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: from now on."),
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput(),
        help_text=_("The last day of the mission. Empty: until you withdraw it."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "served", [("", _("All organisations")), *organisation_choices(by)])


class TeamForm(WordedForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    level = forms.IntegerField(
        label=_("Level"),
        min_value=1,
        max_value=5,
        help_text=_("1 answers first; 2 and above have more skill."),
    )
    is_default = forms.BooleanField(
        label=_("New tickets come to this team"),
        required=False,
        help_text=_("One team of the organisation receives them, until somebody assigns them elsewhere."),
    )


class NewTeamForm(TeamForm):
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)

    field_order = ("organisation",)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisation_choices(by))


class MemberForm(WordedForm):
    person = forms.TypedChoiceField(label=_("Add a member"), coerce=int)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class InvitationsForm(WordedForm):
    addresses = forms.CharField(
        label=_("Addresses"),
        widget=forms.Textarea(attrs={"rows": 6, "autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("One a line, with the name before it if you like: Inès Lambert <ines@example.org>"),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[*GRANTED, (RoleName.REQUESTER, _("None: asks for help only"))],
        initial=RoleName.TECHNICIAN,
    )
    team = forms.TypedChoiceField(
        label=_("Team"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Whoever only asks for help joins none."),
    )

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", [("", _("none")), *teams])

    def clean_addresses(self) -> list[tuple[str, str]]:
        """(name, address) of each line; a line that is no address says which."""
        lines = [line.strip() for line in str(self.cleaned_data["addresses"]).splitlines() if line.strip()]
        if len(lines) > MOST_INVITED:
            raise ValidationError(
                _("At most %(count)s at a time: send the rest afterwards."), params={"count": MOST_INVITED}
            )
        return [_named(line) for line in lines]


def _named(line: str) -> tuple[str, str]:
    name, _less, rest = line.rpartition("<")
    email = (rest.rstrip("> ") if name else line).strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("“%(line)s” is not a complete address. Write it like name@example.org."),
            params={"line": line[:80]},
        ) from None
    guessed = email.split("@")[0].replace(".", " ").replace("_", " ").title()
    return name.strip(' "') or guessed, email
