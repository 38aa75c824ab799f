"""A relapse is counted of what a later ticket is about, as it is known now: corrected, it follows."""

import os
import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import databases
from tests.commands import Commands

from secours.diagnosis.operations import choose_situation, start_run_on_ticket
from secours.diagnosis.relapses import settle_relapses, situation_of
from secours.faults.models import Fault, Occurrence, Remedy
from secours.faults.operations import resolve_with_remedy
from secours.faults.queries import differences
from secours.people.errors import Refused
from secours.tickets.models import Ticket
from secours.tickets.operations import change_ticket, declare_ticket, reopen_ticket

CODES = ("prn.no_output", "prn.garbled", "prn.label")


class Desk:
    """Tickets of a printer, as a technician handles them; `at` tells them apart by when they came."""

    def __init__(self, scene):
        self.scene, self.by = scene, scene.enter("technician")
        self.faults = {code: Fault.objects.get(code=code) for code in CODES}

    def declare(self, device="IMP-2E-03"):
        requester, found = self.scene.person("requester"), self.scene.device(device)
        return declare_ticket(by=self.by, requester=requester, text="Rien ne sort", device=found)

    def say(self, ticket, code):
        """What the ticket is about; None: something else."""
        run = start_run_on_ticket(ticket, by=self.by)
        choose_situation(run.id, by=self.by, fault_id=self.faults[code].id if code else None)

    def solve(self, ticket, code):
        remedy = Remedy.objects.filter(cause__fault=self.faults[code]).order_by("id").first()
        return resolve_with_remedy(ticket.id, by=self.by, remedy_id=remedy.id, confirmed_how="verified")


@pytest.fixture
def desk(scene):
    return Desk(scene)


def relapsed(case):
    return Occurrence.objects.get(id=case.id).relapsed_at is not None


def test_a_situation_corrected_takes_its_relapse_along(desk):
    jam, silent = (desk.solve(desk.declare(), code) for code in ("prn.garbled", "prn.no_output"))
    again = desk.declare()
    desk.say(again, "prn.garbled")
    assert (relapsed(jam), relapsed(silent)) == (True, False)
    desk.say(again, "prn.no_output")
    assert (relapsed(jam), relapsed(silent)) == (False, True)
    desk.say(again, None)
    assert (relapsed(jam), relapsed(silent)) == (False, False)
    assert differences() == []


def test_a_resolution_that_says_otherwise_corrects_too(desk):
    jam, silent = (desk.solve(desk.declare(), code) for code in ("prn.garbled", "prn.no_output"))
    again = desk.declare()
    desk.say(again, "prn.garbled")
    desk.solve(again, "prn.no_output")
    assert (relapsed(jam), relapsed(silent)) == (False, True)
    reopen_ticket(again.id, by=desk.by, why="encore")
    settle_relapses(by=desk.scene.enter_system())
    assert (relapsed(jam), relapsed(silent)) == (True, False)
    assert differences() == []


def test_what_one_ticket_gives_back_another_may_keep(desk):
    jam = desk.solve(desk.declare(), "prn.garbled")
    first, second = desk.declare(), desk.declare()
    desk.say(first, "prn.garbled")
    desk.say(second, "prn.garbled")
    desk.say(first, "prn.label")
    by = desk.scene.enter_system()
    assert settle_relapses(by=by) == 1
    assert Occurrence.objects.get(id=jam.id).relapsed_at == second.created_at
    assert settle_relapses(by=by) == 0


_ACTS = st.tuples(
    st.sampled_from(["declare", "say", "say", "say", "solve", "solve", "reopen", "elsewhere", "here"]),
    st.integers(0, 3),
    st.sampled_from([*CODES, None]),
)


def act(desk, tickets, what, ticket, code):
    match what:
        case "declare":
            tickets.append(desk.declare())
        case "say":
            desk.say(ticket, code)
        case "solve":
            desk.solve(ticket, code or CODES[0])
        case "reopen":
            reopen_ticket(ticket.id, by=desk.by, why="encore")
        case "elsewhere":
            change_ticket(ticket.id, by=desk.by, device=desk.scene.device("PC-0231"))
        case "here":
            change_ticket(ticket.id, by=desk.by, device=desk.scene.device("IMP-2E-03"))


def came_back(case):
    """By definition: a later ticket about the same, on the same device, within thirty days."""
    later = Ticket.objects.filter(device_id=case.device_id, created_at__gte=case.happened_at)
    within = later.filter(created_at__lte=case.happened_at + timedelta(days=30)).exclude(id=case.ticket_id)
    return any(situation_of(ticket.id) == case.fault_id for ticket in within)


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_ACTS, min_size=4, max_size=14))
def test_whatever_is_said_in_any_order_the_marks_follow(scene, steps):
    point = transaction.savepoint()
    desk = Desk(scene)
    tickets = [desk.declare()]
    desk.solve(tickets[0], CODES[0])
    for what, which, code in [("declare", 0, None), *steps]:
        with suppress(Refused), transaction.atomic():
            act(desk, tickets, what, tickets[-1 - which % len(tickets)], code)
    settle_relapses(by=scene.enter_system())
    for case in Occurrence.objects.filter(resolution__withdrawn_at=None, ticket__in=tickets):
        assert (case.relapsed_at is not None) == came_back(case)
    assert settle_relapses(by=scene.enter_system()) == 0
    assert differences() == []
    transaction.savepoint_rollback(point)


_TWO_AT_ONCE = """
import psycopg
from django.db import connection
from secours.config.database import database_url
from secours.diagnosis.operations import choose_situation, start_run_on_ticket
from secours.diagnosis.tasks import settle_missed_relapses
from secours.equipment.models import Device
from secours.faults.models import Fault, Occurrence, Remedy
from secours.faults.operations import resolve_with_remedy
from secours.people.actor import acting, acting_as_system
from secours.people.models import Person
from secours.tickets.operations import declare_ticket

def declare(by):
    requester = Person.objects.get(account__email="requester@demo.example")
    return declare_ticket(by=by, requester=requester, text="Rien ne sort", device=Device.objects.get(name="IMP-2E-03"))

def relapsed():
    with acting_as_system():
        return Occurrence.objects.get(ticket_id=first.id).relapsed_at is not None

with acting_as_system() as by:
    fault = Fault.objects.get(code="prn.no_output")
    first = declare(by)
    remedy = Remedy.objects.filter(cause__fault=fault).first()
    resolve_with_remedy(first.id, by=by, remedy_id=remedy.id, confirmed_how="verified")
    again = declare(by)
with psycopg.connect(database_url()) as other:
    other.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [first.id])
    with acting_as_system() as by:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        run = start_run_on_ticket(again, by=by)
        choose_situation(run.id, by=by, fault_id=fault.id)
    print("held:", relapsed())
    settle_missed_relapses()
    print("still held:", relapsed())
print("settled:", settle_missed_relapses(), relapsed())
"""


def test_a_case_that_somebody_holds_is_not_waited_for_and_made_up_for_later(django_db_setup, tmp_path):
    name = f"test_relapses_{uuid.uuid4().hex[:8]}"
    databases.copy(databases.CAST, name)
    told = {"DATABASE_URL": databases.url_of(name), "SECOURS_DATA": str(tmp_path), "SECOURS_MEANING": "none"}
    commands = Commands({**os.environ, **told})
    try:
        said = commands.python(_TWO_AT_ONCE).splitlines()
    finally:
        commands.close()
        databases.drop(name)
    assert said == ["held: False", "still held: False", "settled: 1 True"]
