"""Accounts: opened, invited, set as their owner likes them, and their keys to the API."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.access import person_for, require_administrator
from secours.people.actor import Actor
from secours.people.choices import Language
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Account, ApiToken, Invitation, Person, PersonLink
from secours.people.operations.saving import apply, record_on, required

INVITATION_DAYS = 14
LINK_DAYS = 14
MOST_TOKENS = 20
TOKEN_MARK = "sec_"


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
    record_on("account.opened", by, person, person.organisation_id)
    return account


@transaction.atomic
def invite(person_id: int, *, by: Actor) -> tuple[Invitation, str]:
    """The invitation and its secret, which is mailed and never kept. Earlier ones end."""
    require_administrator(by)
    person = person_for(by, person_id)
    if not person.email:
        raise Refused("email_missing", _("Give this person an e-mail address first."), field="email")
    if person.account_id is None and Account.objects.filter(email=person.email).exists():
        raise Refused(
            "account_exists",
            _("Someone else’s account already has that address. Give this person another one."),
            field="email",
        )
    now = timezone.now()
    person.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now - timedelta(days=1))
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        sha256=digest(secret),
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    record_on("person.invited", by, person, person.organisation_id)
    return invitation, secret


@transaction.atomic
def accept_invitation(
    invitation_id: int, *, by: Actor, password: str, language: str | None = None
) -> Account:
    """Once: the account is made, or its password set, and the invitation is spent. `language`: in which the
    invitation was read; whoever invited could only guess it."""
    invitation = Invitation.objects.select_for_update().select_related("person").get(id=invitation_id)
    if invitation.accepted_at or invitation.expires_at < timezone.now() or not invitation.person.is_active:
        raise Refused(
            "invitation_spent", _("This invitation has been used or is too old. Ask for another one.")
        )
    account = _account_of(invitation.person)
    if language in Language.values:
        account.language = language
        apply(invitation.person, {"language": language})
    account.set_password(password)
    account.save()
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record_on("invitation.accepted", by, invitation.person, invitation.organisation_id)
    return account


@transaction.atomic
def record_connection(*, by: Actor, provider: str) -> None:
    """From now on a service of the organisation's signs this account in; `provider`: its short name."""
    person, _account = _own(by)
    record_on("account.connected", by, person, person.organisation_id, {"provider": provider})


@transaction.atomic
def change_preferences(*, by: Actor, **changes: Any) -> None:
    """One's own `language`, `time_zone` and `theme`; mails follow the language too."""
    person, account = _own(by)
    if changes.get("time_zone", "UTC") not in available_timezones():
        raise Refused(
            "zone_unknown", _("There is no such time zone: choose one of the list."), field="time_zone"
        )
    fields = apply(account, changes)
    if "language" in changes:
        apply(person, {"language": changes["language"]})
    if fields:
        record_on("preferences.changed", by, person, person.organisation_id, {"fields": fields})


@transaction.atomic
def make_token(*, by: Actor, name: str, days: int | None = None) -> tuple[ApiToken, str]:
    """A personal key to the API and its secret, which is shown once; without `days` it does not end."""
    person, account = _own(by)
    if account.api_tokens.count() >= MOST_TOKENS:
        raise Refused("tokens_many", _("You have many keys already: revoke one that is no longer used."))
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=account,
        name=required(name, "name"),
        prefix=secret[:8],
        sha256=digest(secret),
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    record_on("token.made", by, person, person.organisation_id, {"token": token.id})
    return token, secret


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor) -> None:
    person, account = _own(by)
    deleted, _rows = account.api_tokens.filter(id=token_id).delete()
    if not deleted:
        raise NotFound("token_not_found", _("This key does not exist, or is not yours."))
    record_on("token.revoked", by, person, person.organisation_id, {"token": token_id})


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


def _own(by: Actor) -> tuple[Person, Account]:
    if by.account_id is None or by.person_id is None:
        raise NotAllowed("account_only", _("Sign in first: this belongs to an account."))
    account = Account.objects.select_for_update().get(id=by.account_id)
    return Person.objects.get(id=by.person_id), account


def _account_of(person: Person) -> Account:
    if person.account:
        return person.account
    if Account.objects.filter(email=person.email).exists():
        raise Refused("account_exists", _("An account already has that address."))
    person.account = Account.objects.create_user(person.email, language=person.language)
    person.save(update_fields=["account"])
    return person.account
