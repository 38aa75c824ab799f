"""Known open incidents of a person's site: what may be told to everyone there, and no more."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.faults.recall.words import IGNORED, words_of
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.choices import OPEN_STATES
from secours.tickets.models import Ticket, Watcher
from secours.web.portal.words import when

MOST_SHOWN = 3


def known_incidents(reader: Actor, person: Person) -> list[dict[str, Any]]:
    """Title, how many are affected, since when; the conversation stays with those whom it concerns."""
    own = _open_incidents(reader, person).filter(Q(site_id=person.site_id) | Q(site=None))
    follows = Watcher.objects.filter(ticket=OuterRef("pk"), person=person)
    shown = own.annotate(is_followed=Exists(follows)).select_related("site").order_by("-created_at", "-id")
    return [_shaped(ticket, person) for ticket in shown[:MOST_SHOWN]]


def known_incident(reader: Actor, person: Person, number: int) -> Ticket | None:
    return _open_incidents(reader, person).filter(number=number).first()


def share_a_word(title: str, text: str) -> bool:
    """A word that tells something, whatever its ending."""
    return bool(_stems(title) & _stems(text))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in words_of(text) if word not in IGNORED and len(word) > 3}


def _open_incidents(reader: Actor, person: Person) -> QuerySet[Ticket]:
    return Ticket.objects.filter(
        organisation_id__in=sorted(reader.reach & {person.organisation_id}),
        is_known_incident=True,
        is_confidential=False,
        state__in=OPEN_STATES,
    )


def _shaped(ticket: Any, person: Person) -> dict[str, Any]:
    place = ticket.site.name if ticket.site else ""
    count = ticket.affected_count
    return {
        "number": ticket.number,
        "head": _("Known incident at %(site)s") % {"site": place} if place else _("Known incident"),
        "title": ticket.title,
        "since": _("Reported %(when)s.") % {"when": when(ticket.created_at)},
        "affected": ngettext("%(n)s person affected.", "%(n)s people affected.", count) % {"n": count},
        "is_mine": ticket.is_followed or person.id in (ticket.requester_id, ticket.affected_id),
    }
