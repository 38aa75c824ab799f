"""Sites, and the places within them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.lib.text import number_in
from secours.people.access import organisations_visible_to, places_visible_to, sites_visible_to
from secours.people.choices import Criticality
from secours.people.models import Place, Site
from secours.people.operations import change_place, change_site, create_place, create_site
from secours.web.setup.forms.choices import organisation_choices
from secours.web.setup.forms.organisations import NewSiteForm, PlaceForm, SiteForm, write_period
from secours.web.setup.listing import list_page
from secours.web.setup.page import Crumb, administrators, form_page, found, reader_of, row

_TONES = {Criticality.NORMAL: "", Criticality.HIGH: "warn", Criticality.VITAL: "danger"}


@administrators
def sites(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        sites_visible_to(reader_of(request)).select_related("organisation"),
        _row,
        _("Sites and places"),
        teach=_(
            "An address where people work. It carries the time zone, the public holidays, and its places."
        ),
        add=(_("Add a site"), reverse("setup:site_new")),
    )


@administrators
def site_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    wanted = number_in(request.GET.get("organisation", "")) or by.organisation_id
    initial = {"time_zone": by.time_zone, "country": "FR", "organisation": wanted}
    form = NewSiteForm(request.POST or None, organisations=organisation_choices(by), initial=initial)

    def save(data: dict[str, Any]) -> int:
        organisation = organisations_visible_to(by).get(id=data["organisation"])
        rest = {name: value for name, value in data.items() if name != "organisation"}
        return create_site(by=by, organisation=organisation, **rest).id

    return form_page(
        request,
        form,
        _("Add a site"),
        save=save,
        done=lambda made: reverse("setup:site", args=[made]),
        news=_("Added. Its places can follow here."),
        crumbs=(crumb(),),
        submit=_("Add"),
    )


@administrators
def site(request: HttpRequest, site_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Site = found(sites_visible_to(by).filter(id=site_id).select_related("organisation").first())
    form = SiteForm(request.POST or None, initial={n: getattr(one, n) for n in SiteForm.base_fields})
    return form_page(
        request,
        form,
        one.name,
        save=lambda data: change_site(one, by=by, **data),
        done=reverse("setup:site", args=[one.id]),
        template="site.html",
        crumbs=(crumb(),),
        note=one.organisation.name,
        places=[_place_row(place) for place in places_visible_to(by).filter(site=one).order_by("name")],
        place_new_url=reverse("setup:place_new", args=[one.id]),
    )


@administrators
def place_new(request: HttpRequest, site_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Site = found(sites_visible_to(by).filter(id=site_id).first())
    return form_page(
        request,
        PlaceForm(request.POST or None, initial={"criticality": Criticality.NORMAL}),
        _("Add a place"),
        save=lambda data: create_place(by=by, site=one, **_fields(data)),
        done=reverse("setup:site", args=[one.id]),
        news=_("Place added."),
        crumbs=(crumb(), (one.name, reverse("setup:site", args=[one.id]))),
        submit=_("Add"),
    )


@administrators
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Place = found(places_visible_to(by).filter(id=place_id).select_related("site").first())
    initial = {"name": one.name, "kind": one.kind, "criticality": one.criticality}
    initial["periods"] = "\n".join(map(write_period, one.critical_periods))
    site_url = reverse("setup:site", args=[one.site_id])
    return form_page(
        request,
        PlaceForm(request.POST or None, initial=initial),
        one.name,
        save=lambda data: change_place(one, by=by, **_fields(data)),
        done=site_url,
        crumbs=(crumb(), (one.site.name, site_url)),
    )


def crumb() -> Crumb:
    return _("Sites and places"), reverse("setup:sites")


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in data.items() if k != "periods"}, "critical_periods": data["periods"]}


def _row(one: Site) -> dict[str, Any]:
    note = ", ".join(filter(None, [one.organisation.name, one.address]))
    tags = () if one.is_active else ((_("switched off"), "line"),)
    return row(one.name, reverse("setup:site", args=[one.id]), note, tags)


def _place_row(one: Place) -> dict[str, Any]:
    level = Criticality(one.criticality)
    tags = ((str(level.label), _TONES[level]),) if level != Criticality.NORMAL else ()
    note = " · ".join([str(one.get_kind_display()), *map(write_period, one.critical_periods)])
    return row(one.name, reverse("setup:place", args=[one.id]), note, tags)
