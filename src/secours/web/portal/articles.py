"""An answer or a procedure written for everyone."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from secours.faults.choices import ReviewState
from secours.faults.models import Article
from secours.people.actor import Actor
from secours.web.portal.page import for_people, page, reader_of


@require_safe
@for_people
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    found = articles_for_everyone(reader_of(request)).filter(id=article_id).first()
    if found is None or not found.title:
        raise Http404
    return page(request, "article.html", {"article": found, "run_id": request.GET.get("run", "")})


def articles_for_everyone(reader: Actor) -> QuerySet[Article]:
    """Reviewed, still valid, shared or of one's organisation."""
    where = Q(organisation=None) | Q(organisation_id__in=sorted(reader.reach))
    valid = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    return Article.objects.filter(
        where, valid, audience=Article.Audience.EVERYONE, state=ReviewState.REVIEWED
    )
