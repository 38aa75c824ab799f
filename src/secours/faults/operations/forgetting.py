"""Words of a ticket are erased: what the fault base learnt of how it was told goes too."""

from secours.faults.models import Phrase, Symptom
from secours.faults.operations.recording import record_on_fault
from secours.journal.models import Entry
from secours.lib.quotes import quotes
from secours.people.actor import Actor


def forget_phrases(erased: Entry, words: str) -> None:
    """Symptoms that repeat them, with their place by meaning; recall reads the fault again."""
    by = Actor(kind=erased.actor_kind, person_id=erased.actor_id)  # type: ignore[arg-type]
    own = Symptom.objects.filter(fault__from_pack=False).select_related("fault")
    for symptom in own:
        if quotes(symptom.text, words):
            Phrase.objects.filter(fault=symptom.fault, text=symptom.text).delete()
            symptom.delete()
            record_on_fault(symptom.fault, "fault.changed", by=by, data={"fields": ["symptoms"]})
