"""The behaviours and the component page in Debian's Chromium, under the product's policy. No server and no
database: the page and its files are answered by interception."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

CHROMIUM = shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.urls("tests.front.addresses"),
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium here: apt-get install chromium"),
]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
ADDRESS = "http://secours.test"
ROWS = """{% extends "shells/workbench.html" %}{% block content %}<form action="/bulk" method="get">
<div data-bulk hidden><b data-count data-one="{n} ticket" data-many="{n} tickets"></b><button data-key="p" data-needs-row name="act" value="take">Take</button></div>
<table class="q" data-rows><tbody>{% for n in "123" %}<tr class="r"><td class="k-sel"><input type="checkbox" name="t" value="{{ n }}" class="form-check-input" aria-label="{{ n }}"></td>
<td class="k-s"><div class="subj"><a href="/t/{{ n }}">T-{{ n }}</a></div></td></tr>{% endfor %}</tbody></table></form>
<form data-composer action="/sent" method="get"><textarea name="text" data-draft-url="/draft" data-saved="kept at {time}" data-failed="not kept" data-limit="40" data-sent-in="#said"></textarea><span data-draft-status></span><button data-submit>Send</button></form><div id="said"></div>{% endblock %}"""


class Sample(forms.Form):
    phone = forms.CharField(label="Numéro de rappel", help_text="Demandé à chaque appel.")
    mail = forms.EmailField(label="Adresse mail")
    how = forms.ChoiceField(
        label="Confirmé comment ?", widget=forms.RadioSelect, choices=[("a", "Oui"), ("b", "Non")]
    )


class Site:
    """Answers what the browser asks for and remembers it."""

    def __init__(self, page: Any, html: str) -> None:
        self.page, self.html, self.asked, self.errors = page, html, [], []
        self.draft_status = 204
        page.route("**/*", self.answer)
        page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{ADDRESS}/")

    def answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(ADDRESS).split("?")[0]
        self.asked.append(
            (route.request.method, route.request.url.removeprefix(ADDRESS), route.request.post_data)
        )
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "font/woff2"
            return route.fulfill(body=Path(str(file)).read_bytes(), content_type=kind)
        if path == "/palette":
            return route.fulfill(
                body='<a class="pal-i" role="option" href="/t/1">T-1</a>', content_type="text/html"
            )
        if path == "/draft":
            return route.fulfill(status=self.draft_status)
        return route.fulfill(
            body=self.html, content_type="text/html", headers={"Content-Security-Policy": POLICY}
        )


def context() -> dict[str, Any]:
    urls = {
        "search": "/search",
        "palette": "/palette",
        "new_ticket": "/new",
        "queue": "/",
        "alerts": "/alerts",
    }
    return {
        "me": {"name": "Inès Lambert"},
        "urls": urls,
        "form": Sample({"phone": "1", "mail": "x", "how": "a"}),
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def components() -> str:
    with override("fr"):
        return render_to_string("setup/components.html", context())


def rows() -> str:
    from django.template import engines

    return engines["django"].from_string(ROWS).render(context())


@pytest.fixture
def listed(browser: Any) -> Iterator[Site]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield Site(page, rows())
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_component_page_is_accessible_and_obeys_the_policy(browser: Any, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    site = Site(page, components())
    assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert site.errors == []
    page.close()


def test_nothing_is_blocked_by_the_policy(browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    site = Site(page, components())
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open] [role=option]")
    assert site.errors == []
    page.close()


def test_palette_opens_chooses_and_goes(listed: Site) -> None:
    listed.page.keyboard.press("Control+k")
    listed.page.wait_for_selector("#palette [aria-selected=true]")
    listed.page.keyboard.press("Enter")
    listed.page.wait_for_url("**/t/1")


def test_keys_move_tick_and_open(listed: Site) -> None:
    press = listed.page.keyboard.press
    press("j"), press("j"), press("x")
    assert listed.page.inner_text("[data-count]") == "1 ticket"
    press("Escape")
    assert listed.page.is_hidden("[data-bulk]")
    press("k"), press("Enter")
    listed.page.wait_for_url("**/t/1")


def test_act_without_a_tick_is_for_the_current_row(listed: Site) -> None:
    listed.page.keyboard.press("j")
    listed.page.keyboard.press("p")
    listed.page.wait_for_url("**/bulk?act=take&t=1")


def test_act_without_a_row_does_nothing(listed: Site) -> None:
    listed.page.keyboard.press("p")
    assert not any("/bulk" in address for _method, address, _data in listed.asked)


def test_keys_are_silent_while_typing_and_listed_by_help(listed: Site) -> None:
    listed.page.focus("textarea")
    listed.page.keyboard.type("c?")
    assert listed.page.input_value("textarea") == "c?"
    listed.page.locator("textarea").blur()
    listed.page.keyboard.press("?")
    assert "Take" in listed.page.inner_text("#keys-help[open] [data-keys-list]")
    assert listed.page.url == f"{ADDRESS}/"


def test_draft_is_kept_on_the_server(listed: Site) -> None:
    listed.page.fill("textarea", "Bonjour")
    listed.page.locator("[data-draft-status]", has_text="kept at").wait_for()
    assert ("POST", "/draft", "text=Bonjour&kind=") in listed.asked


def test_draft_survives_a_server_that_refuses(listed: Site) -> None:
    listed.draft_status = 403
    listed.page.fill("textarea", "Ne me perdez pas")
    listed.page.wait_for_selector("[data-draft-status].c-danger")
    listed.page.reload()
    assert listed.page.input_value("textarea") == "Ne me perdez pas"


def test_what_was_sent_is_not_typed_again(listed: Site) -> None:
    """Kept here while the server did not answer, then sent: it is read in the conversation, not in the box."""
    listed.draft_status = 403
    listed.page.fill("textarea", "Ne me répétez pas")
    listed.page.wait_for_selector("[data-draft-status].c-danger")
    said = '<b>Vous</b><p class="txt">Ne me\n répétez pas</p>'
    listed.html = listed.html.replace('<div id="said">', f'<div id="said">{said}')
    listed.page.reload()
    assert listed.page.input_value("textarea") == ""
    listed.html = listed.html.replace("Ne me\n répétez pas", "Autre chose")
    listed.page.reload()
    assert listed.page.input_value("textarea") == ""  # forgotten, not only hidden


def test_words_that_stand_in_another_message_are_no_sending(listed: Site) -> None:
    listed.draft_status = 403
    listed.page.fill("textarea", "Merci")
    listed.page.wait_for_selector("[data-draft-status].c-danger")
    said = '<p class="txt">Bonjour, plus de réseau. Merci</p>'
    listed.html = listed.html.replace('<div id="said">', f'<div id="said">{said}')
    listed.page.reload()
    assert listed.page.input_value("textarea") == "Merci"


def test_a_text_too_long_is_said_and_never_cut(listed: Site) -> None:
    listed.page.evaluate("document.body.dataset.tooLong = '{length} of {limit}'")
    listed.page.fill("textarea", "x" * 60)
    listed.page.locator("p.err", has_text="60 of 40").wait_for()
    assert listed.page.input_value("textarea") == "x" * 60
    listed.page.click("[data-submit]")
    assert not [path for _method, path, _data in listed.asked if path.startswith("/sent")]
    listed.page.fill("textarea", "x" * 40)
    assert listed.page.locator("p.err:visible").count() == 0
    listed.page.click("[data-submit]")
    listed.page.wait_for_url("**/sent?text=x*")


def test_control_enter_sends(listed: Site) -> None:
    listed.page.fill("textarea", "x")
    listed.page.keyboard.press("Control+Enter")
    listed.page.wait_for_url("**/sent?text=x")


def test_theme_changes_at_once_and_is_kept(listed: Site) -> None:
    listed.page.click("button.side-me")
    listed.page.click("#menu button[value=dark]")
    assert listed.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert "secours_theme=dark" in listed.page.evaluate("document.cookie")
