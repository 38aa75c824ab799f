"""One shape for both wire formats: an envelope and its raw content, before any cleaning."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from . import xml_format
from .errors import InventoryRefused, SetAside

# A switch of 20 MB, the greatest known, has some 700,000; each takes up to 250 bytes of memory.
MOST_VALUES = 1_000_000

_TASKS = {"inventory", "netinventory", "netdiscovery"}


@dataclass
class Message:
    """`task`: inventory, netinventory or netdiscovery. `sender` is the agent, not always the device."""

    task: str
    item_type: str
    sender: str
    content: dict[str, Any]
    partial: bool = False
    tag: str = ""
    is_xml: bool = False
    set_aside: list[SetAside] = field(default_factory=list)


def message_from(text: str) -> Message:
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _from_json(text)
    if start == "<":
        return _from_xml(text)
    raise InventoryRefused("unreadable")


def _from_json(text: str) -> Message:
    # Counted before parsing: “[[],[],…” would take twenty times its size in memory.
    if text.count(",") + text.count("{") + text.count("[") > MOST_VALUES:
        raise InventoryRefused("too_many")
    root = _parsed(text)
    if not isinstance(root, dict):
        raise InventoryRefused("not_inventory")
    task = str(root.get("action") or root.get("query") or "inventory").lower()
    if task not in _TASKS:
        raise InventoryRefused("not_inventory")
    content = root.get("content")
    if not isinstance(content, dict) or not content:
        raise InventoryRefused("no_content")
    return Message(
        task=task,
        item_type=_word(root.get("itemtype")),
        sender=_word(root.get("deviceid")),
        content=content,
        partial=root.get("partial") in (True, 1, "1", "true", "yes"),
        tag=_word(root.get("tag")),
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.strip("\x00 \t\r\n"), strict=False)
    except RecursionError as error:
        raise InventoryRefused("too_deep") from error
    except ValueError as error:
        raise InventoryRefused("unreadable") from error


def _from_xml(text: str) -> Message:
    root = xml_format.tree_from(text, most_values=MOST_VALUES)
    query = _word(root.get("query")).lower() or "inventory"
    task = {"snmpquery": "netinventory", "snmp": "netinventory"}.get(query, query)
    if task not in _TASKS:
        raise InventoryRefused("not_inventory")
    raw = xml_format.first_of(root.get("content"))
    if not isinstance(raw, dict):
        raise InventoryRefused("no_content")
    content, set_aside = xml_format.json_shaped(raw, task)
    return Message(
        task=task,
        item_type=_word(root.get("itemtype")),
        sender=_word(root.get("deviceid")),
        content=content,
        tag=xml_format.tag_of(raw) or _word(root.get("tag")),
        is_xml=True,
        set_aside=set_aside,
    )


def _word(value: object) -> str:
    """A short plain text of the envelope; anything else counts as absent."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return re.sub(r"[\x00-\x1f\ud800-\udfff]", "", str(value)[:255]).strip()
