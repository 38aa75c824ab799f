"""Who may see or administer whom. Every read of people that a person sees starts here."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound
from secours.people.models import Organisation, Person, Place, Site, Team


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(id__in=_reach(actor))


def sites_visible_to(actor: Actor) -> QuerySet[Site]:
    return Site.objects.filter(organisation_id__in=_reach(actor))


def places_visible_to(actor: Actor) -> QuerySet[Place]:
    return Place.objects.filter(organisation_id__in=_reach(actor))


def teams_visible_to(actor: Actor) -> QuerySet[Team]:
    return Team.objects.filter(organisation_id__in=_reach(actor))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Staff see the people they serve; a client contact sees its organisation; others themselves."""
    people = Person.objects.filter(organisation_id__in=_reach(actor))
    if actor.is_system or actor.is_staff:
        return people
    if actor.has("client"):
        return people.filter(organisation_id=actor.organisation_id or 0)
    return people.filter(id=actor.person_id or 0)


def person_for(actor: Actor, person_id: int) -> Person:
    person = people_visible_to(actor).filter(id=person_id).first()
    if person is None:
        raise NotFound("person_not_found", _("This person does not exist, or is not in your reach."))
    return person


def require_administrator(actor: Actor) -> None:
    if not actor.administers:
        raise NotAllowed(
            "administrator_only", _("Only an administrator may change this. Ask yours to do it.")
        )


def _reach(actor: Actor) -> list[int]:
    # A literal list beside the policy: the planner can use its index (foundations.md 0.1).
    return sorted(actor.reach)
