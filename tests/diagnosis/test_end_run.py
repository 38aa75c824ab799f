"""How a diagnosis ends: solved with its case, or handed over with everything said."""

import pytest

from secours.diagnosis.evidence import attempts_of, standing_of
from secours.diagnosis.models import Run
from secours.diagnosis.operations import (
    NewFile,
    abandon_run,
    answer_opening,
    begin_due_runs,
    choose_situation,
    hand_over,
    record_attempt,
    record_finding,
    resume_run,
    solve_run,
    start_run,
    start_run_on_ticket,
)
from secours.diagnosis.queries import next_step_of
from secours.diagnosis.told import own_words
from secours.faults.models import Occurrence, Remedy
from secours.faults.operations.resolving import resolve_with_remedy
from secours.journal.models import Attachment
from secours.people.errors import NotFound, Refused
from secours.tickets.access import messages_visible_to
from secours.tickets.operations import declare_ticket, reopen_ticket


def first_words(scene, ticket):
    return messages_visible_to(scene.enter("technician"), ticket).first().entry.words.text


def test_it_works_again_closes_and_records_the_case(diagnosis):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="no")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed")
    ticket = solve_run(run.id, by=by)
    case = Occurrence.objects.get(ticket=ticket)
    assert (case.fault_id, case.cause_id, case.remedy_id) == (run.fault_id, remedy.cause_id, remedy.id)
    assert (case.answers, case.attempts) == ({str(check.id): "no"}, [[remedy.id, "fixed"]])
    assert (ticket.state, ticket.closure, ticket.channel) == ("closed", "resolved", "portal")
    assert case.resolution.confirmed_how == "user"
    run.refresh_from_db()
    assert (run.state, run.ticket_id) == (Run.State.SOLVED, ticket.id)


def test_solved_without_a_remedy_teaches_no_cause(diagnosis):
    by, run = diagnosis.run()
    ticket = solve_run(run.id, by=by)
    case = Occurrence.objects.get(ticket=ticket)
    assert (case.fault_id, case.cause_id, case.state) == (run.fault_id, None, "not_learned")


def test_a_run_that_is_over_takes_no_answer(diagnosis):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    solve_run(run.id, by=by)
    with pytest.raises(Refused):
        record_finding(run.id, by=by, check_id=check.id, value="yes")


def test_a_reopened_ticket_goes_on_with_its_run(diagnosis, scene):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    ticket = solve_run(run.id, by=by)
    reopen_ticket(ticket.id, by=by, why="Toujours rien")
    finding = record_finding(
        run.id, by=scene.enter("technician"), check_id=check.id, value="yes", source="tech"
    )
    assert finding.run_id == run.id


def test_everything_said_travels_into_the_ticket(diagnosis, scene):
    by, run = diagnosis.run(text="Bonjour, mon poste rame. Tout est lent.", fault="pc.slow")
    answer_opening(run.id, by=by, answers={"others": "yes", "stops": "yes", "since": "ce matin"})
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="no")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="not_fixed")
    photo = NewFile("ecran.jpg", "image/jpeg", b"\xff\xd8 photo")
    ticket = hand_over(run.id, by=by, attachments=[photo], callback_phone="3142")
    words = first_words(scene, ticket)
    assert words.startswith(run.text)
    for said in ("ce matin", f"{check.ask_fr} Non", remedy.do_fr):
        assert said in words
    assert own_words(words) == run.text
    assert (ticket.impact, ticket.urgency, ticket.priority) == (2, 1, 2)
    assert ticket.category == run.fault.category
    assert ticket.callback_phone == "3142"
    assert ticket.title == "Mon poste rame"
    assert Attachment.objects.get(subject_kind="ticket", subject_id=ticket.id).name == "ecran.jpg"


def test_the_ticket_speaks_the_persons_language(diagnosis, scene):
    by, run = diagnosis.run("colleague", text="Nothing comes out of the printer")
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="unknown")
    words = first_words(scene, hand_over(run.id, by=by))
    assert f"{check.ask_en} I don’t know" in words


def test_handed_over_twice_is_one_ticket(diagnosis):
    by, run = diagnosis.run()
    assert hand_over(run.id, by=by) == hand_over(run.id, by=by)


def test_a_request_leaves_the_diagnosis(diagnosis):
    by, run = diagnosis.run(text="Il me faudrait un second écran", fault=None)
    run = choose_situation(run.id, by=by, fault_id=None, is_request=True)
    assert next_step_of(run, "user").kind == "escalate"
    assert hand_over(run.id, by=by).kind == "request"


def test_the_technician_asks_none_of_what_was_answered(diagnosis, scene):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="no")
    hand_over(run.id, by=by)
    scene.enter("technician")
    run.refresh_from_db()
    step = next_step_of(run, "tech")
    assert f"ask:{check.id}" not in [step.code, *[other.code for other in step.alternatives]]


def test_left_and_taken_up_again_where_it_stood(diagnosis):
    by, run = diagnosis.run()
    record_finding(run.id, by=by, check_id=next_step_of(run, "user").check.id, value="no")
    before = next_step_of(run, "user").code
    assert abandon_run(run.id, by=by).state == Run.State.ABANDONED
    run = resume_run(run.id, by=by)
    assert (run.state, next_step_of(run, "user").code) == (Run.State.OPEN, before)


def test_a_mailed_ticket_gets_one_run(diagnosis, scene):
    technician = scene.enter("technician")
    ticket = declare_ticket(
        by=technician,
        requester=scene.person("requester"),
        title="Imprimante",
        text="Plus rien ne sort depuis ce matin",
        channel="mail",
    )
    run = start_run_on_ticket(ticket, by=technician)
    assert start_run_on_ticket(ticket, by=technician) == run
    assert (run.ticket, run.person.name, run.opening) == (
        ticket,
        "Claire Morvan",
        {"since": "depuis ce matin"},
    )
    assert run.text == "Imprimante\nPlus rien ne sort depuis ce matin"


def test_the_job_begins_the_runs_of_mailed_incidents_only(diagnosis, scene):
    technician = scene.enter("technician")
    fields = {"by": technician, "requester": scene.person("requester")}
    mailed = declare_ticket(text="rien ne sort de l’imprimante", channel="mail", **fields)
    declare_ticket(text="Il me faut un écran", channel="mail", kind="request", **fields)
    declare_ticket(text="Sur le portail", channel="portal", **fields)
    system = scene.enter_system()
    assert begin_due_runs(by=system) == 1
    assert Run.objects.get(ticket=mailed).person.name == "Claire Morvan"
    assert begin_due_runs(by=system) == 0


def test_a_technician_solves_a_run_that_has_its_ticket(diagnosis, scene):
    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="fixed")
    solved = solve_run(run.id, by=technician, confirmed_how="verified")
    assert (solved, solved.state) == (ticket, "solved")
    assert Occurrence.objects.get(ticket=ticket).remedy == remedy


@pytest.mark.parametrize("verb", [solve_run, hand_over, abandon_run, resume_run])
def test_an_outsider_ends_nothing(diagnosis, scene, verb):
    _by, run = diagnosis.run()
    with pytest.raises(NotFound):
        verb(run.id, by=scene.enter("outsider"))


def test_a_text_is_needed(scene):
    by = scene.enter("requester")
    with pytest.raises(Refused):
        start_run(by=by, person=scene.person("requester"), text="  ")


def test_what_did_not_hold_was_tried_in_vain(diagnosis, scene):
    """Nobody is asked any more whether it works, and the next step is another."""
    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="unknown")
    resolve_with_remedy(
        ticket.id,
        by=technician,
        remedy_id=remedy.id,
        cause_id=remedy.cause_id,
        fault_id=run.fault_id,
        confirmed_how="verified",
    )
    reopen_ticket(ticket.id, by=technician, why="Toujours rien")
    assert [one.outcome for one in attempts_of(Run.objects.get(id=run.id))] == ["not_fixed"]
    step = standing_of(Run.objects.get(id=run.id), "tech").next_step()
    assert (step.kind, step.id) != ("remedy", remedy.id)
