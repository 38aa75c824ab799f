"""Shells of the fault base's jobs; the work is in operations and recall."""

from procrastinate.contrib.django import app

from secours.faults.operations import count_due_occurrences
from secours.faults.recall.indexing import index_meaning
from secours.faults.recall.past import place_articles, place_news
from secours.people.actor import acting_as_system


@app.periodic(cron="7 * * * *")
@app.task(name="faults.count_due", queueing_lock="faults.count_due")
def count_due(timestamp: int = 0) -> int:
    """Cases whose quiet window has passed begin to count, every hour."""
    with acting_as_system() as by:
        return count_due_occurrences(by=by)


@app.periodic(cron="*/10 * * * *")
@app.task(name="faults.index_meaning", queueing_lock="faults.index_meaning")
def index_phrases(timestamp: int = 0) -> int:
    """Phrases written or loaded since the last time are placed by meaning."""
    with acting_as_system() as by:
        return index_meaning(by=by)


@app.periodic(cron="* * * * *")
@app.task(name="faults.place_news", queueing_lock="faults.place_news")
def place_new_tickets(timestamp: int = 0) -> int:
    """Tickets declared, solved or erased since the last time, and articles, can be recalled within a minute."""
    return place_articles() + place_news()


@app.periodic(cron="37 * * * *")
@app.task(name="faults.place_gaps", queueing_lock="faults.place_gaps")
def place_gaps(timestamp: int = 0) -> int:
    """Every hour: whatever the other job passed over, and what another model placed."""
    return place_news(everything=True, seconds=600.0)
