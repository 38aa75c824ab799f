"""Every kind of entry that can lie on a ticket has a sentence, in both languages."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from secours.journal.models import Entry
from secours.web.workbench.timeline import SENTENCES, Names

PACKAGE = Path(__file__).resolve().parents[3] / "src" / "secours"
_RECORDED = re.compile(r"""record(?:_on)?(?:_both)?\(\s*\w+,\s*"([a-z_]+\.[a-z_]+)\"""")
_TOLD_TO_A_TICKET = re.compile(r"""record\(\s*"((?:ticket|occurrence)\.[a-z_]+)\"""")
_CHOSEN = re.compile(r'"(ticket\.[a-z_]+|finding\.[a-z_]+)" if ')


def recorded_kinds():
    """What the operations of tickets and of the diagnosis write on a ticket's chain."""
    kinds = set()
    for folder in ("tickets/operations", "diagnosis/operations"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            kinds |= set(_RECORDED.findall(text)) | set(_CHOSEN.findall(text))
            kinds |= set(re.findall(r'"(assessment\.[a-z_]+)"', text))
            kinds |= {"ticket.replied", "ticket.noted"} if "ticket.noted" in text else set()
    return kinds | {"text.erased"} | _kinds_of_higher_packages()


def _kinds_of_higher_packages():
    """The fault base tells a ticket what became of its case, the channels that they reminded someone."""
    found = set()
    for folder in ("faults", "channels"):
        for path in (PACKAGE / folder).rglob("*.py"):
            found |= set(_TOLD_TO_A_TICKET.findall(path.read_text(encoding="utf-8")))
    return found


def told(kind, language):
    data = {
        "person": 7, "team": 3, "to": 3, "reason": "supplier", "after": {"impact": 1}, "count": 2, "other": 5,
        "kind": "related", "confirmed": "user", "closure": "resolved", "task": 4, "check": 8, "value": "yes",
        "remedy": 9, "outcome": "fixed", "channel": "phone", "requester": 2,
        "owner": 7, "due_on": "2026-12-01",
    }  # fmt: skip
    entry = Entry(kind=kind, data=data, actor_kind="person", actor_id=1)
    names = Names({1: "Inès", 7: "Karim", 2: "Claire"}, {3: "N2"}, {5: "T-5"}, {4: "x"}, {8: "q"}, {9: "r"})
    with translation.override(language):
        return str(SENTENCES[kind].tell(entry, names))


def test_kinds_are_found():
    assert {
        "ticket.declared",
        "ticket.assigned",
        "finding.recorded",
        "task.added",
        "remedy.attempted",
        "occurrence.counted",
        "occurrence.relapsed",
        "ticket.reminded",
    } <= recorded_kinds()


def test_every_recorded_kind_has_a_sentence():
    assert recorded_kinds() - set(SENTENCES) == set()


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_each_sentence_speaks_both_languages(kind):
    french, english = told(kind, "fr"), told(kind, "en")
    assert french != english
    assert "{" not in french + english


def test_names_cannot_carry_markup():
    entry = Entry(kind="ticket.resumed", data={}, actor_kind="person", actor_id=1)
    names = Names({1: "<script>alert(1)</script>"})
    assert "<script>" not in str(SENTENCES["ticket.resumed"].tell(entry, names))
