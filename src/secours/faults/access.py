"""Who may read the fault base, write in it, and see which past case."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.faults.choices import ReviewState
from secours.faults.models import Article, Fault, Occurrence
from secours.lib.statements import Given
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound
from secours.tickets.access import tickets_visible_to


def faults_visible_to(actor: Actor) -> QuerySet[Fault]:
    """Shared situations and those of the reach. What staff drafted stays with staff until it is reviewed."""
    faults = Fault.objects.filter(Q(organisation_id=None) | Q(organisation_id__in=sorted(actor.reach)))
    if actor.is_system or actor.is_staff:
        return faults
    return faults.filter(
        Q(state=ReviewState.REVIEWED) | Q(state=ReviewState.DRAFT, from_pack=True),
    )


def fault_for(actor: Actor, number: int) -> Fault:
    fault = faults_visible_to(actor).filter(number=number).select_related("category").first()
    if fault is None:
        raise NotFound("fault_not_found", _("This fault record does not exist, or is not in your reach."))
    return fault


def locked_fault(actor: Actor, fault_id: int) -> Fault:
    """The record, locked for the operation that changes it; its writers only."""
    if not faults_visible_to(actor).filter(id=fault_id).exists():
        raise NotFound("fault_not_found", _("This fault record does not exist, or is not in your reach."))
    fault = Fault.objects.get(id=fault_id)
    require_author(actor, fault.organisation_id)
    return Fault.objects.select_for_update().get(id=fault_id)


def articles_visible_to(actor: Actor) -> QuerySet[Article]:
    """Shared ones and those of the reach. Staff read drafts, retired ones and those written for them; the others
    what was reviewed for everyone and is still valid."""
    articles = Article.objects.filter(Q(organisation_id=None) | Q(organisation_id__in=sorted(actor.reach)))
    return articles if actor.is_system or actor.is_staff else _for_everyone(articles)


def articles_for_everyone(actor: Actor) -> QuerySet[Article]:
    """What the portal shows, to staff too: there they are people like the others."""
    return _for_everyone(articles_visible_to(actor))


def articles_to_send(
    actor: Actor, *, language: str, organisation: int | Given, today: date | Given | None = None
) -> QuerySet[Article]:
    """What a requester who reads this language may be sent: what is for everyone, and no other client's."""
    whose = Q(organisation_id=None) | Q(organisation_id=organisation)
    told = _for_everyone(articles_visible_to(actor), today).filter(whose)
    return told.exclude(**{f"title_{'en' if language == 'en' else 'fr'}": ""})


def article_for(actor: Actor, article_id: int) -> Article:
    article = articles_visible_to(actor).filter(id=article_id).select_related("fault", "organisation").first()
    if article is None:
        raise _no_article()
    return article


def locked_article(actor: Actor, article_id: int) -> Article:
    """Locked for the operation that changes it; its writers only."""
    article = articles_visible_to(actor).filter(id=article_id).first()
    if article is None:
        raise _no_article()
    require_author(actor, article.organisation_id)
    return Article.objects.select_for_update().get(id=article_id)


def _for_everyone(articles: QuerySet[Article], today: date | Given | None = None) -> QuerySet[Article]:
    valid = Q(valid_until=None) | Q(valid_until__gte=today or timezone.localdate())
    return articles.filter(valid, audience=Article.Audience.EVERYONE, state=ReviewState.REVIEWED)


def _no_article() -> NotFound:
    return NotFound("article_not_found", _("This article does not exist, or is not in your reach."))


def may_write(actor: Actor, organisation_id: int | None) -> bool:
    """Shared records are the provider's; others those of the staff who serve the organisation."""
    if not (actor.is_system or actor.serves or actor.administers):
        return False
    return actor.is_provider if organisation_id is None else organisation_id in actor.reach


def require_author(actor: Actor, organisation_id: int | None) -> None:
    if not (actor.is_system or actor.serves or actor.administers):
        raise NotAllowed("staff_only", _("Only the support team may write in the fault base."))
    if not may_write(actor, organisation_id):
        raise NotAllowed(
            "shared_fault",
            _("This record is shared by every organisation: only the provider’s team may change it."),
        )


def occurrences_visible_to(actor: Actor) -> QuerySet[Occurrence]:
    """Past cases whose ticket the reader may open."""
    return Occurrence.objects.filter(
        organisation_id__in=sorted(actor.reach), ticket_id__in=tickets_visible_to(actor).values("id")
    )
