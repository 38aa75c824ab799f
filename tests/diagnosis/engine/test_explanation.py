import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.engine.worlds import in_many_worlds, printer, sessions, situations

from secours.diagnosis.engine import OTHER, Attempted, Evidence, explain, posterior


@in_many_worlds
@given(st.data())
def test_contributions_add_up_to_what_the_engine_moved(data: st.DataObject) -> None:
    situation = data.draw(situations())
    evidence, attempts = data.draw(sessions(situation))
    before, after = posterior(situation), posterior(situation, evidence, attempts)
    for cause_id in before.probabilities:
        weights = [part.weight for part in explain(situation, evidence, attempts, cause_id, most=None)]
        assert math.isclose(sum(weights), math.log(after[cause_id] / before[cause_id]), abs_tol=1e-9)


def test_one_answer_weighs_its_likelihood_over_its_chance() -> None:
    (reason,) = explain(printer(), [Evidence("lit", "no", "tech")], (), "power")
    chance = 0.4 * 0.97 + 0.6 * 0.03
    assert reason.weight == pytest.approx(math.log(0.97 / chance))
    assert (reason.check_id, reason.remedy_id, reason.value, reason.sign) == ("lit", None, "no", 1)


def test_the_heaviest_reasons_come_first_for_and_against() -> None:
    evidence = [Evidence("lit", "yes", "tech"), Evidence("stuck", "yes", "tech"), Evidence("updated", "no")]
    reasons = explain(printer(), evidence, [Attempted("clear_queue", "not_fixed")], "queue", most=3)
    sizes = [abs(reason.weight) for reason in reasons]
    assert len(reasons) == 3
    assert sizes == sorted(sizes, reverse=True)
    assert {reason.remedy_id: reason.sign for reason in reasons}["clear_queue"] == -1


def test_nothing_seen_gives_no_reason_and_other_can_be_explained() -> None:
    assert explain(printer(), [Evidence("lit", "unknown")], (), "power") == []
    (reason,) = explain(printer(), [Evidence("stuck", "no", "tech")], (), OTHER)
    assert reason.sign == 1
    with pytest.raises(KeyError):
        explain(printer(), (), (), "nobody")


def test_weights_are_plain_numbers() -> None:
    (reason,) = explain(printer(), [Evidence("lit", "no")], (), "power")
    assert type(reason.weight) is float
    assert not isinstance(reason.weight, np.floating)
