"""One link a pair: linking again changes its kind, says so, and the fault base counts accordingly."""

import pytest

from secours.faults.choices import LearningState
from secours.faults.models import Cause, Fault, Occurrence
from secours.faults.operations import resolve_with_remedy
from secours.journal.models import Entry
from secours.tickets.choices import LinkKind
from secours.tickets.models import Link
from secours.tickets.operations import declare_ticket, link_tickets, unlink_tickets


@pytest.fixture
def pair(scene):
    by = scene.enter("technician")
    return by, *(declare_ticket(by=by, requester=scene.person("requester"), text=text) for text in "ab")


def links(*tickets):
    found = Link.objects.filter(ticket__in=tickets).values_list("ticket_id", "other_id", "kind")
    return sorted(found)


def entries(ticket):
    told = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind="ticket.linked")
    kept = ("other", "kind", "was")
    return [{key: one.data[key] for key in kept if key in one.data} for one in told.order_by("number")]


def test_another_kind_replaces_the_first_and_is_told(pair):
    by, one, two = pair
    link_tickets(one.id, two.number, by=by)
    link_tickets(one.id, two.number, by=by, kind=LinkKind.DUPLICATE)
    assert links(one, two) == [(one.id, two.id, "duplicate")]
    assert entries(one) == [
        {"other": two.id, "kind": "related"},
        {"other": two.id, "kind": "duplicate", "was": "related"},
    ]


def test_the_same_again_is_nothing(pair):
    by, one, two = pair
    link_tickets(one.id, two.number, by=by)
    link_tickets(one.id, two.number, by=by)
    link_tickets(two.id, one.number, by=by)
    assert links(one, two) == [(one.id, two.id, "related")]
    assert entries(one) == [{"other": two.id, "kind": "related"}]
    assert entries(two) == []


def test_a_kind_with_a_direction_turns_round(pair):
    by, one, two = pair
    link_tickets(one.id, two.number, by=by, kind=LinkKind.CAUSED_BY)
    link_tickets(two.id, one.number, by=by, kind=LinkKind.CAUSED_BY)
    assert links(one, two) == [(two.id, one.id, "caused_by")]
    assert entries(two) == [{"other": one.id, "kind": "caused_by", "was": "reverse_caused_by"}]


def test_unlinking_from_the_other_side(pair):
    by, one, two = pair
    link_tickets(one.id, two.number, by=by, kind=LinkKind.ATTACHED)
    unlink_tickets(two.id, one.number, by=by)
    assert links(one, two) == []


@pytest.mark.parametrize("turned_round", [False, True])
def test_a_case_no_longer_joined_counts_again(pair, turned_round):
    by, one, two = pair
    fault = Fault.objects.get(code="prn.no_output")
    cause = Cause.objects.filter(fault=fault).first()
    resolve_with_remedy(one.id, by=by, fault_id=fault.id, cause_id=cause.id, confirmed_how="verified")
    link_tickets(one.id, two.number, by=by, kind=LinkKind.DUPLICATE)
    assert Occurrence.objects.get(ticket=one).state == LearningState.WITHDRAWN
    if turned_round:
        link_tickets(two.id, one.number, by=by, kind=LinkKind.DUPLICATE)
    else:
        link_tickets(one.id, two.number, by=by, kind=LinkKind.RELATED)
    assert Occurrence.objects.get(ticket=one).state == LearningState.WAITING


def test_the_story_says_that_the_link_changed(pair, sign_in):
    by, one, two = pair
    link_tickets(one.id, two.number, by=by)
    link_tickets(one.id, two.number, by=by, kind=LinkKind.DUPLICATE)
    page = sign_in("technician").get(f"/workbench/tickets/{one.number}/").content.decode()
    assert "a changé le lien" in page
    assert page.count(f"/links/{two.number}/removal") == 1
