"""Why a cause stands where it does: the engine's contributions, in sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from secours.diagnosis import engine
from secours.diagnosis.evidence import Standing
from secours.diagnosis.facts import sentence_of
from secours.diagnosis.models import Attempt, Finding

MOST = 3


@dataclass(frozen=True)
class Reason:
    """`sign` "+" speaks for the cause, "−" against; `weight` in nats, as the engine gives it."""

    sign: str
    sentence: str
    weight: float


def reasons_for(standing: Standing, cause_id: int) -> list[Reason]:
    """The heaviest first; what nobody would notice is left out."""
    return [_reason(standing, one) for one in standing.why(cause_id)[:MOST] if one.sign != 0]


def _reason(standing: Standing, told: engine.Contribution) -> Reason:
    if told.check_id is not None:
        finding = next(f for f in standing.findings if f.check_asked_id == told.check_id)
        sentence = finding_sentence(finding, standing.run.person.name)
    else:
        attempt = next(a for a in standing.attempts if a.remedy_id == told.remedy_id)
        sentence = attempt_sentence(attempt)
    return Reason("+" if told.sign > 0 else "−", sentence, told.weight)


def finding_sentence(finding: Finding, person: str) -> str:
    """« Les collègues impriment ? Oui, selon Claire Morvan »; a device’s fact with its device and time."""
    if finding.source == Finding.Source.PROBE:
        words = {
            "fact": sentence_of(finding) or finding.check_asked.ask,
            "device": finding.told.get("device", ""),
        }
        return _("%(fact)s, read on %(device)s") % words
    words = {"question": finding.check_asked.ask, "answer": finding.get_value_display(), "person": person}
    if finding.source == Finding.Source.USER:
        return _("%(question)s %(answer)s, says %(person)s") % words
    return _("%(question)s %(answer)s") % words


def attempt_sentence(attempt: Attempt) -> str:
    words = {"remedy": attempt.remedy.do}
    if attempt.outcome == Attempt.Outcome.FIXED:
        return _("“%(remedy)s” made it work again") % words
    if attempt.outcome == Attempt.Outcome.UNKNOWN:
        return _("“%(remedy)s”: outcome not known yet") % words
    return _("“%(remedy)s” changed nothing") % words
