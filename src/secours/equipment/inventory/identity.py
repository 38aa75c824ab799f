"""Serial numbers, UUIDs and network addresses that really tell one device from another."""

import re
from typing import Any

_PLACEHOLDERS = re.compile(
    r"""to\ be\ filled\ by\ o\.?e\.?m\.?.* | o\.?e\.?m\.? |
    (not\ )?(specified|available|applicable|set|known) |
    n/?a | none | null | unknown | undefined | default(\ string)? | invalid | empty | tbd | eval |
    \?+ | \.+ | x+ | 0+ | 1+ | 123456789\d* | 0123456789(abcdef)? | mb-1234567890 | bss-0123456789 |
    (system|chassis|base\ board|board|product|mb)?[\ -]?serial[\ -]?(number|no\.?|\#)? |
    sernum\d* | asset-?\d*""",
    re.IGNORECASE | re.VERBOSE,
)
_SHARED_UUIDS = {
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "00000000-0000-0000-0000-000000000000",
    "03000200-0400-0500-0006-000700080009",
    "6ab5b300-538d-1014-9fb5-b0684d007b53",
    "01010101-0101-0101-0101-010101010101",
}
_USB_DRIVERS = {"r8152", "r8153_ecm", "ax88179_178a", "asix", "cdc_ether", "cdc_ncm", "smsc95xx", "dm9601"}
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")


def true_serial(*candidates: Any) -> str:
    """The first that is not a maker's placeholder, or ''."""
    for candidate in candidates:
        text = str(candidate or "").strip()
        if len(text) > 1 and not _PLACEHOLDERS.fullmatch(text):
            return text[:80]
    return ""


def true_uuid(value: Any) -> str:
    text = str(value or "").strip().lower()
    return "" if text in _SHARED_UUIDS or set(text) <= set("0-") else text[:60]


def macs_in(entries: list[dict[str, Any]]) -> tuple[str, ...]:
    """Addresses, lower case with colons, each once; virtual, null and malformed ones left out.

    Those of USB adapters and docks come last: they travel from desk to desk.
    """
    found: dict[str, bool] = {}
    for entry in entries:
        mac = str(entry.get("mac") or "").strip().lower().replace("-", ":")
        if _MAC.fullmatch(mac) and not _is_virtual(entry) and _is_own(mac):
            found.setdefault(mac, _is_removable(entry))
    return tuple(sorted(found, key=found.__getitem__))


def _is_virtual(entry: dict[str, Any]) -> bool:
    """Windows agents mark VPN and Bluetooth adapters as real; the bus they hang on tells."""
    bus = str(entry.get("pnpdeviceid") or "").upper()
    return bool(entry.get("virtualdev")) or bus.startswith(("ROOT\\", "BTH\\", "SWD\\", "{"))


def _is_removable(entry: dict[str, Any]) -> bool:
    bus, driver = str(entry.get("pnpdeviceid") or "").upper(), str(entry.get("driver") or "").lower()
    return bus.startswith("USB\\") or driver in _USB_DRIVERS


def _is_own(mac: str) -> bool:
    """Neither null nor broadcast nor multicast (odd first byte): those are nobody's."""
    return mac != "00:00:00:00:00:00" and not int(mac[:2], 16) & 1
