"""The hash of an entry, over canonical bytes. Pure.

The digest of a text is salted, so that a short erased text cannot be guessed back.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """What the hash of an entry covers."""

    organisation_id: int | None
    subject_kind: str
    subject_id: int
    number: int
    kind: str
    actor_kind: str
    actor_id: int | None
    at: datetime
    visibility: str
    data: dict[str, Any]
    text_digest: str
    previous_hash: str


def hash_of(sealed: Sealed) -> str:
    """SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(sealed)).hexdigest()


def canonical_bytes(sealed: Sealed) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8; times in UTC to the microsecond."""
    fields = {**sealed.__dict__, "at": sealed.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def text_digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
