"""A situation as flat parts, the same whether a pack wrote it or the base holds it: what a newer pack is held
against. No database.

Parts: "fault", "symptoms", and "cause:CODE", "remedy:CODE" (of that cause), "check:CODE"; each maps a field to its
value. A check's "p_yes" maps causes to chances.
"""

from typing import Any

from secours.faults.models import Fault
from secours.faults.pack_reading import LANGUAGES, Entry, lines_of, text_of

Parts = dict[str, dict[str, Any]]


def parts_of(entry: Entry, category_id: int | None) -> Parts:
    """Of a situation as a pack writes it."""
    parts = {
        "fault": _fault(entry, category_id),
        "symptoms": {language: list(entry["symptoms"].get(language, [])) for language in LANGUAGES},
    }
    for order, cause in enumerate(entry["causes"]):
        parts[f"cause:{cause['id']}"] = _cause(cause, order)
        parts[f"remedy:{cause['id']}"] = _remedy(cause["remedy"])
    for order, check in enumerate(entry["first_checks"]):
        parts[f"check:{check['id']}"] = _check(check, order)
    return parts


def rows_of(fault: Fault) -> dict[str, Any]:
    """Part to the row that holds it, of a fault with its rows prefetched. A pack's remedy is its cause's first."""
    rows: dict[str, Any] = {"fault": fault}
    for cause in fault.causes.all():
        rows[f"cause:{cause.code}"] = cause
        remedies = sorted(cause.remedies.all(), key=lambda remedy: remedy.id)
        if remedies:
            rows[f"remedy:{cause.code}"] = remedies[0]
    rows |= {f"check:{check.code}": check for check in fault.checks.all()}
    return rows


def held_parts(fault: Fault, written: Parts) -> Parts:
    """The parts of `written` as the base holds them now; a part that it lacks is left out."""
    rows = rows_of(fault)
    held = {"symptoms": _symptoms_held(fault)}
    for part in written:
        if part in rows:
            held[part] = {
                field: _links_held(rows[part], written) if field == "p_yes" else getattr(rows[part], field)
                for field in written[part]
            }
    return held


def _symptoms_held(fault: Fault) -> dict[str, Any]:
    rows = sorted(fault.symptoms.all(), key=lambda row: row.id)
    return {language: [row.text for row in rows if row.language == language] for language in LANGUAGES}


def _links_held(check: Any, written: Parts) -> dict[str, float]:
    """Links to causes that people added are theirs, and no matter of the pack."""
    links = {link.cause.code: link.p_yes for link in check.links.all()}
    return {code: p_yes for code, p_yes in links.items() if f"cause:{code}" in written}


def _fault(entry: Entry, category_id: int | None) -> dict[str, Any]:
    return {
        "category_id": category_id,
        "is_request": bool(entry.get("request", False)),
        "prior_other": float(entry["prior_other"]),
        "share": float(entry.get("share", 1.0)),
        "notes": dict(entry.get("os_notes") or {}),
        **_in_both(entry, "title", "title"),
        **_in_both(entry, "escalate_when", "escalate"),
        **_in_both(entry, "first_gesture", "first_gesture"),
    }


def _cause(cause: Entry, order: int) -> dict[str, Any]:
    return {
        "prior": float(cause["prior"]),
        "is_safety": bool(cause.get("safety", False)),
        "order": order,
        **_in_both(cause, "name", "name"),
    }


def _remedy(remedy: Entry) -> dict[str, Any]:
    return {
        "by": remedy["by"],
        "where": remedy["where"],
        "minutes": float(remedy["minutes"]),
        "wait_minutes": float(remedy.get("wait_minutes", 0)),
        "disruption": remedy["disruption"],
        "p_success": float(remedy["p_success"]),
        "needs_approval": bool(remedy.get("needs_approval", False)),
        "needs_identity": bool(remedy.get("needs_identity", False)),
        "shared": remedy.get("shared") or "",
        "picture": remedy.get("picture") or "",
        **_in_both(remedy, "do", "do"),
        **_lines(remedy, "steps"),
    }


def _check(check: Entry, order: int) -> dict[str, Any]:
    return {
        "minutes": float(check["minutes"]),
        "by": check["by"],
        "where": check.get("where", "remote"),
        "probe": check.get("probe") or "",
        "p_yes_otherwise": float(check["p_yes_otherwise"]),
        "is_safety": bool(check.get("safety", False)),
        "order": order,
        "picture": check.get("picture") or "",
        "p_yes": {code: float(p_yes) for code, p_yes in (check.get("p_yes_if") or {}).items()},
        **_in_both(check, "ask", "ask"),
        **_lines(check, "help"),
    }


def _in_both(entry: Entry, key: str, field: str) -> dict[str, str]:
    return {f"{field}_{language}": text_of(entry, key, language) for language in LANGUAGES}


def _lines(entry: Entry, key: str) -> dict[str, str]:
    return {f"{key}_{language}": lines_of(entry, key, language) for language in LANGUAGES}
