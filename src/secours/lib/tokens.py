"""Short signed texts, readable by processes without Django: HMAC-SHA256 over JSON, with an end."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any


def sign(secret: str, purpose: str, payload: Any, seconds: int) -> str:
    body = json.dumps([int(time.time()) + seconds, payload], separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_mac(secret, purpose, body))}"


def read(secret: str, purpose: str, token: str) -> Any | None:
    """The payload, or None when the token is forged, for another purpose, or past its end."""
    try:
        body_text, mac_text = token.split(".")
        body, mac = _bytes(body_text), _bytes(mac_text)
    except ValueError:
        return None
    if not hmac.compare_digest(mac, _mac(secret, purpose, body)):
        return None
    ends_at, payload = json.loads(body)
    return payload if ends_at > time.time() else None


def _mac(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.digest(f"secours {purpose} {secret}".encode(), body, hashlib.sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
