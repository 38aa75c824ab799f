"""What a search shows of a ticket: the words met, of what the reader may read and of nothing else."""

import pytest

from secours.lib.statements import Reading
from secours.people.actor import acting, actor_of_person
from secours.tickets.access import search_tickets
from secours.tickets.models import Message, Watcher
from secours.tickets.operations import (
    declare_ticket,
    erase_message,
    reopen_ticket,
    reply_to_ticket,
    resolve_ticket,
)
from secours.tickets.snippets import BEGINS, ENDS, Sought


def met(word):
    return f"{BEGINS}{word}{ENDS}"


@pytest.fixture
def ticket(scene):
    return declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), title="Panne d’impression",
        text="Le témoin est éteint depuis les travaux, les imprimantes sont muettes.",
    )  # fmt: skip


def told(scene, ticket, role, words):
    reader = scene.enter(role)
    return Sought(reader, words).among([ticket]).get(ticket.id, "")


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("temoin", "témoin"), ("ÉTEINTE", "éteint"), ("travail imprimante", "imprimantes"), ("imprimante", "imprimantes"),
        ("muet -toner", "muettes"), ('"sont muettes"', "muettes"),
    ],
)  # fmt: skip
def test_words_are_met_without_accents_case_or_ending(scene, ticket, words, marked):
    assert met(marked) in told(scene, ticket, "technician", words)


@pytest.mark.parametrize(
    "words",
    ["panne", "d’impression panne", "impressions", "zinc", "-temoin", "(", "a", "\\", "%s", '"', "[a"],
)
def test_of_a_title_that_has_them_or_of_no_word_nothing_is_said(scene, ticket, words):
    assert told(scene, ticket, "technician", words) == ""


def test_words_in_several_places_are_told_of_the_first(scene, ticket):
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Un <toner> de rechange & un câble")
    line = told(scene, ticket, "technician", "toner rechange")
    assert met("rechange") in line
    assert met("témoin") in told(scene, ticket, "technician", "rechange temoin")


def test_the_standing_solution_is_told(scene, ticket):
    resolve_ticket(ticket.id, by=scene.enter("technician"), text="Remplacement du tambour zinzolin")
    for role in ("technician", "requester"):
        assert met("zinzolin") in told(scene, ticket, role, "zinzolin")
    reopen_ticket(ticket.id, by=scene.enter("technician"), why="Encore en panne")
    assert told(scene, ticket, "technician", "zinzolin") == "", "it did not hold"


@pytest.mark.parametrize(
    ("role", "is_read"), [("technician", True), ("supervisor", True), ("requester", False)]
)
def test_notes_are_for_those_who_read_them(scene, ticket, role, is_read):
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Note : appareil zinzolin", internal=True)
    assert (met("zinzolin") in told(scene, ticket, role, "zinzolin")) is is_read


def test_who_only_follows_reads_the_team_and_not_the_person_concerned(scene, ticket):
    Watcher.objects.create(organisation=ticket.organisation, ticket=ticket, person=scene.person("colleague"))
    reply_to_ticket(ticket.id, by=scene.enter("requester"), text="Mon câble zinzolin est au fond")
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Nous passons avec une échelle")
    resolve_ticket(ticket.id, by=scene.enter("requester"), text="Le bouton caramel était enfoncé")
    scene.enter_system()
    with acting(actor_of_person(scene.person("colleague").id)) as follower:
        said = [Sought(follower, word).among([ticket]) for word in ("zinzolin", "echelle", "caramel")]
    assert said[0] == said[2] == {}
    assert met("échelle") in said[1][ticket.id]
    assert met("zinzolin") in told(scene, ticket, "requester", "zinzolin")


def test_erased_words_are_never_told(scene, ticket):
    assert told(scene, ticket, "technician", "témoin")
    erase_message(ticket.id, Message.objects.get(ticket=ticket).id, by=scene.enter("admin"))
    assert told(scene, ticket, "technician", "témoin") == ""


def test_nothing_beyond_the_wall(scene, ticket):
    assert told(scene, ticket, "outsider", "témoin") == ""


def test_a_deep_word_of_a_long_text_is_given_with_what_surrounds_it(scene, ticket):
    text = "Bonjour, " * 400 + "le câble zinzolin " + "cordialement " * 60
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text=text)
    line = told(scene, ticket, "technician", "zinzolin")
    assert line.startswith("…")
    assert line.endswith("…")
    assert met("zinzolin") in line
    assert len(line) < 320


def test_many_are_asked_in_one_message(scene, ticket):
    assert search_tickets(scene.enter("technician"), "temoin") == [ticket.id]
    assert Sought(scene.enter("technician"), "temoin").ask(Reading(), []).rows == []
