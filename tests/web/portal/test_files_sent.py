"""One rule of what may be sent, for the portal and the workbench; a mail brings all, marked."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from secours.journal.files import attach
from secours.journal.models import Attachment
from secours.tickets.attachments import ACCEPT, MOST_FILES, is_accepted
from secours.tickets.operations import declare_ticket


def file(name, media_type="application/octet-stream"):
    return SimpleUploadedFile(name, b"MZ not empty", media_type)


@pytest.fixture
def ticket(scene):
    ticket = declare_ticket(by=scene.enter("requester"), requester=scene.person("requester"), text="Panne")
    scene.enter_system()
    return ticket


@pytest.mark.parametrize(
    "name", ["setup.exe", "photo.jpg.exe", "run.BAT", "page.html", "vecteur.svg", "a.lnk", ".exe"]
)
def test_programs_are_refused_and_the_words_kept(scene, screen, sign_in, ticket, name):
    page = screen().open("/portal/").press("/portal/", text="Voici le fichier", files=file(name))
    assert page.response.status_code == 422
    assert "les programmes et les scripts ne sont pas acceptés" in page.text
    assert "Voici le fichier" in page.html
    page.open(f"/portal/tickets/{ticket.number}/")
    page.press(f"/portal/tickets/{ticket.number}/replies/", text="Voici", files=file(name))
    assert page.response.status_code == 422
    answer = sign_in("technician").post(
        f"/workbench/tickets/{ticket.number}/messages", {"text": "Voici", "files": file(name)}
    )
    assert answer.status_code == 422
    assert "les programmes et les scripts ne sont pas acceptés" in answer.content.decode()
    scene.enter_system()
    assert not Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id).exists()


@pytest.mark.parametrize(
    ("name", "media_type", "taken"),
    [
        ("Capture.PNG", "image/png", True),
        ("image", "image/jpeg", True),
        ("image", "image/svg+xml", False),
        ("programme", "application/octet-stream", False),
        ("journal.log", "text/plain", True),
        ("note.txt", "application/x-msdownload", True),
        ("setup.exe", "image/png", False),
        (".exe", "image/png", False),
        ("devis.final.docx", "", True),
    ],
)
def test_the_last_suffix_decides(name, media_type, taken):
    assert is_accepted(name, media_type) is taken


def test_the_picker_shows_what_the_server_takes(screen, sign_in, ticket):
    shown = re.findall(r'accept="([^"]+)"', screen().open(f"/portal/tickets/{ticket.number}/").html)
    page = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert set(shown) == set(re.findall(r'accept="([^"]+)"', page)) == {ACCEPT}
    assert all(is_accepted(f"x{suffix}") for suffix in ACCEPT.split(",")[1:])


@pytest.mark.parametrize("count", [MOST_FILES, MOST_FILES + 1])
def test_as_many_at_once_in_the_portal_and_in_the_workbench(screen, sign_in, ticket, count):
    def files():
        return [file(f"{n}.png", "image/png") for n in range(count)]

    page = screen().open(f"/portal/tickets/{ticket.number}/")
    page.press(f"/portal/tickets/{ticket.number}/replies/", text="Photos", files=files())
    answer = sign_in("technician").post(
        f"/workbench/tickets/{ticket.number}/messages", {"text": "Photos", "files": files()}
    )
    taken = count <= MOST_FILES
    assert (page.response.status_code == 200, answer.status_code == 302) == (taken, taken)


def test_what_a_mail_brought_is_marked_and_only_downloaded(scene, screen, sign_in, ticket):
    entry = ticket.messages.get().entry
    kept = attach(
        b"MZ", name="facture.exe", media_type="image/png", organisation_id=ticket.organisation_id,
        subject_kind="ticket", subject_id=ticket.id, entry=entry,
    )  # fmt: skip
    page = screen().open(f"/portal/tickets/{ticket.number}/")
    assert "Prudence" in page.text
    bench = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "Prudence" in bench
    answer = page.browser.get(f"/files/{kept.id}/facture.exe?show=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    b"".join(answer.streaming_content)


def test_the_rule_is_written_once():
    package = Path(__file__).resolve().parents[3] / "src" / "secours"
    texts = {path: path.read_text(encoding="utf-8") for path in (package / "web").rglob("*.py")}
    assert not [path for path, text in texts.items() if "MOST_FILES" in text or "file_too_large" in text]
