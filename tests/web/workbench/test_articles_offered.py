"""Articles beside a ticket: offered for its situation, put in the reply; and what they did is told to staff."""

from html import unescape

import pytest

from secours.diagnosis.operations import answer_article, choose_situation, start_run, start_run_on_ticket
from secours.faults.models import Fault
from secours.faults.operations import record_article, review_article
from secours.tickets.models import Draft


@pytest.fixture
def fault(scene):
    return Fault.objects.get(code="prn.no_output", organisation=None)


@pytest.fixture
def write(scene, fault):
    def written(title, **fields):
        by = scene.enter("admin")
        words = {"title_fr": title, "text_fr": "Appuyer.", "fault_id": fault.id, **fields}
        organisation_id = words.pop("organisation_id", None)
        article = record_article(by=by, organisation_id=organisation_id, **words)
        return review_article(article.id, by=by)

    return written


@pytest.fixture
def ticket(scene, fault, declare):
    ticket = declare(title="Plus rien ne sort")
    by = scene.enter("technician")
    choose_situation(start_run_on_ticket(ticket, by=by).id, by=by, fault_id=fault.id)
    return ticket


def page(sign_in, ticket):
    return unescape(sign_in("technician").get(f"/workbench/tickets/{ticket.number}/").content.decode())


def test_those_of_the_situation_stand_in_the_panel_with_what_they_say_in_a_reply(sign_in, ticket, write):
    article = write("Vider la file")
    html = page(sign_in, ticket)
    assert f'href="/faults/articles/{article.id}/"' in html
    assert "Cet article peut vous aider\u00a0: Vider la file\nhttp" in html
    assert f"/portal/articles/{article.id}/" in html


def test_none_that_the_requester_could_not_read(scene, sign_in, ticket, write):
    scene.enter_system()
    town = scene.person("outsider").organisation_id
    write("Pour l’équipe", audience="staff")
    write("D’un autre client", organisation_id=town)
    write("Périmé", valid_until="2020-01-01")
    write("", text_fr="", title_en="Only English", text_en="Press.")
    html = page(sign_in, ticket)
    for title in ("Pour l’équipe", "D’un autre client", "Périmé", "Only English"):
        assert title not in html


def test_without_script_it_joins_the_draft(sign_in, ticket, write):
    article = write("Vider la file")
    url = f"/workbench/tickets/{ticket.number}"
    offered = sign_in("technician").get(f"{url}/standard-replies").content.decode()
    assert "Vider la file" in offered
    answer = sign_in("technician").post(f"{url}/standard-replies", {"article": article.id})
    assert answer["Location"] == f"{url}/#reply"
    text = Draft.objects.get(key=f"reply:{ticket.number}").text
    assert "Vider la file" in text
    assert text.endswith(f"/portal/articles/{article.id}/")
    assert sign_in("technician").post(f"{url}/standard-replies", {"article": 0}).status_code == 404


def test_what_it_did_is_told_to_staff(scene, sign_in, fault, write):
    article = write("Vider la file")
    address = f"/faults/articles/{article.id}/"
    assert "personne n’a encore dit" in sign_in("technician").get(address).content.decode()
    for role, words in (("requester", (False, True)), ("colleague", (False,))):
        reader = scene.enter(role)
        run = start_run(by=reader, person=scene.person(role), text="L’imprimante n’imprime plus")
        for helped in words:
            answer_article(run.id, by=scene.enter(role), article_id=article.id, helped=helped)
    for page in (address, "/faults/articles/"):
        assert "a aidé 1 fois sur 2" in sign_in("technician").get(page).content.decode()
