"""Mail that no one may answer by machine."""

import pytest

from secours.channels.mail.reading import read_message


def reason(head: str) -> str | None:
    return read_message(f"From: a@demo.example\n{head}\n\nx".encode()).automatic_reason


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Auto-Submitted: auto-replied (vacation)", "auto-submitted"),
        ("Auto-Submitted: no", None),
        ("Return-Path: <>", "null-return-path"),
        ("Return-Path: <a@demo.example>", None),
        ("Precedence: bulk", "precedence"),
        ("Precedence: first-class", None),
        ("List-Id: <x.demo.example>", "mailing-list"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "auto-response-suppress"),
        ("X-Auto-Response-Suppress: DR", None),
        ("X-Autoreply: yes", "auto-responder"),
        ("Subject: Réponse automatique : Panne", "automatic-subject"),
        ("Subject: Absence du bureau", "automatic-subject"),
        ("Subject: Out of Office: Panne", "automatic-subject"),
        ("Subject: Absence de réseau au 2e étage", None),
        ("Subject: Message d’erreur automatique", None),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=x", "read-receipt"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", "bounce"),
        ("Subject: x", None),
    ],
)
def test_the_first_sign_is_told(head: str, expected: str | None) -> None:
    assert reason(head) == expected


@pytest.mark.parametrize(
    ("sender", "subject", "bounced"),
    [
        ("MAILER-DAEMON@demo.example", "Undelivered Mail Returned to Sender", True),
        ("postmaster@demo.example", "Non remis : Panne", True),
        ("postmaster@demo.example", "Panne du serveur de mail", False),
        ("zoe@demo.example", "Delivery failure of my parcel", False),
    ],
)
def test_bounces(sender: str, subject: str, bounced: bool) -> None:
    assert read_message(f"From: {sender}\nSubject: {subject}\n\nx".encode()).is_bounce is bounced
