"""A run in the pseudo-language: what a page shows outside ⟦…⟧ is data, or a text that nobody can translate."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from holidays import France
from tests.journeys.browsing import Browsing
from tests.journeys.guided import mend, walk
from tests.journeys.installation import Installation, page_answers, wait_for
from tests.journeys.kinds import Kinds
from tests.journeys.world import DATA
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]

PAGES = {
    "": ["/account/login/", "/account/password/reset/"],
    "requester": ["/portal/", "/portal/tickets/", "/portal/tickets/1001/", "/portal/request/", "/account/preferences"],
    "technician": ["/workbench/", "/workbench/?queue=all&state=any", "/workbench/tickets/1001/",
                   "/workbench/tickets/1001/resolution", "/workbench/tickets/1001/assessment/", "/workbench/tickets/1001/hold",
                   "/workbench/tickets/1001/qualification", "/workbench/tickets/1001/assignment", "/workbench/tickets/new",
                   "/workbench/filters", "/workbench/palette", "/faults/", "/equipment/"],
    "supervisor": ["/oversight/", "/oversight/recurring", "/oversight/calibration", "/oversight/tickets"],
    "admin": ["/setup/", "/setup/organisations", "/setup/people", "/setup/teams", "/setup/sites", "/setup/categories",
              "/setup/priorities", "/setup/hours", "/setup/mailboxes", "/setup/quarantine", "/setup/invitations",
              "/setup/people/new", "/account/2fa/"],
}  # fmt: skip

# Whose, where, what is typed (None: the page is opened, and its token taken unless the form has expired), the answer.
REFUSED: list[tuple[str, str, dict[str, str] | None, int]] = [
    ("requester", "/no-such-page", None, 404),
    ("requester", "/workbench/", None, 403),
    ("requester", "/portal/", {"no-token": "", "text": "Un texte tapé"}, 403),
    ("requester", "/portal/", {"text": ""}, 422),
    ("requester", "/portal/request/", {"what": ""}, 422),
    ("", "/account/login/", {"login": "personne@demo.example", "password": "x"}, 422),
    ("technician", "/workbench/tickets/new", {"text": ""}, 422),
    ("technician", "/workbench/tickets/1001/resolution", {"text": ""}, 422),
    ("technician", "/workbench/tickets/1001/escalation", {"note": ""}, 422),
    ("technician", "/faults/new", {"title_fr": ""}, 422),
    ("admin", "/setup/people/new", {"name": ""}, 422),
]  # fmt: skip

# The product's name, the languages in their own words, keys, signs, and what Django says in its own catalogue.
NAMES = {"Secours", "Français", "English", "VIP", "PDF", "Ctrl K", "Ctrl", "+", "−", "API", "SSO", "Windows",
         "macOS", "Linux", "vpn", "iOS", "Android", "ChromeOS",
         "Ce champ est obligatoire"}  # fmt: skip
_KEYS = re.compile(r"\bAlt\+(?=[A-Z]\b)")
# Dates, hours, durations, numbers, initials of a person, keys: no words.
NO_WORDS = re.compile(r"[\W\d_]*([A-Z]{1,3}[\W\d_]*)*")
BETWEEN = "\x1f"
DAY = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv|févr|avr|juil|sept|oct|nov|déc|1er)\b\.?", re.I,
)  # fmt: skip


@pytest.fixture(scope="module")
def pseudo(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second web process on the same database; gives its address."""
    subprocess.run([sys.executable, ROOT / "tools/messages.py", "compile", "--pseudo"], check=True)
    locales = tmp_path_factory.mktemp("locales")
    shutil.copytree(ROOT / "build/pseudo/eo", locales / "fr")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "2",
         "--log-level", "warning", "secours.config.wsgi:application"],
        env=installation.environment(
            SECOURS_PORT=str(port),
            SECOURS_EVENTS_PORT=str(installation.port + 1),
            DJANGO_SETTINGS_MODULE="tests.journeys.pseudo_settings",
            SECOURS_PSEUDO_LOCALES=str(locales),
            PYTHONPATH=f"{ROOT / 'src'}:{ROOT}",
        ),
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: page_answers(address), 30)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def data(installation: Installation) -> set[str]:
    """Every text that the world and the starter pack hold: names, titles, questions, remedies."""
    told = subprocess.run(
        [sys.executable, Path(__file__).with_name("texts.py")],
        env=installation.environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    closed = {name.replace("'", "’") for name in France(years=range(2026, 2029), language="fr").values()}
    texts = {*told.splitlines(), *DATA.values(), *closed}
    # What people say of a situation is kept without a capital, and shown with one.
    return texts | {text[:1].upper() + text[1:] for text in texts}


@pytest.mark.parametrize("role", PAGES)
def test_no_text_escapes_translation(
    browsing: Browsing, page: Any, pseudo: str, data: set[str], role: str
) -> None:
    opened = page(role, "/account/preferences" if role else "/account/login/")
    found = []
    for path in PAGES[role]:
        assert opened.goto(f"{pseudo}{path}").status == 200, path
        opened.locator("#panel[hx-trigger=load]").wait_for(state="detached")
        found += [f"{path}: {text}" for text in escaped(visible_texts(opened), data)]
    assert found == [], "\n".join(found)


def test_no_text_of_any_kind_of_page_escapes(
    browsing: Browsing, page: Any, kinds: Kinds, pseudo: str, data: set[str]
) -> None:
    """As the server writes them, without a browser: PAGES above are those where scripts write texts too."""
    page()  # judged and closed with the test, and gives the visitors below their end
    found = []
    visitors: dict[str, Any] = {}
    for (name, _asked), (role, url) in kinds.pages.items():
        if name == "setup:components":  # a sheet of samples, in words of nobody
            continue
        if role not in visitors:
            visitors[role] = browsing.context(role, language="fr" if role else "")
        answer = visitors[role].request.get(f"{pseudo}{url}")
        assert answer.status < 400, url
        found += [f"{url}: {text}" for text in escaped(Texts.of(answer.text()), data)]
    assert found == [], "\n".join(found)


def test_no_text_of_the_guided_way_escapes(page: Any, pseudo: str, data: set[str]) -> None:
    asked, found, steps = page("outsider", f"{pseudo}/portal/", width=390), [], set()
    for way in (walk, mend):
        asked.goto(f"{pseudo}/portal/")
        for step in way(asked, DATA["slow"]):
            found += [f"{step}: {text}" for text in escaped(visible_texts(asked), data)]
            steps.add(step)
    # Whether a solution is among the steps depends on what was learned before.
    assert steps >= {"situation", "opening", "check", "escalation", "sent", "left", "solved"}
    assert found == [], "\n".join(found)


def test_no_text_of_a_refusal_escapes(browsing: Browsing, page: Any, pseudo: str, data: set[str]) -> None:
    """Forms that something is missing from, and pages of errors: of an address, a right, an expired form."""
    page()  # closes the visitors below with the test
    found = []
    for role, path, typed, status in REFUSED:
        visitor = browsing.context(role, language="fr" if role else "").request
        shown = visitor.get(f"{pseudo}{path}")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text())
        if typed is None:
            answer = shown
        else:
            sent = {
                **typed,
                **({"csrfmiddlewaretoken": token[1]} if token and "no-token" not in typed else {}),
            }
            answer = visitor.post(f"{pseudo}{path}", form=sent)
        assert answer.status == status, (path, answer.status)
        found += [
            f"{path}: {text}"
            for text in escaped(Texts.of(answer.text()), data | set(filter(None, (typed or {}).values())))
        ]
    assert found == [], "\n".join(found)


class Texts(HTMLParser):
    """What a page written by the server shows and tells, as `visible_texts` reads it in a browser."""

    QUIET = {"script", "style", "noscript", "textarea"}
    TOLD = {"aria-label", "title", "placeholder", "alt", "data-key-label"}

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._quiet, self._options = "", 0

    @classmethod
    def of(cls, written: str) -> list[str]:
        read = cls()
        read.feed(written)
        return [text for text in read.texts if text.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if name in self.TOLD and value]
        if tag in self.QUIET:
            self._quiet = tag
        self._options = 0 if tag == "select" else self._options + (tag == "option")

    def handle_endtag(self, tag: str) -> None:
        self._quiet = "" if tag == self._quiet else self._quiet
        self._options = 0 if tag == "select" else self._options

    def handle_data(self, data: str) -> None:
        if not self._quiet and self._options < 2:
            self.texts.append(data)


def test_a_forgotten_text_is_found() -> None:
    shown = [
        "⟦Reply to",
        "Claire Morvan",
        "⟧",
        "mardi 24 novembre",
        "Save it",
        "Claire Morvan",
        "IL",
        "T-1001 · 9:46",
    ]
    assert escaped(shown, {"Claire Morvan"}) == ["Save it"]


def test_a_text_that_is_a_part_of_somebody_s_words_is_found() -> None:
    """Only whole texts and whole lines of the data are data."""
    assert escaped(["The printer is offline"], {"The printer is offline since noon"}) == [
        "The printer is offline"
    ]


def escaped(shown: list[str], data: set[str]) -> list[str]:
    """The texts in which words are left once the translated parts and the data are taken out."""
    text, before = BETWEEN.join(" ".join(one.split()) for one in shown), ""
    while before != text:  # a translated text may hold others, and cover several nodes
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    return [part for part in re.split(f"{BETWEEN}|·", text) if has_words(part, data)]


def has_words(part: str, data: set[str]) -> bool:
    for known in sorted((one for one in data if one in part), key=len, reverse=True):
        part = part.replace(known, " ")
    left = DAY.sub(" ", _KEYS.sub("", part)).strip(" .,;:()«»“”…")
    return left not in NAMES and NO_WORDS.fullmatch(left) is None


def visible_texts(page: Any) -> list[str]:
    """Text nodes, and what screen readers and hovering tell."""
    texts: list[str] = page.evaluate(
        """() => {
          const found = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!parent.closest("script, style, noscript, textarea, option:not(:first-child)")) found.push(walker.currentNode.data);
          }
          for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [data-key-label]"))
            for (const name of ["aria-label", "title", "placeholder", "alt", "data-key-label"])
              if (element.getAttribute(name)) found.push(element.getAttribute(name));
          return [document.title, ...found].filter(text => text.trim());
        }"""
    )
    return texts
