"""The number to call when it cannot wait: the site's, else the organisation's."""

from secours.people.actor import Actor
from secours.people.models import Organisation, Person


def urgent_phone_of(reader: Actor | None) -> str:
    if reader is None or reader.organisation_id is None or reader.person_id is None:
        return ""
    person = Person.objects.filter(id=reader.person_id).select_related("site", "organisation").first()
    if person and person.site and person.site.urgent_phone:
        return person.site.urgent_phone
    organisation = (
        person.organisation if person else Organisation.objects.filter(id=reader.organisation_id).first()
    )
    return organisation.urgent_phone if organisation else ""
