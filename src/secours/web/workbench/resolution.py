"""The resolution of a ticket: what it was, what put it right, how one knows; beside it, the assessment."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secours.diagnosis.access import sees_the_panel
from secours.diagnosis.models import Attempt, Finding, Run
from secours.diagnosis.operations import require_approved
from secours.diagnosis.queries import PanelView, panel_of
from secours.diagnosis.relief import says_it_works
from secours.faults.models import Remedy
from secours.faults.operations.resolving import resolve_with_remedy
from secours.lib.text import clipped, number_in
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.tickets.choices import Confirmation
from secours.tickets.models import Message, Ticket
from secours.tickets.operations import reply_to_ticket
from secours.web.forms.resolution import ResolutionForm
from secours.web.workbench import facts, moments
from secours.web.workbench.answers import answered
from secours.web.workbench.asked import found
from secours.web.workbench.assessment import preview
from secours.web.workbench.frame import frame
from secours.web.workbench.guard import reader_of, serving

# Every source of the largest situation: whoever knows the true one must find it here.
MOST_CAUSES = 10
MOST_REMEDIES = 10
# Of those that nothing speaks for, how many are read at once.
_SHOWN = 3


@dataclass(frozen=True)
class Option:
    """A choice with the reason why it is offered."""

    id: int
    words: str
    reason: str = ""
    is_chosen: bool = False
    is_folded: bool = False
    needs_identity: bool = False
    step_lines: list[str] = field(default_factory=list)


@serving
@require_http_methods(["GET", "POST"])
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    this = found(reader, number)
    if not this.is_open:
        messages.info(request, _("This ticket is already solved."))
        return redirect("workbench:ticket", number)
    seen = panel_of(reader, this) if sees_the_panel(reader, this) else None
    causes, remedies = causes_of(seen), remedies_of(seen)
    form = ResolutionForm(
        request.POST or None, causes=[one.id for one in causes], remedies=[one.id for one in remedies]
    )
    if request.method == "POST" and form.is_valid() and _resolved(request, reader, this, form, seen):
        return answered(request, reverse("workbench:ticket", args=[number]))
    context = {
        **frame(request, rail=True),
        **preview(request, this),
        **_chosen(form, causes, remedies),
        "has_causes": bool(causes),
        "asks_identity": any(one.needs_identity for one in remedies),
        "ticket": this,
        "form": form,
        "clock": facts.clock_of(this),
        "confirmations": _confirmations(request, this, seen),
        "text": form["text"].value() or "",
    }
    return render(
        request, "workbench/resolution.html", context, status=422 if request.method == "POST" else 200
    )


def causes_of(seen: PanelView | None) -> list[Option]:
    """The likeliest first, and chosen, unless nothing yet speaks for it; of a remedy that worked, its cause."""
    if seen is None:
        return []
    cured = _cured(seen)
    options = []
    for view in (seen.causes + seen.excluded)[:MOST_CAUSES]:
        if view.cause is None:
            continue
        speaks = sum(reason.sign == "+" for reason in view.reasons)
        chosen = (
            view.cause.id == cured.remedy.cause_id
            if cured
            else view.rank == 1 and (view.band >= 4 or speaks > 0)
        )
        options.append(
            Option(
                view.cause.id,
                view.cause.name,
                ", ".join(filter(None, [view.band_word, view.figure])),
                chosen,
                is_folded=view in seen.excluded and not chosen,
            )
        )
    return _chosen_first(options)


def remedies_of(seen: PanelView | None) -> list[Option]:
    """What was tried and worked is chosen; else what was tried last without a result; else the cause’s own."""
    if seen is None:
        return []
    cured = _cured(seen)
    attempts = {attempt.remedy_id: attempt for attempt in _attempts(seen.run)}
    likely = next((one.id for one in causes_of(seen) if one.is_chosen), None)
    ids: set[int] = set()
    options = []
    for view in seen.remedies[:MOST_REMEDIES]:
        remedy = view.remedy
        attempt = attempts.get(remedy.id)
        approval = "" if attempt else _approval(seen, remedy)
        chosen = (
            remedy.id == cured.remedy_id if cured else not ids and remedy.cause_id == likely and not approval
        )
        if chosen:
            ids.add(remedy.id)
        options.append(
            Option(
                remedy.id,
                remedy.do,
                ", ".join(filter(None, [approval, _remedy_reason(view, attempt)])),
                chosen,
                needs_identity=remedy.needs_identity and attempt is None,
                step_lines=remedy.step_lines,
            )
        )
    return _chosen_first(options)


def _chosen_first(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda one: (one.is_folded, not one.is_chosen))


def _remedy_reason(view: Any, attempt: Attempt | None) -> str:
    if attempt is not None:
        told = {"when": moments.when(attempt.at), "outcome": str(attempt.get_outcome_display()).lower()}
        return _("applied %(when)s: %(outcome)s") % told
    if view.tried:
        return _("worked %(worked)s times of %(tried)s") % {"worked": view.worked, "tried": view.tried}
    return _("from the starter pack, not yet seen here")


def _approval(seen: PanelView, remedy: Remedy) -> str:
    """What stands between this solution and the ticket; nothing once it is approved."""
    asked = seen.approvals.get(remedy.id)
    if not remedy.needs_approval or (asked and asked.is_approved):
        return ""
    if asked is None:
        return _("to be approved: not asked for yet")
    return _("to be approved: waiting for the answer") if asked.is_approved is None else _("not approved")


def _cured(seen: PanelView) -> Attempt | None:
    fixed = [one for one in _attempts(seen.run) if one.outcome == Attempt.Outcome.FIXED]
    return fixed[-1] if fixed else None


def _attempts(run: Run) -> list[Attempt]:
    if run.pk is None:
        return []
    return list(Attempt.objects.filter(run=run).select_related("remedy").order_by("id"))


def _resolved(
    request: HttpRequest, reader: Actor, this: Ticket, form: ResolutionForm, seen: PanelView | None
) -> bool:
    """The word to the requester goes out as a message; what was answered and tried is kept with the case."""
    try:
        with transaction.atomic():
            _resolve(this, reader, form.cleaned_data, seen, is_silent="silent" in request.POST)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("%(ticket)s is solved.") % {"ticket": this.label})
    return True


def _resolve(
    this: Ticket, by: Actor, told: dict[str, Any], seen: PanelView | None, *, is_silent: bool
) -> None:
    run, text = seen.run if seen else None, told["text"].strip()
    require_approved(this, by=by, remedy_id=told["remedy"])
    if text and not is_silent:
        reply_to_ticket(this.id, by=by, text=text, resolves=True)
    resolve_with_remedy(
        this.id,
        by=by,
        cause_id=_cause(told),
        remedy_id=told["remedy"],
        fault_id=run.fault_id if run else None,
        confirmed_how=told["confirmed_how"],
        text=text,
        identity=told["identity"],
        answers=_answers(run),
        attempts=[(one.remedy_id, one.outcome) for one in _attempts(run)] if run else [],
    )


def _cause(told: dict[str, Any]) -> int | None:
    """Whoever picks another solution and leaves the source that was proposed means the source of that
    solution."""
    if told["remedy"] is None or told["cause"] is None or told["cause"] != told["proposed"]:
        return told["cause"]  # type: ignore[no-any-return]
    of_remedy = Remedy.objects.filter(id=told["remedy"]).values_list("cause_id", flat=True).first()
    return of_remedy or told["cause"]


def _answers(run: Run | None) -> dict[int, str]:
    if run is None or run.pk is None:
        return {}
    findings = Finding.objects.filter(run=run).exclude(value=Finding.Value.UNKNOWN).order_by("id")
    return dict(findings.values_list("check_asked_id", "value"))


def _chosen(form: ResolutionForm, causes: list[Option], remedies: list[Option]) -> dict[str, Any]:
    """What is ticked, and first: what was just sent, else what is proposed."""
    proposed = next((one.id for one in causes if one.is_chosen), 0)
    if form.is_bound:
        cause, remedy = number_in(form.data.get("cause", "")), number_in(form.data.get("remedy", ""))
    else:
        cause, remedy = proposed, next((one.id for one in remedies if one.is_chosen), 0)
    return {
        "cause": _Choices.of(causes, Option(0, _("Another source, or unknown")), cause or 0),
        "remedy": _Choices.of(remedies, Option(0, _("Something else")), remedy or 0),
        "proposed": proposed,
    }


@dataclass(frozen=True)
class _Choices:
    """Where one is ticked the others are folded: most often there is nothing more to say."""

    shown: list[Option]
    folded: list[Option]
    ticked: int

    @classmethod
    def of(cls, options: list[Option], other: Option, ticked: int) -> "_Choices":
        mine = [one for one in options if one.id == ticked]
        if mine:
            return cls(mine, [one for one in options if one.id != ticked] + [other], ticked)
        near = [one for one in options if not one.is_folded][:_SHOWN]
        return cls([*near, other], [one for one in options if one not in near], 0)


def _confirmations(request: HttpRequest, this: Ticket, seen: PanelView | None) -> list[dict[str, Any]]:
    """Ticked only where somebody or something says so: the requester’s last words, or a check."""
    reasons = {
        Confirmation.USER: _said_so(this),
        Confirmation.VERIFIED: _checked(seen),
    }
    proposed = next((how for how, reason in reasons.items() if reason), "")
    chosen = request.POST.get("confirmed_how") or proposed
    return [
        {
            "value": value,
            "words": label,
            "reason": reasons.get(Confirmation(value), ""),
            "is_chosen": value == chosen,
        }
        for value, label in Confirmation.choices
    ]


def _said_so(this: Ticket) -> str:
    """“Claire Morvan wrote “it works again” 14:10”: their last message, unless it is the one that declared."""
    theirs = Message.objects.filter(ticket=this, kind=Message.Kind.PUBLIC, from_requester=True)
    latest = list(theirs.select_related("entry__words").order_by("-id")[:2])
    if len(latest) < 2:
        return ""
    last = latest[0]
    words = getattr(last.entry, "words", None)
    if words is None or not says_it_works(words.text):
        return ""
    told = {"name": last.author_name, "words": clipped(words.text, 60), "when": moments.when(last.at)}
    return _("%(name)s wrote “%(words)s”, %(when)s") % told


def _checked(seen: PanelView | None) -> str:
    cured = _cured(seen) if seen else None
    return _("“It works again”, noted %(when)s") % {"when": moments.when(cured.at)} if cured else ""
