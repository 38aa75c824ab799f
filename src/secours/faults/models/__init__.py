from secours.faults.models.article import Article
from secours.faults.models.document import Document, DocumentCount, Piece, TokenCount
from secours.faults.models.fault import Cause, Check, CheckLink, Fault, Remedy, Symptom
from secours.faults.models.occurrence import Occurrence
from secours.faults.models.pack_entry import PackEntry
from secours.faults.models.phrase import Phrase

__all__ = [
    "Article",
    "Cause",
    "Check",
    "CheckLink",
    "Document",
    "DocumentCount",
    "Fault",
    "Occurrence",
    "PackEntry",
    "Phrase",
    "Piece",
    "Remedy",
    "Symptom",
    "TokenCount",
]
