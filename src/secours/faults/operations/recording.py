"""What each operation on a fault record ends with: its entry, and the sign that recall must read again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from secours.faults.models import Fault
from secours.journal.models import Entry
from secours.journal.operations import record_about
from secours.lib.text import one_line
from secours.people.actor import Actor
from secours.people.errors import Refused


def record_on_fault(
    fault: Fault, kind: str, *, by: Actor, data: Mapping[str, Any] | None = None, text: str | None = None
) -> Entry:
    """Saves the fault: recall reads again what changed later than what it holds."""
    fault.save()
    return record_about(fault, kind, by=by, data=data, text=text)


def in_both(field: str, french: str, english: str, most: int) -> dict[str, str]:
    """At least one language is written; a text that lacks one is shown in the other (design.md 4.7)."""
    texts = {f"{field}_fr": one_line(french)[:most], f"{field}_en": one_line(english)[:most]}
    if not any(texts.values()):
        raise Refused(
            f"{field}_missing", _("Write it in French or in English, both if you can."), field=f"{field}_fr"
        )
    return texts
