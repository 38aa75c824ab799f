"""Volumes and drives of a computer: which count when a person asks whether “the disk” is full."""

import re
from typing import Any

from .reading import InventoryReading

# Below this a volume is a boot, recovery or firmware partition, full by design.
LEAST_VOLUME_MB = 2048

_SYSTEM_MOUNTS = {"/", "/home", "/var", "/usr", "/tmp", "/opt", "/System/Volumes/Data"}
_READ_ONLY = {"squashfs", "iso9660", "udf", "cdfs", "erofs"}
_NOT_HERE = {"nfs", "nfs4", "cifs", "smbfs", "sshfs", "fuse.sshfs", "afpfs", "tmpfs", "devtmpfs", "overlay"}
_AWAY = ("network", "removable", "cd-rom", "compact disc", "ram disk")

_SOLID = re.compile(r"\bssd\b|nvme|\bthnsn|\bmz[-v7n]|solid state", re.IGNORECASE)
# Model numbers of makers that give only spinning disks: Seagate, Hitachi, Western Digital, Toshiba.
_SPINNING = re.compile(
    r"\bhdd\b|\bST\d{3,5}(?:DM|LM|NM|VX|LX|AS|VN)\d|\bHTS\d{6}|\bHD[ST]\d{6}|\bHUA\d{6}|\bWD\d{2,4}[A-Z]{4}|"
    r"\bMQ0[14]A[BC]|\bDT01A[BC]A|\bMK\d{4}G[SA]",
    re.IGNORECASE,
)


def local_volumes(reading: InventoryReading) -> list[dict[str, Any]]:
    """Volumes of the device's own disks that can be written to and hold more than boot files."""
    return [volume for volume in reading.many("drives") if _is_local(volume)]


def system_volumes(reading: InventoryReading) -> list[dict[str, Any]]:
    """Those whose filling stops the work; of a phone, which names none, the largest."""
    volumes = local_volumes(reading)
    named = [volume for volume in volumes if volume.get("systemdrive") or name_of(volume) in _SYSTEM_MOUNTS]
    if named:
        return named
    lettered = [volume for volume in volumes if name_of(volume).upper() == "C:"]
    return lettered or sorted(volumes, key=lambda volume: -volume["total"])[:1]


def root_volume(reading: InventoryReading) -> dict[str, Any] | None:
    """The one that holds the system itself: C: or /."""
    volumes = system_volumes(reading)
    return next((v for v in volumes if v.get("systemdrive") or name_of(v) == "/"), next(iter(volumes), None))


def name_of(volume: dict[str, Any]) -> str:
    """`C:` on Windows, the mount point elsewhere, '' where agents name none."""
    return str(volume.get("letter") or (volume.get("type") if _is_mount(volume) else "") or "")


def free_share(volume: dict[str, Any]) -> float:
    """Free space in percent of the volume."""
    free, total = int(volume["free"]), int(volume["total"])
    return round(100 * free / total, 1)


def is_spinning(reading: InventoryReading) -> bool | None:
    """True when all disks spin, False when none does, None when mixed or when the models don't tell."""
    kinds = {_spins(disk) for disk in reading.many("storages") if _is_fixed_disk(disk)}
    return kinds.pop() if len(kinds) == 1 else None


def _is_local(volume: dict[str, Any]) -> bool:
    free, total = volume.get("free"), volume.get("total")
    if not isinstance(free, int) or not isinstance(total, int) or not 0 <= free <= total:
        return False
    filesystem = str(volume.get("filesystem") or "").lower()
    kind = f"{volume.get('type') or ''}".lower()
    is_here = filesystem not in _READ_ONLY | _NOT_HERE and not kind.startswith(_AWAY)
    return is_here and total >= LEAST_VOLUME_MB and not name_of(volume).startswith("/boot")


def _is_mount(volume: dict[str, Any]) -> bool:
    return str(volume.get("type") or "").startswith("/")


def _is_fixed_disk(disk: dict[str, Any]) -> bool:
    kind, bus = str(disk.get("type") or "").lower(), str(disk.get("interface") or "").lower()
    is_disk = "disk" in kind or kind in ("ssd", "hdd", "scm")
    return is_disk and bus != "usb" and str(disk.get("description") or "").lower() not in ("usb", "virtual")


def _spins(disk: dict[str, Any]) -> bool | None:
    words = " ".join(
        str(disk.get(key) or "") for key in ("type", "model", "name", "interface", "description")
    )
    if _SOLID.search(words):
        return False
    return True if _SPINNING.search(words) else None
