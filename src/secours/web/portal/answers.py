"""What a person answers in a diagnosis; each form posts one answer and leads to the next step."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from secours.diagnosis.models import Attempt, Run
from secours.diagnosis.opening import QUESTION_KEYS
from secours.diagnosis.operations import (
    abandon_run,
    answer_article,
    answer_opening,
    choose_situation,
    hand_over,
    record_attempt,
    record_finding,
    resume_run,
    set_device,
    solve_run,
)
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.tickets.operations import discard_draft
from secours.web.drafts import kept
from secours.web.portal.page import for_people, once, reader_of
from secours.web.portal.run import draft_key, own_run, run_page
from secours.web.portal.uploads import files_to_hand_over, keep_with_run, sent_files


@require_POST
@for_people
def situation(request: HttpRequest, run_id: int) -> HttpResponse:
    """One of the situations shown, “something else” or “this is a request”."""

    def choose(reader: Actor, run: Run) -> str:
        chosen = request.POST.get("fault", "")
        fault_id = number_in(chosen)
        kept = choose_situation(run.id, by=reader, fault_id=fault_id, is_request=chosen == "request")
        if kept.opening.get("request") == "yes":
            return f"{reverse('portal:request')}?run={run.id}"
        return _step(run)

    return _do(request, run_id, choose)


@require_POST
@for_people
def opening(request: HttpRequest, run_id: int) -> HttpResponse:
    """The device and the answers to the shared questions; what was skipped is not asked again. With `keep`,
    they are only kept as they are typed, and shown again on return."""
    if "keep" in request.POST:
        return _kept(request, run_id)

    def answer(reader: Actor, run: Run) -> str:
        files = sent_files(request)
        device_id = number_in(request.POST.get("device", ""))
        if device_id is not None and device_id != run.device_id:
            set_device(run.id, by=reader, device_id=device_id)
        answer_opening(run.id, by=reader, answers=_opening_answers(request))
        keep_with_run(run, files)
        discard_draft(reader, draft_key(run))
        return _step(run)

    return _do(request, run_id, answer)


def _kept(request: HttpRequest, run_id: int) -> HttpResponse:
    reader = reader_of(request)
    run = own_run(reader, run_id)
    names = ("device", *QUESTION_KEYS, *(f"{key}_words" for key in QUESTION_KEYS))
    typed = {name: request.POST[name] for name in names if request.POST.get(name)}
    if not run.is_opening_done:
        return kept(reader, draft_key(run), json.dumps(typed) if typed else "")
    return HttpResponse(status=204)


@require_POST
@for_people
def findings(request: HttpRequest, run_id: int) -> HttpResponse:
    def answer(reader: Actor, run: Run) -> str:
        check_id = number_in(request.POST.get("check", "")) or 0
        value = request.POST.get("value", "")
        record_finding(run.id, by=reader, check_id=check_id, value=value)
        return _step(run)

    return _do(request, run_id, answer)


@require_POST
@for_people
def attempts(request: HttpRequest, run_id: int) -> HttpResponse:
    """“It works again” closes the matter. “Not solved” leads on; with nothing left, to what is sent."""

    def tried(reader: Actor, run: Run) -> str:
        remedy, outcome = request.POST.get("remedy", ""), request.POST.get("outcome", "")
        remedy_id = number_in(remedy) or 0
        record_attempt(run.id, by=reader, remedy_id=remedy_id, outcome=outcome)
        if outcome == Attempt.Outcome.FIXED:
            solve_run(run.id, by=reader)
            return _step(run)
        return _step(run)

    return _do(request, run_id, tried)


@require_POST
@for_people
def solution(request: HttpRequest, run_id: int) -> HttpResponse:
    """It works again, whatever did it."""

    def solve(reader: Actor, run: Run) -> str:
        solve_run(run.id, by=reader)
        return _step(run)

    return _do(request, run_id, solve, is_once=True)


@require_POST
@for_people
def article(request: HttpRequest, run_id: int, article_id: int) -> HttpResponse:
    """“This helped” closes the matter; “it did not” leads on."""

    def answer(reader: Actor, run: Run) -> str:
        helped = request.POST.get("helped") == "yes"
        answer_article(run.id, by=reader, article_id=article_id, helped=helped)
        return _step(run)

    return _do(request, run_id, answer, is_once=True)


@require_POST
@for_people
def handover(request: HttpRequest, run_id: int) -> HttpResponse:
    """Skip, just send: a ticket with everything said, from any step."""

    def send(reader: Actor, run: Run) -> str:
        given = _opening_answers(request)
        files = sent_files(request)
        if given and not run.is_opening_done:
            answer_opening(run.id, by=reader, answers=given)
        keep_with_run(run, files)
        discard_draft(reader, draft_key(run))
        return _hand_over(request, reader, run)

    return _do(request, run_id, send, is_once=True)


@require_POST
@for_people
def files(request: HttpRequest, run_id: int) -> HttpResponse:
    def keep(reader: Actor, run: Run) -> str:
        keep_with_run(run, sent_files(request))
        return _step(run)

    return _do(request, run_id, keep, is_once=True)


@require_POST
@for_people
def departure(request: HttpRequest, run_id: int) -> HttpResponse:
    """Left without sending: it can be taken up again."""

    def leave(reader: Actor, run: Run) -> str:
        abandon_run(run.id, by=reader)
        return reverse("portal:home")

    return _do(request, run_id, leave)


@require_POST
@for_people
def resumption(request: HttpRequest, run_id: int) -> HttpResponse:
    def resume(reader: Actor, run: Run) -> str:
        resume_run(run.id, by=reader)
        return _step(run)

    return _do(request, run_id, resume)


def _do(
    request: HttpRequest, run_id: int, act: Callable[[Actor, Run], str], *, is_once: bool = False
) -> HttpResponse:
    """One act, then where the run stands. Over already (another tab, a double click): where it ended.

    Answers are not held to once: who goes back in the browser and answers otherwise corrects.
    """
    reader = reader_of(request)
    run = own_run(reader, run_id)
    if run.ticket is not None:
        return redirect(_step(run))
    try:
        return redirect(once(request, lambda: act(reader, run)) if is_once else act(reader, run))
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        now = own_run(reader, run_id)
        return redirect(_step(now)) if now.ticket is not None else run_page(request, now, refusal=refusal)


def _step(run: Run) -> str:
    return reverse("portal:run", args=[run.id])


def _hand_over(request: HttpRequest, reader: Actor, run: Run) -> str:
    more = request.POST.get("more", "")
    ticket = hand_over(run.id, by=reader, attachments=files_to_hand_over(run), more=more)
    return f"{reverse('portal:ticket', args=[ticket.number])}?sent=1"


def _opening_answers(request: HttpRequest) -> dict[str, str]:
    """The words beside a choice are worth more than the choice: “since Monday, after the move”."""
    given = {}
    for key in QUESTION_KEYS:
        value = request.POST.get(f"{key}_words", "").strip() or request.POST.get(key, "").strip()
        if value:
            given[key] = value
    return given
