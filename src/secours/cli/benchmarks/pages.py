"""Pages asked through the whole of Django (middleware, session, walls, templates), without the network."""

import re
from html import unescape

from django.test import Client

from secours.cli.benchmarks.corpus import Corpus
from secours.cli.benchmarks.measuring import Measure
from secours.people.actor import acting, actor_of_account
from secours.people.models import Account
from secours.people.operations import make_token

_VALUES = ("yes", "no")


def page_measures(corpus: Corpus) -> list[Measure]:
    return [*_workbench(corpus), *_portal(corpus), _api_declaration()]


def diagnosis_measures(corpus: Corpus) -> list[Measure]:
    """The next step with its recall; and what recall does before it, while a person writes and sends."""
    wide, requester = browser_of("technician"), browser_of("requester")
    words = "L’imprimante n’imprime plus, les documents restent en attente."
    return [
        Measure("next diagnosis step, portal", lambda number: _portal_step(requester, corpus, number)),
        Measure("next diagnosis step, workbench", lambda number: _workbench_step(wide, corpus, number)),
        Measure("a text told, situations offered", lambda number: _tell(requester, f"{words} {number}")),
        _page("portal, what is being typed", requester, "/portal/suggestions/?text=l'imprimante ne marche"),
        _page("ticket with run, similar", wide, f"/workbench/tickets/{corpus.lives.ticket.number}/"),
        _page("ticket without run", wide, f"/workbench/tickets/{corpus.lives.plain.number}/"),
    ]


def browser_of(role: str) -> Client:
    browser = Client(raise_request_exception=True)
    account = Account.objects.get(email=f"{role}@demo.example")
    browser.force_login(account, backend="secours.web.accounts.AccountBackend")
    return browser


def _workbench(corpus: Corpus) -> list[Measure]:
    wide, narrow = browser_of("technician"), browser_of("mission")
    ticket, plain = corpus.lives.ticket.number, corpus.lives.plain.number
    second = _second_page(wide)
    return [
        _page("queue, widest reach", wide, "/workbench/?queue=all"),
        _page("queue, narrowest reach", narrow, "/workbench/?queue=all"),
        _page("queue, second page", wide, second),
        _page("ticket with run, device, similar", wide, f"/workbench/tickets/{ticket}/"),
        _page("ticket, narrowest reach", narrow, f"/workbench/tickets/{ticket}/"),
        _page("ticket without run", wide, f"/workbench/tickets/{plain}/"),
        _page("search, rare word", wide, f"/workbench/?queue=all&state=any&q={corpus.rare}"),
        _page("search, common word", wide, f"/workbench/?queue=all&state=any&q={corpus.common}"),
        _page(
            "search, common word, narrowest reach",
            narrow,
            f"/workbench/?queue=all&state=any&q={corpus.common}",
        ),
        _page("assessment, PDF", wide, f"/workbench/tickets/{ticket}/assessment/fr.pdf"),
        _page("palette", wide, "/workbench/palette?q=impri"),
        Measure("next diagnosis step, workbench", lambda number: _workbench_step(wide, corpus, number)),
    ]


def _portal(corpus: Corpus) -> list[Measure]:
    requester = browser_of("requester")
    return [
        _page("portal home", requester, "/portal/"),
        _page("portal, what is being typed", requester, "/portal/suggestions/?text=l'imprimante ne marche"),
        Measure("next diagnosis step, portal", lambda number: _portal_step(requester, corpus, number)),
    ]


def _page(name: str, browser: Client, address: str) -> Measure:
    def ask(_number: int) -> None:
        response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")

    return Measure(name, ask)


def _second_page(browser: Client) -> str:
    page = browser.get("/workbench/?queue=all").content.decode()
    following = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
    if following is None:
        raise LookupError("the queue measured has one page")
    return f"/workbench/{unescape(following[1])}"


def _workbench_step(browser: Client, corpus: Corpus, number: int) -> None:
    """The answer corrected and the panel drawn anew, as htmx asks it."""
    answer = {"check": corpus.lives.ticket_check, "value": _VALUES[number % 2]}
    address = f"/workbench/tickets/{corpus.lives.ticket.number}/diagnosis/findings"
    response = browser.post(address, answer, headers={"HX-Request": "true", "HX-Target": "panel"})
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _portal_step(browser: Client, corpus: Corpus, number: int) -> None:
    """The answer, and the page that it leads to: two requests."""
    answer = {"check": corpus.lives.check, "value": _VALUES[number % 2]}
    address = f"/portal/diagnosis/{corpus.lives.run.id}/findings/"
    response = browser.post(address, answer, follow=True)
    if response.status_code != 200 or not response.redirect_chain:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _api_declaration() -> Measure:
    """Keys are renewed before the rate of one account (300 a minute) is reached: one for each round."""
    actor = actor_of_account(Account.objects.get(email="requester@demo.example").id)
    if actor is None:
        raise LookupError("the cast lacks its requester")
    with acting(actor):
        _row, key = make_token(by=actor, name="bench")

    def declare(number: int) -> None:
        response = Client().post(
            "/api/v1/tickets",
            {"text": f"Déclaration {number} : le scanner du secrétariat ne répond plus."},
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        if response.status_code != 201:
            raise RuntimeError(f"the API answered {response.status_code}: {response.content!r}")

    return Measure("declare, API over HTTP", declare)


def _tell(browser: Client, text: str) -> None:
    """What a person wrote, and the page of the situations that it may be: two requests."""
    response = browser.post("/portal/", {"text": text}, follow=True)
    if response.status_code != 200 or not response.redirect_chain:
        raise RuntimeError(f"the portal answered {response.status_code}")
