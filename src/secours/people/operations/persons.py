"""People: made, changed, switched off and on again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.journal.models import Entry
from secours.lib.planned import planned
from secours.lib.rows import drawn, insert
from secours.people.access import require_administrator
from secours.people.actor import Actor
from secours.people.choices import PersonKind, RoleName
from secours.people.errors import NotAllowed, Refused
from secours.people.models import Account, Person
from secours.people.operations.rights import require_another_administrator
from secours.people.operations.saving import apply, record_on, required, valid_email


@transaction.atomic
def create_person(
    *,
    by: Actor,
    organisation_id: int,
    name: str,
    kind: str = PersonKind.PERSON,
    email: str = "",
    **fields: Any,
) -> Person:
    """A contact; an account may come later. Technicians may, as they must note who calls."""
    if not (by.serves or by.administers):
        raise NotAllowed("staff_only", _("Only the support team may add people. Ask it to."))
    email = valid_email(email)
    person_id, entry_id = _numbers_and_free_email(organisation_id, email)
    person = Person(
        id=person_id,
        organisation_id=organisation_id,
        name=required(name, "name"),
        kind=kind,
        email=email,
        **fields,
    )
    person.make_keys()
    insert(person)
    record_on("person.created", by, person, organisation_id, first_id=entry_id)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, **changes: Any) -> None:
    if not (by.serves or by.administers or by.person_id == person.id):
        raise NotAllowed("staff_only", _("Only the support team may change this person. Ask it to."))
    if "name" in changes:
        changes["name"] = required(changes["name"], "name")
    if "email" in changes:
        changes["email"] = valid_email(changes["email"])
        _change_email(person, by, changes["email"])
    fields = apply(person, changes)
    record_on("person.changed", by, person, person.organisation_id, {"fields": fields})


@transaction.atomic
def deactivate_person(person: Person, *, by: Actor) -> None:
    """Who left: no longer offered anywhere, and their account signs in no more. Nothing is erased."""
    require_administrator(by)
    if person.id == by.person_id:
        raise Refused("not_oneself", _("You cannot switch yourself off: ask another administrator."))
    if person.roles.filter(name=RoleName.ADMINISTRATOR).exists():
        require_another_administrator(person)
    _switch(person, by, "person.deactivated", is_active=False)


@transaction.atomic
def reactivate_person(person: Person, *, by: Actor) -> None:
    require_administrator(by)
    _switch(person, by, "person.reactivated", is_active=True)


def _switch(person: Person, by: Actor, kind: str, *, is_active: bool) -> None:
    apply(person, {"is_active": is_active})
    if person.account_id is not None:
        Account.objects.filter(id=person.account_id).update(is_active=is_active)
    record_on(kind, by, person, person.organisation_id)


def _change_email(person: Person, by: Actor, email: str) -> None:
    """An account follows its person's address: who may change it could ask for a new password there."""
    if email == person.email:
        return
    _free_email(person.organisation_id, email, but=person.id)
    if person.account_id is None:
        return
    if not by.administers:
        raise NotAllowed(
            "administrator_only",
            _("An account signs in with this address: ask an administrator."),
            field="email",
        )
    if not email:
        raise Refused(
            "email_missing", _("An account signs in with this address: write another one."), field="email"
        )
    if Account.objects.filter(email=email).exists():
        raise Refused("account_exists", _("An account already has that address."), field="email")
    Account.objects.filter(id=person.account_id).update(email=email)


def _numbers_and_free_email(organisation_id: int, email: str) -> tuple[int, int]:
    """In one question, numbers for the person and its first entry; Refused when the address is someone's."""
    person_id, entry_id, is_taken = planned(_NUMBERS, [email, email, organisation_id]).fetchone()
    if is_taken:
        raise _known_email()
    return person_id, entry_id


_NUMBERS = f"""
SELECT {drawn(Person)}, {drawn(Entry)},
  EXISTS (SELECT FROM people_person WHERE %s <> '' AND email = %s AND organisation_id = %s)
"""


def _free_email(organisation_id: int, email: str, but: int = 0) -> None:
    same = Person.objects.filter(organisation_id=organisation_id, email=email).exclude(id=but)
    if email and same.exists():
        raise _known_email()


def _known_email() -> Refused:
    return Refused("email_known", _("Someone of this organisation already has that address."), field="email")
