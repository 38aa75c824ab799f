"""Statements written once: they give what the query set gives, behind the same wall, in one message."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from secours.equipment.models import Device
from secours.lib.statements import Given, GivenIds, Reading, chained, counted, statement, written
from secours.people.access import people_visible_to
from secours.people.models import Person, Place, Team


@pytest.fixture
def people(scene):
    scene.enter("technician")
    return [scene.person("requester"), scene.person("technician")]


def test_models_come_with_what_they_join(people):
    one = statement(Person.objects.select_related("organisation", "place").filter(id=Given("person")))
    (found,) = one.read(person=people[0].id)
    assert found == people[0]
    organisation, place_id = people[0].organisation.name, people[0].place_id
    with CaptureQueriesContext(connection) as queries:
        assert found.organisation.name == organisation
        assert (found.place.id if found.place else None) == place_id
    assert len(queries) == 0


def test_tuples_dicts_and_single_values(people):
    rows = Person.objects.filter(id__in=GivenIds("people")).order_by("id")
    ids = [one.id for one in people]
    expected = sorted((one.id, one.name) for one in people)
    assert statement(rows.values_list("id", "name")).read(people=ids) == expected
    assert statement(rows.values_list("name", flat=True)).read(people=ids) == [name for _id, name in expected]
    assert statement(rows.values("name", "id")).read(people=ids) == [
        {"name": n, "id": i} for i, n in expected
    ]


def test_fields_still_shape_their_columns(scene):
    scene.enter("technician")
    place = scene.person("requester").place
    assert place.critical_periods
    (found,) = statement(Place.objects.filter(id=Given("place"))).read(place=place.id)
    assert found.critical_periods == place.critical_periods


def test_a_percent_sign_is_no_value(people):
    named = statement(Team.objects.filter(name="100 %s", id=Given("team")).values_list("name", flat=True))
    assert named.read(team=0) == []


def test_a_percent_sign_of_the_statement_itself_stays(people):
    """The trigram operator is written %, doubled in compiled SQL."""
    alike = Person.objects.filter(name__trigram_similar=people[0].name, id=Given("person"))
    assert statement(alike).read(person=people[0].id) == [people[0]]
    assert statement(alike.filter(name__trigram_similar="zzz")).read(person=people[0].id) == []


def test_what_failed_fails_again(people):
    reading = Reading()
    wrong = reading.ask(written("SELECT 1 / %s", "number"), number=0)
    beside = reading.ask(statement(Person.objects.filter(id=Given("person"))), person=people[0].id)
    with pytest.raises(DataError), transaction.atomic():
        wrong.first  # noqa: B018
    for answer in (wrong, beside):
        with pytest.raises(DataError):
            answer.rows  # noqa: B018


def test_what_can_have_no_row_is_not_asked(people):
    reading = Reading()
    with CaptureQueriesContext(connection) as queries:
        answer = reading.ask(statement(Person.objects.filter(id__in=[])))
        assert (answer.rows, answer.first) == ([], None)
    assert len(queries) == 0
    assert counted(statement(Person.objects.none())).read() == [(0,)]


def test_one_message_for_all_that_was_asked(people):
    by_id = statement(Person.objects.filter(id=Given("person")))
    reading = Reading()
    first = reading.ask(by_id, person=people[0].id)
    second = reading.ask(by_id, person=people[1].id)
    third = reading.ask(written("SELECT %s || 'é', %s", "word", "number"), word="été", number=3)
    with CaptureQueriesContext(connection) as queries:
        assert (first.first, second.first) == (people[0], people[1])
        assert third.rows == [("étéé", 3)]
    assert len(queries) == 1


def test_a_value_that_was_not_given_is_said_at_once(people):
    with pytest.raises(KeyError, match="person"):
        Reading().ask(statement(Person.objects.filter(id=Given("person"))))


def test_the_second_only_fills_up(people):
    ids = Person.objects.filter(id=Given("one")).values_list("id", flat=True)
    others = Person.objects.filter(id=Given("other")).values_list("id", flat=True)
    both = chained(statement(ids), statement(others), 2)
    assert both.read(one=people[0].id, other=people[1].id) == [people[0].id, people[1].id]
    assert chained(statement(ids), statement(others), 1).read(one=people[0].id, other=people[1].id) == [
        people[0].id
    ]
    assert chained(statement(Person.objects.none()), statement(others), 1).read(other=7) in ([7], [])


def test_the_wall_stands(scene):
    device = scene.device("IMP-2E-03")
    of_everyone = statement(Device.objects.filter(id=Given("device")))
    scene.enter("technician")
    assert of_everyone.read(device=device.id) == [device]
    scene.enter("outsider")
    assert of_everyone.read(device=device.id) == []


def test_access_is_part_of_the_statement(scene):
    claire = scene.person("requester")
    seen = {
        role: statement(people_visible_to(scene.enter(role)).filter(id=Given("person"))).read(
            person=claire.id
        )
        for role in ("technician", "outsider")
    }
    assert seen == {"technician": [claire], "outsider": []}
