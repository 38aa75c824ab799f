"""A search tells nothing of words that its reader may not read: neither by what it finds nor by what it leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secours.people.actor import acting, actor_of_person
from secours.tickets.access import search_tickets
from secours.tickets.models import Watcher
from secours.tickets.operations import declare_ticket, reply_to_ticket

READ, HIDDEN = "Le témoin est éteint", "Câble zinzolin derrière une girafe"
PIECES = ("temoin", "zinzolin", "girafe", "panne", "absent", "or", "-zinzolin", "-temoin", '-"cable zinzolin"',
          '"une girafe"', "(-zinzolin", "panne-zinzolin", "_-zinzolin", '"-zinzolin', "--girafe", "panne!-zinzolin",
          "T-1001", "-", "(")  # fmt: skip
QUERIES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)


def follow(scene, ticket):
    Watcher.objects.create(organisation=ticket.organisation, ticket=ticket, person=scene.person("colleague"))


def declared(scene, requester, follower=False):
    ticket = declare_ticket(
        by=scene.enter("technician"), requester=scene.person(requester), title="Panne", text=READ
    )
    if follower:
        follow(scene, ticket)
    return ticket


def found(scene, role, words):
    scene.enter_system()
    with acting(actor_of_person(scene.person(role).id)) as reader:
        return search_tickets(reader, words)


@pytest.fixture
def twins(scene):
    """By who may not read all of the first: it and another that differs by the hidden words alone."""
    noted, plain = declared(scene, "requester"), declared(scene, "requester")
    reply_to_ticket(noted.id, by=scene.enter("technician"), text=HIDDEN, internal=True)
    told, silent = declared(scene, "requester", True), declared(scene, "requester", True)
    reply_to_ticket(told.id, by=scene.enter("requester"), text=HIDDEN)
    own, unsaid = declared(scene, "mission"), declared(scene, "mission")
    reply_to_ticket(own.id, by=scene.enter("technician"), text=HIDDEN, internal=True)
    return {"requester": (noted, plain), "colleague": (told, silent), "mission": (own, unsaid)}


@pytest.mark.parametrize("role", ["requester", "client"])
def test_the_words_of_a_note_find_nothing_for_who_may_not_read_it(scene, twins, role):
    noted = twins["requester"][0]
    assert noted.id in found(scene, "technician", "zinzolin")
    assert noted.id not in found(scene, role, "zinzolin")
    for words in ("temoin", "panne", f"T-{noted.number}", "temoin eteinte"):
        assert noted.id in found(scene, role, words)


def test_staff_do_not_find_by_notes_about_their_own_trouble(scene, twins):
    own = twins["mission"][0]
    assert own.id in found(scene, "technician", "zinzolin")
    assert own.id not in found(scene, "mission", "zinzolin")
    assert own.id in found(scene, "mission", "temoin")


def test_who_only_follows_finds_by_what_the_team_says_and_not_by_the_others(scene, twins):
    told = twins["colleague"][0]
    reply_to_ticket(told.id, by=scene.enter("technician"), text="Nous passons avec une échelle")
    assert found(scene, "colleague", "echelle") == [told.id]
    assert found(scene, "colleague", "zinzolin") == []
    assert told.id in found(scene, "requester", "zinzolin")


def test_what_is_refused_is_refused_of_what_is_read(scene, twins):
    told, silent = twins["colleague"]
    assert set(found(scene, "requester", "panne -zinzolin")) >= {silent.id}
    assert told.id not in found(scene, "requester", "panne -zinzolin")
    assert told.id in found(scene, "colleague", "panne -zinzolin")
    # What they do not read, “témoin” too, cannot be told apart from what nobody said.
    assert set(found(scene, "colleague", "panne -temoin -zinzolin -absent")) == {told.id, silent.id}


@pytest.mark.parametrize("role", ["requester", "colleague"])
def test_hidden_words_change_nothing_of_what_is_found(scene, twins, role):
    hiding, plain = twins[role]

    @given(QUERIES)
    def same(pieces):
        ids = found(scene, role, " ".join(pieces).replace("T-1001", f"T-{hiding.number}"))
        by_number = "T-1001" in pieces
        assert by_number or (hiding.id in ids) == (plain.id in ids)

    same()


def test_nor_do_notes_help_staff_to_guess_by_a_minus(scene, twins):
    own, _unsaid = twins["mission"]
    for words in ("panne -zinzolin", "panne -girafe", "panne -absent", "panne (-zinzolin"):
        assert own.id not in found(scene, "mission", words)
