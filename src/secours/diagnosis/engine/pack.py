"""Reads one situation of the starter pack (`faults.yaml`, schema helpdesk-knowledge-pack/1), already parsed.

Texts are not the engine's matter and stay behind. Keys that the pack may gain (`safety`, `reviewed`,
`wait_minutes`, `needs_approval`, a list of `remedies`) are read when they are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secours.diagnosis.engine.knowledge import Cause, Check, Remedy, Situation

Entry = Mapping[str, Any]


def situation_from_pack(entry: Entry) -> Situation:
    """Raises KeyError for a missing key, ValueError for ids met twice. The only remedy of a cause without an
    id of its own is called `<cause id>.remedy`."""
    reviewed = bool(entry.get("reviewed", False))
    return Situation(
        id=entry["id"],
        causes=tuple(_cause(cause, reviewed) for cause in entry["causes"]),
        checks=tuple(_check(check, order) for order, check in enumerate(entry["first_checks"])),
        prior_other=float(entry["prior_other"]),
    )


def _cause(entry: Entry, reviewed: bool) -> Cause:
    written: Sequence[Entry] = entry.get("remedies") or [entry["remedy"]]
    remedies = tuple(_remedy(remedy, entry["id"], number) for number, remedy in enumerate(written, start=1))
    return Cause(entry["id"], float(entry["prior"]), remedies, bool(entry.get("reviewed", reviewed)))


def _remedy(entry: Entry, cause_id: str, number: int) -> Remedy:
    suffix = "remedy" if number == 1 else f"remedy{number}"
    return Remedy(
        id=entry.get("id", f"{cause_id}.{suffix}"),
        cause_id=cause_id,
        minutes=float(entry["minutes"]),
        p_success=float(entry["p_success"]),
        wait_minutes=float(entry.get("wait_minutes", 0)),
        by=entry["by"],
        where=entry["where"],
        disruption=entry["disruption"],
        needs_approval=bool(entry.get("needs_approval", False)),
    )


def _check(entry: Entry, order: int) -> Check:
    return Check(
        id=entry["id"],
        minutes=float(entry["minutes"]),
        p_yes={cause_id: float(p) for cause_id, p in entry.get("p_yes_if", {}).items()},
        p_yes_otherwise=float(entry["p_yes_otherwise"]),
        by=entry["by"],
        where=entry.get("where", "remote"),
        probe=entry.get("probe"),
        safety=bool(entry.get("safety", False)),
        order=order,
    )
