"""The day that Secours is for: a printer stops, its owner tries the first checks, a technician finds the source
and resolves it, and the next person is told at once."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from tests.journeys.installation import Installation, wait_for

WORDS = "l'imprimante du deuxième n'imprime plus"
SITUATION = "Rien ne sort de l’imprimante"
COLLEAGUES_PRINT = "Les collègues impriment-ils dessus\u00a0?"
OLD_DOCUMENT = "Un ancien document est-il bloqué en file\u00a0?"
SPOOLER = "File d’attente d’impression bloquée"
FLUSH = "Vider la file et redémarrer le spouleur du poste"


def ask(page: Any, words: str, situation: str, device: str, go_on: str) -> None:
    """The portal, from its question to its first check."""
    page.get_by_label(re.compile("^(Que se passe-t-il|What is happening)")).fill(words)
    page.get_by_role("button", name=go_on).click()
    page.get_by_role("button", name=situation).first.click()
    if device:
        page.get_by_text(device, exact=True).click()
    page.get_by_role("button", name=go_on).click()
    page.locator("button[name=value]").first.wait_for()


def answer(page: Any, value: str) -> str:
    """Answers the check or the solution on the page; gives its question."""
    asked = str(page.locator("h1").inner_text())
    with page.expect_navigation():
        page.locator(f"main button[value={value}]").click()
    return asked


def is_sent(page: Any) -> bool:
    return "/portal/tickets/" in page.url


def try_everything(page: Any, checks: dict[str, str]) -> list[str]:
    """Goes through every step, helped by none; gives what was asked."""
    asked = []
    while not is_sent(page):
        assert len(asked) < 8, asked
        if page.locator("button[name=outcome]").count():
            asked.append(answer(page, "not_fixed"))
        elif page.locator("button[name=value]").count():
            asked.append(answer(page, checks.get(page.locator("h1").inner_text(), "no")))
        else:
            page.get_by_role("button", name="Envoyer aux techniciens").click()
            page.wait_for_url("**/portal/tickets/**")
    return asked


def number_of(page: Any) -> str:
    found = re.search(r"/tickets/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def test_a_fault_is_declared_diagnosed_resolved_and_remembered(page: Any, installation: Installation) -> None:
    queue = page("technician")
    queue.locator("body[data-live=on]").wait_for(state="attached")
    claire = page("requester", width=390)

    ask(claire, WORDS, SITUATION, "IMP-2E-03", "Continuer")
    asked = try_everything(claire, {COLLEAGUES_PRINT: "yes"})
    assert asked[0] == COLLEAGUES_PRINT
    number = number_of(claire)
    assert "personne ne vous le redemandera" in claire.inner_text("main")

    open_from_the_open_queue(queue, number)
    find_the_source(queue)
    resolve(queue, number)
    write_the_assessment(queue, number)
    check_the_document(queue, number)

    claire.get_by_text("c’est reparti").first.wait_for()  # without a reload
    subjects = wait_for(lambda: [str(m["Subject"]) for m in installation.mails.to("requester@")], 20)
    assert any(f"T-{number}" in subject for subject in subjects), subjects

    remembered(page, number)


def open_from_the_open_queue(queue: Any, number: str) -> None:
    """The open page tells of the newcomer, and shows it."""
    news = queue.locator("#news a")
    news.wait_for()
    news.click()
    row = queue.locator("tr.r", has_text=f"T-{number}")
    row.wait_for()
    row.locator(".subj a").click()
    queue.wait_for_url(f"**/workbench/tickets/{number}/**")
    queue.get_by_role("button", name="Prendre en charge").first.click()
    queue.get_by_role("button", name="Prendre en charge").first.wait_for(state="hidden")


def find_the_source(ticket: Any) -> None:
    panel = ticket.locator("#panel")
    panel.locator(".ask").first.wait_for()
    check = panel.get_by_role("form", name=OLD_DOCUMENT)
    if not check.is_visible():  # the engine would ask something else first: the technician may choose
        panel.get_by_text("Autre vérification").click()
    check.get_by_role("button", name="Oui").click()
    first = panel.locator(".cause").first
    first.get_by_text(OLD_DOCUMENT).wait_for()
    assert SPOOLER in first.inner_text()
    panel.locator(".rem", has_text=FLUSH).get_by_role("button").click()
    panel.get_by_text("Est-ce que ça remarche").or_(panel.get_by_text("Solution appliquée")).first.wait_for()
    panel.locator("button[value=fixed]").first.click()
    panel.get_by_role("heading", name="Ça remarche").wait_for()


def resolve(ticket: Any, number: str) -> None:
    ticket.get_by_role("link", name="Résoudre").first.click()
    form = ticket.locator("form", has=ticket.locator("[name=confirmed_how]"))
    assert form.get_by_label(SPOOLER).is_checked()
    assert form.get_by_label(re.compile(FLUSH)).is_checked()
    form.get_by_label("La personne le confirme").check()
    form.get_by_label(re.compile("^Message à Claire")).fill(f"{FLUSH} : c’est reparti.")
    form.get_by_role("button", name="Résoudre et envoyer").click()
    ticket.wait_for_url(re.compile(rf"/workbench/tickets/{number}/(\?.*)?$"))
    ticket.locator(".tk-h").get_by_text("Résolu", exact=True).wait_for()


def write_the_assessment(ticket: Any, number: str) -> None:
    ticket.goto(f"/workbench/tickets/{number}/assessment/")
    bilan = ticket.locator("main").inner_text()
    for words in (SPOOLER, COLLEAGUES_PRINT, OLD_DOCUMENT, FLUSH):
        assert words in bilan
    ticket.goto(f"/workbench/tickets/{number}/assessment/recommendations?lang=fr")
    ticket.locator("main [name=title]").fill("Passer l’étage au pilote v4")
    ticket.locator("main form [data-submit]").click()
    ticket.get_by_text("Passer l’étage au pilote v4").first.wait_for()


def check_the_document(ticket: Any, number: str) -> None:
    answered = ticket.request.get(f"/workbench/tickets/{number}/assessment/fr.pdf")
    assert answered.headers["content-type"] == "application/pdf"
    pdf = PdfReader(BytesIO(answered.body()))
    catalogue: Any = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] is True or bool(catalogue["/MarkInfo"]["/Marked"])
    assert str(catalogue["/Lang"]).startswith("fr")
    assert f"T-{number}" in str(pdf.metadata and pdf.metadata.title)
    assert {"/H1", "/H2", "/Table"} <= structure(catalogue["/StructTreeRoot"])
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for words in ("Bilan de diagnostic", SPOOLER, "Passer l’étage au pilote v4"):
        assert words in " ".join(text.split())


def structure(node: Any) -> set[str]:
    """The kinds of element of a tagged document."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*map(structure, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (structure(node["/K"]) if "/K" in node else set())


def remembered(page: Any, number: str) -> None:
    """Another person, another language, the same printer, the same day."""
    emma = page("colleague", width=390)
    emma.get_by_label("What is happening?").fill("the second floor printer stopped printing")
    emma.get_by_role("button", name="Continue").click()
    met = emma.locator("button.tile .met").first
    met.wait_for()
    assert "Already solved here today" in met.inner_text()
    emma.locator("button.tile", has=emma.locator(".met")).first.click()
    emma.get_by_text("IMP-2E-03", exact=True).click()
    emma.get_by_role("button", name="Continue").click()
    emma.locator("main .met").first.wait_for()
    assert "Solved on IMP-2E-03 today" in emma.locator("main .met").first.inner_text()
    emma.get_by_role("button", name="Skip, just send").click()
    emma.wait_for_url("**/portal/tickets/**")

    ticket = page("technician", f"/workbench/tickets/{number_of(emma)}/")
    first = ticket.locator("#panel > *").first
    ticket.locator("#panel .same").wait_for()
    assert first.get_attribute("class") == "same"
    for words in (f"Même panne que T-{number}", "Même matériel, aujourd’hui", FLUSH):
        assert words in first.inner_text()
    first.get_by_role("link", name=f"T-{number}").click()
    ticket.wait_for_url(f"**/tickets/{number}/**")


def test_two_first_answers_lead_to_two_next_checks(page: Any) -> None:
    asked, following = [], []
    for value in ("yes", "no"):
        claire = page("requester", width=390)
        ask(claire, WORDS, SITUATION, "IMP-2E-03", "Continuer")
        asked.append(answer(claire, value))
        following.append(claire.locator("h1").inner_text())
    assert asked[0] == asked[1]
    assert following[0] != following[1]


@pytest.fixture
def two_readers(page: Any) -> Any:
    """One ticket open before two technicians."""
    claire = page("requester", "/portal/request/")
    claire.goto("/portal/")
    claire.get_by_label("Que se passe-t-il ?").fill("Le logiciel de paie plante à l’ouverture")
    claire.get_by_role("button", name="Continuer").click()
    claire.get_by_role("button", name="Passer et envoyer").click()
    claire.wait_for_url("**/portal/tickets/**")
    path = f"/workbench/tickets/{number_of(claire)}/"
    open_page, colleague = page("technician", path), page("supervisor", path)
    open_page.locator("body[data-live=on]").wait_for(state="attached")
    return open_page, colleague


def write(page: Any, words: str) -> None:
    page.locator("#reply-text").fill(words)
    page.locator("#reply-text").press("Control+Enter")
    page.locator("#timeline").get_by_text(words).wait_for()


def test_an_open_page_shows_a_colleagues_reply_even_when_events_were_cut(
    two_readers: Any, installation: Installation
) -> None:
    open_page, colleague = two_readers
    open_page.evaluate("window.untouched = true")
    write(colleague, "Je regarde avec l’éditeur.")
    open_page.locator("#timeline").get_by_text("Je regarde avec l’éditeur.").wait_for()

    installation.kill("secours.config.events")
    open_page.locator("body[data-live=off]").wait_for(state="attached")
    write(colleague, "L’éditeur confirme, correctif ce soir.")
    open_page.locator("#timeline").get_by_text("correctif ce soir").wait_for(timeout=20_000)
    assert open_page.evaluate("window.untouched"), "the page was loaded again"
