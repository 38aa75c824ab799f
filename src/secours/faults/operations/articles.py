"""Answers and procedures that people read: written, changed, vouched for, taken out of use, brought back."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.faults.access import faults_visible_to, locked_article, require_author
from secours.faults.choices import ReviewState
from secours.faults.models import Article, Document, Fault
from secours.faults.recall.placing import forget
from secours.journal.operations import record_about
from secours.lib.text import one_line
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import require_service, tickets_visible_to
from secours.tickets.lengths import LONGEST_TOLD, require_length
from secours.tickets.models import Resolution

LONGEST_TITLE: Final = 160
LONGEST_ARTICLE: Final = LONGEST_TOLD
_WORDS = ("title_fr", "text_fr", "title_en", "text_en")
_CHANGEABLE = {*_WORDS, "audience", "fault_id", "valid_until"}


@transaction.atomic
def record_article(*, by: Actor, organisation_id: int | None = None, **fields: Any) -> Article:
    """A draft, which only staff read. `fields`: title_…, text_…, audience, fault_id, valid_until. In each language a
    title and a text, or neither."""
    require_author(by, organisation_id)
    article = Article(organisation_id=organisation_id)
    _set(article, by, fields)
    article.save()
    record_about(article, "article.recorded", by=by, text=version_of(article))
    return article


@transaction.atomic
def write_article_from(
    ticket_id: int, *, by: Actor, organisation_id: int | None = None, **fields: Any
) -> Article:
    """The same from a solved ticket, which the journal names: words erased there are erased here too."""
    require_service(by)
    ticket = tickets_visible_to(by).filter(id=ticket_id).first()
    if ticket is None or not Resolution.objects.filter(ticket_id=ticket_id, withdrawn_at=None).exists():
        raise Refused("not_solved", _("Only a solved ticket can become an article."))
    article = record_article(by=by, organisation_id=organisation_id, **fields)
    record_about(article, "article.promoted", by=by, data={"ticket": ticket.number})
    return article


@transaction.atomic
def change_article(article_id: int, *, by: Actor, **changes: Any) -> Article:
    """What it says, whom it is for, its situation, until when. A reviewed one stays so: people read it at once."""
    article = locked_article(by, article_id)
    before = {name: getattr(article, name) for name in _CHANGEABLE}
    _set(article, by, changes)
    changed = sorted(name for name, value in before.items() if getattr(article, name) != value)
    if changed:
        article.save()
        words = version_of(article) if set(changed) & set(_WORDS) else None
        record_about(article, "article.changed", by=by, data={"fields": changed}, text=words)
    return article


@transaction.atomic
def review_article(article_id: int, *, by: Actor) -> Article:
    """Somebody has read it all and vouches for it: those whom it is for read it."""
    article = locked_article(by, article_id)
    if article.state == ReviewState.RETIRED:
        raise Refused("retired", _("This article is retired: bring it back first."))
    if article.state == ReviewState.DRAFT:
        _into(article, ReviewState.REVIEWED, "article.reviewed", by)
    return article


@transaction.atomic
def retire_article(article_id: int, *, by: Actor, why: str) -> Article:
    """Out of the portal and of recall at once; what it said stays in its history."""
    article = locked_article(by, article_id)
    if article.state == ReviewState.RETIRED:
        raise Refused("retired", _("This article is retired already."))
    if not why.strip():
        raise Refused("why_missing", _("Say why this article is no longer useful."), field="why")
    require_length(why, LONGEST_TOLD, "why")
    forget(Document.Kind.ARTICLE, [article.id])
    _into(article, ReviewState.RETIRED, "article.retired", by, text=why.strip())
    return article


@transaction.atomic
def restore_article(article_id: int, *, by: Actor) -> Article:
    """A draft again: what it says may be out of date, so somebody reads it before requesters do."""
    article = locked_article(by, article_id)
    if article.state != ReviewState.RETIRED:
        raise Refused("not_retired", _("This article is in use already."))
    _into(article, ReviewState.DRAFT, "article.restored", by)
    return article


def version_of(article: Article) -> str:
    """All that it says, as the journal keeps it."""
    told = [(article.title_fr, article.text_fr), (article.title_en, article.text_en)]
    return "\n\n".join(f"{title}\n\n{text}" for title, text in told if title)


def _set(article: Article, by: Actor, fields: dict[str, Any]) -> None:
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise Refused("field_unknown", _("This cannot be changed on an article."), field=min(unknown))
    for name, value in fields.items():
        setattr(article, name, _clean(name, value))
    for language in ("fr", "en"):
        _require_whole(article, language)
    if not (article.title_fr or article.title_en):
        raise Refused(
            "title_missing", _("Write it in French or in English, both if you can."), field="title_fr"
        )
    if article.audience not in Article.Audience.values:
        raise Refused("audience_unknown", _("Choose one of the list."), field="audience")
    if "fault_id" in fields:
        article.fault = _situation(article, by, fields["fault_id"])


def _clean(name: str, value: Any) -> Any:
    if name.startswith("title_"):
        return one_line(value)
    return value.replace("\r\n", "\n").strip() if name.startswith("text_") else value


def _require_whole(article: Article, language: str) -> None:
    title, text = getattr(article, f"title_{language}"), getattr(article, f"text_{language}")
    require_length(title, LONGEST_TITLE, f"title_{language}")
    require_length(text, LONGEST_ARTICLE, f"text_{language}")
    if text and not title:
        raise Refused("title_missing", _("Give this text a title."), field=f"title_{language}")
    if title and not text:
        raise Refused("text_missing", _("Write what this title announces."), field=f"text_{language}")


def _situation(article: Article, by: Actor, fault_id: int | None) -> Fault | None:
    """Of everyone, or of the article's own organisation: others could not be shown beside it."""
    if fault_id is None:
        return None
    fault = faults_visible_to(by).filter(id=fault_id).first()
    if fault is None or fault.organisation_id not in (None, article.organisation_id):
        raise Refused("fault_unknown", _("Choose a situation of the fault base."), field="fault")
    return fault


def _into(article: Article, state: ReviewState, kind: str, by: Actor, text: str | None = None) -> None:
    article.state = state
    article.save()
    record_about(article, kind, by=by, text=text)
