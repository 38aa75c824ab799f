from secours.faults.models.article import Article
from secours.faults.models.fault import Cause, Check, CheckLink, Fault, Remedy, Symptom
from secours.faults.models.occurrence import Occurrence
from secours.faults.models.phrase import Phrase

__all__ = ["Article", "Cause", "Check", "CheckLink", "Fault", "Occurrence", "Phrase", "Remedy", "Symptom"]
