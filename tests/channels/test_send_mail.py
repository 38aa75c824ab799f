"""Mail out to a real SMTP receiver: what arrives, what happens when it does not."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import send_mail
from django.utils import timezone
from tests.ports import free_port

from secours.channels.mail.outbox import due_at, letters_due, send_letter
from secours.channels.mail.sending import Backend, WrongEmailUrl
from secours.journal.models import Outbox
from secours.tickets.operations import declare_ticket


class Receiver:
    """Keeps what it is given; answers `refusal` to recipients when one is set."""

    def __init__(self):
        self.got, self.refusal = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.append(envelope)
        return "250 Message accepted for delivery"


@pytest.fixture
def receiver(settings):
    handler, port = Receiver(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SECOURS_EMAIL_URL = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


@pytest.fixture
def waiting(scene):
    """A row of the outbox that waits, and its actor."""
    from secours.channels.telling import tell_of
    from secours.journal.models import Entry

    declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text="Écran noir")
    by = scene.enter_system()
    tell_of(Entry.objects.filter(kind="ticket.declared").latest("id").id, by=by)
    return Outbox.objects.get(), by


def test_it_arrives_as_composed(receiver, waiting):
    row, by = waiting
    assert send_letter(row.id, by=by)
    envelope = receiver.got[0]
    message = message_from_bytes(envelope.content, policy=default)
    assert (envelope.rcpt_tos, envelope.mail_from) == (
        ["requester@demo.example"],
        "assistance@localhost.invalid",
    )
    assert message["Message-ID"] == f"<{row.message_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Claire Morvan" in message.get_body(("plain",)).get_content()
    row.refresh_from_db()
    assert (row.state, row.failure) == ("sent", "")


def test_sent_is_not_sent_again(receiver, waiting):
    row, by = waiting
    send_letter(row.id, by=by)
    assert not send_letter(row.id, by=by)
    assert len(receiver.got) == 1


def test_cut_while_being_sent_goes_again_as_the_same_message(receiver, waiting):
    row, by = waiting
    send_letter(row.id, by=by)
    Outbox.objects.filter(id=row.id).update(state="waiting")  # as if the commit had been lost
    send_letter(row.id, by=by)
    first, second = (one.content for one in receiver.got)
    assert first == second


def test_a_server_that_is_away_is_tried_again_later(waiting, settings):
    settings.SECOURS_EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    row, by = waiting
    assert not send_letter(row.id, by=by)
    row.refresh_from_db()
    assert (row.state, row.attempts, "refused" in row.failure) == ("waiting", 1, True)
    assert row.id not in letters_due(by=by, now=row.created_at + timedelta(seconds=50))
    assert row.id in letters_due(by=by, now=row.created_at + timedelta(minutes=1))


def test_a_later_refusal_is_temporary_a_real_one_is_final(receiver, waiting):
    row, by = waiting
    receiver.refusal = "451 Try later"
    send_letter(row.id, by=by)
    row.refresh_from_db()
    assert (row.state, "451 Try later" in row.failure) == ("waiting", True)
    receiver.refusal = "550 No such user"
    send_letter(row.id, by=by)
    row.refresh_from_db()
    assert (row.state, "550 No such user" in row.failure) == ("failed", True)


def test_pauses_double():
    now = timezone.now()
    assert [(due_at(now, n) - now).total_seconds() / 60 for n in (0, 1, 2, 3, 9)] == [0, 1, 3, 7, 511]


def test_other_mail_of_the_product_goes_the_same_way(receiver):
    assert send_mail("Lost password", "Follow this link", None, ["x@y.example"]) == 1
    assert receiver.got[0].rcpt_tos == ["x@y.example"]


def test_a_wrong_address_says_what_to_write(settings):
    settings.SECOURS_EMAIL_URL = "mail.example.org"
    with pytest.raises(WrongEmailUrl, match=r"smtp://user:password@mail.example.org:25"):
        Backend()


def test_the_console_keeps_standard_output_clean(settings, capsys):
    settings.SECOURS_EMAIL_URL = "console://"
    from django.core.mail import EmailMessage

    Backend().send_messages([EmailMessage("Sujet", "Texte", "a@b.example", ["c@d.example"])])
    out, err = capsys.readouterr()
    assert (out, "Sujet" in err) == ("", True)
