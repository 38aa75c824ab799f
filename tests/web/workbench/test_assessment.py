"""The assessment from the outside: read, edited in place, completed, taken away as an accessible PDF."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from secours.diagnosis.assessment import assessment_of
from secours.diagnosis.documents import assessment_document, assessment_pdf
from secours.diagnosis.models import Assessment
from secours.diagnosis.operations import (
    choose_situation,
    hand_over,
    record_attempt,
    record_finding,
    start_run,
    write_assessment,
)
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Fault, Remedy
from secours.faults.operations import resolve_with_remedy
from secours.tickets.models import Task
from secours.tickets.operations import reopen_ticket, reply_to_ticket

NOTE = "Mot de passe provisoire noté ici: hibou42"
STRANGE = 'Rien ne sort #emph[x] $a$ *b* "c" \\d <e> @f'


@pytest.fixture
def ticket(scene: Any) -> Any:
    """Answered by Claire, handed over, resolved by Inès, with a note that must stay inside."""
    by = scene.enter("requester")
    run = start_run(by=by, person=scene.person("requester"), text=STRANGE)
    run = choose_situation(run.id, by=by, fault_id=Fault.objects.get(code="prn.no_output").id)
    record_finding(run.id, by=by, check_id=next_step_of(run, "user").check.id, value="yes")
    ticket = hand_over(run.id, by=by)
    by = scene.enter("technician")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
    reply_to_ticket(ticket.id, by=by, text=NOTE, internal=True)
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed")
    resolve_with_remedy(ticket.id, by=by, remedy_id=remedy.id, confirmed_how="user", text="File vidée.")
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def written(scene: Any, ticket: Any) -> Any:
    write_assessment(ticket.id, by=scene.enter("technician"))
    return ticket


def address(ticket: Any, rest: str = "") -> str:
    return f"/workbench/tickets/{ticket.number}/assessment/{rest}"


def text_of(pdf: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", words)


# The page


@pytest.mark.parametrize("role", ["technician", "supervisor", "manager", "admin"])
def test_staff_read_it_before_it_is_kept(sign_in: Any, ticket: Any, role: str) -> None:
    page = sign_in(role).get(address(ticket)).content.decode()
    assert "Vérifications et résultats" in page
    assert "File vidée" in page
    assert ("Garder le bilan" in page) == (role in ("technician", "supervisor"))


@pytest.mark.parametrize("role", ["requester", "client", "outsider"])
def test_the_page_is_for_staff(sign_in: Any, written: Any, role: str) -> None:
    assert sign_in(role).get(address(written)).status_code == 403


def test_a_mission_elsewhere_does_not_know_it(sign_in: Any, scene: Any) -> None:
    from secours.tickets.operations import declare_ticket

    theirs = declare_ticket(by=scene.enter_system(), requester=scene.person("outsider"), text="Chez eux")
    browser = sign_in("mission")
    for rest in ("", "fr.pdf", "recommendations"):
        assert browser.get(address(theirs, rest)).status_code == 404
    assert browser.post(address(theirs, "sections/risk"), {"text": "x"}).status_code == 404


def test_keeping_it_is_an_operation(sign_in: Any, ticket: Any) -> None:
    assert sign_in("technician").post(address(ticket)).status_code == 302
    assert Assessment.objects.get(ticket=ticket).written_by.name == "Inès Lambert"


def test_own_words_replace_one_section_in_one_language(sign_in: Any, ticket: Any) -> None:
    browser = sign_in("technician")
    own = "Tout est dit.\n- un <b>\n• deux"
    assert browser.post(address(ticket, "sections/risk?lang=fr"), {"text": own}).status_code == 302
    french = browser.get(address(ticket, "?lang=fr"))
    section = next(one for one in french.context["sections"] if one.name == "risk")
    assert (section.paragraphs, section.items, section.is_own) == (
        ["Tout est dit."],
        ["un <b>", "deux"],
        True,
    )
    assert "<b>" not in french.content.decode().split('id="s-risk"')[1].split("</section>")[0]
    assert "Tout est dit" not in browser.get(address(ticket, "?lang=en")).content.decode()
    browser.post(address(ticket, "sections/risk?lang=fr"), {"text": ""})
    assert "Tout est dit" not in browser.get(address(ticket, "?lang=fr")).content.decode()


def test_it_is_edited_where_it_is_read(sign_in: Any, ticket: Any) -> None:
    browser = sign_in("technician")
    page = browser.get(address(ticket, "?edit=done")).content.decode()
    form = page.split('id="s-done"')[1].split("</section>")[0]
    assert "<textarea" in form
    assert "File vidée" in form
    assert "<textarea" not in browser.get(address(ticket, "?edit=nothing")).content.decode()
    assert "<textarea" not in sign_in("manager").get(address(ticket, "?edit=done")).content.decode()


def test_too_long_a_text_comes_back(sign_in: Any, ticket: Any) -> None:
    answer = sign_in("technician").post(address(ticket, "sections/risk"), {"text": "mot " * 4000})
    assert answer.status_code == 422
    assert "mot mot" in answer.content.decode()
    assert not Assessment.objects.filter(ticket=ticket).exists()


def test_those_who_only_read_do_not_write(sign_in: Any, ticket: Any) -> None:
    for role in ("manager", "admin", "requester", "client"):
        browser = sign_in(role)
        assert browser.post(address(ticket, "sections/risk"), {"text": "x"}).status_code == 403
        assert browser.post(address(ticket, "recommendations"), {"title": "x"}).status_code == 403
    assert not Assessment.objects.filter(ticket=ticket).exists()


def test_a_recommendation_becomes_a_task(sign_in: Any, scene: Any, ticket: Any) -> None:
    browser, owner = sign_in("technician"), scene.person("supervisor")
    told = {"title": "Passer au pilote v4", "owner": owner.id, "due_on": "2026-12-01"}
    assert browser.post(address(ticket, "recommendations"), told).status_code == 302
    task = Task.objects.get(ticket=ticket, title="Passer au pilote v4")
    assert (task.owner_id, str(task.due_on), task.recommendation.assessment.ticket_id) == (
        owner.id, "2026-12-01", ticket.id
    )  # fmt: skip
    assert "Maud Thierry" in browser.get(address(ticket)).content.decode()
    assert browser.post(address(ticket, f"recommendations/{task.id}/completion")).status_code == 302
    task.refresh_from_db()
    assert task.done_at is not None


def test_a_recommendation_refused_keeps_what_was_typed(sign_in: Any, scene: Any, ticket: Any) -> None:
    told = {"title": "  ", "owner": scene.person("outsider").id, "due_on": "demain"}
    answer = sign_in("technician").post(address(ticket, "recommendations"), told)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "owner", "due_on"}
    assert "demain" in answer.content.decode()


def test_page_costs_the_same_however_many_recommendations(sign_in: Any, written: Any) -> None:
    browser = sign_in("technician")

    def cost(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        return len(seen)

    urls = [address(written), address(written, "fr.pdf")]
    browser.post(address(written, "recommendations"), {"title": "Une"})
    before = [cost(url) for url in urls]
    for number in range(6):
        browser.post(address(written, "recommendations"), {"title": f"Et {number}"})
    assert [cost(url) for url in urls] == before


# Who may take the PDF away


@pytest.mark.parametrize("role", ["technician", "supervisor", "manager", "client"])
def test_staff_and_the_contact_take_the_pdf(sign_in: Any, written: Any, role: str) -> None:
    answer = sign_in(role).get(address(written, "fr.pdf"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bilan-{written.label}-fr.pdf"'
    assert "Inès Lambert" in text_of(answer.content)


@pytest.mark.parametrize(("role", "status"), [("requester", 403), ("colleague", 404), ("outsider", 404)])
def test_others_do_not(sign_in: Any, written: Any, role: str, status: int) -> None:
    assert sign_in(role).get(address(written, "fr.pdf")).status_code == status


def test_a_stranger_signs_in_first(client: Any, written: Any) -> None:
    assert client.get(address(written, "fr.pdf")).status_code == 302


def test_the_contact_waits_until_it_is_ready(sign_in: Any, scene: Any, ticket: Any) -> None:
    browser = sign_in("client")
    assert browser.get(address(ticket, "fr.pdf")).status_code == 404
    write_assessment(ticket.id, by=scene.enter("technician"))
    assert browser.get(address(ticket, "fr.pdf")).status_code == 200
    reopen_ticket(ticket.id, by=scene.enter("technician"), why="Encore")
    assert browser.get(address(ticket, "fr.pdf")).status_code == 404


def test_the_contact_of_another_organisation_does_not_know_it(sign_in: Any, scene: Any, written: Any) -> None:
    from secours.people.operations import grant_role

    grant_role(scene.person("outsider"), "client", by=scene.enter_system())
    assert sign_in("outsider").get(address(written, "fr.pdf")).status_code == 404


def test_a_language_that_is_not_written(sign_in: Any, written: Any) -> None:
    assert sign_in("technician").get(address(written, "de.pdf")).status_code == 404


@pytest.mark.parametrize("role", ["technician", "client"])
@pytest.mark.parametrize("rest", ["fr.pdf", "en.pdf"])
def test_notes_never_enter(sign_in: Any, written: Any, role: str, rest: str) -> None:
    pdf = sign_in(role).get(address(written, rest)).content
    assert "hibou42" not in text_of(pdf)
    assert "hibou42" not in sign_in("technician").get(address(written)).content.decode()


# The document


@pytest.fixture(params=["fr", "en"])
def document(request: Any, scene: Any, written: Any) -> tuple[str, bytes]:
    view = assessment_of(scene.enter("client"), written, request.param)
    return request.param, assessment_pdf(assessment_document(view), request.param)


def test_pdf_is_tagged_titled_and_in_its_language(document: tuple[str, bytes], written: Any) -> None:
    language, pdf = document
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    title = {"fr": "Bilan de diagnostic", "en": "Diagnosis assessment"}[language]
    assert reader.metadata.title == f"{title} {written.label}, {written.title}"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()


def test_pdf_has_headings_tables_and_lists(document: tuple[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(document[1]))
    tags = list(tags_of(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert tags.count("/H1") == 1
    assert tags.count("/H2") >= 5
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= set(tags)
    assert tags.index("/H1") < tags.index("/H2")


def test_pdf_embeds_plex_and_nothing_else(document: tuple[str, bytes]) -> None:
    fonts = set(fonts_of(PdfReader(io.BytesIO(document[1]))))
    assert fonts
    assert {name.split("+")[-1].split("-")[0] for name, _embedded in fonts} == {"IBMPlexSans"}
    assert all(embedded for _name, embedded in fonts)


def test_pdf_says_the_words_of_its_language(document: tuple[str, bytes]) -> None:
    language, pdf = document
    words = text_of(pdf)
    expected = {
        "fr": [
            "Faits",
            "Vérifications et résultats",
            "Origine de la panne",
            "Ce qui a été fait",
            "page 1 sur",
        ],
        "en": ["Facts", "Checks and what they showed", "Source of the fault", "What was done", "page 1 of"],
    }
    other = {"fr": "en", "en": "fr"}[language]
    assert [word for word in expected[language] if word not in words] == []
    assert [word for word in expected[other] if word in words] == []


def test_signs_of_markup_stay_text(document: tuple[str, bytes]) -> None:
    assert "#emph[x] $a$ *b*" in text_of(document[1])


def test_the_same_data_gives_the_same_bytes(scene: Any, written: Any) -> None:
    data = assessment_document(assessment_of(scene.enter("technician"), written, "fr"))
    assert assessment_pdf(data, "fr") == assessment_pdf(data, "fr")


def test_signs_that_the_font_lacks_do_not_cost_the_document(scene: Any, written: Any) -> None:
    reply_to_ticket(written.id, by=scene.enter("technician"), text="Merci 🙂 Ж 中文 العربية, c’est réglé")
    data = assessment_document(assessment_of(scene.enter("technician"), written, "fr"))
    data["title"] = f"{data['title']} 🙂"
    assert "[?]" in text_of(assessment_pdf(data, "fr"))


def test_a_long_assessment_flows_over_pages(scene: Any, written: Any) -> None:
    data = assessment_document(assessment_of(scene.enter("technician"), written, "fr"))
    table = next(section for section in data["sections"] if section["rows"])
    table["rows"] = table["rows"] * 120
    reader = PdfReader(io.BytesIO(assessment_pdf(data, "fr")))
    assert len(reader.pages) > 3
    assert f"page 2 sur {len(reader.pages)}" in reader.pages[1].extract_text()


def test_an_open_ticket_is_said_provisional(scene: Any, written: Any) -> None:
    reopen_ticket(written.id, by=scene.enter("technician"), why="Encore")
    written.refresh_from_db()
    data = assessment_document(assessment_of(scene.enter("technician"), written, "fr"))
    assert "Provisoire" in text_of(assessment_pdf(data, "fr"))


def tags_of(node: Any) -> Iterator[str]:
    """Structure types in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        children = node.get("/K")
        if children is not None:
            yield from tags_of(children)
    elif isinstance(node, list):
        for child in node:
            yield from tags_of(child)


def fonts_of(reader: PdfReader) -> Iterator[tuple[str, bool]]:
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for part in font.get_object().get("/DescendantFonts", [font]):
                descriptor = part.get_object()["/FontDescriptor"].get_object()
                embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
                yield str(part.get_object()["/BaseFont"]), embedded


def test_a_recommendation_added_beside_the_resolution_leaves_it_in_place(sign_in: Any, ticket: Any) -> None:
    url = f"/workbench/tickets/{ticket.number}/assessment/recommendations?lang=fr&beside=resolution"
    browser, told = sign_in("technician"), {"title": "Changer le toner", "owner": "", "due_on": ""}
    answer = browser.post(url, told, HTTP_HX_REQUEST="true")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer.headers
    assert 'id="recommended"' in html
    assert "Changer le toner" in html
    assert "suivie comme une tâche" in html
    without_script = browser.post(url, told)
    assert without_script["Location"].startswith(f"/workbench/tickets/{ticket.number}/resolution")
