"""Whose key this is."""

from django.http import HttpRequest
from ninja import Router, Schema

from secours.api.auth import reader_of
from secours.api.errors import problems
from secours.people.models import Account, Organisation

router = Router(tags=["me"])


class Me(Schema):
    name: str
    email: str
    organisation: str
    language: str
    time_zone: str
    roles: list[str]


@router.get("", response={200: Me, **problems()}, summary="Whose key this is")
def me(request: HttpRequest) -> Me:
    reader = reader_of(request)
    return Me(
        name=reader.name,
        email=Account.objects.get(id=reader.account_id or 0).email,
        organisation=Organisation.objects.get(id=reader.organisation_id or 0).name,
        language=reader.language,
        time_zone=reader.time_zone,
        roles=sorted(reader.roles),
    )
