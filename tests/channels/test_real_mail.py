"""Mail from public suites: every message has a verdict, none is lost, none stops the others."""

from collections import Counter
from pathlib import Path

from secours.channels.mail.delivery import receive_all
from secours.channels.models import RawMessage
from secours.journal.files import path_of
from secours.tickets.models import Message, Ticket

VERDICTS = {"ticket", "reply", "automatic", "bounce", "duplicate", "quarantined"}


def samples(shared: Path) -> list[bytes]:
    stalwart = sorted((shared / "data/mail/stalwart-mail-parser").rglob("*.eml"))
    mail_parser = sorted(p for p in (shared / "data/mail/mail-parser").rglob("mail_test*") if p.is_file())
    return [path.read_bytes() for path in (*stalwart, *mail_parser)]


def counts():
    return Ticket.objects.count(), Message.objects.count(), RawMessage.objects.count()


def test_public_suites_go_through_and_again(shared_data, main, mail):
    raws = samples(shared_data)
    assert len(raws) > 50
    first = receive_all(raws, mailbox=main, by=mail)
    verdicts = Counter(one.verdict for one in first)
    assert set(verdicts) <= VERDICTS
    assert verdicts["ticket"] > len(raws) * 0.6, verdicts
    assert not [one for one in first if one.reason and "could not be understood" in one.reason]
    assert all(path_of(sha).exists() for sha in RawMessage.objects.values_list("sha256", flat=True))
    assert not RawMessage.objects.filter(state="stored").exists()
    assert all(bool(one.reason) for one in first if one.verdict == "quarantined")
    before = counts()
    again = receive_all(raws, mailbox=main, by=mail)
    assert {one.verdict for one in again} == {"duplicate"}
    assert [one.ticket_label for one in again] == [one.ticket_label for one in first]
    assert counts() == before
