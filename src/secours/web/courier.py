"""Mails of sign-in and invitations leave after the transaction. The time of the answer does not tell whether an
account has the address, and no row is held while a mail server makes one wait."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage
from django.db import transaction

log = logging.getLogger(__name__)
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="courier")


def send_soon(message: EmailMessage) -> None:
    """Once the transaction is committed, by another thread. A failure is logged: who asked asks again."""
    transaction.on_commit(lambda: _thread.submit(_send, message) and None)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        log.exception("a mail of sign-in or an invitation could not be sent")
