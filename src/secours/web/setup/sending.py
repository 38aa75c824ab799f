"""Invitations: made, mailed in the person's language, their link handed over once."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from secours.channels.mail.sending import mail_leaves
from secours.people.actor import Actor
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Person
from secours.people.operations import INVITATION_DAYS, invite
from secours.web.courier import send_soon


@dataclass(frozen=True)
class Sent:
    name: str
    email: str
    link: str = ""
    refusal: str = ""

    @property
    def is_mailed(self) -> bool:
        return mail_leaves()


def invited(person: Person, *, by: Actor) -> Sent:
    """The link leads to our own address; whoever holds it chooses the account's password."""
    try:
        _invitation, secret = invite(person.id, by=by)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        return Sent(person.name, person.email, refusal=str(refusal))
    link = settings.SITE_ADDRESS + reverse("setup:invitation", args=[secret])
    _mail(person, by, link)
    return Sent(person.name, person.email, link)


def _mail(person: Person, by: Actor, link: str) -> None:
    """After the transaction: nobody waits for the mail server with rows held, and an invitation that is not
    kept is not mailed. Whether the server took it is not known here: the link is shown for that."""
    context = {"name": person.name, "inviter": by.name, "link": link, "days": INVITATION_DAYS}
    with translation.override(person.language):
        subject = " ".join(render_to_string("account/email/invitation_subject.txt", context).split())
        body = render_to_string("account/email/invitation_message.txt", context).strip()
    send_soon(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email]))
