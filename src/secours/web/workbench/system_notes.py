"""Notes of a situation for each operating system, in the reader's language."""

from typing import Any

from django.utils.translation import get_language

from secours.equipment.models import Device
from secours.faults.models import Fault

_SYSTEMS = {
    "windows": "Windows",
    "macos": "macOS",
    "linux": "Linux",
    "ios": "iOS",
    "android": "Android",
    "chromeos": "ChromeOS",
}
_TOLD_BY = {
    "windows": ("windows",),
    "macos": ("macos", "mac os", "os x"),
    "ios": ("ios", "ipados"),
    "android": ("android",),
    "chromeos": ("chromeos", "chrome os"),
    "linux": ("linux", "debian", "ubuntu", "fedora", "red hat", "suse", "mint"),
}


def notes_of(fault: Fault, device: Device | None = None) -> list[tuple[str, str]]:
    """(system, note): of the device's system alone when the device tells which it is; else of each. A plain note
    is English, and shown there only (design.md 4.7)."""
    language = (get_language() or "fr")[:2]
    told = {system: _in_language(words, language) for system, words in fault.notes.items()}
    shown = {system: text for system, text in told.items() if text}
    own = _system_of(device)
    if own:
        shown = {own: shown[own]} if own in shown else {}
    return [(_SYSTEMS.get(system, system), text) for system, text in shown.items()]


def _in_language(words: Any, language: str) -> str:
    if isinstance(words, dict):
        return str(words.get(language, ""))
    return str(words) if language == "en" else ""


def _system_of(device: Device | None) -> str:
    """Empty for a device that no inventory has told of, and for what has no such system."""
    name = device.os_name.lower() if device else ""
    return next((system for system, words in _TOLD_BY.items() if any(word in name for word in words)), "")
