"""What an empty database is given: the provider organisation, a site, a team, the defaults.

Every command without --mailbox or --organisation uses these. Doing it again changes nothing.
"""

from secours.channels.installation import install_mailbox
from secours.faults.installation import install_starter_pack
from secours.people.actor import Actor, acting_as_system
from secours.people.models import Organisation
from secours.people.operations import create_organisation, create_site, create_team
from secours.people.operations.founding import FIRST_SITE, FIRST_TEAM
from secours.service_levels.operations import install_defaults


def install() -> bool:
    """True when the database was empty and has just been given its first rows."""
    with acting_as_system() as system:
        is_new = not Organisation.objects.filter(is_provider=True).exists()
        by = _install_provider(system) if is_new else system
        install_defaults(by=by)
        install_starter_pack(by=by)
        install_mailbox(by=by)
    return is_new


def _install_provider(by: Actor) -> Actor:
    provider, by = create_organisation(by=by, name="Assistance informatique", is_provider=True)
    create_site(by=by, organisation=provider, name=FIRST_SITE)
    create_team(by=by, organisation=provider, name=FIRST_TEAM, is_default=True)
    return by
