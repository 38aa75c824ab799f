"""People: found, added, changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.people.access import people_visible_to
from secours.people.choices import PersonKind
from secours.people.models import Person
from secours.people.operations import change_person, create_person
from secours.web.setup.forms.people import NewPersonForm, PersonForm
from secours.web.setup.listing import list_page
from secours.web.setup.page import Crumb, administrators, attempt, form_page, reader_of, row
from secours.web.setup.person import person_page, the_person


@administrators
def people(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        people_visible_to(reader_of(request)).select_related("organisation"),
        _row,
        _("People"),
        teach=_(
            "Those who ask and those who serve. Whoever writes or calls is added by itself; an account comes by invitation."
        ),
        add=(_("Add a person"), reverse("setup:person_new")),
    )


@administrators
def person_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)

    def save(data: dict[str, Any]) -> int:
        return create_person(by=by, organisation_id=data.pop("organisation"), **data).id

    initial = {"language": by.language, "kind": PersonKind.PERSON}
    return form_page(
        request,
        NewPersonForm(request.POST or None, by=by, initial=initial),
        _("Add a person"),
        save=save,
        done=lambda made: reverse("setup:person", args=[made]),
        news=_("Added. Invite them here if they need an account."),
        crumbs=(crumb(),),
        submit=_("Add"),
    )


@administrators
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    if request.method != "POST":
        return person_page(request, one)
    form = PersonForm(request.POST, by=by, organisation_id=one.organisation_id)
    accepted, _result = attempt(form, lambda data: change_person(one, by=by, **_fields(data)))
    if not accepted:
        return person_page(request, the_person(request, person_id), form=form, status=422)
    return person_page(request, one, news=_("Saved."))


def crumb() -> Crumb:
    return _("People"), reverse("setup:people")


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    rest = {k: v for k, v in data.items() if k not in ("site", "place")}
    return {**rest, "site_id": data["site"], "place_id": data["place"]}


def _row(one: Person) -> dict[str, Any]:
    tags = []
    if one.is_vip:
        tags.append((_("VIP"), "known"))
    if one.kind != PersonKind.PERSON:
        tags.append((str(one.get_kind_display()), ""))
    if not one.is_active:
        tags.append((_("switched off"), "line"))
    note = " · ".join(filter(None, [one.email, one.organisation.name]))
    return row(one.name, reverse("setup:person", args=[one.id]), note, tuple(tags))
