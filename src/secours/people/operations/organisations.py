"""Organisations, their sites and their places."""

from typing import Any

from babel import Locale
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.people.access import require_administrator
from secours.people.actor import Actor, including
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Organisation, Place, Site
from secours.people.operations.saving import apply, next_id, record_on, required
from secours.people.telephone import valid_telephone

# What the list of territories holds beside countries: unions, outlying pieces, unknown, made up for tests.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@transaction.atomic
def create_organisation(
    *, by: Actor, name: str, is_provider: bool = False, language: str = "fr", urgent_phone: str = ""
) -> tuple[Organisation, Actor]:
    """A client (or, once, the provider). Gives back the actor too, whose reach now includes it."""
    require_administrator(by)
    if not by.is_provider:
        raise NotAllowed(
            "provider_only", _("Only the provider’s administrators add organisations. Ask them to.")
        )
    _free_organisation_name(by, name)
    organisation_id = next_id("people_organisation")
    wider = including(by, organisation_id)
    organisation = Organisation(
        id=organisation_id,
        name=required(name, "name"),
        is_provider=is_provider,
        language=language,
        urgent_phone=valid_telephone(urgent_phone, "urgent_phone"),
    )
    organisation.save(force_insert=True)
    record_on("organisation.created", wider, organisation, organisation.id)
    return organisation, wider


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: Actor, **changes: Any) -> None:
    """Any of its fields by name; the journal keeps which."""
    require_administrator(by)
    if "name" in changes:
        changes["name"] = required(changes["name"], "name")
        _free_organisation_name(by, changes["name"], but=organisation.id)
    _require_telephone(changes)
    if organisation.is_provider and changes.get("is_active") is False:
        raise Refused("provider_stays", _("Your own organisation cannot be switched off."), field="is_active")
    fields = apply(organisation, changes)
    record_on("organisation.changed", by, organisation, organisation.id, {"fields": fields})


@transaction.atomic
def create_site(*, by: Actor, organisation: Organisation, name: str, **fields: Any) -> Site:
    require_administrator(by)
    _free_site_name(organisation.id, name)
    _require_country(fields)
    _require_telephone(fields)
    site = Site.objects.create(organisation=organisation, name=required(name, "name"), **fields)
    record_on("site.created", by, site, organisation.id)
    return site


@transaction.atomic
def change_site(site: Site, *, by: Actor, **changes: Any) -> None:
    require_administrator(by)
    if "name" in changes:
        changes["name"] = required(changes["name"], "name")
        _free_site_name(site.organisation_id, changes["name"], but=site.id)
    _require_country(changes)
    _require_telephone(changes)
    fields = apply(site, changes)
    record_on("site.changed", by, site, site.organisation_id, {"fields": fields})


@transaction.atomic
def create_place(*, by: Actor, site: Site, name: str, **fields: Any) -> Place:
    require_administrator(by)
    _free_place_name(site.id, name)
    place = Place.objects.create(
        organisation_id=site.organisation_id, site=site, name=required(name, "name"), **fields
    )
    record_on("place.created", by, place, site.organisation_id)
    return place


@transaction.atomic
def change_place(place: Place, *, by: Actor, **changes: Any) -> None:
    require_administrator(by)
    if "name" in changes:
        changes["name"] = required(changes["name"], "name")
        _free_place_name(place.site_id, changes["name"], but=place.id)
    fields = apply(place, changes)
    record_on("place.changed", by, place, place.organisation_id, {"fields": fields})


def _free_organisation_name(by: Actor, name: str, but: int = 0) -> None:
    """Among those that one reaches: of the others nothing is told."""
    same = Organisation.objects.filter(id__in=by.reach, name=name.strip()).exclude(id=but)
    if same.exists():
        raise Refused(
            "organisation_exists", _("There is already an organisation of that name."), field="name"
        )


def _require_telephone(fields: dict[str, Any]) -> None:
    if "urgent_phone" in fields:
        fields["urgent_phone"] = valid_telephone(fields["urgent_phone"], "urgent_phone")


def _free_site_name(organisation_id: int, name: str, but: int = 0) -> None:
    same = Site.objects.filter(organisation_id=organisation_id, name=name.strip()).exclude(id=but)
    if same.exists():
        raise Refused("site_exists", _("This organisation already has a site of that name."), field="name")


def _require_country(fields: dict[str, Any]) -> None:
    """Two letters of a country that is one, in capitals. Public holidays and the working day come from it."""
    if "country" not in fields:
        return
    code = fields["country"] = str(fields["country"]).strip().upper()
    if len(code) != 2 or code in _NO_COUNTRY or code not in Locale("en").territories:
        sentence = _("No country has the code “%(code)s”. Write its two letters, for example FR, BE or CH.")
        raise Refused("country_unknown", sentence % {"code": code[:20]}, field="country")


def _free_place_name(site_id: int, name: str, but: int = 0) -> None:
    if Place.objects.filter(site_id=site_id, name=name.strip()).exclude(id=but).exists():
        raise Refused("place_exists", _("This site already has a place of that name."), field="name")
