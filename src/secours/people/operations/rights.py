"""Roles, and which organisations people of staff serve."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.people.access import require_administrator
from secours.people.actor import Actor, every_organisation
from secours.people.choices import RoleName
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Organisation, Person, Reach, Role
from secours.people.operations.saving import record_on


@transaction.atomic
def grant_role(person: Person, role: RoleName, *, by: Actor) -> None:
    require_administrator(by)
    Role.objects.get_or_create(person=person, name=role, defaults={"organisation_id": person.organisation_id})
    record_on("role.granted", by, person, person.organisation_id, {"role": str(role)})


@transaction.atomic
def withdraw_role(person: Person, role: RoleName, *, by: Actor) -> None:
    require_administrator(by)
    if role == RoleName.ADMINISTRATOR:
        require_another_administrator(person)
    Role.objects.filter(person=person, name=role).delete()
    record_on("role.withdrawn", by, person, person.organisation_id, {"role": str(role)})


@transaction.atomic
def set_roles(person: Person, roles: set[str], *, by: Actor) -> None:
    """Grant and withdraw until the person has exactly these; being a requester is not one of them."""
    require_administrator(by)
    held = set(person.roles.values_list("name", flat=True))
    for role in sorted(roles - held):
        grant_role(person, RoleName(role), by=by)
    for role in sorted(held - roles):
        withdraw_role(person, RoleName(role), by=by)


@transaction.atomic
def grant_reach(
    person: Person,
    *,
    by: Actor,
    served: Organisation | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
) -> Reach:
    """Let a person of staff serve an organisation, or (none named) all of them, between two dates."""
    require_administrator(by)
    _require_reach(by, served)
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(
            "dates_reversed", _("The end is before the start: correct one of the dates."), field="ends_on"
        )
    reach = Reach.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        served=served,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )
    served_id = served.id if served else None
    record_on("reach.granted", by, person, person.organisation_id, {"served": served_id})
    return reach


@transaction.atomic
def withdraw_reach(reach: Reach, *, by: Actor) -> None:
    require_administrator(by)
    record_on("reach.withdrawn", by, reach.person, reach.organisation_id, {"served": reach.served_id})
    reach.delete()


def reaches_everything(by: Actor) -> bool:
    return by.is_system or by.reach >= every_organisation()


def _require_reach(by: Actor, served: Organisation | None) -> None:
    """Nobody gives what they have not: an administrator of one client stays within it."""
    within = reaches_everything(by) if served is None else by.is_system or served.id in by.reach
    if not within:
        raise NotAllowed(
            "beyond_reach",
            _("You cannot give more than your own reach: ask the support team."),
            field="served",
        )


def require_another_administrator(person: Person) -> None:
    """A client’s administrator cannot stand in for the provider’s; the provider can replace a client’s."""
    if not person.organisation.is_provider:
        return
    others = Role.objects.filter(
        organisation_id=person.organisation_id,
        name=RoleName.ADMINISTRATOR,
        person__is_active=True,
        person__account__is_active=True,
    )
    if not others.exclude(person=person).exists():
        raise Refused("last_administrator", _("This is the last administrator: name another one first."))
