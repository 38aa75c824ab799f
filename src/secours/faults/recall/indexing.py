"""Keeping the phrases of the fault base ready: placed by meaning in the database, by words in the process."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Q

from secours.faults.choices import ReviewState
from secours.faults.models import Fault, Symptom
from secours.faults.recall.meaning import MODEL, embed, literal
from secours.faults.recall.words import WordIndex
from secours.lib.kept import Kept
from secours.people.actor import Actor

_BATCH = 50
_PATIENCE = 60.0  # seconds: nobody waits for this


@dataclass(frozen=True)
class Phrases:
    """What a reach can be matched with: phrase number → text, place of its fault in `faults`."""

    faults: tuple[int, ...]
    shares: Any
    texts: tuple[str, ...]
    owners: Any
    words: WordIndex

    @cached_property
    def places(self) -> dict[tuple[int, str], int]:
        """Number of a phrase by its fault and text."""
        owners = zip(self.owners.tolist(), self.texts, strict=True)
        return {(self.faults[owner], text): number for number, (owner, text) in enumerate(owners)}

    def best_of_faults(self, scores: Any) -> Any:
        """The best phrase of each fault."""
        best = np.zeros(len(self.faults))
        np.maximum.at(best, self.owners, scores)
        return best


_kept: Kept[Phrases] = Kept(8)


def phrases_for(actor: Actor) -> Phrases:
    """Read once a process and kept until a fault of the reach changes."""
    known = Q(organisation_id=None) | Q(organisation_id__in=sorted(actor.reach))
    faults = Fault.objects.filter(known).exclude(state=ReviewState.RETIRED)
    if not (actor.is_staff or actor.is_system):
        faults = faults.filter(Q(state=ReviewState.REVIEWED) | Q(from_pack=True))
    return _kept.get(_stamp(faults), lambda: _read(faults))


@transaction.atomic
def index_meaning(*, by: Actor) -> int:
    """Place the phrases that have no place yet, take away those no longer written; gives how many were
    placed. Without the model, none."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [MODEL])
        cursor.execute(_MISSING, [MODEL])
        missing = cursor.fetchall()
        if not missing:
            return 0
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = embed([text for _organisation, _fault, text in batch], patience=_PATIENCE)
            if vectors is None:
                return 0
            rows = [(*row, MODEL, literal(vector)) for row, vector in zip(batch, vectors, strict=True)]
            cursor.executemany(_PLACE, rows)
    return len(missing)


_WRITTEN = """
  SELECT organisation_id, fault_id, text FROM faults_symptom
  UNION SELECT organisation_id, id, title_fr FROM faults_fault WHERE title_fr <> ''
  UNION SELECT organisation_id, id, title_en FROM faults_fault WHERE title_en <> ''
"""
_STALE = f"""
DELETE FROM faults_phrase p WHERE p.model <> %s
  OR NOT EXISTS (SELECT 1 FROM ({_WRITTEN}) w WHERE w.fault_id = p.fault_id AND w.text = p.text)
"""
_MISSING = f"""
SELECT w.organisation_id, w.fault_id, w.text FROM ({_WRITTEN}) w
WHERE NOT EXISTS (SELECT 1 FROM faults_phrase p WHERE p.fault_id = w.fault_id AND p.text = w.text AND p.model = %s)
ORDER BY w.fault_id, w.text
"""
_PLACE = """
INSERT INTO faults_phrase (organisation_id, fault_id, text, model, embedding) VALUES (%s, %s, %s, %s, %s::vector)
ON CONFLICT DO NOTHING
"""


def _stamp(faults: Any) -> tuple[Any, ...]:
    """Which faults, each as of when: equal stamps read the same phrases, whoever asks. The latest moment alone would
    not see an edit that began before another and was committed after it."""
    query, values = faults.order_by().values("id", "organisation_id", "updated_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), sum(hash_record_extended((id, updated_at), 0)) FROM ({query}) seen", values
        )
        return (connection.settings_dict["NAME"], *cursor.fetchone())


def _read(faults: Any) -> Phrases:
    rows = list(faults.order_by("id").values_list("id", "title_fr", "title_en", "share"))
    place = {row[0]: number for number, row in enumerate(rows)}
    written = [(text, place[row[0]]) for row in rows for text in row[1:3] if text]
    symptoms = Symptom.objects.filter(fault_id__in=list(place)).order_by("id").values_list("text", "fault_id")
    written += [(text, place[fault_id]) for text, fault_id in symptoms]
    texts = tuple(text for text, _place in written)
    return Phrases(
        faults=tuple(place),
        shares=np.array([row[3] for row in rows], dtype=float),
        texts=texts,
        owners=np.array([number for _text, number in written], dtype=np.int64),
        words=WordIndex(texts),
    )
