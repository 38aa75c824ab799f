"""The XML of FusionInventory, OCS and older GLPI agents, brought to the shape of the JSON format."""

import re
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .errors import InventoryRefused, SetAside

MOST_DEPTH = 32

_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Agents copy whatever a registry or a BIOS holds; XML 1.0 refuses these characters, raw or as references.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")

_SECTION_NAMES = {"firewall": "firewalls", "user": "users"}
_DEVICE_NAMES = {"info": "network_device", "ports": "network_ports", "components": "network_components"}
_ENVELOPE = {"accountinfo", "moduleversion", "processnumber", "agent", "device"}
_FIELD_NAMES: dict[str, dict[str, str]] = {
    "softwares": {"installdate": "install_date"},
    "networks": {"macaddr": "mac"},
    "storages": {"serialnumber": "serial"},
    "local_groups": {"member": "members"},
    "network_ports": {"ifinoctets": "ifinbytes", "ifoutoctets": "ifoutbytes"},
    "network_components": {"containedinindex": "contained_index", "revision": "version"},
    "network_device": {"snmphostname": "name", "description": "comments", "authsnmp": "credentials"},
}
_CHILDREN = {"network_ports": "port", "network_components": "component"}
_TYPES = {"PRINTER": "Printer", "NETWORKING": "Networking", "COMPUTER": "Computer", "PHONE": "Phone"}


def tree_from(text: str, *, most_values: int) -> dict[str, Any]:
    """The children of REQUEST, tags in lower case, repeated ones as lists, leaves as stripped text."""
    clean = _ILLEGAL_REFERENCE.sub("", _ILLEGAL.sub("", _PROLOGUE.sub("", text, count=1)))
    target = _Tree(most_values)
    parser = DefusedXMLParser(target=target, forbid_dtd=True, encoding="utf-8")
    try:
        parser.feed(clean.strip().encode())
        parser.close()
    except DefusedXmlException as error:
        raise InventoryRefused("forbidden_xml") from error
    except (ParseError, ValueError) as error:
        raise InventoryRefused("unreadable") from error
    if target.root_tag != "request" or not isinstance(target.root, dict):
        raise InventoryRefused("not_inventory")
    return target.root


def first_of(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def tag_of(content: dict[str, Any]) -> str:
    """The TAG that a site sets in its agents, kept by XML among the account information."""
    infos = content.get("accountinfo")
    for info in infos if isinstance(infos, list) else [infos]:
        if isinstance(info, dict) and info.get("keyname") == "TAG":
            return str(first_of(info.get("keyvalue")) or "")[:255]
    return ""


def json_shaped(content: dict[str, Any], task: str) -> tuple[dict[str, Any], list[SetAside]]:
    """The content with the JSON format's section and field names; what could not be kept."""
    if "device" in content:
        return _device_shaped(content["device"], task)
    if "agent" in content or task != "inventory":
        raise InventoryRefused("task_progress")
    return _renamed_sections({k: v for k, v in content.items() if k not in _ENVELOPE}, _SECTION_NAMES), []


def _device_shaped(devices: Any, task: str) -> tuple[dict[str, Any], list[SetAside]]:
    device = first_of(devices)
    if not isinstance(device, dict):
        raise InventoryRefused("no_content")
    error = first_of(device.get("error"))
    if error is not None:
        message = error.get("message") if isinstance(error, dict) else error
        raise InventoryRefused("device_error", message=str(first_of(message) or "?")[:200])
    extra = [SetAside("device", "several")] if isinstance(devices, list) and len(devices) > 1 else []
    if task == "netdiscovery":
        device = {"info": device}
    return _renamed_sections(device, _DEVICE_NAMES), extra


def _renamed_sections(content: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Also flattens PORTS/PORT and COMPONENTS/COMPONENT, which JSON has as plain lists."""
    shaped: dict[str, Any] = {}
    for raw_name, raw in content.items():
        name = names.get(raw_name, raw_name)
        value = _flat(raw, _CHILDREN.get(name))
        entries = value if isinstance(value, list) else [value]
        renamed = [_renamed(entry, name) for entry in entries]
        # USER and USERS may both be there: they are one section in JSON.
        shaped[name] = [*_listed(shaped[name]), *renamed] if name in shaped else _as_before(value, renamed)
    return shaped


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _as_before(value: Any, renamed: list[Any]) -> Any:
    return renamed if isinstance(value, list) else renamed[0]


def _flat(value: Any, child: str | None) -> Any:
    """`{port: [...]}` becomes `[...]`; an empty element becomes an empty list."""
    if child is None:
        return value
    if value == "":
        return []
    return _listed(value[child]) if isinstance(value, dict) and child in value else value


def _renamed(entry: Any, section: str) -> Any:
    if not isinstance(entry, dict):
        return entry
    names = _FIELD_NAMES.get(section, {})
    renamed: dict[str, Any] = {}
    for name, value in entry.items():
        new = names.get(str(name), str(name))
        if new not in renamed or not renamed[new]:
            renamed[new] = value
    return _nested(renamed, section)


def _nested(entry: dict[str, Any], section: str) -> dict[str, Any]:
    for name, child in (("ips", "ip"), ("vlans", "vlan"), ("aggregate", "port")):
        if name in entry:
            entry[name] = _flat(entry[name], child)
    declared = str(entry.get("type"))
    if section == "network_device" and declared in _TYPES:
        entry["type"] = _TYPES[declared]
    if section == "network_ports" and isinstance(entry.get("connections"), dict):
        _flatten_connections(entry)
    return entry


def _flatten_connections(port: dict[str, Any]) -> None:
    """CDP=1: the neighbours came by CDP or LLDP. Several MAC in one CONNECTION are several machines."""
    raw = port["connections"]
    if raw.get("cdp"):
        port["lldp"] = raw["cdp"]
    flat: list[Any] = []
    for connection in _listed(raw.get("connection", [])):
        macs = connection.get("mac") if isinstance(connection, dict) else None
        flat += [{**connection, "mac": mac} for mac in macs] if isinstance(macs, list) else [connection]
    port["connections"] = flat


class _Tree:
    """A target for the XML parser that builds plain values and stops at a depth or a number of elements."""

    def __init__(self, most_values: int) -> None:
        self.root: Any = None
        self.root_tag = ""
        self._left = most_values
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise InventoryRefused("too_many")
        if len(self._open) >= MOST_DEPTH:
            raise InventoryRefused("too_deep")
        self._open.append((tag.rpartition("}")[2].lower(), {}, []))

    def data(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, tag: str) -> None:
        name, children, texts = self._open.pop()
        value: Any = children or "".join(texts).strip()
        if not self._open:
            self.root, self.root_tag = value, name
            return
        siblings = self._open[-1][1]
        if name not in siblings:
            siblings[name] = value
        elif isinstance(siblings[name], list):
            siblings[name].append(value)
        else:
            siblings[name] = [siblings[name], value]

    def close(self) -> None:
        """Asked for by the parser; the result is in `root`."""
