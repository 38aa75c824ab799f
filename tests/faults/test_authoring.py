"""The fault base is written in words, by those who may, and each change is told by the journal."""

import pytest

from secours.diagnosis.engine import words
from secours.faults.choices import HowCommon, Often, ReviewState
from secours.faults.models import Cause, Fault
from secours.faults.operations import (
    add_cause,
    add_check,
    add_remedy,
    change_cause,
    change_check,
    change_fault,
    promote_ticket,
    record_fault,
    retire_fault,
    review_fault,
)
from secours.faults.queries import history_of
from secours.faults.rules import LIKELIHOODS, PRIORS
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.tickets.operations import resolve_ticket


def test_the_words_are_those_of_the_engine():
    assert {word.name.lower(): p for word, p in LIKELIHOODS.items()} == words.LIKELIHOODS
    assert {word.name.lower(): p for word, p in PRIORS.items()} == words.PRIORS


def test_a_record_is_written_in_words(scene):
    by = scene.enter("technician")
    fault = record_fault(by=by, title_fr="Le chariot bipe", symptoms={"fr": ["ça bipe", "ça bipe", " "]})
    flat = add_cause(fault.id, by=by, name_fr="Batterie vide", how_common=HowCommon.COMMON)
    cut = add_cause(fault.id, by=by, name_fr="Câble coupé", how_common=HowCommon.RARE)
    check = add_check(
        fault.id, by=by, ask_fr="Le voyant est-il rouge ?", links={flat.id: Often.ALWAYS}, done_by="user"
    )
    remedy = add_remedy(flat.id, by=by, do_fr="Le brancher une heure", works=Often.OFTEN, wait_minutes=60)
    assert fault.state == ReviewState.DRAFT
    assert [s.text for s in fault.symptoms.all()] == ["ça bipe"]
    assert (flat.prior, cut.prior) == (0.21, 0.04)
    assert [(link.cause_id, link.p_yes) for link in check.links.all()] == [(flat.id, 0.95)]
    assert (check.p_yes_otherwise, remedy.p_success) == (0.12, 0.75)
    kinds = [entry.kind for entry in history_of(fault)]
    assert kinds == [
        "fault.remedy_added", "fault.check_added", "fault.cause_added", "fault.cause_added", "fault.recorded",
    ]  # fmt: skip


def test_words_that_stay_leave_the_figure_as_fine_as_it_was(scene):
    by = scene.enter("technician")
    cause = Cause.objects.get(fault__code="prn.no_output", code="spooler")
    fine = cause.prior
    changed = change_cause(cause.id, by=by, name_en="Stuck queue", how_common=HowCommon.COMMON)
    assert (changed.prior, changed.name_en, changed.name_fr) == (fine, "Stuck queue", cause.name_fr)
    assert change_cause(cause.id, by=by, how_common=HowCommon.RARE).prior == 0.04


def test_a_check_forgets_the_links_that_are_taken_out(scene):
    by = scene.enter("technician")
    check = Fault.objects.get(code="prn.no_output").checks.get(code="on")
    kept = check.links.first()
    change_check(check.id, by=by, links={kept.cause_id: Often.SOMETIMES})
    assert [(link.cause_id, link.p_yes) for link in check.links.all()] == [(kept.cause_id, 0.40)]


def test_reviewed_then_retired(scene):
    by = scene.enter("technician")
    fault = Fault.objects.get(code="prn.no_output")
    review_fault(fault.id, by=by)
    assert not fault.causes.filter(is_reviewed=False).exists()
    with pytest.raises(Refused):
        retire_fault(fault.id, by=by, why=" ")
    assert retire_fault(fault.id, by=by, why="Doublon").state == ReviewState.RETIRED
    assert history_of(fault)[0].words.text == "Doublon"


@pytest.mark.parametrize("role", ["requester", "client", "manager"])
def test_who_does_not_serve_does_not_write(scene, role):
    by = scene.enter(role)
    fault = Fault.objects.get(code="prn.no_output")
    with pytest.raises(NotAllowed):
        record_fault(by=by, title_fr="x")
    with pytest.raises(NotAllowed):
        review_fault(fault.id, by=by)


def test_a_record_without_a_title_is_refused_beside_its_field(scene):
    with pytest.raises(Refused) as refusal:
        record_fault(by=scene.enter("technician"), title_fr="  ")
    assert refusal.value.field == "title_fr"


def test_a_record_of_another_client_is_out_of_reach(scene):
    town = scene.person("outsider").organisation_id
    fault = record_fault(by=scene.enter("technician"), title_fr="La borne", organisation_id=town)
    mission = scene.enter("mission")
    with pytest.raises(NotFound):
        change_fault(fault.id, by=mission, title_fr="Autre")


def test_a_solved_ticket_becomes_a_draft(desk):
    ticket = desk.declare()
    with pytest.raises(Refused):
        promote_ticket(ticket.id, by=desk.by)
    resolve_ticket(ticket.id, by=desk.by, text="Rouleau changé")
    fault = promote_ticket(ticket.id, by=desk.by, cause_fr="Rouleau usé")
    assert fault.title_fr == ticket.title
    assert [s.text for s in fault.symptoms.all()] == [ticket.title]
    assert fault.causes.get().remedies.get().do_fr == "Rouleau changé"
    assert history_of(fault)[0].data == {"ticket": ticket.number}
