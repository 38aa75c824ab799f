"""Queries do not grow with rows; the page under one's fingers answers fast."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.tickets.operations import change_ticket, declare_ticket, reply_to_ticket


def queries(page, address):
    with CaptureQueriesContext(connection) as seen:
        assert page.open(address).response.status_code == 200
    return len(seen)


def add_tickets(scene, count):
    by = scene.enter("technician")
    for number in range(count):
        ticket = declare_ticket(by=by, requester=scene.person("requester"), text=f"Panne {number}")
        reply_to_ticket(ticket.id, by=by, text="Vu")
        if number % 2:
            change_ticket(ticket.id, by=by, device=scene.device("PC-0231"), is_known_incident=True)
    scene.enter_system()
    return ticket


@pytest.mark.parametrize("address", ["/portal/", "/portal/tickets/", "/portal/tickets/?q=panne"])
def test_lists_cost_the_same_with_more_rows(scene, screen, address):
    page = screen()
    add_tickets(scene, 2)
    page.open(address)
    few = queries(page, address)
    add_tickets(scene, 8)
    assert queries(page, address) == few


def test_the_ticket_page_costs_the_same_with_more_words(scene, screen):
    ticket = add_tickets(scene, 1)
    page = screen()
    address = f"/portal/tickets/{ticket.number}/"
    page.open(address)
    few = queries(page, address)
    by = scene.enter("technician")
    for _ in range(6):
        reply_to_ticket(ticket.id, by=by, text="Encore")
    scene.enter_system()
    assert queries(page, address) == few


def test_suggestions_follow_what_is_typed(screen):
    """`secours bench pages` says what they cost."""
    page = screen()
    told = page.browser.get("/portal/suggestions/", {"text": "imprimante"}, headers={"HX-Request": "true"})
    assert "imprim" in told.content.decode().lower()


def test_a_fragment_for_htmx_a_page_for_others(told, screen):
    page = told("Écran noir")
    run = f"/portal/diagnosis/{page.run_id}/"
    for address in ("/portal/", "/portal/tickets/", "/portal/request/", run):
        assert "<html" in page.open(address).html
        assert "<html" not in page.open(address, **{"HX-Request": "true"}).html
