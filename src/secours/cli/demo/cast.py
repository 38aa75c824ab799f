"""The cast of the demo world, of tests, documentation and screenshots (design.md section 7).

Invented people; accounts `ROLE@demo.example`, one password, which only a demo world accepts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from secours.equipment.models import Device
from secours.equipment.operations import give_device, register_device
from secours.people.actor import Actor
from secours.people.choices import Criticality, RoleName
from secours.people.demo import DOMAIN, PASSWORD
from secours.people.models import Organisation, Person, Place, Site, Team
from secours.people.operations import (
    change_organisation,
    create_organisation,
    create_person,
    create_place,
    create_site,
    create_team,
    grant_reach,
    grant_role,
    join_team,
    open_account,
)


@dataclass
class Cast:
    """Everyone and everything that scenes name. `by` is the system actor that built them."""

    by: Actor
    provider: Organisation
    hospital: Organisation
    town: Organisation
    people: dict[str, Person]
    teams: dict[str, Team]
    sites: dict[str, Site]
    places: dict[str, Place]
    devices: dict[str, Device]


def build_cast(by: Actor) -> Cast:
    """On an installed database: the provider's staff, two clients, the eight accounts."""
    provider = Organisation.objects.get(is_provider=True)
    change_organisation(provider, by=by, name="Cap Assistance", urgent_phone="3000")
    hospital, by = create_organisation(by=by, name="Clinique Saint-Luc", urgent_phone="3000")
    town, by = create_organisation(by=by, name="Mairie de Valmont", urgent_phone="04 92 00 00 10")
    cast = Cast(by, provider, hospital, town, {}, {}, {}, {}, {})
    _places(cast)
    _teams(cast)
    _staff(cast)
    _clients(cast)
    _devices(cast)
    return cast


def _places(cast: Cast) -> None:
    luc = create_site(by=cast.by, organisation=cast.hospital, name="Saint-Luc", urgent_phone="3000")
    hall = create_site(by=cast.by, organisation=cast.town, name="Hôtel de ville")
    cast.sites.update(luc=luc, hall=hall)
    cast.places["paediatrics"] = create_place(
        by=cast.by,
        site=luc,
        name="Pédiatrie, bât. B, 2e",
        kind="ward",
        criticality=Criticality.HIGH,
        critical_periods=[
            {
                "days": [0, 1, 2, 3, 4, 5, 6],
                "from": "14:00",
                "to": "14:30",
                "fr": "relève",
                "en": "shift handover",
            }
        ],
    )
    cast.places["reception"] = create_place(by=cast.by, site=luc, name="Accueil, guichet 2", kind="counter")
    cast.places["registry"] = create_place(by=cast.by, site=hall, name="État civil", kind="counter")


def _teams(cast: Cast) -> None:
    cast.teams["first"] = Team.objects.get(organisation=cast.provider, is_default=True)
    cast.teams["second"] = create_team(
        by=cast.by, organisation=cast.provider, name="Systèmes et réseaux N2", level=2
    )


# role of the account: name, roles granted, job
_STAFF = {
    "technician": ("Inès Lambert", [RoleName.TECHNICIAN], "Technicienne helpdesk"),
    "mission": ("Karim Benali", [RoleName.TECHNICIAN], "Technicien en mission"),
    "supervisor": ("Maud Thierry", [RoleName.SUPERVISOR, RoleName.TECHNICIAN], "Responsable du support"),
    "manager": ("Hélène Roux", [RoleName.MANAGER], "Directrice des systèmes d’information"),
    "admin": ("Paul Lemaire", [RoleName.ADMINISTRATOR], "Administrateur"),
}


def _staff(cast: Cast) -> None:
    for key, (name, roles, job) in _STAFF.items():
        person = create_person(
            by=cast.by,
            organisation_id=cast.provider.id,
            name=name,
            email=f"{key}@{DOMAIN}",
            job_title=job,
        )
        for role in roles:
            grant_role(person, role, by=cast.by)
        _reach(cast, key, person)
        if key in ("technician", "mission", "supervisor"):
            join_team(cast.teams["first"], person, by=cast.by)
        open_account(person, by=cast.by, password=PASSWORD)
        cast.people[key] = person


def _reach(cast: Cast, key: str, person: Person) -> None:
    if key == "mission":
        grant_reach(
            person, by=cast.by, served=cast.hospital, starts_on=date(2026, 1, 5), reason="Mission Saint-Luc"
        )
    else:
        grant_reach(person, by=cast.by)


def _clients(cast: Cast) -> None:
    luc, ward = cast.sites["luc"], cast.places["paediatrics"]
    _client(cast, "requester", cast.hospital, "Claire Morvan", "Cadre de santé", site=luc, place=ward, is_vip=True,
            department="Pédiatrie", phone="+33240553142")  # fmt: skip
    _client(
        cast,
        "client",
        cast.hospital,
        "Sylvie Aubert",
        "Directrice des achats",
        site=luc,
        phone="+33240553150",
    )
    grant_role(cast.people["client"], RoleName.CLIENT, by=cast.by)
    _client(cast, "outsider", cast.town, "Bruno Petit", "Officier d’état civil", site=cast.sites["hall"],
            place=cast.places["registry"], phone="+33492000014")  # fmt: skip
    _client(cast, "colleague", cast.hospital, "Emma Clarke", "Nurse", site=luc, place=ward, language="en",
            department="Pédiatrie", phone="+33240553143")  # fmt: skip


def _client(cast: Cast, key: str, organisation: Organisation, name: str, job: str, **fields: Any) -> None:
    person = create_person(
        by=cast.by,
        organisation_id=organisation.id,
        name=name,
        email=f"{key}@{DOMAIN}",
        job_title=job,
        **fields,
    )
    open_account(person, by=cast.by, password=PASSWORD)
    cast.people[key] = person


def _devices(cast: Cast) -> None:
    luc, ward = cast.sites["luc"], cast.places["paediatrics"]
    printer = register_device(by=cast.by, organisation_id=cast.hospital.id, name="IMP-2E-03", kind="printer",
                              manufacturer="Lexmark", model="MX522", site=luc, place=ward, is_shared=True)  # fmt: skip
    computer = register_device(by=cast.by, organisation_id=cast.hospital.id, name="PC-0231", kind="computer",
                               manufacturer="Dell", model="OptiPlex 7010", os_name="Windows 11 Pro",
                               os_version="23H2", site=luc, place=ward, last_user="cmorvan")  # fmt: skip
    hall = register_device(by=cast.by, organisation_id=cast.town.id, name="PC-EC-01", kind="computer",
                           manufacturer="HP", model="ProDesk 400", site=cast.sites["hall"])  # fmt: skip
    give_device(computer, cast.people["requester"], by=cast.by)
    give_device(hall, cast.people["outsider"], by=cast.by)
    cast.devices.update(printer=printer, computer=computer, hall=hall)
