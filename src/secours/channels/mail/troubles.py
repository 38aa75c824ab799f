"""Why a mailbox could not be read, as a sentence that says what to do.

Kept as reasons.py keeps its own: the English sentence, then a tab and the server's words where they help; shown in
the reader's language by `reasons.sentence_of`.
"""

import imaplib
import socket
import ssl
from typing import Final

from django.db import DatabaseError
from django.utils.translation import gettext_noop
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxFolderStatusError,
    MailboxLoginError,
    MailboxStarttlsError,
)

from secours.channels.mail.hosts import HostIsPrivate
from secours.channels.mail.reasons import with_detail
from secours.channels.secrets import SecretUnreadable

NAME = gettext_noop("No server has this name. Check the IMAP server letter by letter.")
PORT = gettext_noop(
    "The server refuses the connection on this port. Check the port: usually 993 with TLS, 143 with STARTTLS."
)
TIME = gettext_noop(
    "The server does not answer. Check its name and port, and that the network lets this machine reach it."
)
CERTIFICATE = gettext_noop(
    "The server’s certificate is not valid: expired, or made for another name. Write the name that the certificate bears, or have it renewed."
)
ENCRYPTION = gettext_noop(
    "The server does not speak this encryption on this port. Choose TLS with port 993, or STARTTLS with port 143."
)
PASSWORD = gettext_noop(
    "The server refuses this user or this password. Type both again; some providers ask for an application password, or for IMAP to be allowed."
)
FOLDER = gettext_noop("The server has no such folder. Write its name as the server does, for example INBOX.")
SECRET = gettext_noop("The password was sealed with another key of this installation. Type it again.")
PRIVATE = gettext_noop(
    "This server is on a private network. Only an administrator of the provider may give it: empty the server, save, then type it again with its password."
)
STORING = gettext_noop(
    "The mail could not be stored. Nothing is lost: it waits in the mailbox. Tell whoever maintains Secours."
)
OTHER = gettext_noop(
    "The server answered something unexpected. Try again; if it lasts, give its words to whoever runs it."
)

# In this order: the first that fits. The name and the port are OSErrors too.
_SENTENCES: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    ((SecretUnreadable,), SECRET),
    ((HostIsPrivate,), PRIVATE),
    ((DatabaseError,), STORING),
    ((socket.gaierror, UnicodeError), NAME),
    ((ConnectionRefusedError,), PORT),
    ((ssl.SSLCertVerificationError,), CERTIFICATE),
    ((MailboxStarttlsError,), ENCRYPTION),
    ((MailboxFolderSelectError, MailboxFolderStatusError), FOLDER),
    ((MailboxLoginError,), PASSWORD),
    ((TimeoutError,), TIME),
    ((ssl.SSLError,), ENCRYPTION),
)
_WITH_WORDS: Final = frozenset({PASSWORD, FOLDER, OTHER})
# What reading a mailbox may raise.
TROUBLE: Final = (
    *(OSError, UnicodeError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError),
    *(SecretUnreadable, HostIsPrivate),
)


def reason_of(trouble: BaseException) -> str:
    """The sentence to keep; the server's own words go with it where nothing else tells more."""
    told = _sentence(trouble)
    words = _server_words(trouble) if told in _WITH_WORDS else ""
    return with_detail(told, words) if words else told


def _sentence(trouble: BaseException) -> str:
    for kinds, sentence in _SENTENCES:
        if isinstance(trouble, kinds):
            return sentence
    if isinstance(trouble, imaplib.IMAP4.error):
        return ENCRYPTION if "STARTTLS" in str(trouble).upper() else OTHER
    return TIME if isinstance(trouble, OSError) else OTHER


def _server_words(trouble: BaseException) -> str:
    result = getattr(trouble, "command_result", None)
    if result and len(result) > 1:
        parts = [part.decode(errors="replace") for part in result[1] if isinstance(part, bytes)]
        return " ".join(parts)[:200]
    argument = trouble.args[0] if trouble.args else ""
    words = argument.decode(errors="replace") if isinstance(argument, bytes) else str(argument)
    return words.replace("\t", " ")[:200]
