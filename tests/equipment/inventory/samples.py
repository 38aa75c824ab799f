"""Real inventories, found outside the repository, and small invented ones."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("SECOURS_SHARED", Path(__file__).parents[4] / "shared"))
SAMPLES = SHARED / "agents" / "samples"
CAPTURES = SHARED / "agents" / "captures"

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# A laptop in good health, taken five minutes before NOW.
LAPTOP: dict[str, Any] = {
    "accesslog": {"logdate": "2026-11-24 09:55:00"},
    "bios": {"ssn": "LAP12345", "smanufacturer": "Acme", "smodel": "Book 14"},
    "hardware": {"name": "pc-claire", "uuid": "4C4C4544-0034-3010-8048-B6C04F503732", "memory": 16384,
                 "chassis_type": "Laptop", "lastloggeduser": "claire"},
    "operatingsystem": {"full_name": "Microsoft Windows 11 Pro", "version": "24H2",
                        "boot_time": "2026-11-20 08:00:00", "timezone": {"name": "CET", "offset": "+0100"}},
    "drives": [{"letter": "C:", "systemdrive": True, "filesystem": "NTFS", "free": 102400, "total": 204800}],
    "networks": [{"description": "Ethernet", "type": "ethernet", "status": "up", "virtualdev": False,
                  "ipaddress": "192.0.2.10", "ipgateway": "192.0.2.1", "ipdhcp": "192.0.2.1",
                  "mac": "02:00:00:AA:BB:CC"}],
    "versionclient": "GLPI-Agent_v1.12",
}  # fmt: skip


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the shared sample {name} is not on this machine (set SECOURS_SHARED)")
    return path.read_bytes()


def capture(name: str) -> bytes:
    path = CAPTURES / name / "request.body.bin"
    if not path.exists():
        pytest.skip(f"the shared capture {name} is not on this machine (set SECOURS_SHARED)")
    return path.read_bytes()


def sample_names(pattern: str = "*") -> list[str]:
    """At least one name, so that an absent folder shows as a skipped test and not as none."""
    return sorted(path.name for path in SAMPLES.glob(pattern)) or [f"no-sample-{pattern.strip('*.')}"]


def laptop(**sections: Any) -> dict[str, Any]:
    """The content of LAPTOP with some sections replaced; None removes one."""
    content = json.loads(json.dumps(LAPTOP)) | sections
    return {name: value for name, value in content.items() if value is not None}


def as_json(content: Any, **envelope: Any) -> bytes:
    message = {"action": "inventory", "deviceid": "pc-claire-2026-01-01-08-00-00", "itemtype": "Computer"}
    return json.dumps({**message, "content": content, **envelope}).encode()


def as_xml(
    content: str, query: str = "INVENTORY", head: str = '<?xml version="1.0" encoding="UTF-8"?>'
) -> str:
    envelope = f"<DEVICEID>pc-claire-2026-01-01-08-00-00</DEVICEID><QUERY>{query}</QUERY>"
    return f"{head}\n<REQUEST><CONTENT>{content}</CONTENT>{envelope}</REQUEST>"
