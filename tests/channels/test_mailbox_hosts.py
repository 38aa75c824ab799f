"""A mailbox of a client names servers of the internet only; the provider may name what is inside."""

import imaplib
import socket
import ssl

import pytest
from django.db import DatabaseError
from django.utils import translation

from secours.channels.mail import troubles
from secours.channels.mail.fetching import fetch_mailbox, test_mailbox
from secours.channels.mail.hosts import HostIsPrivate, is_public, require_public
from secours.channels.mail.reasons import sentence_of
from secours.channels.mailboxes import change_mailbox, create_mailbox
from secours.channels.models import Mailbox
from secours.channels.secrets import unseal
from secours.people.errors import Refused
from secours.people.models import Organisation, Role

INSIDE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.9", "172.20.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "192.0.2.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_outside(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "::1"])
def test_a_name_is_what_it_leads_to(host):
    with pytest.raises(HostIsPrivate):
        require_public(host, 993)


@pytest.fixture
def client_admin(scene):
    """The administrator of a client, who is none of the provider's."""
    scene.enter_system()
    person = scene.person("client")
    Role.objects.create(person=person, organisation_id=person.organisation_id, name="administrator")
    return scene.enter("client")


def own(by):
    return Organisation.objects.get(id=by.organisation_id)


def test_a_client_s_administrator_names_no_private_server(client_admin):
    with pytest.raises(Refused, match="réseau privé|private network") as refusal:
        create_mailbox(
            by=client_admin,
            organisation=own(client_admin),
            name="scan",
            address="a@b.example",
            imap_host="localhost",
        )
    assert (refusal.value.code, refusal.value.field) == ("host_private", "imap_host")


def test_a_port_of_a_host_that_the_provider_named_is_not_theirs_to_change(client_admin, scene):
    provider = scene.enter("admin")
    box = create_mailbox(
        by=provider,
        organisation=own(client_admin),
        name="given",
        address="a@b.example",
        imap_host="127.0.0.1",
    )
    assert box.may_be_private
    scene.enter("client")
    change_mailbox(box, by=client_admin, imap_host="127.0.0.1", imap_port=993, folder="Archive")
    assert box.may_be_private
    with pytest.raises(Refused):
        change_mailbox(box, by=client_admin, imap_host="127.0.0.1", imap_port=22)


@pytest.fixture
def sealed(client_admin):
    """A mailbox that a client's administrator connected, with its password."""
    return create_mailbox(
        by=client_admin, organisation=own(client_admin), name="sealed", address="a@b.example", secret="très secret",
        imap_host="8.8.8.8", imap_user="u",
    )  # fmt: skip


@pytest.mark.parametrize(
    "change", [{"imap_host": "1.1.1.1"}, {"imap_port": 143}, {"imap_user": "v"}, {"imap_security": "none"}]
)
def test_a_password_goes_nowhere_else_unless_typed_again(sealed, client_admin, change):
    with pytest.raises(Refused, match="password|mot de passe") as refusal:
        change_mailbox(sealed, by=client_admin, **change)
    assert (refusal.value.code, refusal.value.field) == ("secret_needed", "secret")
    sealed.refresh_from_db()
    assert (sealed.imap_host, sealed.imap_port, sealed.imap_security) == ("8.8.8.8", 993, "tls")
    change_mailbox(sealed, by=client_admin, secret="autre", **change)
    assert unseal(sealed.imap_secret) == "autre"


def test_a_password_goes_with_its_server(sealed, client_admin):
    change_mailbox(sealed, by=client_admin, imap_host="")
    assert sealed.imap_secret == ""
    change_mailbox(sealed, by=client_admin, imap_host="1.1.1.1")
    assert unseal(sealed.imap_secret) == ""


def test_the_inside_opens_to_a_server_that_the_provider_names_and_to_nothing_else(
    sealed, client_admin, scene
):
    assert not sealed.may_be_private
    Mailbox.objects.filter(id=sealed.id).update(imap_host="localhost")  # as if its name led inside since
    sealed.refresh_from_db()
    provider = scene.enter("admin")
    for change in ({"is_active": False}, {"imap_port": 143, "secret": "autre"}, {"imap_host": "localhost"}):
        change_mailbox(sealed, by=provider, **change)
        assert not sealed.may_be_private
    for host, inside in (("1.1.1.1", False), ("localhost", True), ("no-such-server.invalid", False)):
        change_mailbox(sealed, by=provider, imap_host=host, secret="autre")
        assert sealed.may_be_private is inside


def test_a_name_that_leads_inside_later_is_not_followed(client_admin, mail):
    """It led outside, or nowhere, when it was saved."""
    box = create_mailbox(
        by=client_admin, organisation=own(client_admin), name="later", address="a@b.example",
        imap_host="no-such-server.invalid",
    )  # fmt: skip
    assert test_mailbox(box).reason == troubles.NAME
    Mailbox.objects.filter(id=box.id).update(imap_host="localhost")
    box.refresh_from_db()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)
        box.imap_port = door.getsockname()[1]
        assert test_mailbox(box).reason == troubles.PRIVATE
        assert fetch_mailbox(box, by=mail) == []
        with pytest.raises(TimeoutError):  # nobody knocked
            door.accept()
    assert box.failure == troubles.PRIVATE


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (socket.gaierror(-2, "Name or service not known"), troubles.NAME),
        (ConnectionRefusedError(111, "Connection refused"), troubles.PORT),
        (TimeoutError("timed out"), troubles.TIME),
        (OSError(113, "No route to host"), troubles.TIME),
        (ssl.SSLCertVerificationError("certificate verify failed"), troubles.CERTIFICATE),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), troubles.ENCRYPTION),
        (imaplib.IMAP4.abort("command: STARTTLS illegal"), troubles.ENCRYPTION),
        (imaplib.IMAP4.abort("socket error: EOF"), troubles.OTHER),
        (DatabaseError("disk full"), troubles.STORING),
        (HostIsPrivate("localhost"), troubles.PRIVATE),
    ],
)
def test_each_trouble_says_what_to_do_in_both_languages(trouble, sentence):
    reason = troubles.reason_of(trouble)
    assert reason.partition("\t")[0] == sentence
    told = {}
    for language in ("fr", "en"):
        with translation.override(language):
            told[language] = sentence_of(reason)
    assert told["en"].startswith(sentence)
    assert not told["fr"].startswith(sentence)
