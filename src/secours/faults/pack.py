"""Loading packs of situations: the starter pack is shared by every organisation."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q

from secours.faults.access import require_author
from secours.faults.models import Cause, Check, CheckLink, Fault, Remedy, Symptom
from secours.faults.pack_reading import LANGUAGES, Pack, lines_of, read_pack, text_of
from secours.faults.pack_reading import Entry as Written
from secours.faults.pack_steps import complete_shared_faults, with_steps
from secours.journal.models import Entry
from secours.journal.operations import record
from secours.people.actor import Actor
from secours.service_levels.models import Category

STARTER_PACK = Path(__file__).resolve().parent.parent / "packs" / "starter" / "faults.yaml"
STARTER_STEPS = STARTER_PACK.with_name("steps.yaml")


@dataclass(frozen=True)
class Loaded:
    """What a pack brought. `kept`: situations that were there already, which stay as people edited them."""

    added: int
    kept: int


def load_starter_pack(*, by: Actor) -> Loaded:
    return _load(read_starter_pack(), by, None, steps=_steps_digest())


@transaction.atomic
def complete_starter_pack(*, by: Actor) -> int:
    """After an upgrade: steps and pictures that the installed situations lack. Gives how many were completed."""
    require_author(by, None)
    pack = read_starter_pack()
    completed = complete_shared_faults(pack)
    _record_load(pack, Loaded(0, len(pack.entries)), by, None, steps=_steps_digest())
    return completed


def has_latest_steps() -> bool:
    """Whether this release's steps were given already: reading them costs more than asking."""
    told = Entry.objects.filter(subject_kind="pack", subject_id=0)  # by its index
    return told.filter(kind="fault.pack_loaded", data__steps=_steps_digest()).exists()


def read_starter_pack() -> Pack:
    return with_steps(read_pack(STARTER_PACK), STARTER_STEPS)


def load_pack(path: Path, *, by: Actor, organisation_id: int | None = None) -> Loaded:
    """Add the situations that the fault base lacks, shared by all or for one organisation.

    Raises Refused for a pack that cannot be read.
    """
    return _load(read_pack(path), by, organisation_id)


@transaction.atomic
def _load(pack: Pack, by: Actor, organisation_id: int | None, **steps: str) -> Loaded:
    """`steps`: the digest of the file that they came from."""
    require_author(by, organisation_id)
    here = Q(organisation=None) if organisation_id is None else Q(organisation_id=organisation_id)
    known = set(Fault.objects.filter(here).values_list("code", flat=True))
    entries = [entry for entry in pack.entries if entry["id"] not in known]
    faults = _add_faults(entries, organisation_id)
    causes = _add_causes(entries, faults)
    _add_checks(entries, faults, causes)
    loaded = Loaded(len(entries), len(pack.entries) - len(entries))
    _record_load(pack, loaded, by, organisation_id, **steps)
    if entries:
        transaction.on_commit(_ask_for_meaning)
    return loaded


def _ask_for_meaning() -> None:
    """A job places the new phrases: it takes the model and some seconds, which loading need not wait for."""
    from procrastinate.exceptions import AlreadyEnqueued

    from secours.faults.tasks import index_phrases

    with suppress(AlreadyEnqueued):
        index_phrases.defer()


def _add_faults(entries: list[Written], organisation_id: int | None) -> list[Fault]:
    categories = dict(Category.objects.filter(organisation=None).values_list("code", "id"))
    numbers = next_numbers(len(entries))
    faults = Fault.objects.bulk_create(
        Fault(
            organisation_id=organisation_id,
            number=number,
            code=entry["id"],
            category_id=categories.get(entry.get("category", "")),
            from_pack=True,
            is_request=bool(entry.get("request", False)),
            prior_other=entry["prior_other"],
            share=float(entry.get("share", 1.0)),
            notes=dict(entry.get("os_notes") or {}),
            **_in_both(entry, "title", "title"),
            **_in_both(entry, "escalate_when", "escalate"),
            **_in_both(entry, "first_gesture", "first_gesture"),
        )
        for number, entry in zip(numbers, entries, strict=True)
    )
    Symptom.objects.bulk_create(
        Symptom(organisation_id=organisation_id, fault=fault, language=language, text=text)
        for fault, entry in zip(faults, entries, strict=True)
        for language in LANGUAGES
        for text in entry["symptoms"].get(language, [])
    )
    return faults


def _add_causes(entries: list[Written], faults: list[Fault]) -> dict[tuple[int, str], Cause]:
    """By fault id and code."""
    written = [
        (fault, order, cause)
        for fault, entry in zip(faults, entries, strict=True)
        for order, cause in enumerate(entry["causes"])
    ]
    causes = Cause.objects.bulk_create(
        Cause(
            organisation_id=fault.organisation_id,
            fault=fault,
            code=cause["id"],
            prior=cause["prior"],
            is_safety=bool(cause.get("safety", False)),
            order=order,
            **_in_both(cause, "name", "name"),
        )
        for fault, order, cause in written
    )
    Remedy.objects.bulk_create(
        _remedy(made, cause["remedy"]) for made, (_fault, _order, cause) in zip(causes, written, strict=True)
    )
    return {(cause.fault_id, cause.code): cause for cause in causes}


def _remedy(cause: Cause, written: Written) -> Remedy:
    return Remedy(
        organisation_id=cause.organisation_id,
        cause=cause,
        by=written["by"],
        where=written["where"],
        minutes=written["minutes"],
        wait_minutes=written.get("wait_minutes", 0),
        disruption=written["disruption"],
        p_success=written["p_success"],
        needs_approval=bool(written.get("needs_approval", False)),
        needs_identity=bool(written.get("needs_identity", False)),
        **_in_both(written, "do", "do"),
        picture=written.get("picture") or "",
        **_lines(written, "steps"),
    )


def _add_checks(entries: list[Written], faults: list[Fault], causes: dict[tuple[int, str], Cause]) -> None:
    written = [
        (fault, order, check)
        for fault, entry in zip(faults, entries, strict=True)
        for order, check in enumerate(entry["first_checks"])
    ]
    checks = Check.objects.bulk_create(
        Check(
            organisation_id=fault.organisation_id,
            fault=fault,
            code=check["id"],
            minutes=check["minutes"],
            by=check["by"],
            where=check.get("where", "remote"),
            probe=check.get("probe") or "",
            p_yes_otherwise=check["p_yes_otherwise"],
            is_safety=bool(check.get("safety", False)),
            order=order,
            picture=check.get("picture") or "",
            **_in_both(check, "ask", "ask"),
            **_lines(check, "help"),
        )
        for fault, order, check in written
    )
    CheckLink.objects.bulk_create(
        CheckLink(
            organisation_id=made.organisation_id,
            check_asked=made,
            cause=causes[made.fault_id, cause_code],
            p_yes=p_yes,
        )
        for made, (_fault, _order, check) in zip(checks, written, strict=True)
        for cause_code, p_yes in (check.get("p_yes_if") or {}).items()
    )


def next_numbers(count: int) -> list[int]:
    """Numbers that people will see (P-118), one for each new situation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('faults_number') FROM generate_series(1, %s)", [count])
        return [int(row[0]) for row in cursor.fetchall()]


def _in_both(entry: Written, key: str, field: str) -> dict[str, str]:
    return {f"{field}_{language}": text_of(entry, key, language) for language in LANGUAGES}


def _lines(entry: Written, key: str) -> dict[str, str]:
    return {f"{key}_{language}": lines_of(entry, key, language) for language in LANGUAGES}


def _record_load(pack: Pack, loaded: Loaded, by: Actor, organisation_id: int | None, **steps: str) -> None:
    record(
        "fault.pack_loaded",
        by=by,
        subject_kind="pack",
        subject_id=organisation_id or 0,
        organisation_id=organisation_id,
        data={"pack": pack.name, "added": loaded.added, "kept": loaded.kept, **steps},
    )


def _steps_digest() -> str:
    return hashlib.sha256(STARTER_STEPS.read_bytes()).hexdigest()[:16]
