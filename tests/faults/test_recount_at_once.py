"""Two recounts of recall at once: the second waits, and counts again."""

from django.db import transaction
from tests.at_once import Second, own_database
from tests.conftest import Scene

from secours.faults.models import Document, DocumentCount
from secours.faults.recall.placing import Placed, Source, recount, write

# Two, for a word that only one document has is not counted.
SAME = [Source("fault", 1_000_000 + number, "fr", f"imprimante {number}", "") for number in (1, 2)]


def test_the_second_waits_and_counts_what_the_first_left(
    django_db_setup: None, django_db_blocker: object
) -> None:
    with own_database(django_db_blocker):
        with transaction.atomic():
            Scene().enter_system()
            write(Placed(SAME, None))

        def count() -> None:
            with transaction.atomic():
                recount()

        with transaction.atomic():
            recount()
            second = Second(count)
            assert second.is_alive(), "it did not wait"
        second.finished()
        with transaction.atomic():
            Scene().enter_system()
            counted = sum(DocumentCount.objects.values_list("documents", flat=True))
            assert counted == Document.objects.count() >= 2
