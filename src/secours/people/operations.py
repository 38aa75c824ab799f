"""Verbs that change people: each is permission, rule, save, journal entry, in one transaction."""

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.journal.operations import record
from secours.people.access import person_for, require_administrator
from secours.people.actor import Actor, including
from secours.people.choices import PersonKind, RoleName
from secours.people.errors import NotAllowed, Refused
from secours.people.models import (
    Account,
    Invitation,
    Membership,
    Organisation,
    Person,
    PersonLink,
    Place,
    Reach,
    Role,
    Site,
    Team,
)

INVITATION_DAYS = 14
LINK_DAYS = 14


@transaction.atomic
def create_organisation(
    *, by: Actor, name: str, is_provider: bool = False, language: str = "fr", urgent_phone: str = ""
) -> tuple[Organisation, Actor]:
    """A client (or, once, the provider). Gives back the actor too, whose reach now includes it."""
    require_administrator(by)
    organisation_id = _next_id("people_organisation")
    wider = including(by, organisation_id)
    organisation = Organisation(
        id=organisation_id,
        name=_required(name, "name"),
        is_provider=is_provider,
        language=language,
        urgent_phone=urgent_phone,
    )
    organisation.save(force_insert=True)
    _record("organisation.created", wider, organisation, organisation.id)
    return organisation, wider


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: Actor, **changes: Any) -> None:
    """Any of its fields by name; the journal keeps which."""
    require_administrator(by)
    _apply(organisation, changes)
    _record("organisation.changed", by, organisation, organisation.id, {"fields": sorted(changes)})


@transaction.atomic
def create_site(*, by: Actor, organisation: Organisation, name: str, **fields: Any) -> Site:
    require_administrator(by)
    if Site.objects.filter(organisation=organisation, name=name.strip()).exists():
        raise Refused("site_exists", _("This organisation already has a site of that name."), field="name")
    site = Site.objects.create(organisation=organisation, name=_required(name, "name"), **fields)
    _record("site.created", by, site, organisation.id)
    return site


@transaction.atomic
def create_place(*, by: Actor, site: Site, name: str, **fields: Any) -> Place:
    require_administrator(by)
    if Place.objects.filter(site=site, name=name.strip()).exists():
        raise Refused("place_exists", _("This site already has a place of that name."), field="name")
    place = Place.objects.create(
        organisation_id=site.organisation_id, site=site, name=_required(name, "name"), **fields
    )
    _record("place.created", by, place, site.organisation_id)
    return place


@transaction.atomic
def create_team(
    *, by: Actor, organisation: Organisation, name: str, is_default: bool = False, level: int = 1
) -> Team:
    require_administrator(by)
    if Team.objects.filter(organisation=organisation, name=name.strip()).exists():
        raise Refused("team_exists", _("There is already a team of that name."), field="name")
    if is_default:
        Team.objects.filter(organisation=organisation, is_default=True).update(is_default=False)
    team = Team.objects.create(
        organisation=organisation, name=_required(name, "name"), is_default=is_default, level=level
    )
    _record("team.created", by, team, organisation.id)
    return team


@transaction.atomic
def join_team(team: Team, person: Person, *, by: Actor) -> None:
    require_administrator(by)
    Membership.objects.get_or_create(
        team=team, person=person, defaults={"organisation_id": team.organisation_id}
    )
    _record("team.joined", by, team, team.organisation_id, {"person": person.id})


@transaction.atomic
def leave_team(team: Team, person: Person, *, by: Actor) -> None:
    require_administrator(by)
    Membership.objects.filter(team=team, person=person).delete()
    _record("team.left", by, team, team.organisation_id, {"person": person.id})


@transaction.atomic
def create_person(
    *,
    by: Actor,
    organisation_id: int,
    name: str,
    kind: str = PersonKind.PERSON,
    email: str = "",
    **fields: Any,
) -> Person:
    """A contact; an account may come later. Technicians may, as they must note who calls."""
    if not (by.serves or by.administers):
        raise NotAllowed("staff_only", _("Only the support team may add people. Ask it to."))
    email = _valid_email(email)
    if email and Person.objects.filter(organisation_id=organisation_id, email=email).exists():
        raise Refused(
            "email_known", _("Someone of this organisation already has that address."), field="email"
        )
    person = Person.objects.create(
        organisation_id=organisation_id, name=_required(name, "name"), kind=kind, email=email, **fields
    )
    _record("person.created", by, person, organisation_id)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, **changes: Any) -> None:
    if not (by.serves or by.administers or by.person_id == person.id):
        raise NotAllowed("staff_only", _("Only the support team may change this person. Ask it to."))
    if "email" in changes:
        changes["email"] = _valid_email(changes["email"])
    _apply(person, changes)
    _record("person.changed", by, person, person.organisation_id, {"fields": sorted(changes)})


@transaction.atomic
def open_account(person: Person, *, by: Actor, password: str | None = None) -> Account:
    """An account for a person, with their address; without password it waits for an invitation."""
    require_administrator(by)
    if not person.email:
        raise Refused("email_missing", _("Give this person an e-mail address first."), field="email")
    if Account.objects.filter(email=person.email).exists():
        raise Refused("account_exists", _("An account already has that address."), field="email")
    account = Account.objects.create_user(person.email, password, language=person.language)
    person.account = account
    person.save(update_fields=["account"])
    _record("account.opened", by, person, person.organisation_id)
    return account


@transaction.atomic
def grant_role(person: Person, role: RoleName, *, by: Actor) -> None:
    require_administrator(by)
    Role.objects.get_or_create(person=person, name=role, defaults={"organisation_id": person.organisation_id})
    _record("role.granted", by, person, person.organisation_id, {"role": str(role)})


@transaction.atomic
def withdraw_role(person: Person, role: RoleName, *, by: Actor) -> None:
    require_administrator(by)
    if role == RoleName.ADMINISTRATOR and not _other_administrator(person):
        raise Refused("last_administrator", _("This is the last administrator: name another one first."))
    Role.objects.filter(person=person, name=role).delete()
    _record("role.withdrawn", by, person, person.organisation_id, {"role": str(role)})


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
    _record("reach.granted", by, person, person.organisation_id, {"served": served_id})
    return reach


@transaction.atomic
def withdraw_reach(reach: Reach, *, by: Actor) -> None:
    require_administrator(by)
    _record("reach.withdrawn", by, reach.person, reach.organisation_id, {"served": reach.served_id})
    reach.delete()


@transaction.atomic
def invite(person_id: int, *, by: Actor) -> tuple[Invitation, str]:
    """The invitation and its secret, which is mailed and never kept."""
    require_administrator(by)
    person = person_for(by, person_id)
    if not person.email:
        raise Refused("email_missing", _("Give this person an e-mail address first."), field="email")
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        sha256=digest(secret),
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    _record("person.invited", by, person, person.organisation_id)
    return invitation, secret


@transaction.atomic
def accept_invitation(invitation_id: int, *, by: Actor, password: str) -> Account:
    """Once: the account is made, or its password set, and the invitation is spent."""
    invitation = Invitation.objects.select_for_update().select_related("person").get(id=invitation_id)
    if invitation.accepted_at or invitation.expires_at < timezone.now():
        raise Refused(
            "invitation_spent", _("This invitation has been used or is too old. Ask for another one.")
        )
    person = invitation.person
    account = person.account or Account.objects.create_user(person.email, language=person.language)
    account.set_password(password)
    account.save()
    person.account = account
    person.save(update_fields=["account"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _record("invitation.accepted", by, person, person.organisation_id)
    return account


def make_person_link(person_id: int, ticket_id: int) -> str:
    """The secret of a one-time link by which a contact follows one ticket."""
    secret = secrets.token_urlsafe(24)
    PersonLink.objects.create(
        person_id=person_id,
        ticket_id=ticket_id,
        sha256=digest(secret),
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )
    return secret


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(
    kind: str, by: Actor, subject: Any, organisation_id: int, data: dict[str, Any] | None = None
) -> None:
    record(
        kind,
        by=by,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        organisation_id=organisation_id,
        data=data,
    )


def _apply(row: Any, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(row, field, value)
    row.save()


def _required(text: str, field: str) -> str:
    if not text.strip():
        raise Refused("required", _("This cannot be empty: write a name."), field=field)
    return text.strip()


def _valid_email(email: str) -> str:
    email = email.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(
            "email_wrong",
            _("This address is not complete. Write it like name@example.org."),
            field="email",
        ) from None
    return email


def _other_administrator(person: Person) -> bool:
    others = Role.objects.filter(name=RoleName.ADMINISTRATOR, person__account__isnull=False)
    return others.exclude(person=person).exists()


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return int(cursor.fetchone()[0])
