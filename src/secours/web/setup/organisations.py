"""Organisations: the provider and the clients it serves."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.people.access import organisations_visible_to, sites_visible_to
from secours.people.actor import Actor
from secours.people.models import Organisation
from secours.people.operations import change_organisation, create_organisation
from secours.web.setup.forms.organisations import NewOrganisationForm, OrganisationForm
from secours.web.setup.listing import list_page
from secours.web.setup.page import Crumb, administrators, form_page, found, reader_of, row
from secours.web.setup.terms import links_of

FIELDS = tuple(OrganisationForm.base_fields)


@administrators
def organisations(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        organisations_visible_to(reader_of(request)),
        _row,
        _("Organisations"),
        teach=_("Yours first, then each client you serve. What belongs to one is never seen by another."),
        add=(_("Add an organisation"), reverse("setup:organisation_new")),
    )


@administrators
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Organisation = found(organisations_visible_to(by).filter(id=organisation_id).first())
    form = OrganisationForm(request.POST or None, initial={name: getattr(one, name) for name in FIELDS})
    if one.is_provider:
        del form.fields["is_active"]
    return form_page(
        request,
        form,
        one.name,
        save=lambda data: change_organisation(one, by=by, **data),
        done=reverse("setup:organisations"),
        crumbs=(crumb(),),
        teach=_("The name, the numbers to call, and how far guided checks go."),
        links=[_sites_of(by, one), *links_of(one)],
    )


@administrators
def organisation_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    return form_page(
        request,
        NewOrganisationForm(request.POST or None),
        _("Add an organisation"),
        save=lambda data: create_organisation(by=by, **data)[0].id,
        done=first_site,
        news=_("Added. Its first site next: it carries the time zone and the public holidays."),
        crumbs=(crumb(),),
        submit=_("Add"),
    )


def first_site(organisation_id: int) -> str:
    return f"{reverse('setup:site_new')}?organisation={organisation_id}"


def crumb() -> Crumb:
    return _("Organisations"), reverse("setup:organisations")


def _sites_of(by: Actor, one: Organisation) -> tuple[str, str, str]:
    """What it has, or what it lacks and where to add it."""
    sites = sites_visible_to(by).filter(organisation=one).order_by("sort_key").values_list("id", "name")[:4]
    if not sites:
        return (
            _("Add its first site"),
            first_site(one.id),
            _("None yet: its people have no time zone of their own."),
        )
    url = reverse("setup:site", args=[sites[0][0]]) if len(sites) == 1 else reverse("setup:sites")
    names = ", ".join(name for _id, name in sites[:3])
    return _("Sites and places"), url, names if len(sites) < 4 else f"{names}…"


def _row(one: Organisation) -> dict[str, object]:
    tags = []
    if one.is_provider:
        tags.append((_("your own"), "accent"))
    if not one.is_active:
        tags.append((_("switched off"), "line"))
    return row(one.name, reverse("setup:organisation", args=[one.id]), one.urgent_phone, tuple(tags))
