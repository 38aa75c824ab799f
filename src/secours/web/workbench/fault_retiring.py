"""Retiring and bringing back, from the pages of the fault base."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from secours.faults import operations
from secours.faults.access import fault_for
from secours.faults.models import Check, Remedy
from secours.faults.pack_choices import accept_proposal, decline_proposal
from secours.people.errors import NotFound, Refused
from secours.web.forms.faults import RetirementForm
from secours.web.workbench.answers import answered
from secours.web.workbench.fault_writing import address_of, writable, written
from secours.web.workbench.guard import reader_of, staff

# part of the page → what there is, retiring, bringing back, and what is said of each
_Change = tuple[Callable[..., object], Promise | str]
_CHANGES: dict[tuple[str, str], _Change] = {
    ("checks", "retirement"): (operations.retire_check, _("This check is no longer asked.")),
    ("checks", "restoration"): (operations.restore_check, _("This check is asked again.")),
    ("remedies", "retirement"): (operations.retire_remedy, _("This solution is no longer proposed.")),
    ("remedies", "restoration"): (operations.restore_remedy, _("This solution is proposed again.")),
}


@staff
@require_http_methods(["GET", "POST"])
def retirement(request: HttpRequest, number: int) -> HttpResponse:
    this = writable(request, number)
    form = RetirementForm(request.POST or None)

    def retire() -> str:
        operations.retire_fault(this.id, by=reader_of(request), why=form.cleaned_data["why"])
        return address_of(number)

    return written(
        request, form, retire, "plain_form", fault=this, title=str(_("Retire this record")), act=_("Retire")
    )


@staff
@require_POST
def restoration(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    operations.restore_fault(fault_for(reader, number).id, by=reader)
    messages.success(request, _("This record is in use again."))
    return answered(request, address_of(number))


@staff
@require_POST
def proposals(request: HttpRequest, number: int) -> HttpResponse:
    """What the pack proposes, taken or refused: one field, or everything when none is named."""
    this, accepts = writable(request, number), request.POST.get("choice") == "accept"
    decide = accept_proposal if accepts else decline_proposal
    part, _colon, field = request.POST.get("which", "").partition("|")
    try:
        decide(this.id, by=reader_of(request), part=part, field=field)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("The record says what the pack says.") if accepts else _("Your words stand.")
        messages.success(request, str(told))
    return answered(request, address_of(number, "proposals"))


@staff
@require_POST
def entry_change(request: HttpRequest, number: int, part: str, entry_id: int, change: str) -> HttpResponse:
    """One check or one solution of the record, retired or brought back."""
    this = writable(request, number)
    rows = Check.objects.filter(fault=this) if part == "checks" else Remedy.objects.filter(cause__fault=this)
    if not rows.filter(id=entry_id).exists():
        raise NotFound("entry_not_found", _("This entry is no longer in the fault base."))
    do, told = _CHANGES[part, change]
    do(entry_id, by=reader_of(request))
    messages.success(request, str(told))
    return answered(request, address_of(number, part))
