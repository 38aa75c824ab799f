"""Articles as staff read them: the list, and one as its readers see it, with its history."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from secours.diagnosis.queries import ArticleAnswers, article_answers
from secours.faults.access import article_for, may_write
from secours.faults.choices import ReviewState
from secours.faults.models import Article
from secours.faults.queries import articles_matching, history_of
from secours.journal.models import Entry
from secours.lib.text import number_in
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.web.forms.articles import STATES, ArticleFilterForm
from secours.web.prose import prose_html
from secours.web.workbench import moments
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, staff

ROWS = 50
_SIGNS = {
    ReviewState.DRAFT: ("pencil", "warn"),
    ReviewState.REVIEWED: ("check", "ok"),
    ReviewState.RETIRED: ("archive", ""),
}


@staff
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = ArticleFilterForm(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("q", "state", "language")}
    found = articles_matching(reader, words=asked["q"], state=asked["state"], language=asked["language"])
    last = number_in(request.GET.get("after", ""))
    found = found if last is None else found.filter(id__lt=last)
    rows = list(found.order_by("-id")[: ROWS + 1])
    answers = article_answers(reader, [article.id for article in rows[:ROWS]])
    context = {
        **frame(request),
        "form": form,
        "rows": [_row(article, answers.get(article.id)) for article in rows[:ROWS]],
        "is_filtered": any(asked.values()),
        "next_url": _next_url(request, rows[ROWS - 1]) if len(rows) > ROWS else "",
        "may_write": _may_write_some(reader),
    }
    return render(request, "workbench/articles/list.html", context)


@staff
@require_safe
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    reader = reader_of(request)
    this = article_for(reader, article_id)
    history = history_of(this)
    names = _names(reader, history)
    context = {
        **frame(request),
        "article": this,
        "state": state_of(this),
        "texts": texts_of(this),
        "fault": this.fault,
        "whose": this.organisation.name if this.organisation else _("Every organisation"),
        "valid_until": moments.short_day(this.valid_until) if this.valid_until else "",
        "is_over": this.valid_until is not None and this.valid_until < timezone.localdate(),
        "helped": helped_words(article_answers(reader, [this.id]).get(this.id)),
        "history": [_told(entry, names) for entry in history],
        "may_write": may_write(reader, this.organisation_id),
    }
    return render(request, "workbench/articles/article.html", context)


def texts_of(article: Article) -> list[dict[str, str]]:
    """The reader's language first, each as it is shown to those whom the article is for."""
    languages = sorted(article.languages, key=lambda one: getattr(article, f"title_{one}") != article.title)
    return [
        {
            "language": language,
            "named": _("In French") if language == "fr" else _("In English"),
            "title": getattr(article, f"title_{language}"),
            "html": prose_html(getattr(article, f"text_{language}")),
        }
        for language in languages
    ]


def state_of(article: Article) -> dict[str, str]:
    """Sign, tone and word of an article's state."""
    state = ReviewState(article.state)
    icon, tone = _SIGNS[state]
    return {"icon": icon, "tone": tone, "word": str(STATES[state])}


def address_of(article: Article) -> str:
    return reverse("faults:article", args=[article.id])


def _may_write_some(reader: Actor) -> bool:
    return may_write(reader, None) or any(may_write(reader, one) for one in reader.reach)


def helped_words(answers: ArticleAnswers | None) -> str:
    """Nothing while nobody has answered."""
    if answers is None:
        return ""
    figures = {"helped": answers.helped, "told": answers.told}
    return _("helped %(helped)s of %(told)s") % figures


def _row(article: Article, answers: ArticleAnswers | None) -> dict[str, Any]:
    return {
        "url": address_of(article),
        "title": article.any_title,
        "languages": ", ".join(language.upper() for language in article.languages),
        "whose": article.organisation.name if article.organisation else _("Every organisation"),
        "is_for_staff": article.audience == Article.Audience.STAFF,
        "day": moments.short_day(timezone.localtime(article.updated_at).date()),
        "state": state_of(article),
        "helped": helped_words(answers),
    }


def _next_url(request: HttpRequest, last: Article) -> str:
    asked = request.GET.copy()
    asked["after"] = str(last.id)
    return f"?{asked.urlencode()}"


def _names(reader: Actor, history: Iterable[Entry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in history if entry.actor_id}
    return dict(people_visible_to(reader).filter(id__in=ids).values_list("id", "name"))


def _told(entry: Entry, names: dict[int, str]) -> dict[str, Any]:
    words = getattr(entry, "words", None)
    text = words.text if words else ""
    return {
        "day": moments.short_day(timezone.localtime(entry.at).date()),
        "who": names.get(entry.actor_id or 0, "") or "Secours",
        "what": _sentence(entry),
        "text": text if entry.kind == "article.retired" else "",
        "version": text if entry.kind in ("article.recorded", "article.changed") else "",
    }


def _sentence(entry: Entry) -> str:
    if entry.kind == "article.promoted":
        return _("made it from %(ticket)s") % {"ticket": f"T-{entry.data['ticket']}"}
    return {
        "article.recorded": _("wrote this article"),
        "article.changed": _("changed it"),
        "article.reviewed": pgettext("article", "reviewed it"),
        "article.retired": pgettext("article", "retired it"),
        "article.restored": pgettext("article", "brought it back"),
        "text.erased": _("erased words that named somebody"),
    }.get(entry.kind, entry.kind)
