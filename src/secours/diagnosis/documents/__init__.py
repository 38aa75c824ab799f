"""Documents drawn from a diagnosis, for people outside the screens."""

from secours.diagnosis.documents.assessment import assessment_document
from secours.diagnosis.documents.pdf import assessment_pdf

__all__ = ["assessment_document", "assessment_pdf"]
