"""The first message of a ticket as its writer meant it: own words, and apart from them what was asked.

A ticket handed over by a guided diagnosis holds its answers in the text too, for mail and for the API.
"""

from secours.diagnosis.models import Run
from secours.diagnosis.told import answer_lines, own_words, tried_lines
from secours.tickets.models import Ticket


def told_apart(ticket: Ticket, text: str) -> tuple[str, list[tuple[str, str]]]:
    """The own words, and (question, answer) of what the person was asked, then tried; said once."""
    run = Run.objects.filter(ticket=ticket).select_related("fault").first()
    if run is None:
        return text, []
    words = own_words(text)
    if words != text:
        return words, answer_lines(run, by_person=True) + tried_lines(run, by_person=True)
    return text, answer_lines(run, by_person=True, opening=False)
