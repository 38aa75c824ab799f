"""Words of a ticket are erased: what the diagnosis and the assessment repeat of them goes too."""

from secours.diagnosis.models import Assessment, Run
from secours.journal.files import detach
from secours.journal.models import Attachment, Entry
from secours.journal.operations import erase_text
from secours.lib.quotes import quotes, without_quotes
from secours.people.actor import Actor


def forget_words(erased: Entry, words: str) -> None:
    """Inside the transaction that erases them. `erased`: the ticket's entry that says so."""
    run = Run.objects.select_for_update().filter(ticket_id=erased.subject_id).first()
    if run is not None:
        _forget_told(run, erased, words)
    assessment = Assessment.objects.select_for_update().filter(ticket_id=erased.subject_id).first()
    if assessment is not None:
        _forget_quotes(assessment, words)


def _forget_told(run: Run, erased: Entry, words: str) -> None:
    """A handed-over run made the first message: its text, what was answered freely, its files."""
    if not (quotes(run.text, words) or quotes(words, run.text)):
        return
    run.text = without_quotes(run.text, words)
    run.opening = {
        key: value
        for key, value in run.opening.items()
        if not (isinstance(value, str) and _is_within(value, words))
    }
    run.save(update_fields=["text", "opening", "updated_at"])
    by = Actor(kind=erased.actor_kind, person_id=erased.actor_id)  # type: ignore[arg-type]
    chain = Entry.objects.filter(subject_kind="run", subject_id=run.id, words__erased_at=None)
    for entry in chain.select_related("words").exclude(words=None):
        if quotes(entry.words.text, words) or _is_within(entry.words.text, words):
            erase_text(entry, by=by, reason=erased.data["reason"])
    detach(_files(run, erased))


def _is_within(told: str, words: str) -> bool:
    """A free answer is handed over as it is; codes of the choices are one short word."""
    return " " in told.strip() and told.strip() in words


def _files(run: Run, erased: Entry) -> list[Attachment]:
    of_ticket = Attachment.objects.filter(subject_kind="ticket", subject_id=erased.subject_id)
    handed = set(of_ticket.values_list("sha256", flat=True))
    return list(Attachment.objects.filter(subject_kind="run", subject_id=run.id, sha256__in=handed))


def _forget_quotes(assessment: Assessment, words: str) -> None:
    """A section without words is written from the journal again."""
    kept = {
        language: {name: left for name, text in sections.items() if (left := without_quotes(text, words))}
        for language, sections in assessment.edited.items()
    }
    if kept != assessment.edited:
        assessment.edited = kept
        assessment.save(update_fields=["edited", "updated_at"])
