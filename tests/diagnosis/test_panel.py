"""The technician's panel says what the engine computes, and nothing that it does not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.diagnosis import engine
from secours.diagnosis.evidence import standing_of
from secours.diagnosis.operations import (
    hand_over,
    record_attempt,
    record_finding,
    solve_run,
    start_run_on_ticket,
)
from secours.diagnosis.queries import next_step_of, panel_of
from secours.faults.models import Cause, CheckLink, Occurrence, Remedy
from secours.people.errors import NotAllowed
from secours.tickets.models import Ticket
from secours.tickets.operations import change_ticket, declare_ticket


def handed(diagnosis, scene, *, answer="no", **fields):
    by, run = diagnosis.run(**fields)
    record_finding(run.id, by=by, check_id=next_step_of(run, "user").check.id, value=answer)
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    run.refresh_from_db()
    return technician, run, ticket


def test_every_probability_is_the_engines(diagnosis, scene):
    technician, run, ticket = handed(diagnosis, scene)
    panel = panel_of(technician, ticket)
    standing = standing_of(run, "tech")
    beliefs = standing.posterior
    shown = {view.cause.id: view.probability for view in panel.causes + panel.excluded}
    assert shown == {cause_id: p for cause_id, p in beliefs.probabilities.items() if cause_id != engine.OTHER}
    assert panel.other.probability == beliefs.other
    assert sum(shown.values()) + beliefs.other == pytest.approx(1)
    assert [view.probability for view in panel.causes] == sorted(shown.values(), reverse=True)[
        : len(panel.causes)
    ]
    step = standing.next_step()
    assert (panel.step.code, panel.step.saving_minutes) == (f"{step.kind}:{step.id}", step.saving_minutes)


def test_reasons_are_the_engines_contributions(diagnosis, scene):
    technician, run, ticket = handed(diagnosis, scene)
    panel = panel_of(technician, ticket)
    standing = standing_of(run, "tech")
    for view in panel.causes:
        told = engine.explain(standing.known.situation, standing.evidence, standing.attempted, view.cause.id)
        assert [(r.weight, r.sign) for r in view.reasons] == [
            (c.weight, "+" if c.sign > 0 else "−") for c in told if c.sign
        ]
    spoken = [reason.sentence for view in panel.causes for reason in view.reasons]
    assert all("Claire Morvan" in sentence for sentence in spoken)
    assert spoken


def test_at_zero_cases_it_says_so(diagnosis, scene):
    technician, _run, ticket = handed(diagnosis, scene)
    panel = panel_of(technician, ticket)
    assert panel.cases == 0
    assert {view.figure for view in panel.causes} <= {
        "from the starter pack, not yet seen here",
        "du lot de départ, pas encore vu ici",
    }
    assert {view.percent for view in panel.causes} == {""}
    assert {(view.tried, view.worked) for view in panel.remedies} == {(0, 0)}


def test_closed_cases_are_counted_and_never_before_their_window(diagnosis, scene):
    by, run = diagnosis.run()
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed")
    solve_run(run.id, by=by)
    technician, _run, ticket = handed(diagnosis, scene)
    assert panel_of(technician, ticket).cases == 0
    Occurrence.objects.update(state="counted")
    panel = panel_of(technician, ticket)
    view = next(v for v in panel.causes + panel.excluded if v.cause.id == remedy.cause_id)
    assert (panel.cases, view.cases, view.percent) == (1, 1, "")
    assert (panel.same.remedy, panel.same.worked, panel.same.tried) == (remedy, 1, 1)


def test_a_percentage_from_twenty_cases_on(diagnosis, scene):
    by, run = diagnosis.run()
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
    for _case in range(20):
        by, run = diagnosis.run()
        record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed")
        solve_run(run.id, by=by)
    Occurrence.objects.update(state="counted")
    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    best = panel_of(scene.enter("technician"), ticket).causes[0]
    assert (best.cause, best.cases) == (remedy.cause, 20)
    assert best.percent.startswith(str(round(best.probability * 100)))
    assert best.percent.endswith("%")


def test_the_same_fault_on_the_same_device_comes_first(diagnosis, scene):
    printer = scene.device("IMP-2E-03")
    first, again = diagnosis.solved_on(printer), diagnosis.told_again(device=printer)
    # declared again within the window, the first remedy is told as one that did not hold
    assert Occurrence.objects.get(ticket=first).relapsed_at is not None
    technician = scene.enter("technician")
    assert [one.ticket for one in panel_of(technician, again).similar][:1] in ([], [first])


def test_a_device_named_later_tells_that_the_fault_came_back(diagnosis, scene):
    """The situation was known, the device not yet: the relapse shows when both are."""
    printer = scene.device("IMP-2E-03")
    first, again = diagnosis.solved_on(printer), diagnosis.told_again()
    assert Occurrence.objects.get(ticket=first).relapsed_at is None
    change_ticket(again.id, by=scene.enter("technician"), device=printer)
    assert Occurrence.objects.get(ticket=first).relapsed_at == again.created_at
    panel = panel_of(scene.enter("technician"), Ticket.objects.get(id=again.id))
    assert (panel.same.tried, panel.same.worked, panel.same.relapsed) == (1, 0, 1)


def test_a_mailed_ticket_shows_what_its_words_tell_before_any_act(diagnosis, scene):
    technician = scene.enter("technician")
    ticket = declare_ticket(
        by=technician,
        requester=scene.person("requester"),
        text="rien ne sort de l’imprimante",
        channel="mail",
    )
    panel = panel_of(technician, ticket)
    assert panel.run.pk is None
    told = [panel.fault] if panel.fault else panel.situations
    assert diagnosis.fault() in told
    run = start_run_on_ticket(ticket, by=technician)
    assert (panel_of(technician, ticket).run.pk, run.fault) == (run.pk, panel.fault)


def test_a_requester_has_no_panel(diagnosis, scene):
    _technician, _run, ticket = handed(diagnosis, scene)
    for role in ("requester", "client", "outsider"):
        with pytest.raises(NotAllowed):
            panel_of(scene.enter(role), ticket)


def test_the_number_of_queries_does_not_grow_with_the_fault(diagnosis, scene):
    technician, run, ticket = handed(diagnosis, scene)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            panel_of(technician, ticket)
        return len(seen)

    panel_of(technician, ticket)
    before = queries()
    scene.enter_system()
    check = run.fault.checks.first()
    for number in range(10):
        cause = Cause.objects.create(
            fault=run.fault, code=f"more{number}", name_fr="x", name_en="x", prior=0.1
        )
        Remedy.objects.create(cause=cause, do_fr="x", do_en="x")
        CheckLink.objects.create(check_asked=check, cause=cause, p_yes=0.3)
    technician = scene.enter("technician")
    assert queries() == before
    assert before <= 30
