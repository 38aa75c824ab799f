"""What an inventory tells about the state of a device: free evidence, before anything is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import connections, disks, software, surroundings
from .reading import InventoryReading
from .values import has_offset

FactValue = bool | int | float | str | tuple[str, ...]

# Without the device's own date, a longer uptime is more likely an old file than a real one.
_LONGEST_UNDATED_UPTIME = 400
# A clock ahead of ours by more than this is wrong; within it, right. A clock behind may be a late delivery.
_CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Fact:
    """`at`: when it was true, by the device's clock, or ours where the device's is missing or ahead.

    `about` names the part it concerns: a volume, a battery, a program.
    """

    key: str
    value: FactValue
    at: datetime
    about: str = ""


def facts_from(reading: InventoryReading, now: datetime) -> dict[str, Fact]:
    """Facts by key; absent when the inventory does not tell. `now` (aware) is when it was received."""
    seen = reading.observed_at
    at = min(seen, now) if seen else now
    told = {key: tell(reading) for key, tell in _PLAIN.items()}
    told |= {"os.uptime_days": _uptime_days(reading, at), "os.clock_right": _is_clock_right(reading, now)}
    facts = {key: Fact(key, value, at) for key, value in told.items() if value is not None and value != ""}
    for key, tell_of in _OF_A_PART.items():
        found = tell_of(reading)
        if found is not None:
            facts[key] = Fact(key, found[0], at, found[1])
    return {key: fact for key, fact in facts.items() if fact.value != ()}


def _uptime_days(reading: InventoryReading, at: datetime) -> int | None:
    if reading.last_boot is None or reading.last_boot > at:
        return None
    days = (at - reading.last_boot).days
    return None if reading.observed_at is None and days > _LONGEST_UNDATED_UPTIME else days


def _is_clock_right(reading: InventoryReading, now: datetime) -> bool | None:
    """Only what can be known: ahead is wrong, unless by half-hours (then the zone is); equal is right."""
    zone = reading.one("operatingsystem").get("timezone")
    if reading.observed_at is None or not isinstance(zone, dict) or not has_offset(zone.get("offset")):
        return None
    ahead = reading.observed_at - now
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return True
    from_half_hour = (ahead + timedelta(minutes=15)) % timedelta(minutes=30) - timedelta(minutes=15)
    is_zone = ahead < timedelta(hours=15) and abs(from_half_hour) <= _CLOCK_TOLERANCE
    return False if ahead > _CLOCK_TOLERANCE and not is_zone else None


def _memory_mb(reading: InventoryReading) -> int | None:
    """What the system sees; else the sum of the modules."""
    seen = reading.one("hardware").get("memory")
    if isinstance(seen, int) and seen > 0:
        return seen
    modules = [m["capacity"] for m in reading.many("memories") if isinstance(m.get("capacity"), int)]
    return sum(modules) or None


def _system_free_gb(reading: InventoryReading) -> tuple[float, str] | None:
    volume = disks.root_volume(reading)
    return (round(volume["free"] / 1024, 1), disks.name_of(volume)) if volume else None


def _worst_free_pct(reading: InventoryReading) -> tuple[float, str] | None:
    volumes = [(disks.free_share(v), disks.name_of(v)) for v in disks.system_volumes(reading)]
    return min(volumes, default=None)


def _fullest_pct(reading: InventoryReading) -> tuple[float, str] | None:
    """Of every local volume, data and logs of servers included; phones fill nameless ones by design."""
    named = [volume for volume in disks.local_volumes(reading) if disks.name_of(volume)]
    counted = named or disks.system_volumes(reading)
    volumes = [(round(100 - disks.free_share(v), 1), disks.name_of(v)) for v in counted]
    return max(volumes, default=None)


_PLAIN: dict[str, Callable[[InventoryReading], FactValue | None]] = {
    "antivirus.active": surroundings.is_antivirus_active,
    "antivirus.names": surroundings.antivirus_names,
    "antivirus.up_to_date": surroundings.is_antivirus_up_to_date,
    "disk.is_hdd": disks.is_spinning,
    "display.external_count": surroundings.external_screens,
    "firewall.active": surroundings.is_firewall_active,
    "memory.total_mb": _memory_mb,
    "net.addresses": connections.addresses,
    "net.dhcp": connections.uses_dhcp,
    "net.error_ports": surroundings.error_ports,
    "net.ipv4_valid": connections.has_valid_ipv4,
    "net.wifi_enabled": connections.is_wifi_on,
    "net.wired_ipv4_valid": connections.has_valid_wired_ipv4,
    "os.name": lambda reading: reading.os_name,
    "os.version": lambda reading: reading.os_version,
    "printer.pages": surroundings.pages_printed,
    "printers.names": surroundings.printer_names,
    "printers.offline": surroundings.is_printer_offline,
    "remote.tools": software.remote_tools,
}
_OF_A_PART: dict[str, Callable[[InventoryReading], tuple[FactValue, str] | None]] = {
    "battery.health_pct": surroundings.worst_battery,
    "cpu.top_process": software.busiest_program,
    "disk.free_gb": _system_free_gb,
    "disk.free_pct": _worst_free_pct,
    "disk.fullest_pct": _fullest_pct,
    "printer.toner_pct": surroundings.lowest_toner,
    "sw.office_updated_days": software.office_updated_days,
}
