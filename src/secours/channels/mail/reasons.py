"""Why a mail was set aside: kept in English, shown in the reader's language.

A reason is a msgid, followed by a tab and a detail where there is one (a number, an error's name).
"""

from django.utils.translation import gettext, gettext_noop

NO_SENDER = gettext_noop("The message names no sender.")
SENDER_WRONG = gettext_noop("The sender’s address cannot be one. Read the message and answer by hand.")
SENDER_OFF = gettext_noop("The sender was switched off. Switch them on again, or dismiss the message.")
STRANGER = gettext_noop("Someone who does not take part in this ticket answered it. Nothing was added to it.")
FAILED = gettext_noop("The message could not be understood. Tell whoever maintains Secours.")
FILES_LEFT = gettext_noop("Some attachments are too large or too many. They stay in the original message.")
OWN_MAIL = gettext_noop("The message is one of our own, come back. It was not answered.")

UNREADABLE = gettext_noop("The message could not be read.")

# What channels/mail/reading.py says of a message that it cannot read.
UNREAD = (
    gettext_noop("The message is empty."),
    gettext_noop("The message is larger than 50 MB."),
    gettext_noop("The message has more than a million lines."),
    gettext_noop("The message has more than 10,000 parts."),
)


def with_detail(reason: str, detail: str) -> str:
    return f"{reason}\t{detail}"


def of_reading(error: str) -> str:
    """Its one sentence with a changing end: “The message could not be read (ValueError).”"""
    start = UNREADABLE.rstrip(".") + " ("
    return with_detail(UNREADABLE, error[len(start) :].rstrip(").")) if error.startswith(start) else error


def sentence_of(reason: str) -> str:
    """In the active language."""
    text, _tab, detail = reason.partition("\t")
    return f"{gettext(text)} ({detail})" if detail else gettext(text) if text else ""


def english_of(reason: str) -> str:
    text, _tab, detail = reason.partition("\t")
    return f"{text} ({detail})" if detail else text
