"""Two people finish the same task at the same moment: it is finished once, and neither is told off."""

from django.db import transaction
from tests.at_once import Second, own_database
from tests.conftest import Scene

from secours.journal.models import Entry
from secours.people.actor import acting
from secours.tickets.operations import add_task, declare_ticket, finish_task


def test_the_second_finds_it_finished(django_db_setup: None, django_db_blocker: object) -> None:
    with own_database(django_db_blocker):
        with transaction.atomic():
            scene = Scene()
            scene.enter_system()
            one, other = scene.actor("technician"), scene.actor("supervisor")
            ticket = declare_ticket(
                by=scene.enter("technician"), requester=scene.person("requester"), text="Noir"
            )
            task = add_task(ticket.id, by=one, title="Voir")

        def finish() -> object:
            with acting(other):
                return finish_task(task.id, by=other).done_at

        with acting(one):
            done_at = finish_task(task.id, by=one).done_at
            second = Second(finish)
            assert second.is_alive(), "it did not wait for the ticket"
        assert second.finished() == done_at
        with acting(one):
            assert Entry.objects.filter(kind="task.finished", subject_id=ticket.id).count() == 1
