"""What a diagnosis answers to news of its ticket."""

from secours.diagnosis.models import Run
from secours.diagnosis.operations.facts import record_facts
from secours.diagnosis.operations.forgetting import forget_words
from secours.journal.models import Entry
from secours.journal.news import answer
from secours.journal.operations import words_erased_by
from secours.people.actor import Actor


@answer("ticket.changed")
def follow_the_device(entry: Entry) -> None:
    """Another device on the ticket: its facts answer what the diagnosis would have asked."""
    changed = entry.data.get("after", {})
    if "device" not in changed:
        return
    run = Run.objects.select_for_update().filter(ticket_id=entry.subject_id).first()
    if run is None or run.device_id == changed["device"]:
        return
    run.device_id = changed["device"]
    run.save(update_fields=["device", "updated_at"])
    record_facts(run, by=Actor(kind="agent", name="Secours"))


@answer("text.erased")
def forget_what_it_told(entry: Entry) -> None:
    if entry.subject_kind == "ticket":
        forget_words(entry, words_erased_by(entry))
