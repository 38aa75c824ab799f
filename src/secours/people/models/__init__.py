from secours.people.models.account import Account, ApiToken, Invitation, PersonLink
from secours.people.models.organisation import Organisation, Place, Site
from secours.people.models.person import Membership, Person, Reach, Role, Team

__all__ = [
    "Account",
    "ApiToken",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "PersonLink",
    "Place",
    "Reach",
    "Role",
    "Site",
    "Team",
]
