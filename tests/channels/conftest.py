"""Mail in and out, seen from its two ends."""

from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest


@pytest.fixture
def main(scene: Any) -> Any:
    from secours.channels.models import Mailbox

    return Mailbox.objects.select_related("organisation").get(name="main")


@pytest.fixture
def mail(scene: Any) -> Any:
    """The mail system, as `secours mail deliver` acts."""
    from secours.people.actor import system_actor

    return system_actor("mail")


@pytest.fixture
def deliver(main: Any, mail: Any) -> Callable[[bytes], Any]:
    from secours.channels.mail.delivery import receive

    return lambda raw: receive(raw, mailbox=main, by=mail)


@pytest.fixture
def letter() -> Callable[..., bytes]:
    numbers = count(1)

    def written(
        text: str = "L’imprimante de la pédiatrie n’imprime plus depuis ce matin.",
        *,
        sender: str = "Claire Morvan <requester@demo.example>",
        subject: str = "Imprimante en panne",
        message_id: str | None = "",
        **headers: str,
    ) -> bytes:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, "assistance@localhost.invalid", subject
        message["Date"] = "Tue, 24 Nov 2026 09:46:00 +0100"
        if message_id is not None:
            message["Message-ID"] = message_id or f"<{next(numbers)}@clinic.example>"
        for name, value in headers.items():
            header = name.replace("_", "-")
            del message[header]
            message[header] = value
        message.set_content(text)
        return message.as_bytes()

    return written


@pytest.fixture(autouse=True)
def _empty_memory(settings: Any) -> None:
    from django.core import mail as sent

    # Django's test runner puts its own backend in place: ours is the one to test.
    settings.EMAIL_BACKEND = "secours.channels.mail.sending.Backend"
    settings.SECOURS_EMAIL_URL = "memory://"
    sent.outbox = []
