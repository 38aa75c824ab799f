"""A newer pack over what is installed: what nobody changed takes its words, what people changed stays theirs and
the difference is told. Counts hang on rows, and no row is replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from secours.faults.models import Cause, Check, CheckLink, Fault, PackEntry, Remedy, Symptom
from secours.faults.operations.recording import record_on_fault
from secours.faults.pack_parts import Parts, held_parts, rows_of
from secours.faults.pack_rows import add_parts, write_links
from secours.journal.models import Entry
from secours.people.actor import Actor

PREFETCHED = ("symptoms", "causes__remedies", "checks__links__cause", "pack_entry")


@dataclass
class Renewal:
    """`changed`: fields that took the pack's value ("cause:cable.name_fr"); `kept`: those where people's stands."""

    fault: Fault
    missing: Parts = field(default_factory=dict)
    taken: Parts = field(default_factory=dict)
    proposed: Parts = field(default_factory=dict)
    retired: list[Check] = field(default_factory=list)

    @property
    def changed(self) -> list[str]:
        return [
            *_names(self.missing),
            *_names(self.taken),
            *(f"check:{check.code}" for check in self.retired),
        ]

    @property
    def kept(self) -> list[str]:
        return _names(self.proposed)


def renew(faults: Iterable[Fault], written: Mapping[str, Parts], *, by: Actor) -> list[Renewal]:
    """`written`: by code. One journal entry a situation that changes."""
    faults = list(faults)
    prefetch_related_objects(faults, *PREFETCHED)
    edits = _edits_of(faults)
    renewals = [_compared(fault, written[fault.code], edits.get(fault.id, set())) for fault in faults]
    add_parts([(one.fault, one.missing) for one in renewals])
    take(renewals)
    for one in renewals:
        if one.changed:
            record_on_fault(one.fault, "fault.renewed", by=by, data={"fields": one.changed})
    return renewals


def remember(renewals: Iterable[Renewal], added: Iterable[Fault], written: Mapping[str, Parts]) -> None:
    """What the pack wrote, for the next one to compare with."""
    entries = [_entry(fault, written[fault.code], {}) for fault in added]
    entries += [_entry(one.fault, written[one.fault.code], one.proposed) for one in renewals]
    PackEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["fault"], update_fields=["given", "proposed"]
    )


def _entry(fault: Fault, given: Parts, proposed: Parts) -> PackEntry:
    return PackEntry(organisation_id=fault.organisation_id, fault=fault, given=given, proposed=proposed)


def _compared(fault: Fault, written: Parts, edits: set[str]) -> Renewal:
    held, given, declined = held_parts(fault, written), _given(fault), _declined(fault)
    renewal = Renewal(fault)
    for part, values in written.items():
        if part not in held:
            renewal.missing[part] = values
            continue
        for name, value in values.items():
            now = held[part][name]
            if now == value or declined.get(part, {}).get(name) == value:
                continue
            is_theirs = _is_theirs(given, edits, part, name, now)
            (renewal.proposed if is_theirs else renewal.taken).setdefault(part, {})[name] = value
    renewal.retired = _dropped(fault, written, given, edits)
    return renewal


def _is_theirs(given: Parts, edits: set[str], part: str, name: str, now: Any) -> bool:
    """Another value than the pack gave; where that is not known, what the journal tells."""
    if name in given.get(part, {}):
        return bool(given[part][name] != now)
    return part in edits or f"{part}.{name}" in edits


def _dropped(fault: Fault, written: Parts, given: Parts, edits: set[str]) -> list[Check]:
    """Checks that an older pack asked and this one does not."""
    return [
        row
        for part, row in rows_of(fault).items()
        if part.startswith("check:") and part not in written and not row.is_retired and part not in edits
        if not given or part in given
    ]


def take(renewals: list[Renewal]) -> None:
    """Write what each takes, the situations themselves excepted: `record_on_fault` saves those."""
    rows: dict[type, list[Any]] = {Cause: [], Remedy: [], Check: []}
    names: dict[type, set[str]] = {Cause: set(), Remedy: set(), Check: {"is_retired"}}
    links: list[tuple[Check, Mapping[str, float]]] = []
    for one in renewals:
        held = rows_of(one.fault)
        for part, values in one.taken.items():
            if part == "symptoms":
                _write_symptoms(one.fault, values)
                continue
            row, plain = held[part], {name: value for name, value in values.items() if name != "p_yes"}
            for name, value in plain.items():
                setattr(row, name, value)
            if "p_yes" in values:
                links.append((row, values["p_yes"]))
            if part != "fault" and plain:
                rows[type(row)].append(row)
                names[type(row)] |= set(plain)
        for check in one.retired:
            check.is_retired = True
            rows[Check].append(check)
    for model, changed in rows.items():
        if changed:
            model.objects.bulk_update(changed, sorted(names[model]))  # type: ignore[attr-defined]
    _replace_links(links, renewals)


def _replace_links(links: list[tuple[Check, Mapping[str, float]]], renewals: list[Renewal]) -> None:
    """Those to causes that people added stay."""
    told = {one.fault.id: {cause.code for cause in one.fault.causes.all()} for one in renewals}
    for check, p_yes in links:
        given = _given(next(one.fault for one in renewals if one.fault.id == check.fault_id))
        ours = {code for code in told[check.fault_id] if f"cause:{code}" in given} | set(p_yes)
        CheckLink.objects.filter(check_asked=check, cause__code__in=ours).delete()
    write_links(links)


def _write_symptoms(fault: Fault, texts: Mapping[str, list[str]]) -> None:
    Symptom.objects.filter(fault=fault, language__in=list(texts)).delete()
    Symptom.objects.bulk_create(
        Symptom(organisation_id=fault.organisation_id, fault=fault, language=language, text=text)
        for language, wanted in texts.items()
        for text in wanted
    )


_CHANGES = (
    "fault.changed",
    "fault.cause_changed",
    "fault.remedy_changed",
    "fault.check_changed",
    "fault.cause_added",
    "fault.remedy_added",
    "fault.check_added",
)


def _edits_of(faults: list[Fault]) -> dict[int, set[str]]:
    """By fault: parts, or fields of the situation itself, that people changed, as the journal tells."""
    by_id = {fault.id: fault for fault in faults}
    entries = Entry.objects.filter(subject_kind="fault", subject_id__in=list(by_id), kind__in=_CHANGES)
    edits: dict[int, set[str]] = {}
    for fault_id, kind, data in entries.values_list("subject_id", "kind", "data"):
        edits.setdefault(fault_id, set()).update(_edited(by_id[fault_id], kind, data))
    return edits


def _edited(fault: Fault, kind: str, data: Mapping[str, Any]) -> set[str]:
    if kind == "fault.changed":
        fields = set(data.get("fields", ()))
        return {f"fault.{name}" for name in fields - {"symptoms"}} | ({"symptoms"} & fields)
    noun = kind.removeprefix("fault.").partition("_")[0]
    return {
        part
        for part, row in rows_of(fault).items()
        if part.startswith(f"{noun}:") and row.id == data.get(noun)
    }


def _given(fault: Fault) -> Parts:
    entry: PackEntry | None = getattr(fault, "pack_entry", None)
    return entry.given if entry is not None else {}


def _declined(fault: Fault) -> Parts:
    """What the pack proposed and people refused: not proposed again, nor taken."""
    entry: PackEntry | None = getattr(fault, "pack_entry", None)
    return entry.declined if entry is not None else {}


def _names(parts: Parts) -> list[str]:
    return [f"{part}.{name}" for part, values in parts.items() for name in values]
