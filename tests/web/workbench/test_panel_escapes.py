"""The panel is HTML written in Python (step_html.py, panel_html.py): nothing that people wrote is HTML in it."""

import re

import pytest
from django.db.models import CharField, TextField

from secours.diagnosis.operations import (
    answer_opening,
    ask_approval,
    choose_situation,
    record_attempt,
    record_finding,
    start_run_on_ticket,
)
from secours.faults.models import Cause, Check, Fault, Remedy
from secours.people.models import Person, Place, Site

# What breaks out of a text, and what breaks out of an attribute.
EVIL = "<img src=x onerror=alert(1)>\"'"
SAFE = "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;"


@pytest.fixture
def poisoned(declare, scene):
    """A ticket whose every word is evil, its situation's too: the run, and the fault."""
    scene.enter_system()
    fault = Fault.objects.get(code="prn.no_output")
    for rows in (
        Fault.objects.filter(id=fault.id),
        Cause.objects.filter(fault=fault),
        Check.objects.filter(fault=fault),
        Remedy.objects.filter(cause__fault=fault),
    ):
        for row in rows:
            for name in _words_of(row):
                setattr(row, name, EVIL)
            row.save()  # and the fault's moment with it, which the process keeps it by
    claire = scene.person("requester")
    Site.objects.filter(id=claire.site_id).update(name=EVIL)
    Place.objects.filter(id=claire.place_id).update(name=EVIL)
    Person.objects.filter(id=claire.id).update(name=f"{EVIL.replace(' ', '/')} Morvan")
    ticket, by = declare(title=EVIL, text=EVIL), scene.enter("technician")
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=fault.id)
    return ticket, run, fault


def _words_of(row):
    fields = [one for one in row._meta.fields if isinstance(one, CharField | TextField)]
    return [one.name for one in fields if one.name.endswith(("_fr", "_en"))]


@pytest.fixture
def panel(sign_in, poisoned):
    """The panel as it stands, found harmless; what it says is gathered in `panel.said`."""
    ticket, _run, _fault = poisoned
    browser = sign_in("technician")

    def looked():
        answer = browser.get(f"/workbench/tickets/{ticket.number}/diagnosis/", headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert "onerror=alert(1)>" not in html
        for attribute in re.findall(r"=\"[^\"]*onerror[^\"]*\"", html):
            assert "&quot;" in attribute
        looked.said += html
        return html

    looked.said = ""
    return looked


def test_nothing_that_people_wrote_is_html(panel, poisoned, scene):
    _ticket, run, fault = poisoned
    assert panel().count(SAFE) > 10
    by = scene.enter("technician")
    answer_opening(run.id, by=by, answers={"message": EVIL, "since": "today"})
    for place, check in enumerate(
        Check.objects.filter(fault=fault, is_retired=False).order_by("order", "id")
    ):
        by = scene.enter("technician")
        record_finding(run.id, by=by, check_id=check.id, value="yes" if place % 2 else "no", source="tech")
        panel()
    for remedy in Remedy.objects.filter(cause__fault=fault, is_retired=False).order_by("id"):
        by = scene.enter("technician")
        if remedy.needs_approval:
            ask_approval(run.id, by=by, remedy_id=remedy.id)
            continue
        for outcome in ("unknown", "not_fixed"):
            by = scene.enter("technician")
            record_attempt(run.id, by=by, remedy_id=remedy.id, outcome=outcome, identity="in_person")
            panel()
    for part in (
        'class="ask"',
        'class="num-steps',
        'class="ans',
        'class="why',
        "ruled out|écartée",
        'class="rem"',
    ):
        assert re.search(part, panel.said), part
