"""The words of the assessment's document: plain data, in one language, ready for `assessment_pdf`."""

from dataclasses import asdict
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from secours.diagnosis.assessment import AssessmentView
from secours.diagnosis.documents.sections import Section, day_and_hour, recommended, sections_of
from secours.faults.models import Occurrence
from secours.journal.models import Head
from secours.lib.text import listed_once
from secours.people.models import Person
from secours.tickets.models import Resolution, Ticket

# Shares of the width that the columns of a table take, by their number.
_SHARES: Final = {3: [54, 20, 26], 4: [56, 18, 16, 10]}


def assessment_document(view: AssessmentView) -> dict[str, Any]:
    """In the view's language and the time zone in force; a fixed number of queries. A section that says
    nothing is left out."""
    ticket = view.ticket
    with override(view.language):
        told = [*sections_of(view), recommended(view)]
        return {
            "document_title": f"{_('Diagnosis assessment')} {ticket.label}, {ticket.title}",
            "author": ticket.organisation.name,
            "issuer": _("%(organisation)s, IT support") % {"organisation": ticket.organisation.name},
            "title": _("Diagnosis assessment"),
            "subject": f"{ticket.label}, {ticket.title}",
            "notice": _("Provisional: the ticket is not resolved yet.") if ticket.is_open else "",
            "about": _about(ticket),
            "sections": [_printed(section) for section in told if not section.is_empty],
            "footer": _footer(ticket),
            "page": _("page {page} of {pages}"),
            "at": int((view.written_at or ticket.updated_at).timestamp()),
        }


def _about(ticket: Ticket) -> list[list[str]]:
    """Two columns read line by line: who and what at the left, when and by whom at the right."""
    solution = Resolution.objects.filter(ticket=ticket, withdrawn_at=None).first()
    requester = ", ".join(filter(None, [ticket.requester.name, ticket.requester.department]))
    device = ticket.device
    model = f"{device.manufacturer} {device.model}".strip() if device else ""
    where = listed_once(*(place.name for place in (ticket.place, ticket.site) if place))
    pairs = [
        (_("Requester"), requester),
        (_("Declared"), day_and_hour(ticket.created_at)),
        (_("Device"), ", ".join(filter(None, [device.name, model])) if device else ""),
        (_("Resolved"), day_and_hour(solution.at) if solution else _("not yet")),
        (_("Place"), where),
        (_("Handled by"), _handled_by(ticket, solution)),
        (_("Priority"), _priority(ticket)),
        (_("Fault record"), _fault(ticket)),
    ]
    return [[label, words or "—"] for label, words in pairs]


def _priority(ticket: Ticket) -> str:
    level = f"{ticket.priority}, {str(ticket.get_priority_display()).lower()}"
    if ticket.solved_at is None or ticket.due_at is None:
        return level
    kept = _("promise kept") if ticket.solved_at <= ticket.due_at else _("promise not kept")
    return f"{level}, {kept}"


def _handled_by(ticket: Ticket, solution: Resolution | None) -> str:
    """A client’s wall hides the provider’s people, not the name of who answered."""
    person_id = ticket.assigned_to_id or (solution.by_id if solution else None)
    if person_id is None:
        return ""
    own = Person.objects.filter(id=person_id).values_list("name", flat=True).first()
    if own:
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_staff_names(%s)", [[person_id]])
        row = cursor.fetchone()
    return str(row[1]) if row else ""


def _fault(ticket: Ticket) -> str:
    case = Occurrence.objects.filter(ticket=ticket, resolution__withdrawn_at=None).exclude(fault=None)
    found = case.select_related("fault").order_by("-id").first()
    fault = found.fault if found else None
    return ", ".join(filter(None, [fault.label, fault.title])) if fault else ""


def _footer(ticket: Ticket) -> str:
    """What a reader compares with the journal: its last entry and the beginning of its print."""
    head = Head.objects.filter(subject_kind="ticket", subject_id=ticket.id).first()
    if head is None:
        return _("Made from the journal of the ticket")
    return _("Made from the journal of the ticket, entry %(number)s, fingerprint %(hash)s") % {
        "number": head.number,
        "hash": f"{head.hash[:4]} {head.hash[4:8]}",
    }


def _printed(section: Section) -> dict[str, Any]:
    printed = asdict(section)
    return {name: printed[name] for name in ("title", "paragraphs", "items", "head", "rows", "is_source")} | {
        "shares": _SHARES.get(len(section.head), [1] * len(section.head))
    }
