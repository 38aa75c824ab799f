"""Past cases have a say in which situation a text tells: their own organisation's, within bounds, while they stand."""

import pytest

from secours.faults.models import Fault
from secours.faults.operations import resolve_with_remedy
from secours.faults.recall import match_situations
from secours.faults.recall.meaning import embed, literal
from secours.faults.recall.past import place_news
from secours.faults.recall.votes import _SAY, votes_of_past
from secours.tickets.operations import declare_ticket, reopen_ticket

pytestmark = [pytest.mark.xdist_group("meaning"), pytest.mark.usefixtures("meaning")]

TEXT = "Le sablier violet de Zymphonie tourne sur la feuille de soins"
SAME_IN_OTHER_WORDS = "Zymphonie tourne encore sur la feuille de soins, sablier violet"


class Solved:
    """Cases of one situation, solved by its first solution and placed by the job."""

    def __init__(self, scene, times):
        self.scene, self.fault = scene, Fault.objects.get(code="prn.no_output")
        by = scene.enter("technician")
        self.tickets = [self._solve(by) for _ in range(times)]
        place_news()

    def _solve(self, by):
        ticket = declare_ticket(by=by, requester=self.scene.person("requester"), text=TEXT)
        remedy = self.fault.causes.order_by("id").first().remedies.first()
        resolve_with_remedy(ticket.id, by=by, remedy_id=remedy.id, confirmed_how="verified")
        return ticket

    def first(self, role="requester"):
        found = match_situations(self.scene.enter(role), SAME_IN_OTHER_WORDS, "fr")
        return found.choices[0].fault if found.choices else None

    def votes(self, role="requester"):
        return votes_of_past(
            self.scene.enter(role), SAME_IN_OTHER_WORDS, "fr", literal(embed([SAME_IN_OTHER_WORDS])[0])
        )


def test_cases_put_their_situation_first(scene):
    text_alone = match_situations(scene.enter("requester"), SAME_IN_OTHER_WORDS, "fr").choices
    assert "prn.no_output" not in [match.fault.code for match in text_alone[:1]]
    cases = Solved(scene, 4)
    assert cases.first() == cases.fault
    assert cases.first("technician") == cases.fault


def test_more_cases_say_more_and_never_more_than_their_bound(scene):
    said = [Solved(scene, times).votes() for times in (1, 3, 5)]
    told = [votes[Fault.objects.get(code="prn.no_output").id] for votes in said]
    assert told == sorted(told)
    assert told[0] < told[1]
    assert told[-1] <= _SAY * 5 / 9


def test_what_was_withdrawn_says_nothing(scene):
    cases = Solved(scene, 1)
    assert cases.votes() == pytest.approx({cases.fault.id: _SAY / 5})
    reopen_ticket(cases.tickets[0].id, by=scene.enter("technician"), why="Cela recommence")
    assert cases.votes() == {}


def test_another_organisation_hears_nothing_of_it(scene):
    cases = Solved(scene, 3)
    assert cases.votes("outsider") == {}
    assert cases.first("outsider") != cases.fault


def test_an_old_case_says_less(scene):
    from datetime import timedelta

    from django.utils import timezone

    from secours.faults.models import Document

    cases = Solved(scene, 1)
    fresh = cases.votes()[cases.fault.id]
    scene.enter_system()
    Document.objects.update(happened_at=timezone.now() - timedelta(days=180))
    assert cases.votes()[cases.fault.id] == pytest.approx(_SAY * 0.5 / 4.5)
    assert cases.votes()[cases.fault.id] < fresh


def test_a_reader_of_another_language_is_offered_the_same(scene):
    cases = Solved(scene, 4)
    found = match_situations(scene.enter("technician"), SAME_IN_OTHER_WORDS, "en", told_in="fr").choices
    assert found[0].fault == cases.fault
