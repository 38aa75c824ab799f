"""What a mail becomes: a ticket, a reply, a note; with its files."""

import mimetypes

from django.utils import translation
from django.utils.translation import gettext as _

from secours.channels.mail import courtesy, reasons
from secours.channels.mail.mime import Attachment
from secours.channels.mail.quoting import MAX_LINES
from secours.channels.mail.reading import MailReading
from secours.journal.files import FileRefused, attach
from secours.lib.text import clipped
from secours.people.actor import Actor
from secours.people.models import Person
from secours.tickets.choices import Channel
from secours.tickets.lengths import LONGEST_MESSAGE
from secours.tickets.models import Message, Ticket
from secours.tickets.operations import declare_with_message, reopen_ticket, reply_to_ticket

MOST_FILES = 100
MOST_TEXT = LONGEST_MESSAGE


def post_ticket(reading: MailReading, person: Person, *, actor: Actor) -> tuple[Ticket, Message, str]:
    """A new ticket of the sender."""
    with translation.override(person.language):
        text = said(reading) or _("(Message without text)")
        title = reading.subject or clipped(said(reading), 120) or _("Message without subject")
    ticket, message = declare_with_message(
        by=actor,
        requester=person,
        text=text,
        title=title,
        channel=Channel.MAIL,
        language=reading.language or person.language,
    )
    return ticket, message, attach_files(reading, message)


def post_reply(reading: MailReading, ticket: Ticket, *, actor: Actor) -> tuple[Message, str]:
    """Public. A participant's reply reopens what was solved, unless it only says thank you."""
    text = said(reading) or _("(Message without text)")
    if courtesy.reopens(ticket, by=actor, text=text):
        reopen_ticket(ticket.id, by=actor, why=clipped(text, 200))
    message = reply_to_ticket(ticket.id, by=actor, text=text, channel=Channel.MAIL)
    return message, attach_files(reading, message)


def post_note(reading: MailReading, ticket: Ticket, *, actor: Actor, heading: str) -> tuple[Message, str]:
    """For the team only."""
    text = f"{heading}\n\n{said(reading)}".strip()
    message = reply_to_ticket(ticket.id, by=actor, text=text, internal=True, channel=Channel.MAIL)
    return message, attach_files(reading, message)


def said(reading: MailReading) -> str:
    """The message without history and signature; whole when nothing else is left. A cut says that it is one."""
    text = reading.trimmed.strip() or reading.text.strip()
    if len(text) <= MOST_TEXT and reading.text.count("\n") < MAX_LINES:  # beyond, quoting reads no further
        return text
    rest = _("(The text goes on: the rest is in the original message.)")
    return f"{text[:MOST_TEXT].rstrip()}\n\n{rest}"


def attach_files(reading: MailReading, message: Message) -> str:
    """Gives back a reason when some had to stay in the original."""
    left = len(reading.attachments) > MOST_FILES
    for file in reading.attachments[:MOST_FILES]:
        try:
            attach(
                file.data,
                name=_name(file),
                media_type=file.type,
                organisation_id=message.organisation_id,
                subject_kind="ticket",
                subject_id=message.ticket_id,
                entry=message.entry,
                internal=message.kind == Message.Kind.NOTE,
            )
        except FileRefused:
            left = True
    return reasons.FILES_LEFT if left else ""


def _name(file: Attachment) -> str:
    if file.name:
        return file.name
    suffix = ".eml" if file.type == "message/rfc822" else mimetypes.guess_extension(file.type) or ""
    return f"fichier{suffix}"
