"""What was met before, told to each as far as they may know."""

import pytest

from secours.faults.operations.learning import mark_relapses
from secours.faults.recall import requester_news, same_fault, similar_tickets
from secours.tickets.models import Ticket


def test_the_same_fault_on_the_same_device(desk):
    desk.quiet_days(0)
    past = desk.resolve(desk.declare())
    known = same_fault(desk.by, fault=desk.fault, device=desk.scene.device("IMP-2E-03"))
    assert (known.ticket_number, known.remedy, known.is_same_device) == (
        past.ticket.number,
        past.remedy,
        True,
    )
    assert (known.worked, known.tried) == (1, 1)


def test_the_same_fault_at_the_site(desk):
    past = desk.resolve(desk.declare())
    other, site = desk.scene.device("PC-0231"), past.site
    assert same_fault(desk.by, fault=desk.fault, device=other) is None
    known = same_fault(desk.by, fault=desk.fault, device=other, site=site)
    assert (known.ticket_number, known.is_same_device) == (past.ticket.number, False)


def test_a_case_that_came_back_is_the_same_fault_and_no_news(desk):
    past, again = desk.resolve(desk.declare()), desk.declare()
    assert mark_relapses(again, desk.fault.id, by=desk.by) == 1
    known = same_fault(desk.by, fault=desk.fault, device=past.device)
    assert (known.ticket_number, known.has_relapsed) == (past.ticket.number, True)
    assert requester_news(desk.scene.enter("colleague"), fault=desk.fault, device=past.device) is None


def test_a_ticket_that_one_may_not_open_stays_unnamed(desk):
    past = desk.resolve(desk.declare())
    device = past.device
    Ticket.objects.filter(id=past.ticket_id).update(is_confidential=True, team=None)
    mission = desk.scene.enter("mission")
    known = same_fault(mission, fault=desk.fault, device=device)
    assert known.ticket_number is None
    assert known.remedy == past.remedy


@pytest.mark.parametrize(("code", "told"), [("consumable", True), ("spooler", False)])
def test_a_requester_hears_of_a_solution_that_they_can_do(desk, code, told):
    past = desk.resolve(desk.declare(), code)
    device = past.device
    colleague = desk.scene.enter("colleague")
    news = requester_news(colleague, fault=desk.fault, device=device)
    assert (news.remedy is not None) == (told and past.remedy.by == "user")
    assert not hasattr(news, "ticket_number")


def test_another_client_hears_nothing(desk):
    past = desk.resolve(desk.declare())
    device, site = past.device, past.site
    outsider = desk.scene.enter("outsider")
    assert same_fault(outsider, fault=desk.fault, device=device, site=site) is None


def test_similar_tickets_start_with_the_same_fault_and_device(desk):
    far = desk.resolve(desk.declare(device=None)).ticket
    near = desk.resolve(desk.declare()).ticket
    open_one = desk.declare()
    found = similar_tickets(desk.by, desk.declare(), fault_id=desk.fault.id)
    assert [one.ticket.number for one in found] == [near.number, far.number]
    assert found[0].is_same_fault
    assert open_one.number not in [one.ticket.number for one in found]
    assert similar_tickets(desk.scene.enter("outsider"), open_one) == []
