"""Statements that come back are planned once a connection; a plan never serves another reach than its caller's."""

import pytest
from django.db import DataError, connection, transaction

from secours.equipment.models import Device
from secours.lib import prepared
from secours.lib.prepared import Prepared
from secours.lib.statements import Given, Reading, Statement, planned_anew, statement, written
from secours.people.models import Team

MANY = 12


@pytest.fixture(autouse=True)
def _nothing_prepared_yet(scene):
    scene.enter("technician")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    prepared._connections.pop(connection.connection, None)


def kept_plans() -> dict[str, int]:
    """Text of each prepared statement, and how many of its calls used the plan made once for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans FROM pg_prepared_statements WHERE name LIKE 'secours%'"
        )
        return dict(cursor.fetchall())


def test_what_comes_back_is_prepared_and_answers_the_same(scene):
    by_id = statement(Device.objects.filter(id=Given("device")))
    device = scene.device("IMP-2E-03")
    assert [by_id.read(device=device.id) for _ in range(2)] == [[device]] * 2
    assert kept_plans() == {}
    assert [by_id.read(device=one) for one in (device.id, 0, device.id)] == [[device], [], [device]]
    assert len(kept_plans()) == 1


def test_it_is_planned_once_from_its_first_call(scene):
    by_id = statement(Device.objects.filter(id=Given("device")))
    for _ in range(6):
        by_id.read(device=scene.device("IMP-2E-03").id)
    assert list(kept_plans().values()) == [4]


def test_colleagues_of_one_reach_share_a_plan_and_each_sees_their_own(scene):
    """Their own number is given with each reading; the reach stays in the text."""
    organisation = scene.device("IMP-2E-03").organisation_id
    devices = list(Device.objects.filter(organisation_id=organisation)[:2])
    assert len(devices) == 2
    for device in devices:
        own = statement(Device.objects.filter(id=device.id, organisation_id__in=[organisation]))
        assert [own.read() for _ in range(4)] == [[device]] * 4
    assert len(kept_plans()) == 1


def test_what_is_planned_anew_gets_no_name(scene):
    anew = planned_anew(statement(Device.objects.filter(id=Given("device"))))
    device = scene.device("IMP-2E-03")
    assert [anew.read(device=one) for one in (device.id, 0, device.id)] == [[device], [], [device]]
    assert kept_plans() == {}


def test_one_plan_serves_no_other_reach(scene):
    """Prepared and planned once for all by a technician, then called by who may see nothing of it, and back."""
    device = scene.device("IMP-2E-03")
    of_everyone = statement(Device.objects.filter(id=Given("device")))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    for _ in range(3):
        for role, seen in (("technician", [device]), ("outsider", []), ("requester", [device])):
            scene.enter(role)
            for _ in range(MANY):
                assert of_everyone.read(device=device.id) == seen, role
    (generic,) = (times for text, times in kept_plans().items() if "equipment_device" in text)
    assert generic > 2 * MANY


def test_a_plan_made_for_nobody_opens_when_the_reach_comes(scene):
    of_everyone = statement(Device.objects.filter(id=Given("device")))
    device = scene.device("IMP-2E-03")
    scene.enter("outsider")
    for _ in range(MANY):
        assert of_everyone.read(device=device.id) == []
    scene.enter("technician")
    assert of_everyone.read(device=device.id) == [device]
    assert any(generic for generic in kept_plans().values())


def test_without_reach_a_prepared_statement_shows_nothing(scene):
    of_everyone = statement(Device.objects.filter(id=Given("device")))
    device = scene.device("IMP-2E-03")
    for _ in range(MANY):
        assert of_everyone.read(device=device.id) == [device]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('secours.reach', '', true)")
    assert of_everyone.read(device=device.id) == []


def test_several_in_one_message_some_prepared_some_not(scene):
    device = scene.device("IMP-2E-03")
    often, once = statement(Device.objects.filter(id=Given("device"))), written("SELECT %s || '%%'", "word")
    plain = written("SELECT 7")
    for number in range(6):
        reading = Reading()
        first = reading.ask(often, device=device.id)
        word = reading.ask(once, word=f"mot {number}")
        again = reading.ask(often, device=0)
        seven = reading.ask(plain)
        assert (first.rows, again.rows, seven.rows) == ([device], [], [(7,)])
        assert word.rows == [(f"mot {number}%",)]


def test_a_percent_sign_stays(scene):
    named = statement(Team.objects.filter(name="100 %s", id=Given("team")).values_list("name", flat=True))
    alike = statement(Device.objects.filter(name__trigram_similar="IMP-2E-03", id=Given("device")))
    device = scene.device("IMP-2E-03")
    for _ in range(4):
        assert named.read(team=0) == []
        assert alike.read(device=device.id) == [device]
    assert any("100 %s" in text for text in kept_plans())


def test_after_a_failure_the_statement_still_answers(scene):
    """Before a name is given, in the message that gives it, and after."""
    for times in range(5):
        divided: Statement[tuple[int]] = written(f"SELECT {times} + 6 / %s::int", "number")
        for _ in range(times):
            assert divided.read(number=2) == [(times + 3,)]
        with pytest.raises(DataError), transaction.atomic():
            divided.read(number=0)
        for _ in range(4):
            assert divided.read(number=3) == [(times + 2,)]


def test_the_one_used_longest_ago_is_freed(scene, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    asked = [written(f"SELECT {number} + %s::int", "more") for number in range(5)]
    for one in asked:
        for _ in range(4):
            one.read(more=1)
    assert len(kept_plans()) == 3
    for number, one in enumerate(asked):
        assert one.read(more=2) == [(number + 2,)]


def test_each_connection_has_its_own_names():
    first, second = Prepared(), Prepared()
    for _ in range(3):
        said = first.told("SELECT %s")
    assert said[0].startswith("PREPARE ")
    assert said[0].endswith("SELECT $1; EXECUTE secours_1(%s)")
    assert second.told("SELECT %s") == ("SELECT %s", 0)
