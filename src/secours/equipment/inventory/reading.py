"""One inventory file made sense of: what it describes, what it holds, what was left out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import values
from .cleaning import cleaned
from .errors import SetAside
from .identity import macs_in, true_serial, true_uuid
from .messages import Message, message_from
from .privacy import without_private
from .unpacking import text_from

_KINDS = {
    "computer": "computer",
    "phone": "phone",
    "printer": "printer",
    "networkequipment": "network",
    "networking": "network",
}
_LAPTOPS = {"laptop", "notebook", "portable", "sub notebook", "convertible", "detachable"}
_SERVERS = {"rack mount chassis", "main server chassis", "blade", "blade enclosure", "multi-system chassis"}


@dataclass(frozen=True)
class InventoryReading:
    """What one file says, without regard to what is already known.

    `kind` is computer, phone, printer, network, other, or discovery (a network scan met the device: little
    is known). `device_kind` is a value of DeviceKind: finer for computers (laptop, server), and of a
    discovery what it met.
    `device_id` names the agent that lives on the device; a scan from elsewhere leaves it empty and fills
    `scanned_by`. `incomplete`: this file alone does not describe the whole device. Texts are '' if unknown.
    """

    kind: str
    device_kind: str
    device_id: str
    scanned_by: str
    name: str
    serial: str
    uuid: str
    macs: tuple[str, ...]
    manufacturer: str
    model: str
    os_name: str
    os_version: str
    last_user: str
    last_boot: datetime | None
    observed_at: datetime | None
    tag: str
    agent: str
    partial: bool
    incomplete: bool
    sections: dict[str, int]
    set_aside: list[SetAside] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)

    def one(self, section: str) -> dict[str, Any]:
        """The values of a section that has one entry; empty when it is absent."""
        value = self.content.get(section)
        return value if isinstance(value, dict) else {}

    def many(self, section: str) -> list[dict[str, Any]]:
        value = self.content.get(section)
        return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def read_inventory(raw: bytes) -> InventoryReading:
    """JSON or XML, plain or compressed; raises InventoryRefused when nothing can be read."""
    message = message_from(text_from(raw))
    clean = cleaned(message.content, message.set_aside)
    content = without_private(clean.content)
    what = _Described(content)
    name, serial, uuid = what.name(), what.serial(), true_uuid(what.hardware.get("uuid"))
    kind = _kind_of(message, what)
    macs = what.macs(kind)
    is_identified = bool(name and (serial or uuid or macs))
    is_met_only = message.task == "netdiscovery"
    scanned = message.is_xml and message.task != "inventory"
    sender = "" if message.sender == "foo" else message.sender  # offline tools all call themselves foo
    return InventoryReading(
        kind="discovery" if is_met_only else kind,
        device_kind=what.chassis_kind() if kind == "computer" else kind,
        device_id="" if scanned else sender,
        scanned_by=sender if scanned else "",
        name=name,
        serial=serial,
        uuid=uuid,
        macs=macs,
        manufacturer=what.manufacturer(),
        model=what.model(),
        os_name=what.os_name(),
        os_version=what.os_version(),
        last_user=what.last_user(),
        last_boot=what.last_boot(),
        observed_at=values.moment(what.section("accesslog").get("logdate"), what.offset()),
        tag=message.tag,
        agent=_text(content.get("versionclient"), 120),
        partial=message.partial,
        incomplete=bool(message.partial or is_met_only or clean.set_aside or not is_identified),
        sections=clean.sections,
        set_aside=clean.set_aside,
        content=content,
    )


def _kind_of(message: Message, what: "_Described") -> str:
    """An Android agent calls itself a Computer unless told otherwise; its SIM card or camera tells."""
    met = _text(what.device.get("type"))
    kind = _KINDS.get(message.item_type.lower()) or _KINDS.get(met.lower())
    if kind == "computer" or (not kind and not met and not message.item_type):
        is_phone = what.is_android() and ("simcards" in what.content or "cameras" in what.content)
        return "phone" if is_phone else "computer" if message.task == "inventory" else "other"
    return kind or "other"


def _text(value: Any, most: int = 80) -> str:
    return "" if value is None or isinstance(value, dict | list | bool) else str(value).strip()[:most]


class _Described:
    """The identity of a device, wherever its kind of inventory keeps it."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.hardware, self.bios = self.section("hardware"), self.section("bios")
        self.system, self.device = self.section("operatingsystem"), self.section("network_device")

    def section(self, name: str) -> dict[str, Any]:
        value = self.content.get(name)
        return value if isinstance(value, dict) else {}

    def _entries(self, name: str) -> list[dict[str, Any]]:
        value = self.content.get(name)
        return value if isinstance(value, list) else []

    def name(self) -> str:
        found = self.hardware.get("name") or self.device.get("name") or self.device.get("netbiosname")
        return _text(found or self.device.get("dnshostname"))

    def serial(self) -> str:
        return true_serial(self.bios.get("ssn"), self.device.get("serial"), self.bios.get("msn"))

    def macs(self, kind: str) -> tuple[str, ...]:
        """Of a switch its own address only: those of its hundreds of ports are no help in telling it."""
        own = macs_in([self.device, *self._entries("networks")])
        if kind == "network" and own:
            return own
        return tuple(dict.fromkeys(own + macs_in(self._entries("network_ports"))))

    def manufacturer(self) -> str:
        keys = ("smanufacturer", "mmanufacturer", "bmanufacturer")
        return self._first_text([self.bios.get(key) for key in keys] + [self.device.get("manufacturer")])

    def model(self) -> str:
        return self._first_text([self.bios.get("smodel"), self.bios.get("mmodel"), self.device.get("model")])

    def _first_text(self, candidates: list[Any]) -> str:
        texts = (true_serial(candidate) and _text(candidate, 120) for candidate in candidates)
        return next((text for text in texts if text), "")

    def os_name(self) -> str:
        names = (self.system.get("full_name"), self.system.get("name"), self.hardware.get("osname"))
        return next((text for text in (_text(name, 120) for name in names) if text), "")

    def os_version(self) -> str:
        firmwares = [firmware.get("version") for firmware in self._entries("firmwares")[:1]]
        found = [
            self.system.get("version"),
            self.system.get("kernel_version"),
            self.hardware.get("osversion"),
        ]
        texts = (_text(value) for value in [*found, self.device.get("firmware"), *firmwares])
        return next((text for text in texts if text), "")

    def last_user(self) -> str:
        """`wtmp` is what Linux agents read where nobody ever signed in; Android tells who built it."""
        if self.is_android():
            return ""
        last = _text(self.hardware.get("lastloggeduser"))
        if last and last != "wtmp":
            return last
        return next((login for login in (_text(u.get("login")) for u in self._entries("users")) if login), "")

    def offset(self) -> str:
        zone = self.system.get("timezone")
        return _text(zone.get("offset")) if isinstance(zone, dict) else ""

    def last_boot(self) -> datetime | None:
        """Android agents write minutes in the place of the month (2022-21-09 05:21:23): no date then."""
        text = _text(self.system.get("boot_time"))
        if self.is_android() and text[5:7] == text[14:16]:
            return None
        return values.moment(text, self.offset())

    def is_android(self) -> bool:
        return "android" in self.os_name().lower()

    def chassis_kind(self) -> str:
        chassis = _text(self.hardware.get("chassis_type")).lower()
        return "laptop" if chassis in _LAPTOPS else "server" if chassis in _SERVERS else "computer"
