"""What tickets answer to news from below: promises are recomputed when hours or targets change."""

from secours.journal.models import Entry
from secours.journal.news import answer
from secours.tickets.tasks import recompute_deadlines


@answer(
    "calendar.changed",
    "target.changed",
    "priority.changed",
    "agreement.dropped",
    "matrix.dropped",
)
def promises_changed(entry: Entry) -> None:
    recompute_deadlines.defer()
