"""What one was told of: the bell of every page, the list, and what marks it read. One's own only."""

import pytest
from django.db import connection

from secours.channels.inbox import CHANNEL
from secours.channels.models import Notification
from secours.people.models import Person
from secours.tickets.models import Ticket
from secours.tickets.operations import add_task, assign_ticket, declare_ticket, reply_to_ticket

PAGE = "/workbench/notifications"


@pytest.fixture
def ticket(scene, run_jobs):
    """Given to the technician by the supervisor: one thing to be told of, once the rest is read."""
    ticket = declare_ticket(
        by=scene.enter("supervisor"), requester=scene.person("requester"), text="Écran noir"
    )
    run_jobs()
    scene.enter_system()
    Notification.objects.all().delete()
    technician = scene.person("technician").id
    assign_ticket(ticket.id, by=scene.enter("supervisor"), person_id=technician)
    run_jobs()
    return ticket


def bell(browser):
    return browser.get(f"{PAGE}/unread").content.decode().partition("<")[0].strip()


def test_the_bell_counts_what_is_unread_on_every_page(scene, ticket, sign_in):
    browser = sign_in("technician")
    assert bell(browser) == "1"
    for address in ("/workbench/", "/equipment/", f"/workbench/tickets/{ticket.number}/"):
        html = browser.get(address).content.decode()
        assert f'hx-get="{PAGE}/unread" hx-trigger="live:inbox from:body">1<' in html
        assert 'data-key="g n"' in html


def test_the_list_says_who_did_what_and_leads_there(scene, ticket, sign_in):
    html = sign_in("technician").get(PAGE).content.decode()
    assert "vous a confié le ticket" in html
    assert scene.person("supervisor").name in html
    assert f'href="/workbench/tickets/{ticket.number}/"' in html
    assert ticket.title in html


def test_the_latest_first(scene, ticket, sign_in, run_jobs):
    reply_to_ticket(ticket.id, by=scene.enter("requester"), text="Toujours rien")
    run_jobs()
    html = sign_in("technician").get(PAGE).content.decode()
    assert html.index("a répondu") < html.index("vous a confié le ticket")


def test_opening_the_ticket_reads_what_is_told_of_it(scene, ticket, sign_in, run_jobs):
    other = declare_ticket(by=scene.enter("mission"), requester=scene.person("requester"), text="Souris")
    assign_ticket(other.id, by=scene.enter("supervisor"), person_id=scene.person("technician").id)
    run_jobs()
    browser = sign_in("technician")
    before = int(bell(browser))
    # What the page of the ticket asks as soon as it is shown.
    assert (
        f"tickets/{ticket.number}/presence"
        in browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    )
    browser.post(f"/workbench/tickets/{ticket.number}/presence")
    assert int(bell(browser)) == before - 1


def test_a_manager_s_too(scene, ticket, sign_in, run_jobs):
    add_task(ticket.id, by=scene.enter("technician"), title="Valider", owner_id=scene.person("manager").id)
    run_jobs()
    browser = sign_in("manager")
    assert bell(browser) == "1"
    page = f"/workbench/tickets/{ticket.number}/"
    assert f"{page}presence" in browser.get(page).content.decode()
    browser.post(f"{page}presence")
    assert bell(browser) == ""


def test_all_are_read_at_once_and_nobody_else_s(scene, ticket, sign_in, run_jobs):
    add_task(ticket.id, by=scene.enter("technician"), title="Valider", owner_id=scene.person("mission").id)
    run_jobs()
    sign_in("technician").post(f"{PAGE}/reading")
    assert bell(sign_in("technician")) == ""
    assert bell(sign_in("mission")) == "1"
    html = sign_in("technician").get(PAGE).content.decode()
    assert "vous a confié le ticket" in html
    assert "Tout marquer comme lu" not in html


def test_one_sees_only_one_s_own(scene, ticket, sign_in):
    for role in ("mission", "manager", "admin", "supervisor"):
        assert ticket.title not in sign_in(role).get(PAGE).content.decode()
    for role in ("requester", "client", "outsider"):
        assert sign_in(role).get(PAGE).status_code == 403


def test_a_ticket_that_one_may_no_longer_open_is_not_told(scene, ticket, sign_in):
    scene.enter_system()
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None, assigned_to=None)
    browser = sign_in("technician")
    assert bell(browser) == ""
    assert ticket.title not in browser.get(PAGE).content.decode()


def test_a_task_on_a_confidential_ticket_is_told_without_its_title(scene, ticket, sign_in, run_jobs):
    scene.enter_system()
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None)
    add_task(ticket.id, by=scene.enter("supervisor"), title="Valider", owner_id=scene.person("manager").id)
    run_jobs()
    html = sign_in("manager").get(PAGE).content.decode()
    assert "Valider" in html
    assert ticket.title not in html
    assert 'href="/workbench/tasks"' in html


def test_the_open_pages_of_who_is_told_hear_of_it(scene, ticket, monkeypatch, run_jobs):
    """PostgreSQL carries the ids of the people told, and nothing of what they are told."""
    heard = []

    def listen(execute, sql, params, many, context):
        if "pg_notify" in sql and params and params[0] == CHANNEL:
            heard.append(params[1])
        return execute(sql, params, many, context)

    add_task(ticket.id, by=scene.enter("technician"), title="Valider", owner_id=scene.person("manager").id)
    with connection.execute_wrapper(listen):
        run_jobs()
    assert str(scene.person("manager").id) in heard


def test_in_english(scene, ticket, sign_in):
    scene.enter_system()
    person = Person.objects.get(id=scene.person("technician").id)
    type(person.account).objects.filter(id=person.account_id).update(language="en")
    html = sign_in("technician").get(PAGE).content.decode()
    assert "gave you the ticket" in html
    assert "Mark all as read" in html
