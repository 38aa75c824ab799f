"""What each main page asks the database: the same with few rows and with many, and no more than was said.
A message is what is waited for; it may hold several statements (lib/statements.py), which PostgreSQL works for one by one.

`SECOURS_SNAPSHOT=1 pytest tests/web/test_query_counts.py` writes query_counts.json anew: a reviewer reads
the difference.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.channels.telling import tell_of
from secours.diagnosis.models import Run
from secours.diagnosis.operations import ask_approval, choose_situation, start_run, start_run_on_ticket
from secours.equipment.operations import register_device
from secours.faults.models import Article, Cause, Fault, Remedy
from secours.faults.operations import change_article, record_article, resolve_with_remedy, review_article
from secours.journal.models import Entry
from secours.lib.statements import TOGETHER, Reading, written
from secours.people.actor import system_actor
from secours.people.models import ApiToken
from secours.people.operations import (
    create_person,
    create_place,
    create_site,
    create_team,
    invite,
    join_team,
    make_token,
)
from secours.service_levels.operations import create_category
from secours.tickets.models import Ticket
from secours.tickets.operations import add_task, assign_ticket, declare_ticket, reply_to_ticket

SNAPSHOT = Path(__file__).with_name("query_counts.json")
# Enough for everything to be there once: something that recurs, a palette that is full.
FEW, MANY = 6, 14


class World:
    """A ticket with a run and a device; `grow` adds to everything that the pages list."""

    def __init__(self, scene: Any) -> None:
        self.scene, self.by = scene, system_actor()
        self.fault = Fault.objects.get(code="prn.no_output", organisation=None)
        self.requester, self.printer = scene.person("requester"), scene.device("IMP-2E-03")
        self.ticket = self._declared()
        run = start_run_on_ticket(self.ticket, by=self.by)
        choose_situation(run.id, by=self.by, fault_id=self.fault.id)
        reader = scene.actor("requester")
        self.run = start_run(by=reader, person=self.requester, text="L’imprimante n’imprime plus")
        choose_situation(self.run.id, by=reader, fault_id=self.fault.id)
        Run.objects.filter(id=self.run.id).update(is_opening_done=True)
        self.article = self._article()
        self.grow(FEW)

    def grow(self, times: int) -> None:
        for number in range(times):
            self._solved()
            self._declared()
            self._told()
            add_task(self.ticket.id, by=self.by, title=f"Passer au pilote v{number}", due_on=date(2027, 1, 4))
            self._article()
            change_article(
                self.article.id, by=self.by, text_fr=f"Appuyer {number} fois, {Article.objects.count()}."
            )
            reply_to_ticket(self.ticket.id, by=self.by, text=f"Je regarde encore ({number}).")
            register_device(
                by=self.by, organisation_id=self.requester.organisation_id, name=f"PC-{Ticket.objects.count()}",
                kind="computer", site=self.requester.site,
            )  # fmt: skip

            self._set_up(str(Ticket.objects.count()))

    def _set_up(self, mark: str) -> None:
        """What an administrator lists; the technician's own keys besides."""
        by, organisation = self.scene.enter("admin"), self.requester.organisation
        site = create_site(by=by, organisation=organisation, name=f"Site {mark}")
        create_place(by=by, site=site, name="Accueil")
        create_place(by=by, site=self.requester.site, name=f"Salle {mark}")
        person = create_person(
            by=by,
            organisation_id=organisation.id,
            name=f"Anne Moreau {mark}",
            email=f"anne{mark}@example.org",
        )
        invite(person.id, by=by)
        provider = self.scene.person("technician").organisation
        join_team(
            create_team(by=by, organisation=provider, name=f"Groupe {mark}"),
            self.scene.person("technician"),
            by=by,
        )
        create_category(by=by, code=f"c{mark}", name_fr=f"Catégorie {mark}", name_en=f"Category {mark}")
        technician = self.scene.enter("technician")
        if ApiToken.objects.filter(account_id=technician.account_id).count() < FEW + 2:
            make_token(by=technician, name=f"script {mark}")
        self.scene.enter_system()

    def _declared(self) -> Ticket:
        ticket = declare_ticket(
            by=self.by, requester=self.requester, text="L’imprimante du service n’imprime plus.",
            device=self.printer,
        )  # fmt: skip
        assign_ticket(ticket.id, by=self.by, person_id=self.scene.person("technician").id)
        return ticket

    def _article(self) -> Article:
        words = {
            "title_fr": "Vider la file",
            "text_fr": "Appuyer.",
            "title_en": "Empty the queue",
            "text_en": "Press.",
        }
        article = record_article(by=self.by, fault_id=self.fault.id, **words)
        return review_article(article.id, by=self.by)

    def _told(self) -> None:
        """What the technician is told of, and an approval that the manager is asked for."""
        remedy = Remedy.objects.filter(needs_approval=True, is_retired=False).order_by("id")[0]
        ticket = self._declared()
        by = self.scene.enter("technician")
        run = start_run_on_ticket(ticket, by=by)
        choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
        ask_approval(run.id, by=by, remedy_id=remedy.id)
        self.scene.enter_system()
        for entry in Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id):
            tell_of(entry.id, by=self.by)

    def _solved(self) -> None:
        cause = Cause.objects.filter(fault=self.fault).order_by("id")[0]
        remedy = Remedy.objects.filter(cause=cause).order_by("id")[0]
        resolve_with_remedy(
            self._declared().id, by=self.by, fault_id=self.fault.id, cause_id=cause.id, remedy_id=remedy.id,
            confirmed_how="user", text="La file a été vidée.",
        )  # fmt: skip


Address = Callable[[World], str]
PAGES: dict[str, tuple[str, Address]] = {
    "queue": ("technician", lambda w: "/workbench/?queue=all"),
    "queue, narrowest reach": ("mission", lambda w: "/workbench/?queue=all"),
    "tasks": ("technician", lambda w: "/workbench/tasks?of=all"),
    "search": ("technician", lambda w: "/workbench/?queue=all&state=any&q=imprimante"),
    "notifications": ("technician", lambda w: "/workbench/notifications"),
    "approvals": ("manager", lambda w: "/workbench/approvals"),
    "palette": ("technician", lambda w: "/workbench/palette?q=imprimante"),
    "ticket with run": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/"),
    "resolution": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/resolution"),
    "portal home": ("requester", lambda w: "/portal/"),
    "portal tickets": ("requester", lambda w: "/portal/tickets/"),
    "portal ticket": ("requester", lambda w: f"/portal/tickets/{w.ticket.number}/"),
    "portal run": ("requester", lambda w: f"/portal/diagnosis/{w.run.id}/"),
    "portal suggestions": ("requester", lambda w: "/portal/suggestions/?text=imprimante"),
    "faults": ("technician", lambda w: "/faults/"),
    "fault": ("technician", lambda w: f"/faults/{w.fault.number}/"),
    "articles": ("technician", lambda w: "/faults/articles/"),
    "article": ("technician", lambda w: f"/faults/articles/{w.article.id}/"),
    "article, written": ("technician", lambda w: f"/faults/articles/{w.article.id}/edit"),
    "portal article": ("requester", lambda w: f"/portal/articles/{w.article.id}/?run={w.run.id}"),
    "equipment": ("technician", lambda w: "/equipment/"),
    "device": ("technician", lambda w: f"/equipment/{w.printer.id}/"),
    "oversight": ("supervisor", lambda w: "/oversight/"),
    "setup": ("admin", lambda w: "/setup/"),
    "setup, people": ("admin", lambda w: "/setup/people"),
    "setup, places": ("admin", lambda w: "/setup/sites"),
    "setup, teams": ("admin", lambda w: "/setup/teams"),
    "setup, categories": ("admin", lambda w: "/setup/categories"),
    "setup, mailboxes": ("admin", lambda w: "/setup/mailboxes"),
    "setup, person": ("admin", lambda w: f"/setup/people/{w.requester.id}"),
    "oversight, recurring": ("supervisor", lambda w: "/oversight/recurring"),
    "oversight, calibration": ("supervisor", lambda w: "/oversight/calibration"),
    "oversight, tickets": ("supervisor", lambda w: "/oversight/tickets"),
    "oversight, export": ("supervisor", lambda w: "/oversight/tickets.csv"),
    "quick entry": ("technician", lambda w: "/workbench/tickets/new"),
    "quick entry, context": (
        "technician",
        lambda w: f"/workbench/tickets/new/context?person={w.requester.id}",
    ),
    "quick entry, people": ("technician", lambda w: "/workbench/tickets/new/people?q=mor"),
    "person": ("technician", lambda w: f"/workbench/people/{w.requester.id}/"),
    "assessment": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/assessment/"),
    "act, assignment": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/assignment"),
    "act, hold": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/hold"),
    "act, escalation": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/escalation"),
    "act, priority": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/priority"),
    "act, qualification": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/qualification"),
    "act, links": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/links"),
    "act, tasks": ("technician", lambda w: f"/workbench/tickets/{w.ticket.number}/tasks"),
    "preferences": ("technician", lambda w: "/account/preferences"),
}


@pytest.fixture
def world(scene: Any) -> World:
    return World(scene)


def test_no_page_asks_more_when_there_is_more(world: World, sign_in: Any) -> None:
    browsers = {role: sign_in(role) for role, _address in PAGES.values()}
    few = _counts(world, browsers)
    world.scene.enter_system()
    world.grow(MANY)
    many = _counts(world, browsers)
    assert {name: (few[name], count) for name, count in many.items() if count != few[name]} == {}
    if os.environ.get("SECOURS_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(many, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert many == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_statements_sent_together_are_counted_one_by_one(scene: Any) -> None:
    scene.enter("technician")
    reading, one = Reading(), written("SELECT %s", "text")
    asked = [reading.ask(one, text=text) for text in "abc"]
    with CaptureQueriesContext(connection) as queries:
        assert [answer.rows for answer in asked] == [[("a",)], [("b",)], [("c",)]]
    assert _counted(queries) == {"messages": 1, "statements": 3}


def _counts(world: World, browsers: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The second time: what a process keeps (phrases, fault records) is kept by then."""
    counts = {}
    for name, (role, address) in PAGES.items():
        browsers[role].get(address(world))
        with CaptureQueriesContext(connection) as queries:
            response = browsers[role].get(address(world))
        assert response.status_code == 200, (name, response.status_code)
        counts[name] = _counted(queries)
    return counts


def _counted(queries: CaptureQueriesContext) -> dict[str, int]:
    sent = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    return {"messages": len(sent), "statements": sum(sql.count(TOGETHER) + 1 for sql in sent)}
