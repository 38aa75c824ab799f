"""How past cases were named by those who solved them: nearest ones speak for their situation, within bounds.

After diagnosis.md section 3, "text as evidence": a vote weighed by nearness and by age (half-life 180 days), and
worth at most as many cases as `_ENOUGH`. Fitted on the demo world, every ticket of the same title left out: the
first choice right .791 instead of .779, one of three .849 instead of .826; with them, .81 and .903 instead of .779
and .826. None of twenty texts that belong to no situation is near any case.
"""

import math
from typing import Final

from django.utils import timezone

from secours.faults.choices import LearningState
from secours.faults.models import Occurrence
from secours.faults.recall.finding import FindAsked, Found
from secours.faults.recall.ranking import question
from secours.lib.statements import Reading
from secours.people.actor import Actor

# Of a nearness from 0 to about 3. Most of what is shown as similar is less near than this.
_NEAR: Final = 1.2
_SHARPNESS: Final = 0.15
_HALF_LIFE_DAYS: Final = 180
_MOST_CASES: Final = 50
# Cases counted at the most, and how many it takes for half of the say.
_ENOUGH, _STRENGTH = 5.0, 4.0
# What all of the say would add to the score of a situation.
_SAY: Final = 0.4


def votes_of_past(actor: Actor, text: str, language: str, place: str | None) -> dict[int, float]:
    """Fault → what past cases add to its score. `place`: of the text by meaning, as pgvector reads it.

    Cases of the actor's whole reach, past who may open which ticket: only a situation comes of it.
    """
    found = FindAsked(Reading(), "ticket", question(text, language), place=place).told()
    near = {one.subject_id: one for one in found[:_MOST_CASES] if one.nearness >= _NEAR}
    named = _situations(actor, near)
    weights: dict[int, float] = {}
    for ticket_id, fault_id in named.items():
        one = near[ticket_id]
        weights[fault_id] = weights.get(fault_id, 0.0) + math.exp(one.nearness / _SHARPNESS) * _freshness(one)
    cases = min(sum(_freshness(near[ticket_id]) for ticket_id in named), _ENOUGH)
    said = _SAY * cases / (cases + _STRENGTH) / (sum(weights.values()) or 1.0)
    return {fault_id: said * weight for fault_id, weight in weights.items()}


def _situations(actor: Actor, near: dict[int, Found]) -> dict[int, int]:
    """Ticket → the situation under which it was solved last."""
    if not near:
        return {}
    active = Occurrence.objects.filter(
        ticket_id__in=near,
        organisation_id__in=sorted(actor.reach),
        state__in=(LearningState.WAITING, LearningState.COUNTED),
    )
    return dict(active.order_by("happened_at", "id").values_list("ticket_id", "fault_id"))


def _freshness(one: Found) -> float:
    """1 for a case of today, a half after the half-life."""
    if one.happened_at is None:
        return 0.0
    return float(0.5 ** ((timezone.now() - one.happened_at).days / _HALF_LIFE_DAYS))
