"""The assessment is written from what was done, in either language, and says what is not known."""

from datetime import date

import pytest
from django.utils.translation import override

from secours.diagnosis.assessment import assessment_of, why_assessment_is_due
from secours.diagnosis.operations import (
    edit_assessment,
    hand_over,
    recommend,
    record_attempt,
    record_finding,
    solve_run,
    write_assessment,
)
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Remedy
from secours.faults.operations import resolve_with_remedy
from secours.people.errors import NotAllowed
from secours.service_levels.models import Level, Priority, Urgency
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import close_ticket, reopen_ticket, take_ticket, undo
from secours.tickets.operations.undoing import undoable_since
from secours.web.setup.weekly import hours_in_words


@pytest.fixture
def solved(diagnosis, scene):
    """A ticket that a technician put right after one answer and one failed try."""
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="no")
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    first, second = Remedy.objects.filter(cause__fault=run.fault, by__in=("tech", "user"))[:2]
    record_attempt(run.id, by=technician, remedy_id=first.id, outcome="not_fixed")
    record_attempt(run.id, by=technician, remedy_id=second.id, outcome="fixed")
    solve_run(run.id, by=technician, confirmed_how="verified")
    return technician, Ticket.objects.get(id=ticket.id), check, first, second


def test_a_solution_whose_outcome_is_not_known_is_not_said_to_have_failed(diagnosis, scene):
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="unknown")
    done = [line.text for line in assessment_of(technician, ticket, "en").done]
    assert any(line.endswith("outcome not known yet") for line in done)
    assert not any("changed nothing" in line for line in done)


def test_the_resolution_alone_tells_what_became_of_the_solution_it_names(diagnosis, scene):
    """One line for one act: “outcome not known yet” beside “confirmed by the requester” contradicts it."""
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="unknown")
    resolve_with_remedy(
        ticket.id, by=technician, confirmed_how="user", cause_id=remedy.cause_id, remedy_id=remedy.id
    )
    done = [line.text for line in assessment_of(technician, Ticket.objects.get(id=ticket.id), "en").done]
    assert len([line for line in done if remedy.do_en.rstrip(".") in line]) == 1
    assert not any("not known yet" in line for line in done)


def test_it_tells_what_was_seen_and_done_in_both_languages(solved):
    technician, ticket, check, first, second = solved
    for language in ("fr", "en"):
        view = assessment_of(technician, ticket, language)
        text = {lang: getattr(check, f"ask_{lang}") for lang in ("fr", "en")}[language]
        assert [line.question for line in view.checks] == [text]
        done = " ".join(line.text for line in view.done)
        assert getattr(first, f"do_{language}") in done
        assert getattr(second, f"do_{language}") in done
        assert view.source.startswith(getattr(second.cause, f"name_{language}"))
    assert "IMP-2E-03" in " ".join(line.text for line in assessment_of(technician, ticket, "en").facts)


def test_an_open_ticket_claims_no_source(diagnosis, scene):
    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    view = assessment_of(scene.enter("technician"), ticket, "en")
    assert view.source.startswith("Not confirmed. Most probable: ")
    assert view.risk == "The fault is not resolved yet."


def test_own_words_replace_a_section_and_can_be_given_back(solved):
    technician, ticket, *_rest = solved
    edit_assessment(ticket.id, by=technician, language="fr", risk="Le pilote reste fragile.")
    assert assessment_of(technician, ticket, "fr").own_words == {"risk": "Le pilote reste fragile."}
    assert assessment_of(technician, ticket, "en").own_words == {}
    edit_assessment(ticket.id, by=technician, language="fr", risk="")
    assert assessment_of(technician, ticket, "fr").edited == []


def test_each_recommendation_is_a_task_that_is_followed_up(solved, scene):
    technician, ticket, *_rest = solved
    owner = scene.person("supervisor")
    recommend(
        ticket.id, by=technician, title="Passer au pilote v4", owner_id=owner.id, due_on=date(2026, 12, 15)
    )
    line = assessment_of(technician, ticket, "fr").recommendations[0]
    assert (line.title, line.owner, line.due_on, line.is_done) == (
        "Passer au pilote v4",
        "Maud Thierry",
        date(2026, 12, 15),
        False,
    )
    assert Task.objects.get(id=line.task_id).ticket == ticket


def test_the_requester_reads_it_with_names_but_does_not_write_it(solved, scene):
    _technician, ticket, *_rest = solved
    requester = scene.enter("requester")
    view = assessment_of(requester, ticket, "fr")
    assert "Inès Lambert" in {line.who for line in view.done}
    with pytest.raises(NotAllowed):
        write_assessment(ticket.id, by=requester)
    # an outsider is no technician: refused before anything is looked up
    with pytest.raises(NotAllowed):
        edit_assessment(ticket.id, by=scene.enter("outsider"), language="fr", risk="x")


def test_due_for_a_priority_one_a_category_that_asks_and_a_recurrence(solved, scene):
    technician, ticket, *_rest = solved
    assert not why_assessment_is_due(ticket)
    ticket.priority = 1
    assert why_assessment_is_due(ticket)
    ticket.priority = 3
    ticket.category.asks_assessment = True
    assert why_assessment_is_due(ticket)
    ticket.category.asks_assessment = False
    reopen_ticket(ticket.id, by=technician, why="Toujours rien")
    ticket.refresh_from_db()
    assert why_assessment_is_due(ticket)


def test_due_when_the_same_fault_struck_the_same_device_before(solved, diagnosis, scene):
    by, run = diagnosis.run("colleague", text="Nothing comes out", device=scene.device("IMP-2E-03"))
    assert why_assessment_is_due(hand_over(run.id, by=by))


def test_what_worked_rules_nothing_out(diagnosis, scene):
    """Only what was checked or tried in vain does, and each source ruled out says what."""
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech", p_success__gte=0.9).first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="fixed")
    solve_run(run.id, by=technician, confirmed_how="verified")
    view = assessment_of(technician, Ticket.objects.get(id=ticket.id), "en")
    assert not any(remedy.do_en in told for told in view.ruled_out)
    assert view.ruled_out == []


def test_a_source_ruled_out_by_a_check_says_so(diagnosis, scene):
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    asked = []
    for _time in range(4):
        step = next_step_of(run, "user")
        if step.kind != "ask":
            break
        record_finding(run.id, by=by, check_id=step.check.id, value="no")
        asked.append(step.check.ask_en)
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    solve_run(run.id, by=technician, confirmed_how="verified")
    view = assessment_of(technician, Ticket.objects.get(id=ticket.id), "en")
    assert view.ruled_out
    assert all(": " in told and any(question in told for question in asked) for told in view.ruled_out)


def test_the_requester_who_closes_it_confirms_it(diagnosis, scene):
    by, run = diagnosis.run(device=scene.device("IMP-2E-03"))
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="fixed")
    solve_run(run.id, by=technician, confirmed_how="unconfirmed")
    asked = Ticket.objects.get(id=ticket.id)
    assert "Nobody has confirmed" in assessment_of(technician, asked, "en").risk
    requester = scene.enter("requester")
    close_ticket(ticket.id, by=requester)
    view = assessment_of(requester, Ticket.objects.get(id=ticket.id), "en")
    assert "Nobody has confirmed" not in view.risk
    assert "confirmed by the requester" in view.done[-1].text


def test_what_was_taken_back_is_not_printed(diagnosis, scene):
    by, run = diagnosis.run()
    ticket = hand_over(run.id, by=by)
    technician = scene.enter("technician")
    take_ticket(ticket.id, by=technician)
    undo(
        ticket.id, max(undoable_since([ticket.id], ticket.created_at, by=technician).values()), by=technician
    )
    take_ticket(ticket.id, by=technician)
    view = assessment_of(technician, Ticket.objects.get(id=ticket.id), "en")
    assert [line.text for line in view.done].count("Taken in charge") == 1


def test_urgency_and_priority_are_feminine_in_french():
    with override("fr"):
        assert [str(one) for one in Urgency.labels] == ["Élevée", "Moyenne", "Faible"]
        assert str(Priority.P2.label) == "Élevée"
        assert str(Level.MEDIUM.label) == "Moyen"
        assert hours_in_words({str(day): [["08:30", "18:00"]] for day in range(5)}).startswith(
            "lundi à vendredi"
        )
