"""Verbs that change people: each is permission, rule, save, journal entry, in one transaction."""

from secours.people.operations.accounts import (
    INVITATION_DAYS,
    LINK_DAYS,
    accept_invitation,
    change_preferences,
    digest,
    invite,
    make_person_link,
    make_token,
    open_account,
    record_connection,
    revoke_token,
)
from secours.people.operations.founding import found_installation, has_accounts
from secours.people.operations.organisations import (
    change_organisation,
    change_place,
    change_site,
    create_organisation,
    create_place,
    create_site,
)
from secours.people.operations.persons import (
    change_person,
    create_person,
    deactivate_person,
    reactivate_person,
)
from secours.people.operations.rights import (
    grant_reach,
    grant_role,
    reaches_everything,
    set_roles,
    withdraw_reach,
    withdraw_role,
)
from secours.people.operations.teams import change_team, create_team, join_team, leave_team

__all__ = [
    "INVITATION_DAYS",
    "LINK_DAYS",
    "accept_invitation",
    "change_organisation",
    "change_person",
    "change_place",
    "change_preferences",
    "change_site",
    "change_team",
    "create_organisation",
    "create_person",
    "create_place",
    "create_site",
    "create_team",
    "deactivate_person",
    "digest",
    "found_installation",
    "grant_reach",
    "grant_role",
    "has_accounts",
    "invite",
    "join_team",
    "leave_team",
    "make_person_link",
    "make_token",
    "open_account",
    "reaches_everything",
    "reactivate_person",
    "record_connection",
    "revoke_token",
    "set_roles",
    "withdraw_reach",
    "withdraw_role",
]
