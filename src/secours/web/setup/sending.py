"""Invitations: made, mailed in the person's language, their link handed over once."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Person
from secours.people.operations import INVITATION_DAYS, invite

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    name: str
    email: str
    link: str = ""
    refusal: str = ""
    is_mailed: bool = False


def invited(person: Person, *, by: Actor) -> Sent:
    """The link leads to our own address; whoever holds it chooses the account's password."""
    try:
        _invitation, secret = invite(person.id, by=by)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        return Sent(person.name, person.email, refusal=str(refusal))
    link = settings.SITE_ADDRESS + reverse("setup:invitation", args=[secret])
    return Sent(person.name, person.email, link, is_mailed=_mailed(person, by, link))


def _mailed(person: Person, by: Actor, link: str) -> bool:
    """False when the mail server took nothing: the link is then handed over by other means."""
    context = {"name": person.name, "inviter": by.name, "link": link, "days": INVITATION_DAYS}
    with translation.override(person.language):
        subject = " ".join(render_to_string("account/email/invitation_subject.txt", context).split())
        body = render_to_string("account/email/invitation_message.txt", context).strip()
    try:
        return bool(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email]).send())
    except (OSError, SMTPException):
        log.warning("the invitation of person %s could not be mailed", person.id, exc_info=True)
        return False
