"""Causes, checks and remedies of a record, written in words: nobody types a probability."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.faults.access import locked_fault
from secours.faults.choices import HowCommon, Often, Picture
from secours.faults.models import Cause, Check, CheckLink, Fault, Remedy
from secours.faults.operations.recording import in_both, record_on_fault
from secours.faults.rules import LIKELIHOODS, PRIORS, how_common_for, often_for
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused

Row = TypeVar("Row", Cause, Check, Remedy)

_CHECK_FIELDS = {"minutes", "by", "where", "probe", "is_safety", "help_fr", "help_en", "picture"}
_REMEDY_FIELDS = {
    "by", "where", "minutes", "wait_minutes", "disruption", "needs_approval", "needs_identity",
    "steps_fr", "steps_en", "picture",
}  # fmt: skip


@transaction.atomic
def add_cause(
    fault_id: int,
    *,
    by: Actor,
    name_fr: str = "",
    name_en: str = "",
    how_common: int = HowCommon.OCCASIONAL,
    is_safety: bool = False,
) -> Cause:
    fault = locked_fault(by, fault_id)
    order = fault.causes.count()
    cause = Cause.objects.create(
        organisation_id=fault.organisation_id,
        fault=fault,
        code=_free_code(fault, "c", order),
        prior=PRIORS[HowCommon(how_common)],
        is_safety=is_safety,
        order=order,
        **in_both("name", name_fr, name_en, 200),
    )
    _record(fault, "fault.cause_added", by, cause=cause.id)
    return cause


@transaction.atomic
def change_cause(
    cause_id: int,
    *,
    by: Actor,
    name_fr: str | None = None,
    name_en: str | None = None,
    how_common: int | None = None,
    is_safety: bool | None = None,
) -> Cause:
    """A word that the figure already has leaves the figure as it is, however fine."""
    cause = _found(Cause.objects.filter(id=cause_id).first())
    fault = locked_fault(by, cause.fault_id)
    names = in_both(
        "name",
        cause.name_fr if name_fr is None else name_fr,
        cause.name_en if name_en is None else name_en,
        200,
    )
    for field, value in names.items():
        setattr(cause, field, value)
    if how_common is not None and how_common != how_common_for(cause.prior):
        cause.prior = PRIORS[HowCommon(how_common)]
    if is_safety is not None:
        cause.is_safety = is_safety
    cause.save()
    _record(fault, "fault.cause_changed", by, cause=cause.id)
    return cause


@transaction.atomic
def add_check(
    fault_id: int,
    *,
    by: Actor,
    ask_fr: str = "",
    ask_en: str = "",
    links: Mapping[int, int] | None = None,
    otherwise: int = Often.RARELY,
    **fields: Any,
) -> Check:
    """`links`: cause id to how often the answer is yes when it is the one; `otherwise`: for the others.

    `fields`: minutes, done_by, where, probe, is_safety, help_fr, help_en, picture.
    """
    fault = locked_fault(by, fault_id)
    order = fault.checks.count()
    check = Check(
        organisation_id=fault.organisation_id,
        fault=fault,
        code=_free_code(fault, "q", order),
        p_yes_otherwise=LIKELIHOODS[Often(otherwise)],
        order=order,
        **in_both("ask", ask_fr, ask_en, 250),
        **_known(fields, _CHECK_FIELDS),
    )
    check.save()
    _write_links(check, links or {})
    _record(fault, "fault.check_added", by, check=check.id)
    return check


@transaction.atomic
def change_check(
    check_id: int,
    *,
    by: Actor,
    links: Mapping[int, int] | None = None,
    otherwise: int | None = None,
    **fields: Any,
) -> Check:
    """Words that the figures already have leave the figures as they are."""
    check = _found(Check.objects.filter(id=check_id).first())
    fault = locked_fault(by, check.fault_id)
    asks = {name: fields.pop(name, getattr(check, name)) for name in ("ask_fr", "ask_en")}
    for field, value in {
        **in_both("ask", asks["ask_fr"], asks["ask_en"], 250),
        **_known(fields, _CHECK_FIELDS),
    }.items():
        setattr(check, field, value)
    if otherwise is not None and otherwise != often_for(check.p_yes_otherwise):
        check.p_yes_otherwise = LIKELIHOODS[Often(otherwise)]
    check.save()
    if links is not None:
        _write_links(check, links)
    _record(fault, "fault.check_changed", by, check=check.id)
    return check


@transaction.atomic
def add_remedy(
    cause_id: int, *, by: Actor, do_fr: str = "", do_en: str = "", works: int = Often.OFTEN, **fields: Any
) -> Remedy:
    """`works`: how often it puts the cause right. `fields`: done_by, where, minutes, wait_minutes,
    disruption, needs_approval, needs_identity, steps_fr, steps_en, picture."""
    cause = _found(Cause.objects.filter(id=cause_id).first())
    fault = locked_fault(by, cause.fault_id)
    remedy = Remedy.objects.create(
        organisation_id=cause.organisation_id,
        cause=cause,
        p_success=LIKELIHOODS[Often(works)],
        **in_both("do", do_fr, do_en, 300),
        **_known(fields, _REMEDY_FIELDS),
    )
    _record(fault, "fault.remedy_added", by, remedy=remedy.id)
    return remedy


@transaction.atomic
def change_remedy(remedy_id: int, *, by: Actor, works: int | None = None, **fields: Any) -> Remedy:
    remedy = _found(Remedy.objects.select_related("cause").filter(id=remedy_id).first())
    fault = locked_fault(by, remedy.cause.fault_id)
    does = {name: fields.pop(name, getattr(remedy, name)) for name in ("do_fr", "do_en")}
    for field, value in {
        **in_both("do", does["do_fr"], does["do_en"], 300),
        **_known(fields, _REMEDY_FIELDS),
    }.items():
        setattr(remedy, field, value)
    if works is not None and works != often_for(remedy.p_success):
        remedy.p_success = LIKELIHOODS[Often(works)]
    remedy.save()
    _record(fault, "fault.remedy_changed", by, remedy=remedy.id)
    return remedy


def _write_links(check: Check, links: Mapping[int, int]) -> None:
    """Every link of the check, as words; causes of another record are left out."""
    causes = set(
        Cause.objects.filter(fault_id=check.fault_id, id__in=list(links)).values_list("id", flat=True)
    )
    now = {link.cause_id: link for link in CheckLink.objects.filter(check_asked=check)}
    CheckLink.objects.filter(check_asked=check).exclude(cause_id__in=causes).delete()
    for cause_id in sorted(causes):
        word = Often(links[cause_id])
        link = now.get(cause_id)
        if link is None:
            link = CheckLink(organisation_id=check.organisation_id, check_asked=check, cause_id=cause_id)
        elif often_for(link.p_yes) == word:
            continue
        link.p_yes = LIKELIHOODS[word]
        link.save()


def _known(fields: Mapping[str, Any], allowed: set[str]) -> dict[str, Any]:
    """`done_by` is who does it; `by` is taken by who writes."""
    named = {"by" if name == "done_by" else name: value for name, value in fields.items()}
    unknown = set(named) - allowed
    if unknown:
        raise TypeError(f"unknown fields {sorted(unknown)}")
    if named.get("picture") and named["picture"] not in Picture.values:
        raise Refused("picture_unknown", _("Choose one of the drawings shown."), field="picture")
    return named


def _free_code(fault: Fault, letter: str, order: int) -> str:
    return f"{letter}{order + 1}.{fault.number}"


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound("entry_not_found", _("This entry is no longer in the fault base."))
    return row


def _record(fault: Fault, kind: str, by: Actor, **data: Any) -> None:
    record_on_fault(fault, kind, by=by, data=data)
