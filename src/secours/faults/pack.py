"""Loading packs of situations: the starter pack is shared by every organisation."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from secours.faults.access import require_author
from secours.faults.models import Fault
from secours.faults.pack_parts import Parts, parts_of
from secours.faults.pack_reading import Pack, read_pack
from secours.faults.pack_renewal import Renewal, remember, renew
from secours.faults.pack_rows import add_faults
from secours.faults.pack_steps import with_steps
from secours.journal.models import Entry
from secours.journal.operations import record
from secours.people.actor import Actor
from secours.service_levels.models import Category

STARTER_PACK = Path(__file__).resolve().parent.parent / "packs" / "starter" / "faults.yaml"
STARTER_STEPS = STARTER_PACK.with_name("steps.yaml")


@dataclass(frozen=True)
class Loaded:
    """What a pack brought. `kept`: situations that were there already, of which `changed` took newer words.
    `kept_edited`: {fault: code, fields} where people's own words stand against the pack's."""

    added: int
    kept: int
    changed: int = 0
    kept_edited: tuple[Mapping[str, Any], ...] = ()


def load_starter_pack(*, by: Actor) -> Loaded:
    """Fills an empty base; after an upgrade, brings to it what is new."""
    return _load(read_starter_pack(), by, None, digest=_digest())


def has_latest_pack() -> bool:
    """Whether this release's pack was loaded already: reading it costs more than asking."""
    told = Entry.objects.filter(subject_kind="pack", subject_id=0)  # by its index
    return told.filter(kind="fault.pack_loaded", data__digest=_digest()).exists()


def read_starter_pack() -> Pack:
    return with_steps(read_pack(STARTER_PACK), STARTER_STEPS)


def load_pack(path: Path, *, by: Actor, organisation_id: int | None = None) -> Loaded:
    """Add the situations that the fault base lacks, shared by all or for one organisation, and renew the others
    where nobody changed them.

    Raises Refused for a pack that cannot be read.
    """
    pack = read_starter_pack() if path.resolve() == STARTER_PACK else read_pack(path)
    return _load(pack, by, organisation_id)


@transaction.atomic
def _load(pack: Pack, by: Actor, organisation_id: int | None, **digest: str) -> Loaded:
    require_author(by, organisation_id)
    written = _written(pack)
    here = Q(organisation=None) if organisation_id is None else Q(organisation_id=organisation_id)
    # Held: what someone is changing just now is theirs, and is seen once they are done.
    known = list(Fault.objects.filter(here, code__in=list(written)).order_by("id").select_for_update())
    new = {code: written[code] for code in written.keys() - {fault.code for fault in known}}
    added = add_faults({code: written[code] for code in written if code in new}, organisation_id)
    renewals = renew(known, written, by=by)
    remember(renewals, added.values(), written)
    loaded = _loaded(len(added), renewals)
    _record_load(pack, loaded, by, organisation_id, **digest)
    if loaded.added or loaded.changed:
        transaction.on_commit(_ask_for_meaning)
    return loaded


def _written(pack: Pack) -> dict[str, Parts]:
    categories = dict(Category.objects.filter(organisation=None).values_list("code", "id"))
    return {entry["id"]: parts_of(entry, categories.get(entry.get("category", ""))) for entry in pack.entries}


def _loaded(added: int, renewals: list[Renewal]) -> Loaded:
    edited = tuple({"fault": one.fault.code, "fields": one.kept} for one in renewals if one.kept)
    return Loaded(added, len(renewals), sum(1 for one in renewals if one.changed), edited)


def _ask_for_meaning() -> None:
    """A job places the new phrases: it takes the model and some seconds, which loading need not wait for."""
    from procrastinate.exceptions import AlreadyEnqueued

    from secours.faults.tasks import index_phrases

    with suppress(AlreadyEnqueued):
        index_phrases.defer()


def _record_load(pack: Pack, loaded: Loaded, by: Actor, organisation_id: int | None, **digest: str) -> None:
    counts = {"added": loaded.added, "kept": loaded.kept, "changed": loaded.changed}
    record(
        "fault.pack_loaded",
        by=by,
        subject_kind="pack",
        subject_id=organisation_id or 0,
        organisation_id=organisation_id,
        data={"pack": pack.name, **counts, **digest},
    )


def _digest() -> str:
    return hashlib.sha256(STARTER_PACK.read_bytes() + STARTER_STEPS.read_bytes()).hexdigest()[:16]
