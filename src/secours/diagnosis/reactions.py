"""What a diagnosis answers to news of its ticket."""

from secours.diagnosis.models import Run
from secours.diagnosis.operations.facts import record_facts
from secours.diagnosis.operations.forgetting import forget_words
from secours.diagnosis.operations.predicting import keep_prediction, withdraw_prediction
from secours.diagnosis.operations.reopening import doubt_solution
from secours.diagnosis.relapses import situation_of
from secours.faults.operations.learning import give_back_relapses, mark_relapses
from secours.journal.models import Entry
from secours.journal.news import answer
from secours.journal.operations import words_erased_by
from secours.people.actor import Actor
from secours.tickets.models import Ticket

AGENT = Actor(kind="agent", name="Secours")


@answer("ticket.changed")
def follow_the_device(entry: Entry) -> None:
    """Another device on the ticket: its facts answer what the diagnosis would have asked, and the same fault
    met on it shortly before came back; on the device that it was not, nothing had."""
    changed = entry.data.get("after", {})
    if "device" not in changed:
        return
    was = entry.data["before"]["device"]
    run = Run.objects.filter(ticket_id=entry.subject_id).first()  # its ticket is held: it stays as it is
    _tell_relapses(entry.subject_id, was, changed["device"])
    if run is None or run.device_id == changed["device"]:
        return
    run = Run.objects.select_for_update().get(id=run.id)
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


@answer("ticket.reopened")
def try_something_else(entry: Entry) -> None:
    doubt_solution(entry.data.get("resolution"), by=AGENT)


def _tell_relapses(ticket_id: int, was: int | None, device_id: int | None) -> None:
    """Before the run is held, as everywhere: rows of tickets come first."""
    ticket = Ticket.objects.get(id=ticket_id)
    ticket.device_id = device_id  # the entry is told before the row is saved
    if was is not None and was != device_id:
        give_back_relapses(ticket, was, by=AGENT)
    fault_id = situation_of(ticket_id)
    if fault_id is not None:
        mark_relapses(ticket, fault_id, by=AGENT)
