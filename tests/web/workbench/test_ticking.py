"""Ages and deadlines move by themselves, in the very words of the server, in French and in English."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import override

import secours
from secours.tickets.models import Ticket
from secours.tickets.operations import hold_ticket
from secours.web.templatetags.secours_ui import clock_html
from secours.web.workbench import moments
from secours.web.workbench.ticking import ticks_html

CHROMIUM = shutil.which("chromium") or ""
JS = Path(secours.__file__).parent / "static" / "js"
SCRIPT = (JS / "core.js").read_text() + (JS / "tick.js").read_text()
MINUTES = (0, 1, 2, 42, 59, 60, 61, 70, 119, 120, 121, 599, 1439, 1440, 1500, 4000)


def test_rows_say_when_they_began_and_what_is_due(sign_in, declare):
    ticket = declare(title="Imprimante")
    row = row_of(sign_in("technician"), ticket)
    assert f'data-since="{int(ticket.created_at.timestamp())}"' in row
    due = int(Ticket.objects.get(id=ticket.id).next_due_at.timestamp())
    assert f'data-due="{due}" data-as="in" data-answer' in row


def test_a_stopped_clock_does_not_run(sign_in, declare, scene):
    ticket = declare(title="Imprimante")
    hold_ticket(ticket.id, by=scene.enter("technician"), reason="requester")
    assert "data-due" not in row_of(sign_in("technician"), ticket)
    assert 'data-as="left"' not in sign_in("technician").get(address(ticket)).content.decode()


def test_the_ticket_says_what_is_due(sign_in, declare):
    ticket = declare(title="Imprimante")
    html = sign_in("technician").get(address(ticket)).content.decode()
    ticket.refresh_from_db()
    assert html.count(f'data-due="{int(ticket.due_at.timestamp())}" data-as="left"') == 2
    assert f'<dd data-due="{int(ticket.response_due_at.timestamp())}"' in html


def address(ticket):
    return f"/workbench/tickets/{ticket.number}/"


def row_of(browser, ticket):
    html = browser.get("/workbench/?queue=all").content.decode()
    rows = re.findall(r'<tr class="r.*?</tr>', html, flags=re.S)
    return next(row for row in rows if f"T-{ticket.number}<" in row)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium here: apt-get install chromium")
def test_what_becomes_late_while_the_page_is_open_moves_under_late(sign_in, declare, scene):
    """Of two tickets due today, one five seconds after the page; the group that was not there appears."""
    soon, later = declare(title="Imprimante"), declare(title="Souris")
    now = timezone.now().replace(microsecond=0)
    scene.enter_system()
    for ticket, seconds in ((soon, 4), (later, 20)):
        due = now + timedelta(seconds=seconds)
        Ticket.objects.filter(id=ticket.id).update(due_at=due, response_due_at=due)
    html = sign_in("technician").get("/workbench/?queue=all").content.decode()
    table = re.search(r'<table class="q".*?</table>', html, flags=re.S)[0]
    assert "data-late hidden" in table
    shown = _run(now, table, _GROUPS)
    assert shown[0] == [f"En retard 1 T-{soon.number}"]
    assert [words.endswith(f" 1 T-{later.number}") for words in shown[1]] == [True]


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium here: apt-get install chromium")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_browser_writes_what_the_server_would(language):
    """Ages and deadlines written wrong, then put right by the script five seconds after the page."""
    page_at = timezone.now().replace(microsecond=0)
    with override(language):
        samples = list(_samples(page_at + timedelta(seconds=5)))
        seen = _run(page_at, "".join(html for html, _right in samples))
    assert seen == [right for _html, right in samples]


def _samples(now):
    """(html with wrong words, [css, sign, right words]) of an age, and of deadlines to come and gone."""
    for minutes in MINUTES:
        at = now - timedelta(minutes=minutes, seconds=2)
        yield f'<p data-since="{_seconds(at)}">?</p>', ["", "", moments.age(at, now)]
        for due in (now + timedelta(minutes=minutes, seconds=2), at):
            attributes = f'data-due="{_seconds(due)}" data-as='
            yield _clock(f'{attributes}"left"', *moments.remaining(due, now))
            if moments.clock(due, now)[0] != "ok":
                yield _clock(f'{attributes}"in"', *moments.clock(due, now))
                yield _clock(f'{attributes}"in" data-answer', *moments.promise_clock(due, None, now))


def _clock(attributes, kind, words):
    right = clock_html(kind, words)
    css, sign = re.search(r'class="(clock[^"]*)"', right)[1], re.search(r"#([\w-]+)", right)[1]
    return f"<p {attributes}>{clock_html('ok', '?')}</p>", [css, sign, words]


def _seconds(moment):
    return int(moment.timestamp())


def _run(page_at, body, read=None):
    from playwright.sync_api import sync_playwright

    ticks = re.sub(r'data-now="\d+"', f'data-now="{_seconds(page_at)}"', ticks_html())
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.clock.install(time=0)
        page.set_content(f"<!doctype html><html><body>{ticks}{body}</body></html>")
        page.add_script_tag(content=SCRIPT)
        page.clock.fast_forward(5000)
        seen = page.evaluate(read or _READ)
        browser.close()
    return seen


# The groups that are shown: their title, their count, the number of each of their tickets.
_GROUPS = """() => [...document.querySelectorAll("tbody:not([hidden])")].map((group) => [
  [...group.querySelectorAll(".grp, .k-no")].map((one) => one.textContent.trim().split(/\\s+/).join(" ")).join(" ")])"""

_READ = """() => [...document.querySelectorAll("p")].map((one) => {
  const clock = one.querySelector(".clock");
  return clock ? [clock.className, clock.querySelector("use").getAttribute("href").split("#")[1], clock.textContent]
    : ["", "", one.textContent];
})"""
