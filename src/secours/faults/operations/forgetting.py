"""Words of a ticket are erased: what the records made from it repeat of them goes too."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from secours.faults.access import locked_article, locked_fault
from secours.faults.models import Article, Document, Fault, Phrase, Remedy
from secours.faults.operations.articles import version_of
from secours.faults.operations.recording import record_on_fault
from secours.faults.recall.placing import forget
from secours.journal.models import Entry, EntryText
from secours.journal.operations import erase_text, record_about
from secours.lib.quotes import Erased
from secours.people.actor import Actor, system_within
from secours.tickets.models import Ticket

_LANGUAGES = ("fr", "en")


def forget_ticket_words(erased: Entry, words: str) -> None:
    """Only in what was promoted from this ticket after they were written: elsewhere the same words are someone
    else's. By the system, since the record may be shared; here, since no job may carry the words."""
    told = Erased(words)
    with system_within() as system:
        for fault_id in _promoted_from(erased, "fault"):
            _forget(locked_fault(system, fault_id), told, system)
        for article_id in _promoted_from(erased, "article"):
            _forget_in_article(locked_article(system, article_id), told, system, erased.data["reason"])


def _promoted_from(erased: Entry, subject_kind: str) -> list[int]:
    ticket_number = Ticket.objects.values_list("number", flat=True).get(id=erased.subject_id)
    chain = Entry.objects.filter(subject_kind=erased.subject_kind, subject_id=erased.subject_id)
    written = chain.get(number=erased.data["number"])
    promoted = Entry.objects.filter(
        subject_kind=subject_kind,
        kind=f"{subject_kind}.promoted",
        data__ticket=ticket_number,
        at__gte=written.at,
    )
    return sorted(promoted.values_list("subject_id", flat=True))


def _forget(fault: Fault, words: Erased, by: Actor) -> None:
    fields = [
        *_forget_symptoms(fault, words),
        *_cut(fault, "title", words),
        *(
            name
            for remedy in Remedy.objects.filter(cause__fault=fault)
            for name in _forget_remedy(remedy, words)
        ),
    ]
    if fields:
        for phrase in Phrase.objects.filter(fault=fault):
            if words.is_quoted_in(phrase.text):
                phrase.delete()
        record_on_fault(fault, "fault.changed", by=by, data={"fields": sorted(set(fields))})


def _forget_in_article(article: Article, words: Erased, by: Actor, reason: str) -> None:
    """In what it says, in the versions that the journal keeps, and where recall finds it."""
    fields = [*_cut(article, "title", words), *_cut(article, "text", words)]
    for kept in EntryText.objects.filter(entry__subject_kind="article", entry__subject_id=article.id):
        if kept.text and words.is_quoted_in(kept.text):
            erase_text(kept.entry, by=by, reason=reason)
    if fields:
        article.save()
        forget(Document.Kind.ARTICLE, [article.id])
        record_about(
            article, "article.changed", by=by, data={"fields": sorted(fields)}, text=version_of(article)
        )


def _forget_symptoms(fault: Fault, words: Erased) -> list[str]:
    quoting = [one.id for one in fault.symptoms.all() if words.is_quoted_in(one.text)]
    fault.symptoms.filter(id__in=quoting).delete()
    return ["symptoms"] if quoting else []


def _forget_remedy(remedy: Remedy, words: Erased) -> list[str]:
    changed = [*_cut(remedy, "do", words), *_cut(remedy, "steps", words)]
    if changed:
        remedy.save()
    return changed


def _cut(row: Any, field: str, words: Erased) -> list[str]:
    """Names of what changed; a text of which nothing is left says that it was erased."""
    changed = []
    for language in _LANGUAGES:
        name = f"{field}_{language}"
        if words.is_quoted_in(getattr(row, name)):
            with translation.override(language):
                setattr(row, name, words.cut_from(getattr(row, name)) or gettext("Erased, for privacy"))
            changed.append(name)
    return changed
