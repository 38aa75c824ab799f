"""The words of each mail, in the recipient's language: templates/mail/EVENT.{en,fr}.txt.

The first line of a template is the subject, the rest after a blank line is the text.
"""

from datetime import date
from email.utils import parseaddr
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from secours.channels.mail import tokens
from secours.channels.mail.composing import Outgoing
from secours.channels.mail.header_values import Correspondent
from secours.channels.mail.references import DIGEST_MARK
from secours.channels.models import Mailbox, RawMessage
from secours.diagnosis.models import Approval
from secours.journal.models import Entry, EntryText, Outbox
from secours.lib.text import clipped, with_first_day
from secours.people.actor import actor_of_person
from secours.people.models import Organisation
from secours.tickets.access import tickets_visible_to
from secours.tickets.models import Message, Task, Ticket

# Kept within the 78 columns of a mail header line, with the tag before it.
_MOST_TITLE = 120
_MOST_ANSWERED = 10


def letter_of(row: Outbox, ticket: Ticket) -> Outgoing:
    """What to send for a row of the outbox; read anew each time, so that erased words do not go out."""
    language = row.language if row.language in dict(settings.LANGUAGES) else "fr"
    mailbox = mailbox_of(ticket)
    with translation.override(language):
        lines = render_to_string(f"mail/{row.event}.{language}.txt", _words(row, ticket)).strip()
    subject, _newline, text = lines.partition("\n")
    tag = tokens.subject_tag(ticket.number, settings.SECRET_KEY)
    answered = _answered(ticket)
    return Outgoing(
        sender=Correspondent(_desk_name(), _address(mailbox)),
        to=[Correspondent(str(row.data.get("name", "")), row.recipient)],
        subject=f"{tag} {subject.strip()}",
        text=text.strip() + "\n",
        message_id=row.message_id,
        sent_at=row.created_at,
        language=language,
        reply_to=_reply_to(mailbox, ticket),
        in_reply_to=answered[-1] if answered else None,
        references=answered,
    )


def mailbox_of(ticket: Ticket) -> Mailbox | None:
    """Where the ticket came in, else its organisation's, else the main one."""
    raw = RawMessage.objects.filter(ticket=ticket).select_related("mailbox").order_by("-id").first()
    if raw is not None:
        return raw.mailbox
    boxes = Mailbox.objects.filter(is_active=True).order_by("id")
    own = boxes.filter(organisation_id=ticket.organisation_id).first()
    return own or boxes.filter(organisation__is_provider=True).first()


def link_of(row: Outbox, ticket: Ticket) -> str:
    """The one-time link of a contact without account; the ticket's page for others, of a task its list."""
    if row.event.startswith("task."):
        return f"{settings.SITE_ADDRESS}/workbench/tasks"
    if row.event == "approval.asked":
        return f"{settings.SITE_ADDRESS}/workbench/approvals"
    if row.event.startswith("approval."):
        return f"{settings.SITE_ADDRESS}/workbench/tickets/{ticket.number}/#diagnosis"
    secret = row.data.get("secret")
    if secret:
        return f"{settings.SITE_ADDRESS}/portal/follow/{secret}/"
    return f"{settings.SITE_ADDRESS}/portal/tickets/{ticket.number}/"


def _words(row: Outbox, ticket: Ticket) -> dict[str, Any]:
    return {
        "name": row.data.get("name", ""),
        "label": ticket.label,
        "title": ticket.title[:_MOST_TITLE],
        "link": link_of(row, ticket),
        "urgent_phone": _urgent_phone(ticket),
        "grace_days": ticket.organisation.grace_days,
        "number": row.data.get("number", 1),
        "desk": _desk_name(),
        **_said(row),
        **_of_task(row),
        **_of_approval(row),
    }


def _said(row: Outbox) -> dict[str, str]:
    entry = Entry.objects.filter(id=row.data.get("entry", 0)).first()
    if entry is None:
        return {"text": "", "author": ""}
    words = EntryText.objects.filter(entry=entry).first() if row.data.get("words", True) else None
    message = Message.objects.filter(entry=entry).first()
    return {"text": words.text if words else "", "author": message.author_name if message else ""}


def _of_task(row: Outbox) -> dict[str, Any]:
    """What is to be done and by when, as it stands now; the ticket's words only to who may read the ticket."""
    entry = Entry.objects.filter(id=row.data.get("entry", 0), kind__startswith="task.").first()
    task = Task.objects.filter(id=entry.data["task"]).select_related("ticket").first() if entry else None
    if entry is None or task is None:
        return {}
    told = actor_of_person(entry.data["owner"])  # not the owner of today: it may have been given on meanwhile
    return {
        "task": task.title,
        "due": _day(task.due_on) if task.due_on else "",
        "is_late": entry.data.get("is_late", False),
        "is_seen": tickets_visible_to(told).filter(id=task.ticket_id).exists(),
    }


def _of_approval(row: Outbox) -> dict[str, str]:
    """The solution, who asked, and the word that was given with its reason."""
    entry = Entry.objects.filter(id=row.data.get("entry", 0), kind__startswith="approval.").first()
    approval = (
        Approval.objects.filter(id=entry.data["approval"])
        .select_related("remedy", "asked_by", "decided_by")
        .first()
        if entry
        else None
    )
    if approval is None:
        return {}
    return {
        "remedy": clipped(approval.remedy.do, _MOST_TITLE),
        "asked_by": approval.asked_by.name if approval.asked_by else "",
        "decided_by": approval.decided_by.name if approval.decided_by else "",
        "reason": approval.reason,
    }


def _day(day: date) -> str:
    """mardi 24 novembre 2026."""
    is_english = (get_language() or "fr").startswith("en")
    words = format_date(day, "EEEE d MMMM y", locale="en_GB" if is_english else "fr")
    return words if is_english else with_first_day(words)


def _urgent_phone(ticket: Ticket) -> str:
    return (ticket.site.urgent_phone if ticket.site else "") or ticket.organisation.urgent_phone


def _desk_name() -> str:
    provider = Organisation.objects.filter(is_provider=True).first()
    return provider.name if provider else ""


def _address(mailbox: Mailbox | None) -> str:
    return mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _reply_to(mailbox: Mailbox | None, ticket: Ticket) -> str:
    if mailbox is None or not mailbox.takes_plus_address:
        return ""
    return tokens.plus_address(mailbox.address, ticket.number, settings.SECRET_KEY)


def _answered(ticket: Ticket) -> list[str]:
    """Messages of the requester, so that their mail program shows one conversation."""
    raws = RawMessage.objects.filter(ticket=ticket, is_reused_id=False).exclude(message_id="").order_by("id")
    known = raws.exclude(message_id__startswith=DIGEST_MARK)
    return list(known.values_list("message_id", flat=True)[:_MOST_ANSWERED])
