"""Everyone and everything that the entries of a journal name by id: asked together, read in one message."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.faults.models import Check, Remedy
from secours.journal.models import Entry
from secours.lib.statements import KEPT, Answer, GivenIds, Reading, Statement, statement
from secours.people.access import people_visible_to, teams_visible_to
from secours.people.actor import Actor
from secours.tickets.access import tickets_visible_to
from secours.tickets.models import Task

# key of an entry's data → what its id names
_KEYS = {
    "person": "people", "owner": "people", "requester": "people", "team": "teams", "from": "teams", "to": "teams",
    "other": "tickets", "task": "tasks", "check": "checks", "remedy": "remedies",
}  # fmt: skip


@dataclass
class Names:
    """By id; one out of the reader's reach has no name."""

    people: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    tickets: dict[int, str] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    checks: dict[int, str] = field(default_factory=dict)
    remedies: dict[int, str] = field(default_factory=dict)

    def who(self, entry: Entry) -> SafeString:
        return bold(self.people.get(entry.actor_id or 0) or actor_word(entry.actor_kind))

    def person(self, person_id: Any) -> SafeString:
        return bold(self.people.get(person_id) or _("someone of another organisation"))

    def team(self, team_id: Any) -> SafeString:
        return bold(self.teams.get(team_id) or _("another team"))

    def ticket(self, ticket_id: Any) -> SafeString:
        return bold(self.tickets.get(ticket_id) or _("a ticket out of your reach"))

    def task(self, task_id: Any) -> str:
        return self.tasks.get(task_id, "")

    def check(self, check_id: Any) -> str:
        return self.checks.get(check_id) or _("a check")

    def remedy(self, remedy_id: Any) -> str:
        return self.remedies.get(remedy_id) or _("a remedy")


class NamesAsked:
    """Asked with what a page asks: of the kinds that the entries name, and no other."""

    def __init__(self, reading: Reading, reader: Actor, entries: list[Entry]) -> None:
        ids = {kind: sorted(found) for kind, found in _named_ids(entries).items() if found}
        self._asked: dict[str, Answer[tuple[Any, ...]]] = {
            kind: reading.ask(_statements(reader)[kind], ids=found) for kind, found in ids.items()
        }

    def told(self) -> Names:
        return Names(**{kind: {row[0]: _name(row) for row in one.rows} for kind, one in self._asked.items()})


def bold(name: str) -> SafeString:
    return format_html("<b>{}</b>", name)


def actor_word(kind: str) -> str:
    words = {"system": "Secours", "mail": _("The mailbox"), "agent": _("The device’s agent")}
    return words.get(kind) or _("Someone")


@lru_cache(maxsize=KEPT)
def _statements(reader: Actor) -> dict[str, Statement[tuple[Any, ...]]]:
    ids = GivenIds("ids")
    asked = {
        "people": people_visible_to(reader).filter(id__in=ids).values_list("id", "name"),
        "teams": teams_visible_to(reader).filter(id__in=ids).values_list("id", "name"),
        "tickets": tickets_visible_to(reader).filter(id__in=ids).values_list("id", "number"),
        "tasks": Task.objects.filter(id__in=ids).values_list("id", "title"),
        "checks": Check.objects.filter(id__in=ids).values_list("id", "ask_fr", "ask_en"),
        "remedies": Remedy.objects.filter(id__in=ids).values_list("id", "do_fr", "do_en"),
    }
    return {kind: statement(rows) for kind, rows in asked.items()}


def _name(row: tuple[Any, ...]) -> str:
    """Of a ticket its label; knowledge has a text in each language (faults/models/fault.py)."""
    if isinstance(row[1], int):
        return f"T-{row[1]}"
    is_english = len(row) > 2 and (get_language() or "fr").startswith("en")
    return str(row[2 if is_english else 1])


def _named_ids(entries: list[Entry]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {kind: set() for kind in _KEYS.values()}
    ids["people"] = {entry.actor_id for entry in entries if entry.actor_id}
    for entry in entries:
        for key, value in entry.data.items():
            if key in _KEYS and isinstance(value, int):
                ids[_KEYS[key]].add(value)
    return ids
