"""What an inventory tells that a helpdesk has no need of: secrets, keys, private lives.

Done while reading, so that nothing further down can store it. Counts of sections are not changed.
"""

import os.path
from typing import Any

_DROPPED_SECTIONS = frozenset({"envs", "local_users", "registry"})
_DROPPED_FIELDS = {
    # The agent's command line, passwords included; the paths of its libraries serve nobody.
    "versionprovider": ("perl_args", "perl_inc"),
    "operatingsystem": ("ssh_key",),
    "networks": ("wifi_ssid", "wifi_bssid"),
    "softwares": ("username", "userid"),
}
_MASKED_FIELDS = {"hardware": ("winprodkey",), "licenseinfos": ("key",)}


def without_private(content: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in content.items() if name not in _DROPPED_SECTIONS}
    for name, value in kept.items():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                _scrub(name, entry)
    return kept


def _scrub(section: str, entry: dict[str, Any]) -> None:
    for field in _DROPPED_FIELDS.get(section, ()):
        entry.pop(field, None)
    for field in _MASKED_FIELDS.get(section, ()):
        if entry.get(field):
            entry[field] = f"…{str(entry[field])[-5:]}"
    if section == "processes" and "cmd" in entry:
        entry["cmd"] = program_of(str(entry["cmd"]))


def program_of(command: str) -> str:
    """`/usr/bin/mysql -psecret` as `mysql`, `"C:\\Program Files\\App\\app.exe" /x` as `app.exe`."""
    quoted = command.strip()
    first = quoted[1:].partition('"')[0] if quoted.startswith('"') else _unquoted_program(quoted)
    return os.path.basename(first.replace("\\", "/"))[:80]


def _unquoted_program(command: str) -> str:
    """Windows paths hold spaces: up to .exe where there is one, else up to the first space."""
    end = command.lower().find(".exe")
    if end > 0 and command[1:3] in (":\\", ":/"):
        return command[: end + 4]
    return command.split(" ", 1)[0]
