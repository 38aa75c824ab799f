"""Rows written without waiting: together, whole, and never silently lost."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from secours.lib.rows import drawn, insert
from secours.lib.transactions import in_one_piece, in_pipeline
from secours.people.actor import acting_as_system
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


def test_in_one_piece_makes_no_savepoint_and_gives_them_back(scene, django_assert_num_queries):
    with acting_as_system():
        with django_assert_num_queries(1), in_one_piece(), transaction.atomic():
            Person.objects.count()
        with django_assert_num_queries(3), transaction.atomic():
            Person.objects.count()
