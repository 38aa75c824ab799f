"""Each figure counts exactly the tickets that its list shows, within what its reader may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.cli.demo.clock import at
from secours.faults.models import Cause, Fault
from secours.faults.operations import resolve_with_remedy
from secours.reports.figures import FIGURES, by_week, counts, tickets_of
from secours.reports.load import load_by_team
from secours.reports.recurrence import devices_struck, models_struck, situations
from secours.reports.scope import Scope
from secours.tickets.operations import (
    assign_ticket,
    change_ticket,
    declare_ticket,
    hold_ticket,
    reopen_ticket,
    reply_to_ticket,
    resolve_ticket,
)


def declared(scene: Any, days_ago: float, who: str = "requester", **told: Any) -> Any:
    """At its own time, inside opening hours or not: deadlines follow the calendar."""
    with at(timezone.now() - timedelta(days=days_ago)):
        return declare_ticket(by=scene.enter_system(), requester=scene.person(who), text="En panne", **told)


def scope_of(
    scene: Any, role: str = "supervisor", days: int = 30, organisation_id: int | None = None
) -> Scope:
    return Scope.of_days(scene.enter(role), days, organisation_id)


def numbers(scope: Scope, figure: str, target: str = "") -> set[int]:
    return set(tickets_of(scope, figure, target).values_list("number", flat=True))


@pytest.fixture
def printer_cases(scene: Any) -> Any:
    """Three cases of “nothing comes out of the printer” on IMP-2E-03, one of another fault, one reopened."""
    fault = Fault.objects.get(code="prn.no_output")
    cause = Cause.objects.filter(fault=fault).first()
    tickets = []
    for days_ago in (20, 10, 3):
        ticket = declared(scene, days_ago, device=scene.device("IMP-2E-03"))
        by = scene.enter("technician")
        with at(timezone.now() - timedelta(days=days_ago) + timedelta(hours=2)):
            reply_to_ticket(ticket.id, by=by, text="Je regarde")
            resolve_with_remedy(ticket.id, by=by, fault_id=fault.id, cause_id=cause.id, confirmed_how="user")
        tickets.append(ticket)
    with at(timezone.now() - timedelta(days=2)):
        reopen_ticket(tickets[-1].id, by=scene.enter("technician"), why="Toujours pareil")
    return fault, tickets


def test_late_leaves_out_what_waits(scene: Any) -> None:
    late, held = declared(scene, 20), declared(scene, 20)
    hold_ticket(held.id, by=scene.enter("technician"), reason="supplier")
    scope = scope_of(scene)
    assert late.number in numbers(scope, "late")
    assert held.number not in numbers(scope, "late")


def test_unassigned_tells_its_oldest(scene: Any) -> None:
    ticket, taken = declared(scene, 4), declared(scene, 9)
    assign_ticket(taken.id, by=scene.enter("technician"), person_id=scene.person("technician").id)
    scope = scope_of(scene)
    told = counts(scope)
    assert numbers(scope, "unassigned") == {ticket.number}
    assert told["oldest_unassigned"] == ticket.created_at


def test_reopened_is_a_part_of_resolved(scene: Any, printer_cases: Any) -> None:
    _fault, tickets = printer_cases
    scope = scope_of(scene)
    assert numbers(scope, "reopened") == {tickets[-1].number}
    assert numbers(scope, "resolved") == {ticket.number for ticket in tickets}
    assert numbers(scope_of(scene, days=7), "resolved") == {tickets[-1].number}


def test_promises_count_what_was_never_done(scene: Any, printer_cases: Any) -> None:
    forgotten = declared(scene, 20)
    scope = scope_of(scene)
    assert forgotten.number in numbers(scope, "answers_broken")
    assert forgotten.number in numbers(scope, "solutions_broken")
    told = counts(scope)
    for promise in ("answers", "solutions"):
        assert told[promise] == told[f"{promise}_kept"] + told[f"{promise}_broken"] > 0
        weeks = by_week(scope, promise)
        assert sum(every for _week, _kept, every in weeks) == told[promise]
        assert sum(kept for _week, kept, _every in weeks) == told[f"{promise}_kept"]


@pytest.mark.parametrize("figure", FIGURES)
def test_figure_and_list_agree(scene: Any, printer_cases: Any, figure: str) -> None:
    declared(scene, 20)
    scope = scope_of(scene)
    assert counts(scope)[figure] == len(numbers(scope, figure)) == tickets_of(scope, figure).count()


def test_a_ticket_followed_by_several_counts_once(scene: Any) -> None:
    from secours.tickets.models import Watcher

    ticket = declared(scene, 20)
    for role in ("colleague", "client"):
        Watcher.objects.create(
            organisation_id=ticket.organisation_id, ticket=ticket, person=scene.person(role)
        )
    assert counts(scope_of(scene, "manager"))["late"] == 1
    assert sum(load.total for load in load_by_team(scope_of(scene, "manager"))) == 1


def test_confidential_tickets_are_in_no_figure_of_a_manager(scene: Any) -> None:
    ticket = declared(scene, 20)
    change_ticket(ticket.id, by=scene.enter("supervisor"), is_confidential=True)
    assert counts(scope_of(scene, "supervisor"))["late"] == 1
    assert counts(scope_of(scene, "manager"))["late"] == 0
    assert load_by_team(scope_of(scene, "manager")) == []


def test_organisation_narrows_and_never_widens(scene: Any) -> None:
    ours, theirs = declared(scene, 20), declared(scene, 20, who="outsider")
    own = scope_of(scene, organisation_id=ours.organisation_id)
    assert numbers(own, "late") == {ours.number}
    assert counts(own)["late"] == 1
    beyond = scope_of(scene, "mission", organisation_id=theirs.organisation_id)
    assert numbers(beyond, "late") == set()
    assert counts(beyond)["late"] == 0


def test_load_adds_up(scene: Any) -> None:
    declared(scene, 20)
    held = declared(scene, 1)
    hold_ticket(held.id, by=scene.enter("technician"), reason="requester")
    declared(scene, 0)
    (load,) = load_by_team(scope_of(scene))
    assert (load.late, load.running, load.held, load.total) == (1, 1, 1, 3)
    assert len(numbers(scope_of(scene), "team", str(load.team_id))) == 3


def test_recurrence_counts_cases_and_compares(scene: Any, printer_cases: Any) -> None:
    fault, tickets = printer_cases
    with at(timezone.now() - timedelta(days=1)):
        unknown = declared(scene, 1)
        resolve_ticket(unknown.id, by=scene.enter("technician"), text="Redémarré", confirmed_how="user")
    scope = scope_of(scene, days=30)
    met = {one.fault.id if one.fault else 0: one for one in situations(scope)}
    held = [ticket.number for ticket in tickets[:2]]
    assert (met[fault.id].cases, met[fault.id].devices, met[fault.id].median.seconds // 60) == (2, 1, 120)
    assert met[0].cases == 1
    assert numbers(scope, "fault", str(fault.id)) == set(held)
    assert numbers(scope, "fault", "0") == {unknown.number}
    before = {one.fault.id: one.before for one in situations(scope_of(scene, days=12)) if one.fault}
    assert before[fault.id] == 1


def test_struck_devices_and_models(scene: Any, printer_cases: Any) -> None:
    scope = scope_of(scene)
    (device,) = devices_struck(scope)
    (model,) = models_struck(scope)
    assert (device.name, device.cases, model.cases) == ("IMP-2E-03", 2, 2)
    assert numbers(scope, "device", device.key) == numbers(scope, "model", model.key)
    assert models_struck(scope_of(scene, days=1)) == []


@pytest.mark.parametrize(
    ("figure", "target"), [("nothing", ""), ("fault", "x"), ("team", "-1"), ("device", "")]
)
def test_what_is_not_known_has_no_ticket(scene: Any, figure: str, target: str) -> None:
    declared(scene, 20)
    assert numbers(scope_of(scene), figure, target) == set()


def test_figures_cost_the_same_however_many_tickets(scene: Any, printer_cases: Any) -> None:
    def cost() -> int:
        scope = scope_of(scene)
        with CaptureQueriesContext(connection) as seen:
            counts(scope), load_by_team(scope), situations(scope), devices_struck(scope), models_struck(scope)
        return len(seen)

    before = cost()
    for days_ago in range(1, 12):
        declared(scene, days_ago)
    assert cost() == before <= 9
