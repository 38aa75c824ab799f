"""What an article did for the person who read it in their diagnosis."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from secours.diagnosis.access import workable_run
from secours.diagnosis.models import Run
from secours.diagnosis.operations.ending import solve_run
from secours.diagnosis.operations.recording import record_on_run
from secours.diagnosis.operations.starting import choose_situation
from secours.faults.access import articles_for_everyone, faults_visible_to
from secours.faults.choices import ReviewState
from secours.faults.models import Article
from secours.people.actor import Actor
from secours.people.errors import NotFound


@transaction.atomic
def answer_article(run_id: int, *, by: Actor, article_id: int, helped: bool) -> Run:
    """“This helped” closes the matter, as solved by oneself; “it did not” is kept, and the diagnosis goes on."""
    run = workable_run(by, run_id)
    article = articles_for_everyone(by).filter(id=article_id).first()
    if article is None:
        raise NotFound("article_not_found", _("This article does not exist, or is not in your reach."))
    record_on_run(run, "run.article_answered", by=by, data={"article": article.id, "helped": helped})
    if helped:
        _know_situation(run, article, by)
        with override(run.language):
            said = _("The article “%(title)s” helped.") % {"title": article.any_title}
        solve_run(run.id, by=by, text=said)
    run.refresh_from_db()
    return run


def _know_situation(run: Run, article: Article, by: Actor) -> None:
    """The one that the article answers, where none was chosen: the case is learnt with it."""
    known = faults_visible_to(by).exclude(state=ReviewState.RETIRED)
    if run.fault_id is None and article.fault_id and known.filter(id=article.fault_id).exists():
        choose_situation(run.id, by=by, fault_id=article.fault_id)
