"""Mail out, by the server of SECOURS_EMAIL_URL.

`console://` shows it on standard error (standard output belongs to --json), `memory://` keeps it for tests,
`smtp://user:password@host:port` sends it, `smtps://` and `smtp+starttls://` over TLS.
"""

import sys
from collections.abc import Sequence
from email.message import EmailMessage as Composed
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_SECONDS = 20


class WrongEmailUrl(Exception):
    """SECOURS_EMAIL_URL is none of the forms that are understood."""


def mail_leaves() -> bool:
    """Whether a mail goes anywhere at all: on the console only whoever started Secours reads it."""
    return urlsplit(settings.SECOURS_EMAIL_URL).scheme != "console"


class Backend(BaseEmailBackend):
    """Django's own backends, chosen by the address. Every mail of the product goes through here."""

    def __init__(self, fail_silently: bool = False, **_options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._server = _server(settings.SECOURS_EMAIL_URL, fail_silently)

    def open(self) -> bool | None:
        return self._server.open()

    def close(self) -> None:
        self._server.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return self._server.send_messages(email_messages) or 0


class ComposedMessage(EmailMessage):
    """A message that channels/mail/composing.py built, in the form that Django sends."""

    def __init__(self, composed: Composed, *, sender: str, recipients: Sequence[str]) -> None:
        super().__init__(subject=str(composed["Subject"]), from_email=sender, to=list(recipients))
        self.composed = composed

    def message(self, **_options: Any) -> Any:
        return _Wire(self.composed)


class _Wire:
    """What Django's backends ask of a message, over one whose bytes are already settled."""

    def __init__(self, composed: Composed) -> None:
        self._composed = composed

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self._composed.as_bytes(policy=self._composed.policy.clone(linesep=linesep))

    def as_string(self) -> str:
        return self.as_bytes().decode("ascii")

    def get_charset(self) -> None:
        return None

    def __getitem__(self, name: str) -> Any:
        return self._composed[name]


def _server(address: str, fail_silently: bool) -> BaseEmailBackend:
    url = urlsplit(address)
    if url.scheme == "console":
        return ConsoleBackend(stream=sys.stderr, fail_silently=fail_silently)
    if url.scheme == "memory":
        return MemoryBackend(fail_silently=fail_silently)
    if url.scheme in _PORTS and url.hostname:
        return _smtp(url, fail_silently)
    raise WrongEmailUrl(
        "SECOURS_EMAIL_URL is not understood: write for example smtp://user:password@mail.example.org:25."
    )


def _smtp(url: SplitResult, fail_silently: bool) -> SmtpBackend:
    return SmtpBackend(
        host=url.hostname,
        port=url.port or _PORTS[url.scheme],
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_ssl=url.scheme == "smtps",
        use_tls=url.scheme == "smtp+starttls",
        timeout=_SECONDS,
        fail_silently=fail_silently,
    )
