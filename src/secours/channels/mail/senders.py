"""Who wrote: a known person, or a new contact of the mailbox's organisation."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from secours.channels.mail.header_values import Correspondent
from secours.channels.mail.reading import MailReading
from secours.channels.models import Mailbox
from secours.lib.text import clipped
from secours.people.actor import Actor
from secours.people.choices import Language
from secours.people.models import Person
from secours.people.operations import create_person


def is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


def known_sender(address: str, mailbox: Mailbox, by: Actor) -> Person | None:
    """Of the mailbox's organisation first. A client's mailbox knows its own people and the provider's;
    the provider's mailbox knows everyone, those with an account first."""
    people = Person.objects.filter(email=address.lower(), organisation_id__in=sorted(by.reach))
    if not mailbox.organisation.is_provider:
        people = people.filter(Q(organisation_id=mailbox.organisation_id) | Q(organisation__is_provider=True))
    found = sorted(
        people.select_related("organisation", "site", "place"),
        key=lambda p: (
            p.organisation_id != mailbox.organisation_id,
            not p.is_active,
            p.account_id is None,
            p.id,
        ),
    )
    return found[0] if found else None


def new_contact(sender: Correspondent, reading: MailReading, organisation_id: int, by: Actor) -> Person:
    return create_person(
        by=by,
        organisation_id=organisation_id,
        name=clipped(sender.name, 120) or sender.address.partition("@")[0][:120],
        email=sender.address,
        language=reading.language or Language.FRENCH,
    )
