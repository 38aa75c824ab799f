"""The first message of a ticket as its writer meant it: own words, and apart from them what was asked.

A ticket handed over by a guided diagnosis holds its answers in the text too, for mail and for the API.
"""

from secours.diagnosis.evidence import TrailAsked
from secours.diagnosis.told import answer_lines, own_words, tried_lines


def told_apart(trail: TrailAsked | None, text: str) -> tuple[str, list[tuple[str, str]]]:
    """The own words, and (question, answer) of what the person was asked, then tried; said once. `trail`: of the
    ticket's run, where it has one."""
    if trail is None:
        return text, []
    run, words = trail.run, own_words(text)
    if words != text:
        return words, answer_lines(run, trail, by_person=True) + tried_lines(run, trail, by_person=True)
    return text, answer_lines(run, trail, by_person=True, opening=False)
