"""An answer or a procedure written for everyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from secours.diagnosis.access import run_for
from secours.diagnosis.models import Run
from secours.faults.access import articles_for_everyone
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotFound
from secours.web.portal.page import for_people, page, reader_of
from secours.web.prose import prose_html


@require_safe
@for_people
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    reader = reader_of(request)
    found = articles_for_everyone(reader).filter(id=article_id).first()
    if found is None or not found.title:
        raise Http404
    run = _run_under_way(reader, number_in(request.GET.get("run", "")))
    return page(request, "article.html", {"article": found, "html": prose_html(found.text), "run": run})


def _run_under_way(reader: Actor, run_id: int | None) -> Run | None:
    """One's own, not ended: only there does an answer lead somewhere."""
    if run_id is None:
        return None
    try:
        run = run_for(reader, run_id)
    except NotFound:
        return None
    is_open = run.state == Run.State.OPEN and run.ticket_id is None
    return run if is_open and run.person_id == reader.person_id else None
