from secours.faults.models.article import Article
from secours.faults.models.fault import Cause, Check, CheckLink, Fault, Remedy, Symptom
from secours.faults.models.occurrence import Occurrence

__all__ = ["Article", "Cause", "Check", "CheckLink", "Fault", "Occurrence", "Remedy", "Symptom"]
