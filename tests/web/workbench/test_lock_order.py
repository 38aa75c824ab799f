"""Several tickets are held in the order of their ids, whatever the order in which the address names them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.journal.models import Entry
from secours.tickets.models import Link, Ticket
from secours.tickets.operations import take_ticket


@pytest.fixture
def tickets(declare):
    return [declare(title=title) for title in ("Imprimante", "Réseau", "Écran")]


def posted(browser, address, told=None):
    """The first statement that holds tickets: it names them all, and takes them in order."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(address, told or {}).status_code == 302
    held = [query["sql"] for query in asked if re.search(r'FROM "tickets_ticket".* FOR UPDATE', query["sql"])]
    assert len(held) > 1
    assert re.match(r'SELECT "tickets_ticket"."id" .* ORDER BY 1 ASC FOR UPDATE', held[0])
    return held[0]


def numbers_in(sql, column):
    return {int(number) for number in re.search(rf'"{column}" IN \(([\d, ]+)\)', sql)[1].split(",")}


def test_an_act_on_several(sign_in, tickets):
    browser = sign_in("technician")
    numbers = [ticket.number for ticket in tickets]
    sql = posted(browser, "/workbench/bulk/charge", {"t": numbers[::-1]})
    assert numbers_in(sql, "number") >= set(numbers)


def test_the_ticket_under_which_they_go_is_held_in_its_place(sign_in, tickets):
    first, second, third = tickets
    told = {"t": [third.number, first.number], "other": second.number}
    sql = posted(sign_in("technician"), "/workbench/bulk/attachment", told)
    assert numbers_in(sql, "number") >= {first.number, second.number, third.number}
    assert Link.objects.filter(other=second).count() == 2


def test_undoing_several(sign_in, scene, tickets):
    by = scene.enter("technician")
    told = []
    for ticket in tickets:
        take_ticket(ticket.id, by=by)
        entry = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("-number")[0]
        told.append(f"t={ticket.number}.{entry.number}")
    sql = posted(sign_in("technician"), "/workbench/undo?" + "&".join(told[::-1]))
    assert numbers_in(sql, "id") >= {ticket.id for ticket in tickets}
    assert not Ticket.objects.filter(id__in=[one.id for one in tickets]).exclude(assigned_to=None).exists()


def test_undoing_links_holds_what_they_point_at(sign_in, tickets):
    first, second, third = tickets
    browser = sign_in("technician")
    told = {"t": [first.number, third.number], "other": second.number}
    page = browser.post("/workbench/bulk/attachment", told, follow=True).content.decode()
    address = page.split('<div class="toast-s"')[1].split('action="')[1].split('"')[0]
    sql = posted(browser, address.replace("&amp;", "&"))
    assert numbers_in(sql, "id") >= {first.id, second.id, third.id}
    assert not Link.objects.exists()
