"""Files that can't be read at all, and parts that are left out of a reading."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from secours.people.errors import Refused

REFUSALS: dict[str, str | Promise] = {
    "empty": _("The file is empty. Send the inventory again."),
    "too_large": _("The inventory is over %(limit)s MB. Ask the agent to leave out software and processes."),
    "bomb": _("The file grows too much when it is unpacked. It was not read."),
    "truncated": _("The compressed file is cut short. Send it again in full."),
    "unreadable": _("The file is neither JSON nor XML that can be read. Check what sent it."),
    "too_deep": _("The file nests its values too deeply. It was not read."),
    "too_many": _("The file holds too many values. Ask the agent to leave out software and processes."),
    "forbidden_xml": _("The XML declares its own document type or entities. It was not read."),
    "not_inventory": _("This message is not an inventory. Check the address set in the agent."),
    "no_content": _("The inventory has no content. Run the agent again."),
    "task_progress": _("This message reports the progress of a network scan. It describes no device."),
    "device_error": _("The device did not answer the scan: %(message)s. Check its SNMP access."),
}

REASONS: dict[str, str | Promise] = {
    "section": _("The section is not in the expected form. It was left out, the rest was kept."),
    "entry": _("An entry is not in the expected form. It was left out, the others were kept."),
    "number": _("“%(value)s” is not a number for %(field)s. The value was left out, the rest was kept."),
    "flag": _("“%(value)s” is neither yes nor no for %(field)s. The value was left out, the rest was kept."),
    "value": _("The value of %(field)s is not in the expected form. It was left out, the rest was kept."),
    "several": _("Only one entry is expected here. The first was kept."),
    "overflow": _("There are over %(value)s entries. The first were kept."),
}


class InventoryRefused(Refused):
    """Bytes that give no reading. `code` is a key of REFUSALS; `sentence` follows the active language."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, _sentence(code, data), **data)


def _filled(code: str, data: dict[str, Any]) -> str:
    return str(REFUSALS[code]) % data


_sentence = lazy(_filled, str)


@dataclass(frozen=True)
class SetAside:
    """A part of an inventory that was not applied. The four fields are plain text, fit to store."""

    section: str
    code: str
    field: str = ""
    value: str = ""

    @property
    def reason(self) -> str:
        """One sentence in the active language."""
        return str(REASONS[self.code]) % {"field": self.field, "value": self.value}

    def as_dict(self) -> dict[str, str]:
        return {"section": self.section, "reason": self.reason}
