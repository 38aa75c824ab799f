"""Who wrote, when nobody known did (meeting.py): a new contact of the mailbox's organisation."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from secours.channels.mail.header_values import Correspondent
from secours.channels.mail.reading import MailReading
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


def new_contact(sender: Correspondent, reading: MailReading, organisation_id: int, by: Actor) -> Person:
    return create_person(
        by=by,
        organisation_id=organisation_id,
        name=clipped(sender.name, 120) or sender.address.partition("@")[0][:120],
        email=sender.address,
        language=reading.language or Language.FRENCH,
    )
