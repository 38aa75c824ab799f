"""The first administrator of an installation that has no account yet."""

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.choices import RoleName
from secours.people.errors import Refused
from secours.people.models import Account, Organisation, Person, Site, Team
from secours.people.operations.accounts import open_account
from secours.people.operations.organisations import change_organisation, change_site
from secours.people.operations.persons import create_person
from secours.people.operations.rights import grant_reach, grant_role
from secours.people.operations.saving import valid_email
from secours.people.operations.teams import change_team, join_team

# Whoever comes second waits for the first, then finds an account (any number of web processes).
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('secours first administrator'))"
# What `secours migrate` calls them before anyone has said a language; the first administrator's own, else.
FIRST_SITE, FIRST_TEAM = "Siège", "Assistance N1"
_ENGLISH = {FIRST_SITE: "Head office", FIRST_TEAM: "Service desk"}
_ROLES = (RoleName.ADMINISTRATOR, RoleName.SUPERVISOR, RoleName.TECHNICIAN)


@transaction.atomic
def found_installation(
    *, by: Actor, name: str, email: str, password: str, organisation_name: str, language: str = "fr"
) -> Account:
    """Names the provider, and gives its first administrator every role and every organisation.

    Refused for ever once there is an account. `by` is the system: nobody exists before.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    if has_accounts():
        raise Refused("already_founded", _("This installation already has an administrator: sign in."))
    provider = Organisation.objects.get(is_provider=True)
    change_organisation(provider, by=by, name=organisation_name, language=language)
    if language == "en":
        _name_in_english(provider, by)
    person = create_person(
        by=by, organisation_id=provider.id, name=name, email=_needed(email), language=language
    )
    _give_everything(person, by)
    return open_account(person, by=by, password=password)


def has_accounts() -> bool:
    return Account.objects.exists()


def _name_in_english(provider: Organisation, by: Actor) -> None:
    for site in Site.objects.filter(organisation=provider, name=FIRST_SITE):
        change_site(site, by=by, name=_ENGLISH[FIRST_SITE])
    for team in Team.objects.filter(organisation=provider, name=FIRST_TEAM):
        change_team(team, by=by, name=_ENGLISH[FIRST_TEAM])


def _give_everything(person: Person, by: Actor) -> None:
    for role in _ROLES:
        grant_role(person, role, by=by)
    grant_reach(person, by=by)
    team = Team.objects.filter(organisation_id=person.organisation_id, is_default=True).first()
    if team:
        join_team(team, person, by=by)


def _needed(email: str) -> str:
    if not email.strip():
        raise Refused("email_missing", _("Write the address you will sign in with."), field="email")
    return valid_email(email)
