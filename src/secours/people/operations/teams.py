"""Teams and who is in them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.people.models import Membership, Organisation, Person, Team
from secours.people.operations.saving import apply, record_on, required


@transaction.atomic
def create_team(
    *, by: Actor, organisation: Organisation, name: str, is_default: bool = False, level: int = 1
) -> Team:
    require_administrator(by)
    _free_name(organisation.id, name)
    if is_default:
        Team.objects.filter(organisation=organisation, is_default=True).update(is_default=False)
    team = Team.objects.create(
        organisation=organisation, name=required(name, "name"), is_default=is_default, level=level
    )
    record_on("team.created", by, team, organisation.id)
    return team


@transaction.atomic
def change_team(team: Team, *, by: Actor, **changes: Any) -> None:
    """Another team becomes the default by being made so; the default is never merely taken away."""
    require_administrator(by)
    if "name" in changes:
        changes["name"] = required(changes["name"], "name")
        _free_name(team.organisation_id, changes["name"], but=team.id)
    if changes.get("is_default") is False and team.is_default:
        raise Refused(
            "default_needed",
            _("New tickets need a team: make another one the default instead."),
            field="is_default",
        )
    if changes.get("is_default"):
        Team.objects.filter(organisation_id=team.organisation_id, is_default=True).exclude(id=team.id).update(
            is_default=False
        )
    fields = apply(team, changes)
    record_on("team.changed", by, team, team.organisation_id, {"fields": fields})


@transaction.atomic
def join_team(team: Team, person: Person, *, by: Actor) -> None:
    require_administrator(by)
    Membership.objects.get_or_create(
        team=team, person=person, defaults={"organisation_id": team.organisation_id}
    )
    record_on("team.joined", by, team, team.organisation_id, {"person": person.id})


@transaction.atomic
def leave_team(team: Team, person: Person, *, by: Actor) -> None:
    require_administrator(by)
    Membership.objects.filter(team=team, person=person).delete()
    record_on("team.left", by, team, team.organisation_id, {"person": person.id})


def _free_name(organisation_id: int, name: str, but: int = 0) -> None:
    same = Team.objects.filter(organisation_id=organisation_id, name=name.strip()).exclude(id=but)
    if same.exists():
        raise Refused("team_exists", _("There is already a team of that name."), field="name")
