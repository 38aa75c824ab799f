"""The other people and devices of the demo world. Invented names; no real person."""

import random
from datetime import date

from secours.cli.demo.cast import Cast
from secours.equipment.models import Device
from secours.equipment.operations import give_device, register_device
from secours.lib.text import sort_key
from secours.people.models import Organisation, Person, Place, Site
from secours.people.operations import create_organisation, create_person, create_place, create_site

_FIRST = [
    "Agnès",
    "Antoine",
    "Awa",
    "Bastien",
    "Camille",
    "Céline",
    "Chloé",
    "Damien",
    "David",
    "Élodie",
    "Émilie",
    "Fabrice",
    "Farid",
    "Gaëlle",
    "Grégoire",
    "Hugo",
    "Imane",
    "Jeanne",
    "Julien",
    "Karine",
    "Laure",
    "Léa",
    "Ludovic",
    "Malik",
    "Manon",
    "Marc",
    "Mélanie",
    "Nadia",
    "Nicolas",
    "Noémie",
    "Olivier",
    "Pauline",
    "Pierre",
    "Quentin",
    "Rachel",
    "Rémi",
    "Samir",
    "Sarah",
    "Sophie",
    "Thomas",
    "Valérie",
    "Victor",
    "Yann",
    "Yasmine",
    "Zoé",
]
_LAST = [
    "Arnaud",
    "Barbier",
    "Bertin",
    "Blanchard",
    "Bonnet",
    "Bouvier",
    "Caron",
    "Castel",
    "Chevalier",
    "Collet",
    "Delattre",
    "Diallo",
    "Dumas",
    "Fabre",
    "Faure",
    "Ferrand",
    "Garnier",
    "Gauthier",
    "Girard",
    "Guérin",
    "Hamdi",
    "Jacquet",
    "Joly",
    "Lacroix",
    "Lamy",
    "Leclerc",
    "Legrand",
    "Lemoine",
    "Maillard",
    "Marchal",
    "Meunier",
    "Morel",
    "Nguyen",
    "Noël",
    "Perrin",
    "Picard",
    "Poirier",
    "Renard",
    "Rey",
    "Rousseau",
    "Roussel",
    "Sauvage",
    "Tessier",
    "Vasseur",
    "Vidal",
]
_ROOMS = {
    "hospital": [
        ("Urgences", "ward"),
        ("Cardiologie", "ward"),
        ("Pharmacie", "room"),
        ("Secrétariat médical", "room"),
    ],
    "town": [("Urbanisme", "room"), ("Comptabilité", "room"), ("Accueil", "counter")],
    "firm": [("Atelier", "room"), ("Bureau d’études", "room"), ("Direction", "room")],
}
_MODELS = {
    "computer": [("Dell", "OptiPlex 7010"), ("HP", "ProDesk 400 G9"), ("Lenovo", "ThinkCentre M70q")],
    "laptop": [("Dell", "Latitude 5440"), ("HP", "EliteBook 840 G10"), ("Lenovo", "ThinkPad T14")],
    "printer": [("Lexmark", "MX522"), ("Brother", "HL-L6410DN"), ("HP", "LaserJet M507")],
}


def populate(cast: Cast, dice: random.Random) -> tuple[list[Person], dict[int, list[Device]]]:
    """About 60 people and 80 devices in three clients; the devices of each organisation."""
    firm, cast.by = create_organisation(by=cast.by, name="Atelier Cormier", urgent_phone="02 98 00 00 20")
    site = create_site(by=cast.by, organisation=firm, name="Usine de Landerneau")
    people: list[Person] = [cast.people[key] for key in ("requester", "client", "outsider", "colleague")]
    devices: dict[int, list[Device]] = {}
    plan = [
        ("hospital", cast.hospital, cast.sites["luc"], 28),
        ("town", cast.town, cast.sites["hall"], 16),
        ("firm", firm, site, 10),
    ]
    names = iter(_names(dice, 60))
    for number, (key, organisation, where, count) in enumerate(plan, start=1):
        places = [create_place(by=cast.by, site=where, name=name, kind=kind) for name, kind in _ROOMS[key]]
        here = [
            _person(cast, organisation, where, dice.choice(places), next(names), dice) for _ in range(count)
        ]
        devices[organisation.id] = _devices(cast, organisation, where, places, here, number, dice)
        people += here
    devices[cast.hospital.id] += [cast.devices["printer"], cast.devices["computer"]]
    devices[cast.town.id].append(cast.devices["hall"])
    return people, devices


def _names(dice: random.Random, count: int) -> list[str]:
    pairs = [
        f"{first} {last}" for first, last in zip(dice.sample(_FIRST, 45), dice.sample(_LAST, 45), strict=True)
    ]
    more = [f"{dice.choice(_FIRST)} {last}" for last in dice.sample(_LAST, 45)]
    return list(dict.fromkeys(pairs + more))[:count]


def _person(
    cast: Cast, organisation: Organisation, site: Site, place: Place, name: str, dice: random.Random
) -> Person:
    login = sort_key(name).replace(" ", ".").replace("’", "")
    return create_person(
        by=cast.by,
        organisation_id=organisation.id,
        name=name,
        email=f"{login}@client{organisation.id}.example",
        login=login,
        phone=f"+332985{dice.randrange(10_000, 99_999)}",
        site=site,
        place=place,
        department=place.name,
        is_vip=dice.random() < 0.08,
        language="en" if dice.random() < 0.1 else "fr",
    )


def _devices(
    cast: Cast,
    organisation: Organisation,
    site: Site,
    places: list[Place],
    people: list[Person],
    number: int,
    dice: random.Random,
) -> list[Device]:
    made = []
    for index, person in enumerate(people, start=1):
        kind = "laptop" if dice.random() < 0.4 else "computer"
        prefix = "PT" if kind == "laptop" else "PC"
        device = _device(cast, organisation, site, kind, f"{prefix}-{number}{index:03}", dice, place=person.place,
                         last_user=person.login, os_name="Windows 11 Pro", os_version=dice.choice(["23H2", "24H2"]))  # fmt: skip
        give_device(device, person, by=cast.by, since=date(2025, dice.randrange(1, 12), 1))
        made.append(device)
    for index, place in enumerate(places * 2, start=1):
        made.append(
            _device(
                cast,
                organisation,
                site,
                "printer",
                f"IMP-{number}{index:02}",
                dice,
                place=place,
                is_shared=True,
            )
        )
    return made


def _device(
    cast: Cast,
    organisation: Organisation,
    site: Site,
    kind: str,
    name: str,
    dice: random.Random,
    **fields: object,
) -> Device:
    manufacturer, model = dice.choice(_MODELS[kind])
    return register_device(
        by=cast.by,
        organisation_id=organisation.id,
        name=name,
        kind=kind,
        site=site,
        manufacturer=manufacturer,
        model=model,
        serial=f"{manufacturer[:2].upper()}{dice.randrange(10**7, 10**8)}",
        **fields,
    )
