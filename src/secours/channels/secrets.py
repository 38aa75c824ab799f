"""Passwords of mailboxes, sealed with the installation's secret key; never shown again."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SecretUnreadable(Exception):
    """Sealed with another key: the installation's was changed, so the password must be typed again."""


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode("ascii") if secret else ""


def unseal(sealed: str) -> str:
    """Raises SecretUnreadable."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken:
        raise SecretUnreadable from None


def _fernet() -> Fernet:
    key = hashlib.sha256(b"secours mailbox\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
