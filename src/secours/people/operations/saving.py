"""What each operation on people ends with: its fields put in place, its entry in the journal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext_lazy as _

from secours.journal.operations import record
from secours.people.actor import Actor
from secours.people.errors import Refused


def record_on(
    kind: str,
    by: Actor,
    subject: Any,
    organisation_id: int,
    data: dict[str, Any] | None = None,
    *,
    first_id: int | None = None,
) -> None:
    record(
        kind,
        by=by,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        organisation_id=organisation_id,
        data=data,
        first_id=first_id,
    )


def apply(row: Any, changes: dict[str, Any]) -> list[str]:
    """Put the changes in place and save; gives back the names of the fields that did change."""
    changed = sorted(field for field, value in changes.items() if getattr(row, field) != value)
    for field in changed:
        setattr(row, field, changes[field])
    if changed:
        row.save()
    return changed


def required(text: str, field: str) -> str:
    if not text.strip():
        raise Refused("required", _("This cannot be empty: write a name."), field=field)
    return text.strip()


def valid_email(email: str) -> str:
    email = email.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(
            "email_wrong",
            _("This address is not complete. Write it like name@example.org."),
            field="email",
        ) from None
    return email


def next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return int(cursor.fetchone()[0])
