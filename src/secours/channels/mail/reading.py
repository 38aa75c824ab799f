"""One raw e-mail as a reading: pure, never raising, in bounded time."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from secours.channels.mail import html_text
from secours.channels.mail.automatic import automatic_reason, is_bounce
from secours.channels.mail.header_values import (
    Correspondent,
    decode_parameter,
    decode_value,
    read_addresses,
    read_date,
    read_message_ids,
)
from secours.channels.mail.language import language_of
from secours.channels.mail.mime import Attachment, Part, parse, read_body
from secours.channels.mail.quoting import is_forward, trim_reply

# Larger ones are stored, but not understood: 1 second must do.
MAX_RAW = 50_000_000
MAX_RAW_LINES = 1_000_000
MAX_BOUNDARIES = 10_000
_MAX_REFERENCES = 200


@dataclass(frozen=True)
class MailReading:
    """What a raw message says. `date` is ISO with its offset; identifiers are without angle brackets.

    `text` is the body as plain text, `trimmed` the same without history and signature; `error` is a
    sentence when the message could not be read, and then the other fields are empty.
    """

    sender: Correspondent | None = None
    to: tuple[Correspondent, ...] = ()
    cc: tuple[Correspondent, ...] = ()
    subject: str = ""
    date: str | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    automatic: bool = False
    automatic_reason: str | None = None
    language: str | None = None
    text: str = ""
    trimmed: str = ""
    attachments: tuple[Attachment, ...] = ()
    error: str | None = None
    is_bounce: bool = False
    raw_sha256: str = ""
    source_html: str = field(default="", repr=False)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def html(self) -> str:
        """The body as HTML that can be shown; empty when the sender wrote none."""
        return html_text.sanitise(self.source_html) if self.source_html else ""

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of sender, date, subject and text: two messages of one Message-ID are the same if it is."""
        address = self.sender.address.lower() if self.sender else ""
        said = json.dumps([address, self.date, self.subject, self.text], ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8")).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The fields of `secours mail read --json`, without `file`."""
        return {
            "from": _person(self.sender) if self.sender else None,
            "to": [_person(person) for person in self.to],
            "cc": [_person(person) for person in self.cc],
            **{name: getattr(self, name) for name in ("subject", "date", "message_id", "in_reply_to")},
            "references": list(self.references),
            **{
                name: getattr(self, name)
                for name in ("automatic", "automatic_reason", "language", "text", "trimmed")
            },
            "attachments": [_file(attachment) for attachment in self.attachments],
            "error": self.error,
        }


def read_message(raw: bytes) -> MailReading:
    """The reading of a raw message; a leading mbox `From ` line is dropped. Never raises."""
    raw = without_mbox_line(raw)
    digest = hashlib.sha256(raw).hexdigest()
    if not raw.strip():
        return MailReading(error="The message is empty.", raw_sha256=digest)
    if excess := _excess(raw):
        return MailReading(error=excess, raw_sha256=digest)
    try:
        return _read(raw, digest)
    # A message that no one foresaw must stop neither the mailbox nor the command: it says so itself.
    except Exception as problem:
        return MailReading(
            error=f"The message could not be read ({type(problem).__name__}).", raw_sha256=digest
        )


def without_mbox_line(raw: bytes) -> bytes:
    if not raw.startswith(b"From "):
        return raw
    return raw.partition(b"\n" if b"\n" in raw else b"\r")[2]


def _excess(raw: bytes) -> str | None:
    """Why a message is too large to be understood in bounded time."""
    if len(raw) > MAX_RAW:
        return "The message is larger than 50 MB."
    if raw.count(b"\n") + raw.count(b"\r") > 2 * MAX_RAW_LINES or raw.count(b"\n") > MAX_RAW_LINES:
        return "The message has more than a million lines."
    if raw.count(b"\n--") > MAX_BOUNDARIES and b"multipart/" in raw.lower():
        return "The message has more than 10,000 parts."
    return None


def _read(raw: bytes, digest: str) -> MailReading:
    message = parse(raw)
    headers = _headers(message)
    body = read_body(message)
    sender = _sender(headers)
    subject = decode_value(_first(headers, "subject"))
    trimmed = _trimmed(body.text, subject, sender)
    kind = (message.get_content_type(), _report_type(message), _sender_words(sender), subject)
    reason = automatic_reason(headers, *kind)
    return MailReading(
        sender=sender,
        to=_people(headers, "to"),
        cc=_people(headers, "cc"),
        subject=subject,
        date=_date(headers),
        message_id=_first_id(headers, "message-id"),
        in_reply_to=_first_id(headers, "in-reply-to"),
        references=read_message_ids(" ".join(headers.get("references", ())))[-_MAX_REFERENCES:],
        automatic=reason is not None,
        automatic_reason=reason,
        language=language_of(f"{subject}\n{trimmed or body.text}"),
        text=body.text,
        trimmed=trimmed,
        attachments=body.attachments,
        is_bounce=is_bounce(headers, *kind),
        raw_sha256=digest,
        source_html=body.html,
        headers=headers,
    )


def _trimmed(text: str, subject: str, sender: Correspondent | None) -> str:
    return text.strip("\n") if is_forward(subject) else trim_reply(text, sender.name if sender else "")


def _headers(message: Part) -> dict[str, tuple[str, ...]]:
    """Raw values by lower-case name, in one pass: a message may have a million headers."""
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        found.setdefault(name.lower(), []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _first(headers: Mapping[str, Sequence[str]], name: str) -> str:
    values = headers.get(name, ())
    return next((value for value in values if value.strip()), "")


def _sender(headers: Mapping[str, Sequence[str]]) -> Correspondent | None:
    for name in ("from", "sender"):
        people = read_addresses(_first(headers, name))
        if people:
            return people[0]
    return None


def _sender_words(sender: Correspondent | None) -> str:
    """Local part and name, by which machines are known."""
    return f"{sender.address or sender.name}" if sender else ""


def _people(headers: Mapping[str, Sequence[str]], name: str) -> tuple[Correspondent, ...]:
    return read_addresses(",".join(headers.get(name, ())[:50]))


def _date(headers: Mapping[str, Sequence[str]]) -> str | None:
    date = read_date(_first(headers, "date"))
    return date.isoformat() if date else None


def _first_id(headers: Mapping[str, Sequence[str]], name: str) -> str | None:
    return next(iter(read_message_ids(_first(headers, name))), None)


def _report_type(message: Part) -> str:
    try:
        value = message.get_param("report-type")
    except (ValueError, LookupError, TypeError):
        return ""
    return decode_parameter(value).lower() if value else ""


def _person(person: Correspondent) -> dict[str, str]:
    return {"name": person.name, "address": person.address}


def _file(file: Attachment) -> dict[str, Any]:
    return {"name": file.name, "type": file.type, "size": file.size, "inline": file.inline}
