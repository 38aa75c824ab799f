"""What a diagnosis answers to news of its ticket."""

from secours.diagnosis.models import Run
from secours.diagnosis.operations.facts import record_facts
from secours.diagnosis.operations.forgetting import forget_words
from secours.diagnosis.operations.predicting import keep_prediction, withdraw_prediction
from secours.faults.operations.learning import mark_relapses
from secours.journal.models import Entry
from secours.journal.news import answer
from secours.journal.operations import words_erased_by
from secours.people.actor import Actor
from secours.tickets.models import Ticket

AGENT = Actor(kind="agent", name="Secours")


@answer("ticket.changed")
def follow_the_device(entry: Entry) -> None:
    """Another device on the ticket: its facts answer what the diagnosis would have asked, and the same fault
    met on it shortly before came back."""
    changed = entry.data.get("after", {})
    if "device" not in changed:
        return
    run = Run.objects.select_for_update().filter(ticket_id=entry.subject_id).first()
    if run is None:
        return
    if run.fault_id is not None:
        ticket = Ticket.objects.get(id=entry.subject_id)
        ticket.device_id = changed["device"]  # the entry is told before the row is saved
        mark_relapses(ticket, run.fault_id, by=AGENT)
    if run.device_id == changed["device"]:
        return
    run.device_id = changed["device"]
    run.save(update_fields=["device", "updated_at"])
    record_facts(run, by=AGENT)


@answer("text.erased")
def forget_what_it_told(entry: Entry) -> None:
    if entry.subject_kind == "ticket":
        forget_words(entry, words_erased_by(entry))


@answer("ticket.solved")
def keep_what_was_believed(entry: Entry) -> None:
    keep_prediction(entry)


@answer("ticket.reopened")
def judge_by_it_no_more(entry: Entry) -> None:
    withdraw_prediction(entry.data.get("resolution"))
