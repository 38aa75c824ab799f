"""Who acts and who reads: one small value, made once a request, job or command.

It carries the reach (organisation ids) and the roles; what one may see or do inside an
organisation is decided by each package's access.py from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from secours.lib.statements import Answer, Reading, written
from secours.lib.walls import enter_reach, reach_put_back
from secours.people.choices import RoleName
from secours.people.errors import NotFound

ActorKind = Literal["person", "contact", "system", "mail", "agent"]
STAFF = frozenset({RoleName.TECHNICIAN, RoleName.SUPERVISOR, RoleName.MANAGER, RoleName.ADMINISTRATOR})
SERVING = frozenset({RoleName.TECHNICIAN, RoleName.SUPERVISOR})
OVERSEEING = frozenset({RoleName.SUPERVISOR, RoleName.MANAGER})


@dataclass(frozen=True)
class Actor:
    """`reach`: every organisation whose rows the transaction may touch; `organisation_id`: one's own."""

    kind: ActorKind
    person_id: int | None = None
    account_id: int | None = None
    organisation_id: int | None = None
    name: str = ""
    language: str = "fr"
    time_zone: str = "Europe/Paris"
    theme: str = "auto"
    roles: frozenset[str] = frozenset()
    reach: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    is_provider: bool = False
    # A contact that came by a mailed link sees this one ticket only.
    only_ticket_id: int | None = field(default=None)

    @property
    def actor_kind(self) -> str:
        return self.kind

    @property
    def actor_id(self) -> int | None:
        return self.person_id

    @property
    def is_system(self) -> bool:
        return self.kind in ("system", "mail", "agent")

    @property
    def is_staff(self) -> bool:
        """May open the workbench."""
        return bool(self.roles & STAFF)

    @property
    def serves(self) -> bool:
        """May work on tickets."""
        return self.is_system or bool(self.roles & SERVING)

    @property
    def oversees(self) -> bool:
        return bool(self.roles & OVERSEEING)

    @property
    def administers(self) -> bool:
        return self.is_system or RoleName.ADMINISTRATOR in self.roles

    def has(self, role: str) -> bool:
        return role in self.roles


_REACH_OF = written("SELECT * FROM people_reach_of(%s)", "account")
_EVERY_ORGANISATION = "SELECT people_every_organisation()"


def actor_of_account(account_id: int) -> Actor | None:
    """The actor behind an account, in one query; None when the account or its person is off."""
    return actor_told(account_id, ask_reach(Reading(), account_id))


def ask_reach(reading: Reading, account_id: int) -> Answer[tuple[Any, ...]]:
    return reading.ask(_REACH_OF, account=account_id)


def actor_told(account_id: int, reach: Answer[tuple[Any, ...]]) -> Actor | None:
    return _person_actor(account_id, reach.first) if reach.first else None


def actor_of_person(person_id: int) -> Actor:
    """A contact without account (mail, phone, one-time link): a requester of its organisation.
    Raises NotFound for someone who was switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_contact(%s)", [person_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("person_not_found", _("This person does not exist any more."))
    organisation_id, name, language, account_id = row
    if account_id:
        actor = actor_of_account(account_id)
        if actor:
            return actor
    return contact_actor(person_id, organisation_id, name=name, language=language)


def contact_actor(
    person_id: int, organisation_id: int, *, name: str, language: str, only_ticket_id: int | None = None
) -> Actor:
    """A requester of that organisation; with `only_ticket_id`, of this one ticket and nothing else."""
    return Actor(
        kind="contact",
        person_id=person_id,
        organisation_id=organisation_id,
        name=name,
        language=language,
        roles=frozenset({RoleName.REQUESTER}),
        reach=frozenset({organisation_id}),
        only_ticket_id=only_ticket_id,
    )


def system_actor(kind: ActorKind = "system", organisation_ids: frozenset[int] | None = None) -> Actor:
    """The product itself; without `organisation_ids` it reaches every organisation."""
    reach = every_organisation() if organisation_ids is None else organisation_ids
    return Actor(kind=kind, name="Secours", reach=reach, is_provider=True)


def every_organisation() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_EVERY_ORGANISATION)
        return frozenset(cursor.fetchone()[0] or ())


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """One transaction with the actor's reach and language. Nesting must keep the same actor."""
    with transaction.atomic(), translation.override(actor.language):
        enter_reach(actor.reach, provider=actor.is_provider)
        yield actor


@contextmanager
def acting_as_system(kind: ActorKind = "system") -> Iterator[Actor]:
    with acting(system_actor(kind)) as actor:
        yield actor


@contextmanager
def system_within() -> Iterator[Actor]:
    """For the product's own part of a person's transaction, of which nothing is shown to the person."""
    with reach_put_back():
        system = system_actor()
        enter_reach(system.reach, provider=True)
        yield system


def including(actor: Actor, organisation_id: int) -> Actor:
    """The same actor, reaching an organisation made a moment ago; the transaction's reach follows."""
    wider = replace(actor, reach=actor.reach | {organisation_id})
    enter_reach(wider.reach, provider=wider.is_provider)
    return wider


def _person_actor(account_id: int, row: tuple[Any, ...]) -> Actor:
    person_id, organisation_id, name, language, zone, theme, roles, reach, teams, is_provider = row
    return Actor(
        kind="person",
        person_id=person_id,
        account_id=account_id,
        organisation_id=organisation_id,
        name=str(name),
        language=str(language),
        time_zone=str(zone),
        theme=str(theme),
        roles=frozenset({RoleName.REQUESTER, *(roles or ())}),
        reach=frozenset({organisation_id, *(reach or ())}),
        team_ids=frozenset(teams or ()),
        is_provider=bool(is_provider),
    )
