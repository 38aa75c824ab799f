"""An outgoing message, built from plain values; nothing in them can add a header or a recipient."""

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any, cast

from secours.channels.mail.charsets import clean_line, clean_text
from secours.channels.mail.header_values import Correspondent

_MAX_REFERENCES = 20
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_IDENTIFIER = re.compile(r"[!-;=?-~]{1,500}")
_LINK = re.compile(r"https?://[^\s<>\"']{1,1000}[^\s<>\"'.,;:!?)]")


@dataclass(frozen=True)
class Outgoing:
    """What to send. Identifiers are without angle brackets; `sent_at` is aware; `language` is "fr" or "en".

    `message_id` is the caller's, so that a mail cut while being sent goes again as the same one.
    """

    sender: Correspondent
    to: Sequence[Correspondent]
    subject: str
    text: str
    message_id: str
    sent_at: datetime
    language: str
    cc: Sequence[Correspondent] = ()
    reply_to: str = ""
    in_reply_to: str | None = None
    references: Sequence[str] = ()


def compose(outgoing: Outgoing) -> EmailMessage:
    """The message, marked as written by a machine. ValueError for an address or identifier that can't be one."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(outgoing.sender)
    message["To"] = tuple(_address(person) for person in outgoing.to)
    if outgoing.cc:
        message["Cc"] = tuple(_address(person) for person in outgoing.cc)
    if outgoing.reply_to:
        message["Reply-To"] = _address(Correspondent("", outgoing.reply_to))
    message["Subject"] = clean_line(outgoing.subject)[:500]
    message["Date"] = format_datetime(outgoing.sent_at)
    message["Message-ID"] = _identifier(outgoing.message_id)
    _add_thread(message, outgoing)
    _add_marks(message, outgoing.language)
    _add_body(message, clean_text(outgoing.text), outgoing.language)
    # No chance in it: a mail sent again is the same to the last byte.
    message.set_boundary(f"=_{hashlib.sha256(outgoing.message_id.encode('utf-8')).hexdigest()[:40]}")
    return message


def text_as_html(text: str, language: str) -> str:
    """A plain page of paragraphs, everything escaped, addresses of pages as links."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip())
    body = "\n".join(f"<p>{_linked(part)}</p>" for part in paragraphs)
    return f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><body>\n{body}\n</body></html>\n'


class _Identifiers:
    """References and In-Reply-To: the stdlib would encode a long identifier, which breaks the thread."""

    max_count = 1

    @staticmethod
    def value_parser(value: str) -> str:
        return value

    @classmethod
    def parse(cls, value: str, kwds: dict[str, object]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = value

    def fold(self, *, policy: "EmailPolicy[Any]") -> str:
        name: str = self.name  # type: ignore[attr-defined]
        return f"{name}: {(policy.linesep + ' ').join(str(self).split())}{policy.linesep}"


def _policy() -> "EmailPolicy[Any]":
    registry = HeaderRegistry()
    for name in ("references", "in-reply-to", "message-id"):
        registry.map_to_type(name, cast(Any, _Identifiers))
    # 7bit: every server takes quoted-printable, not every one takes 8bit.
    return SMTP.clone(header_factory=registry, cte_type="7bit")


_POLICY = _policy()


def _add_thread(message: EmailMessage, outgoing: Outgoing) -> None:
    references = [*outgoing.references, *([outgoing.in_reply_to] if outgoing.in_reply_to else [])]
    # Identifiers that came from outside may be anything: those that can't be written are left out.
    known = list(dict.fromkeys(one for one in references if _IDENTIFIER.fullmatch(one)))
    if outgoing.in_reply_to and _IDENTIFIER.fullmatch(outgoing.in_reply_to):
        message["In-Reply-To"] = f"<{outgoing.in_reply_to}>"
    if known:
        # The first names the thread, the last the message answered: those in the middle may go.
        kept = known if len(known) <= _MAX_REFERENCES else [known[0], *known[1 - _MAX_REFERENCES :]]
        message["References"] = " ".join(f"<{one}>" for one in kept)


def _add_marks(message: EmailMessage, language: str) -> None:
    """What tells other machines not to answer."""
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = clean_line(language)[:35]


def _add_body(message: EmailMessage, text: str, language: str) -> None:
    message.set_content(text if text.endswith("\n") else text + "\n")
    message.add_alternative(text_as_html(text, language), subtype="html")


def _address(person: Correspondent) -> Address:
    if not _ADDRESS.fullmatch(person.address):
        raise ValueError(f"Not an address that mail can be sent to: {person.address[:100]!r}")
    return Address(display_name=clean_line(person.name)[:200], addr_spec=person.address)


def _identifier(identifier: str) -> str:
    if not _IDENTIFIER.fullmatch(identifier) or "@" not in identifier:
        raise ValueError(f"Not an identifier of a message: {identifier[:100]!r}")
    return f"<{identifier}>"


def _linked(text: str) -> str:
    pieces, end = [], 0
    for match in _LINK.finditer(text):
        pieces.append(html.escape(text[end : match.start()]))
        pieces.append(f'<a href="{html.escape(match[0])}">{html.escape(match[0])}</a>')
        end = match.end()
    pieces.append(html.escape(text[end:]))
    return "".join(pieces).replace("\n", "<br>\n")
