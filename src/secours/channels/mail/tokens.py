"""Signed numbers of tickets, in subjects and reply addresses: a number alone never opens a ticket."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

LENGTH = 16  # characters of base32: 80 bits
_MAX_FOUND = 20
# Every sign that a mail client is known to leave or put between number and signature is read.
_TOKEN = re.compile(r"(?<![a-z0-9])t-?([1-9]\d{0,11})[.·:_-]([a-z2-7]{16})(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class TicketToken:
    """A number with what claims to be its signature; worth nothing before `verify`."""

    number: int
    signature: str


def sign(number: int, secret: str) -> str:
    """The signature of a ticket number: 16 lower-case letters and digits, fit for an address."""
    key = hashlib.sha256(b"secours ticket in mail\0" + secret.encode("utf-8")).digest()
    code = hmac.new(key, str(int(number)).encode("ascii"), hashlib.sha256).digest()
    return base64.b32encode(code).decode("ascii").lower()[:LENGTH]


def verify(token: TicketToken, secret: str) -> bool:
    """In constant time: a wrong signature tells nothing about the right one."""
    return hmac.compare_digest(sign(token.number, secret).encode(), token.signature.lower().encode())


def subject_tag(number: int, secret: str) -> str:
    """`[T-1042.k3j…]`, to be put into the subject. ASCII: other signs do not survive every mail system."""
    return f"[T-{number}.{sign(number, secret)}]"


def plus_address(mailbox: str, number: int, secret: str) -> str:
    """`support+t-1042.k3j…@example.org` for mailbox `support@example.org`."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+t-{number}.{sign(number, secret)}@{domain}"


def find_tokens(text: str) -> tuple[TicketToken, ...]:
    """The tokens in a subject or an address, each once, in order; unverified."""
    found = (
        TicketToken(int(number), signature.lower()) for number, signature in _TOKEN.findall(text[:10_000])
    )
    return tuple(dict.fromkeys(found))[:_MAX_FOUND]
