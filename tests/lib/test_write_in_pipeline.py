"""Rows written without waiting: together, whole, and never silently lost."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from secours.channels.tasks import notify
from secours.lib.jobs import defer
from secours.lib.planned import planned
from secours.lib.rows import drawn, insert
from secours.lib.transactions import in_one_piece, in_pipeline, is_in_pipeline
from secours.people.actor import acting, acting_as_system, system_actor
from secours.people.models import Person


def _person(organisation_id: int, **fields) -> Person:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {drawn(Person)}")
        return Person(
            id=cursor.fetchone()[0], organisation_id=organisation_id, created_at=timezone.now(), **fields
        )


def test_rows_stand_after_the_pipeline_as_if_saved(scene):
    with acting_as_system():
        with in_pipeline():
            person = _person(
                scene.person("requester").organisation_id, name="Ève Aubry", email="eve@client.example"
            )
            insert(person, sort_key=("lower(%s)", ["EVE AUBRY"]))
        kept = Person.objects.get(id=person.id)
    assert (kept.name, kept.sort_key, kept.email) == ("Ève Aubry", "eve aubry", "eve@client.example")


def _twice(organisation_id: int) -> None:
    with transaction.atomic(), in_pipeline():
        for _again in range(2):
            insert(_person(organisation_id, name="Ève", sort_key="eve", email="eve@client.example"))


def test_a_refused_row_ends_the_transaction_with_its_own_error(scene):
    with acting_as_system():
        with pytest.raises(IntegrityError):
            _twice(scene.person("requester").organisation_id)
        assert not Person.objects.filter(email="eve@client.example").exists()


def _inside(one_by_one, person: Person, fails: bool) -> None:
    insert(person)
    if fails:
        raise LookupError("changed our mind")
    one_by_one()
    assert Person.objects.filter(id=person.id).update(name="Ève A.") == 1


@pytest.mark.parametrize("fails", [False, True])
def test_a_pipeline_around_a_transaction_keeps_or_undoes_all_of_it(scene, fails):
    organisation_id = scene.person("requester").organisation_id
    with acting_as_system() as by:
        person = _person(organisation_id, name="Ève", sort_key="eve", email="eve@client.example")
    with suppress(LookupError), in_pipeline() as one_by_one, acting(by):
        _inside(one_by_one, person, fails)
    assert not is_in_pipeline()
    with acting_as_system():
        kept = Person.objects.filter(id=person.id).values_list("name", flat=True)
        assert list(kept) == ([] if fails else ["Ève A."])


def test_a_job_deferred_in_a_pipeline_is_there_afterwards(scene):
    with acting_as_system():
        with in_pipeline():
            defer(notify, entry_id=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
            assert cursor.fetchone() == (notify.name, '{"entry_id": 0}')


def test_a_plan_is_kept_and_still_asks_for_the_reach_each_time(scene):
    ids = [scene.person(role).organisation_id for role in ("requester", "outsider")]
    asked = "SELECT count(*) FROM people_person WHERE organisation_id = %s"
    for _ in range(8):
        for mine, other in (ids, ids[::-1]):
            with acting(system_actor(organisation_ids=frozenset({mine}))):
                assert planned(asked, [mine]).fetchone()[0] > 0
                assert planned(asked, [other]).fetchone()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%people_person%'"
        )
        assert cursor.fetchone()[0] > 0


def test_in_one_piece_makes_no_savepoint_and_gives_them_back(scene, django_assert_num_queries):
    with acting_as_system():
        with django_assert_num_queries(1), in_one_piece(), transaction.atomic():
            Person.objects.count()
        with django_assert_num_queries(3), transaction.atomic():
            Person.objects.count()
