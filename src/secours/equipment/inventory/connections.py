"""Network interfaces of a computer, as they were when the inventory was taken."""

from ipaddress import AddressValueError, IPv4Address
from typing import Any

from .reading import InventoryReading


def has_valid_ipv4(reading: InventoryReading) -> bool | None:
    """None when no interface is listed: then the agent was told not to, or the file is partial."""
    interfaces = _real(reading)
    return any(_valid_ipv4(entry) for entry in interfaces) if interfaces else None


def has_valid_wired_ipv4(reading: InventoryReading) -> bool | None:
    wired = [entry for entry in _real(reading) if _kind(entry) == "ethernet"]
    return any(_valid_ipv4(entry) for entry in wired) if wired else None


def is_wifi_on(reading: InventoryReading) -> bool | None:
    """True when Wi-Fi is connected. An idle interface does not tell whether the radio is off: None."""
    wifi = [entry for entry in _real(reading) if _kind(entry) == "wifi"]
    return True if any(_is_up(entry) and _valid_ipv4(entry) for entry in wifi) else None


def uses_dhcp(reading: InventoryReading) -> bool | None:
    """Of the interface with the default gateway. Linux agents often miss DHCP: absence is no proof there."""
    routed = [entry for entry in _real(reading) if _valid_ipv4(entry) and entry.get("ipgateway")]
    if not routed:
        return None
    if any(_address(entry.get("ipdhcp")) for entry in routed):
        return True
    return False if "windows" in reading.os_name.lower() else None


def addresses(reading: InventoryReading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(e["ipaddress"]) for e in _real(reading) if _valid_ipv4(e)))


def _real(reading: InventoryReading) -> list[dict[str, Any]]:
    """Neither loopback nor virtual nor the management card of a server, which lives its own life."""
    return [
        entry
        for entry in reading.many("networks")
        if not entry.get("virtualdev") and not entry.get("management") and _kind(entry) != "loopback"
    ]


def _kind(entry: dict[str, Any]) -> str:
    """TAP and other VPN adapters call themselves ethernet; the bus tells."""
    is_root = str(entry.get("pnpdeviceid") or "").upper().startswith(("ROOT\\", "BTH\\", "SWD\\", "{"))
    return "virtual" if is_root else str(entry.get("type") or "").lower()


def _is_up(entry: dict[str, Any]) -> bool:
    return str(entry.get("status") or "").lower() == "up"


def _valid_ipv4(entry: dict[str, Any]) -> bool:
    address = _address(entry.get("ipaddress"))
    if address is None or address.is_link_local or address.is_loopback:
        return False
    return str(entry.get("status") or "").lower() != "down"


def _address(value: Any) -> IPv4Address | None:
    try:
        address = IPv4Address(str(value or "").strip())
    except AddressValueError:
        return None
    return None if address.is_unspecified else address
