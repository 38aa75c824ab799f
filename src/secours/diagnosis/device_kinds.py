"""The kinds of device that a situation may be about: nobody with a black screen is asked which printer it is."""

from typing import Final

from secours.equipment.models import DeviceKind
from secours.faults.models import Fault

_COMPUTERS: Final = frozenset({DeviceKind.COMPUTER, DeviceKind.LAPTOP})
_PRINTERS: Final = frozenset({DeviceKind.PRINTER, DeviceKind.SCANNER})
_PHONES: Final = frozenset({DeviceKind.PHONE})
_SERVERS: Final = frozenset({DeviceKind.SERVER})
# Of a category's situations; a category that is absent may be about anything.
_BY_CATEGORY: Final = {
    "account": _COMPUTERS | _PHONES,
    "browser": _COMPUTERS | _PHONES,
    "collaboration": _COMPUTERS | _PHONES,
    "database": _SERVERS,
    "email": _COMPUTERS | _PHONES,
    "files": _COMPUTERS,
    "hardware": _COMPUTERS,
    "mobile": _PHONES,
    "network": _COMPUTERS | _PHONES,
    "printing": _PRINTERS,
    "remote": _COMPUTERS,
    "server": _SERVERS,
    "software": _COMPUTERS,
    "telephony": _PHONES | _COMPUTERS,
    "vpn": _COMPUTERS | _PHONES,
    "workstation": _COMPUTERS,
}
# Situations of the starter pack that their category does not tell enough about.
_BY_CODE: Final = {
    "hw.battery": frozenset({DeviceKind.LAPTOP}),
    "hw.damage": frozenset(DeviceKind),
    "hw.laptop_hot": frozenset({DeviceKind.LAPTOP}),
    "hw.monitor_blank": _COMPUTERS | {DeviceKind.MONITOR},
    "collab.meeting_room": _COMPUTERS | {DeviceKind.MONITOR, DeviceKind.PHONE, DeviceKind.OTHER},
    "pc.bitlocker": _COMPUTERS,
    "sec.malware": _COMPUTERS | _PHONES,
    "prn.label": _PRINTERS | {DeviceKind.OTHER},
}


def kinds_for(fault: Fault | None) -> frozenset[DeviceKind]:
    """All of them while no situation was chosen, or where it does not tell."""
    if fault is None:
        return frozenset(DeviceKind)
    if fault.code in _BY_CODE:
        return _BY_CODE[fault.code]
    return _BY_CATEGORY.get(fault.category.code if fault.category else "", frozenset(DeviceKind))
