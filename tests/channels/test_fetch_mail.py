"""A mailbox of a real server (Debian's dovecot, unprivileged, on a free port)."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from django.utils import translation
from tests.ports import free_port

from secours.channels.mail import troubles
from secours.channels.mail.fetching import fetch_all, fetch_mailbox, test_mailbox
from secours.channels.mail.reasons import sentence_of
from secours.channels.models import Mailbox, RawMessage
from secours.channels.secrets import SecretUnreadable, seal, unseal

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "s3cret"


class Server:
    def __init__(self, folder, port, owner):
        self.folder, self.port, self.owner = folder, port, owner
        self.maildir = folder / "mail" / "support"
        self.delivered = 0

    def deliver(self, raw):
        """Into the maildir, as a delivery agent does."""
        self.delivered += 1
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True, exist_ok=True)
        (self.maildir / "new" / f"{time.time_ns()}.{self.delivered}.host").write_bytes(raw)
        own(self.folder / "mail", self.owner)

    def files(self):
        return sorted(p.name for sub in ("cur", "new") for p in (self.maildir / sub).glob("*"))


def own(folder, owner):
    if os.getuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)


@pytest.fixture(scope="module")
def dovecot():
    if not Path(DOVECOT).exists():
        pytest.skip("dovecot is not installed: apt install dovecot-imapd to test fetching")
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder, port = Path(tempfile.mkdtemp(prefix="secours-dovecot-")), free_port()
    (folder / "conf").write_text(configuration(folder, port, owner))
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    own(folder, owner)
    account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "conf")], cwd="/", **account)
    try:
        wait_for(port, folder / "log")
        yield Server(folder, port, owner)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def configuration(folder, port, owner):
    group = __import__("grp").getgrgid(owner.pw_gid).gr_name
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {owner.pw_name}
default_internal_group = {group}
default_login_user = {owner.pw_name}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
# Who mistook the password waits before the answer, and before their next sign-in: not here.
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail/%u
}}
"""


def wait_for(port, log):
    for _attempt in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as found:
                if found.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"dovecot does not answer: {log.read_text() if log.exists() else 'no log'}")


@pytest.fixture
def box(dovecot, main):
    shutil.rmtree(dovecot.maildir, ignore_errors=True)
    dovecot.maildir.mkdir(parents=True)
    own(dovecot.folder / "mail", dovecot.owner)
    main.imap_host, main.imap_port, main.imap_security = "127.0.0.1", dovecot.port, "none"
    main.imap_user, main.imap_secret = "support", seal(PASSWORD)
    main.save()
    return main


def test_what_came_is_fetched_once_to_the_byte_and_left_unread(dovecot, box, mail, letter):
    raws = [letter("Un", subject="Un"), letter("Deux", subject="Deux")]
    for raw in raws:
        dovecot.deliver(raw)
    got = fetch_mailbox(box, by=mail)
    assert [one.verdict for one in got] == ["ticket", "ticket"]
    assert fetch_mailbox(box, by=mail) == []
    assert RawMessage.objects.count() == 2
    assert all(name.endswith(":2,") or ":" not in name for name in dovecot.files())
    box.refresh_from_db()
    assert (box.last_uid, box.failure, box.uid_validity is not None) == (2, "", True)


def test_mail_that_someone_read_first_is_fetched_all_the_same(dovecot, box, mail, letter):
    dovecot.deliver(letter())
    unread = next((dovecot.maildir / "new").iterdir())
    unread.rename(dovecot.maildir / "cur" / f"{unread.name}:2,S")
    assert [one.verdict for one in fetch_mailbox(box, by=mail)] == ["ticket"]


def test_one_bad_message_does_not_stop_the_others(dovecot, box, mail, letter):
    for raw in (letter("Un", subject="Un"), b"\xff\xfe\x00\n\n", letter("Deux", subject="Deux")):
        dovecot.deliver(raw)
    assert [one.verdict for one in fetch_mailbox(box, by=mail)] == ["ticket", "quarantined", "ticket"]


def test_a_mailbox_rebuilt_with_new_uids_doubles_nothing(dovecot, box, mail, letter):
    raw = letter()
    dovecot.deliver(raw)
    fetch_mailbox(box, by=mail)
    shutil.rmtree(dovecot.maildir)
    time.sleep(1.01 - time.time() % 1)  # UIDVALIDITY is the second in which the folder was made
    dovecot.deliver(raw)
    dovecot.deliver(letter("Nouveau", subject="Nouveau"))
    validity = box.uid_validity
    assert [one.verdict for one in fetch_mailbox(box, by=mail)] == ["duplicate", "ticket"]
    assert box.uid_validity != validity


def test_a_crash_before_the_place_moved_on_doubles_nothing(dovecot, box, mail, letter):
    dovecot.deliver(letter())
    fetch_mailbox(box, by=mail)
    Mailbox.objects.filter(id=box.id).update(last_uid=0)
    box.refresh_from_db()
    assert [one.verdict for one in fetch_mailbox(box, by=mail)] == ["duplicate"]


def test_a_wrong_password_says_what_to_do_and_keeps_the_server_s_words(dovecot, box, mail):
    box.imap_secret = seal("wrong")
    box.save()
    assert fetch_all(by=mail) == 0
    box.refresh_from_db()
    with translation.override("fr"):
        told = sentence_of(box.failure)
    assert told.startswith("Le serveur refuse cet utilisateur ou ce mot de passe.")
    assert "Authentication failed" in told


def test_trying_a_mailbox_says_what_happens(dovecot, box, letter):
    dovecot.deliver(letter())
    assert test_mailbox(box).ok
    box.folder = "Absent"
    wrong = test_mailbox(box)
    assert (wrong.ok, "doesn't exist" in wrong.sentence) == (False, True)
    assert wrong.sentence.startswith("Le serveur n’a pas ce dossier.")
    box.folder, box.imap_port = "INBOX", free_port()
    assert test_mailbox(box).sentence.startswith("Le serveur refuse la connexion sur ce port.")
    box.imap_port, box.imap_security = dovecot.port, "tls"
    assert test_mailbox(box).reason == troubles.ENCRYPTION
    box.imap_security, box.imap_host = "none", "no-such-server.invalid"
    assert test_mailbox(box).reason == troubles.NAME
    assert RawMessage.objects.count() == 0


def test_secrets_are_sealed_and_bound_to_the_installation(settings):
    sealed = seal("mot de passe é")
    assert "mot" not in sealed
    assert unseal(sealed) == "mot de passe é"
    settings.SECRET_KEY = "another"
    with pytest.raises(SecretUnreadable):
        unseal(sealed)
