"""Mailboxes and the quarantine, as an administrator sees them."""

import pytest

from secours.channels.mail.delivery import receive
from secours.channels.models import Mailbox, RawMessage
from secours.channels.secrets import unseal
from secours.people.actor import system_actor

FIELDS = {
    "address": "support@vallees.example", "imap_host": "127.0.0.1", "imap_port": "1", "imap_security": "none",
    "imap_user": "support", "secret": "très secret", "folder": "INBOX", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def admin(sign_in, scene):
    browser = sign_in("admin")
    scene.enter_system()
    return browser


def words(response):
    return response.content.decode()


def test_a_password_goes_in_and_never_comes_out(admin, scene):
    box = Mailbox.objects.get(name="main")
    url = f"/setup/mailboxes/{box.id}"
    assert admin.post(url, FIELDS).status_code == 302
    scene.enter_system()
    box.refresh_from_db()
    assert unseal(box.imap_secret) == "très secret"
    assert "très secret" not in box.imap_secret
    page = words(admin.get(url))
    assert "très secret" not in page
    assert box.imap_secret not in page
    assert admin.post(url, {**FIELDS, "secret": ""}).status_code == 302
    scene.enter_system()
    box.refresh_from_db()
    assert unseal(box.imap_secret) == "très secret"


def test_another_server_asks_for_the_password_beside_its_field(admin, scene):
    box = Mailbox.objects.get(name="main")
    url = f"/setup/mailboxes/{box.id}"
    assert admin.post(url, FIELDS).status_code == 302
    refused = admin.post(url, {**FIELDS, "imap_host": "192.0.2.1", "secret": ""})
    assert refused.status_code == 422
    page = words(refused)
    assert "saisissez de nouveau le mot de passe" in page
    assert 'value="192.0.2.1"' in page
    scene.enter_system()
    box.refresh_from_db()
    assert box.imap_host == "127.0.0.1"


def test_a_server_that_does_not_answer_says_so_and_stays_to_be_tested(admin, scene):
    box = Mailbox.objects.get(name="main")
    admin.post(f"/setup/mailboxes/{box.id}", FIELDS)
    tested = admin.post(f"/setup/mailboxes/{box.id}/test", follow=True)
    page = words(tested).replace("\u00a0", " ")
    assert "Cette boîte ne répond pas." in page
    assert page.count("Le serveur refuse la connexion sur ce port.") == 1
    assert "Connection refused" not in page
    scene.enter_system()
    box.refresh_from_db()
    assert box.failure
    assert box.checked_at is None


def test_whether_the_server_takes_a_plus_is_a_choice(admin, scene):
    box = Mailbox.objects.get(name="main")
    url = f"/setup/mailboxes/{box.id}"
    assert 'name="takes_plus_address"' in words(admin.get(url))
    for given, kept in (({"takes_plus_address": "on"}, True), ({}, False)):
        assert admin.post(url, {**FIELDS, **given}).status_code == 302
        scene.enter_system()
        box.refresh_from_db()
        assert box.takes_plus_address is kept


def test_a_name_is_used_once(admin, scene):
    own = Mailbox.objects.get(name="main").organisation_id
    refused = admin.post("/setup/mailboxes/new", {**FIELDS, "organisation": own, "name": "main"})
    assert refused.status_code == 422
    assert "Une boîte mail porte déjà ce nom." in words(refused)


@pytest.fixture
def quarantined(scene):
    box = Mailbox.objects.get(name="main")
    by = system_actor("mail")
    assert receive(b"Subject: sans personne\r\n\r\nbonjour", mailbox=box, by=by).verdict == "quarantined"
    scene.enter_system()
    return RawMessage.objects.get(state=RawMessage.State.QUARANTINED)


def test_the_quarantine_shows_why_and_gives_the_bytes_as_they_came(admin, quarantined):
    page = words(admin.get("/setup/quarantine"))
    assert "sans personne" in page
    raw = admin.get(f"/setup/quarantine/{quarantined.id}")
    assert raw.content == b"Subject: sans personne\r\n\r\nbonjour"
    assert raw["Content-Type"] == "application/octet-stream"
    assert raw["Content-Disposition"].startswith("attachment")
    assert "sandbox" in raw["Content-Security-Policy"]


def test_processing_again_is_safe_and_says_what_is_still_wrong(admin, scene, quarantined):
    answer = admin.post(f"/setup/quarantine/{quarantined.id}/processing", follow=True)
    assert "Toujours pas compris\u00a0: Le message n’indique pas d’expéditeur." in words(answer)
    scene.enter_system()
    assert RawMessage.objects.get(id=quarantined.id).state == RawMessage.State.QUARANTINED
