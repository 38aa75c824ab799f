"""How a solution is done is read before it is applied; once solved, the one that put it right comes first."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from secours.diagnosis.operations import choose_situation, record_attempt, start_run_on_ticket
from secours.faults.models import Fault, Remedy
from secours.faults.operations.resolving import resolve_with_remedy
from secours.people.operations import change_organisation
from secours.tickets.choices import Confirmation
from secours.tickets.models import Ticket
from secours.tickets.operations import close_without_answer, resolve_ticket


@pytest.fixture
def printer(declare, scene):
    """A ticket whose situation is chosen, with the run and the fault."""
    ticket, by = declare(title="Rien ne sort de l’imprimante"), scene.enter("technician")
    fault = Fault.objects.get(code="prn.no_output")
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=fault.id)
    return ticket, run, fault


def panel(browser, ticket):
    html = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    return html.split('id="diagnosis"')[1].split("</aside>")[0].replace("\u00a0", " ")


def test_steps_stand_beside_the_button_that_applies(sign_in, printer):
    ticket, _run, fault = printer
    html = panel(sign_in("technician"), ticket)
    known = {remedy.id: remedy for remedy in Remedy.objects.filter(cause__fault=fault)}
    rows = html.split('class="rem"')[1:]
    offered = [(known[int(re.search(r'name="remedy" value="(\d+)"', row)[1])], row) for row in rows]
    assert any(remedy.steps_fr for remedy, _row in offered)
    for remedy, row in offered:
        for line in remedy.step_lines:
            assert line.replace("\u00a0", " ").split("«")[0].strip() in row


def test_what_nobody_has_tried_is_suggested_what_was_is_measured(sign_in, printer, scene, declare):
    ticket, _run, fault = printer
    browser = sign_in("technician")
    assert "Solutions proposées" in panel(browser, ticket)
    by, before = scene.enter("admin"), declare()
    change_organisation(ticket.organisation, by=by, quiet_days=0)
    remedy = Remedy.objects.filter(cause__fault=fault).first()
    resolve_with_remedy(
        before.id, by=scene.enter("technician"), cause_id=remedy.cause_id, remedy_id=remedy.id, fault_id=fault.id,
        confirmed_how=Confirmation.USER,
    )  # fmt: skip
    told = panel(browser, ticket)
    assert "Solutions mesurées" in told
    assert "Solutions proposées" not in told


def test_steps_stand_on_the_resolution_too(sign_in, printer, scene):
    ticket, run, fault = printer
    remedy = Remedy.objects.filter(cause__fault=fault).exclude(steps_fr="").first()
    record_attempt(run.id, by=scene.enter("technician"), remedy_id=remedy.id, outcome="unknown")
    html = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/resolution").content.decode()
    assert remedy.step_lines[0].split("«")[0].strip() in html


def test_what_put_it_right_comes_first_and_once(sign_in, printer, scene):
    ticket, _run, fault = printer
    remedy = Remedy.objects.filter(cause__fault=fault).last()
    resolve_with_remedy(
        ticket.id,
        by=scene.enter("technician"),
        cause_id=remedy.cause_id,
        remedy_id=remedy.id,
        fault_id=fault.id,
        confirmed_how="user",
        answers={},
        attempts=[(remedy.id, "fixed")],
    )
    html = panel(sign_in("technician"), ticket)
    said = remedy.do_fr.replace("\u00a0", " ").split("«")[0].strip()
    first = html.split("</section>")[0]
    assert "Ce qui a réglé la panne" in first
    assert said in first
    assert str(Confirmation.USER.label) in first
    assert said not in html.split('class="rem"', 1)[-1].split("</section>")[0]


def facts(browser, ticket):
    html = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    words = re.sub(r"<[^>]+>", " ", html.split('id="facts"')[1].split("</section>")[0])
    return " ".join(words.replace("\u00a0", " ").split()), html


def solved(declare, scene, **moved):
    ticket = declare(title="Une question")
    resolve_ticket(ticket.id, by=scene.enter("technician"), confirmed_how="user", text="Fait")
    Ticket.objects.filter(id=ticket.id).update(**moved)
    return ticket


def test_a_solved_ticket_says_that_the_promise_was_kept(sign_in, declare, scene):
    words, html = facts(sign_in("technician"), solved(declare, scene))
    assert words.count("engagement tenu") == 2
    assert "engagement tenu</span>" in html.split('class="blk sla"')[1]


def test_or_by_how_much_it_was_missed(sign_in, declare, scene):
    now = timezone.now()
    late = {"response_due_at": now - timedelta(minutes=42), "due_at": now - timedelta(minutes=30)}
    words, html = facts(sign_in("technician"), solved(declare, scene, **late))
    assert "retard 42 min" in words
    assert "retard 30 min" in words
    assert "engagement manqué" in html.split('class="blk sla"')[1]


def test_a_ticket_closed_without_a_solution_says_neither(sign_in, declare, scene):
    ticket = declare(title="Une question")
    close_without_answer(ticket.id, by=scene.enter("technician"))
    words, _html = facts(sign_in("technician"), ticket)
    assert "engagement manqué" not in words
    assert words.count("engagement tenu") <= 1
