from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.faults.access import locked_fault, require_author
from secours.faults.choices import HowCommon, ReviewState
from secours.faults.models import Cause, Fault, Remedy, Symptom
from secours.faults.operations.recording import in_both, record_on_fault
from secours.faults.pack_rows import next_numbers
from secours.faults.rules import PRIORS
from secours.lib.text import clipped, one_line
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.access import require_service, tickets_visible_to
from secours.tickets.models import Resolution

_TEXTS = {"title": 160, "escalate": 250, "first_gesture": 250}
_CHANGEABLE = {
    "category_id",
    "is_request",
    *(f"{name}_{tongue}" for name in _TEXTS for tongue in ("fr", "en")),
}


@transaction.atomic
def record_fault(
    *,
    by: Actor,
    title_fr: str = "",
    title_en: str = "",
    category_id: int | None = None,
    symptoms: Mapping[str, Sequence[str]] | None = None,
    organisation_id: int | None = None,
    **fields: Any,
) -> Fault:
    """A draft, shared by all or of one organisation; requesters meet it once it is reviewed.

    `symptoms`: language to the words by which people tell it. `fields`: escalate_…, first_gesture_…, is_request.
    """
    require_author(by, organisation_id)
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise Refused("field_unknown", _("This cannot be changed on a fault record."), field=min(unknown))
    number = next_numbers(1)[0]
    fault = Fault(
        organisation_id=organisation_id,
        number=number,
        code=f"own.{number}",
        category_id=category_id,
        **in_both("title", title_fr, title_en, _TEXTS["title"]),
        **fields,
    )
    fault.save()
    _write_symptoms(fault, symptoms or {})
    record_on_fault(fault, "fault.recorded", by=by, data={"number": number})
    return fault


@transaction.atomic
def change_fault(
    fault_id: int, *, by: Actor, symptoms: Mapping[str, Sequence[str]] | None = None, **changes: Any
) -> Fault:
    """Titles, category, symptoms, when to escalate, first gesture. `symptoms` replaces those of the
    languages that it names."""
    fault = locked_fault(by, fault_id)
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise Refused("field_unknown", _("This cannot be changed on a fault record."), field=min(unknown))
    changed = sorted(field for field, value in changes.items() if getattr(fault, field) != value)
    for field in changed:
        setattr(fault, field, changes[field])
    in_both("title", fault.title_fr, fault.title_en, _TEXTS["title"])
    if symptoms is not None and _write_symptoms(fault, symptoms):
        changed.append("symptoms")
    if changed:
        record_on_fault(fault, "fault.changed", by=by, data={"fields": changed})
    return fault


@transaction.atomic
def review_fault(fault_id: int, *, by: Actor) -> Fault:
    """A technician has read it all: its figures count fully, and requesters meet it."""
    fault = locked_fault(by, fault_id)
    fault.state, fault.reviewed_at = ReviewState.REVIEWED, timezone.now()
    Cause.objects.filter(fault=fault).update(is_reviewed=True)
    record_on_fault(fault, "fault.reviewed", by=by)
    return fault


@transaction.atomic
def promote_ticket(
    ticket_id: int,
    *,
    by: Actor,
    title_fr: str = "",
    title_en: str = "",
    cause_fr: str = "",
    cause_en: str = "",
    remedy_fr: str = "",
    remedy_en: str = "",
    organisation_id: int | None = None,
) -> Fault:
    """A solved ticket whose cause the base did not know becomes a draft, filled from it."""
    require_service(by)
    ticket = tickets_visible_to(by).filter(id=ticket_id).first()
    resolution = Resolution.objects.filter(ticket_id=ticket_id, withdrawn_at=None).first()
    if ticket is None or resolution is None:
        raise Refused("not_solved", _("Only a solved ticket can become a fault record."))
    french = ticket.language == "fr"
    title = {"title_fr" if french else "title_en": ticket.title}
    fault = record_fault(
        by=by,
        title_fr=title_fr or title.get("title_fr", ""),
        title_en=title_en or title.get("title_en", ""),
        category_id=ticket.category_id,
        symptoms={ticket.language: [ticket.title]},
        organisation_id=organisation_id,
    )
    if cause_fr or cause_en:
        words = one_line(resolution.text)
        _first_cause(
            fault,
            (cause_fr, cause_en),
            (remedy_fr or (words if french else ""), remedy_en or ("" if french else words)),
        )
    record_on_fault(fault, "fault.promoted", by=by, data={"ticket": ticket.number})
    return fault


def _first_cause(fault: Fault, names: tuple[str, str], remedies: tuple[str, str]) -> None:
    cause = Cause.objects.create(
        organisation_id=fault.organisation_id,
        fault=fault,
        code="c1",
        prior=PRIORS[HowCommon.COMMON],
        **in_both("name", *names, 200),
    )
    if any(remedies):
        Remedy.objects.create(
            organisation_id=fault.organisation_id, cause=cause, **in_both("do", *remedies, 300)
        )


def _write_symptoms(fault: Fault, symptoms: Mapping[str, Sequence[str]]) -> bool:
    """True when the words changed."""
    is_changed = False
    for language, texts in symptoms.items():
        wanted = list(dict.fromkeys(clipped(text, 250) for text in texts if text.strip()))
        now = list(fault.symptoms.filter(language=language).order_by("id").values_list("text", flat=True))
        if wanted == now:
            continue
        is_changed = True
        fault.symptoms.filter(language=language).delete()
        Symptom.objects.bulk_create(
            Symptom(organisation_id=fault.organisation_id, fault=fault, language=language, text=text)
            for text in wanted
        )
    return is_changed
