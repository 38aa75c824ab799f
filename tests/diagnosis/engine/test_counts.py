import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.engine.worlds import in_many_worlds, printer, situations, starter_pack

from secours.diagnosis.engine import OTHER, Cause, Check, Counts, Evidence, Situation, learned, posterior


def test_counts_pull_each_mean_with_its_own_strength() -> None:
    counts = Counts({"driver": 10.0}, {("lit", "driver"): (1.0, 3.0)}, {"clear_queue": (5.0, 0.0)})
    after = learned(printer(), counts)
    assert after.cause("driver").prior == pytest.approx((10 * 0.15 + 10) / 20)
    assert after.cause("power").prior == pytest.approx(10 * 0.4 / 20)
    assert after.prior_other == pytest.approx(10 * 0.1 / 20)
    assert after.checks[0].p_yes["driver"] == pytest.approx((4 * 0.97 + 1) / 8)
    assert after.cause("queue").remedies[0].p_success == pytest.approx((5 * 0.9 + 0) / 10)


def test_no_counts_leave_a_reviewed_situation_as_it_is() -> None:
    before, after = posterior(printer()), posterior(learned(printer(), Counts()))
    assert after.probabilities == pytest.approx(before.probabilities)


def test_an_unreviewed_check_tells_less_until_tickets_speak() -> None:
    causes = (Cause("a", 0.45, reviewed=False), Cause("b", 0.45, reviewed=True))
    situation = Situation("s", causes, (Check("q", 1, {"a": 0.9, "b": 0.9}, 0.1),), prior_other=0.1)
    cold = learned(situation, Counts()).checks[0].p_yes
    assert cold["b"] == pytest.approx(0.9)
    assert np.log(cold["a"] / (1 - cold["a"])) == pytest.approx((0.7 * 2 - 1) * np.log(9))
    warm = learned(situation, Counts(answers={("q", "a"): (900.0, 100.0)})).checks[0].p_yes
    assert warm["a"] == pytest.approx(0.9, abs=0.01)


def test_many_tickets_override_the_pack_and_stay_within_the_clip() -> None:
    seen = {("lit", "power"): (1000.0, 0.0), ("lit", OTHER): (0.0, 1000.0)}
    after = learned(printer(), Counts({"driver": 1000.0}, seen))
    assert after.checks[0].p_yes == pytest.approx({"power": 0.98, OTHER: 0.02})
    assert posterior(after).top(1)[0][0] == "driver"
    assert posterior(after, [Evidence("lit", "yes", "tech")]).other < posterior(after).other


def test_levels_pool_one_after_the_other_from_broad_to_narrow() -> None:
    everywhere, client = Counts({"driver": 30.0}), Counts({"queue": 30.0})
    both = learned(printer(), everywhere, client)
    middle = (10 * 0.15 + 30) / 40
    assert both.cause("driver").prior == pytest.approx(10 * middle / 40)
    assert both.cause("queue").prior > both.cause("driver").prior


@in_many_worlds
@given(situations(), st.floats(0, 50), st.floats(0, 50))
def test_learned_numbers_are_probabilities(situation: Situation, yes: float, no: float) -> None:
    answers = {(check.id, cause.id): (yes, no) for check in situation.checks for cause in situation.causes}
    after = learned(situation, Counts({situation.causes[0].id: yes}, answers))
    assert sum(cause.prior for cause in after.causes) + after.prior_other == pytest.approx(1.0)
    assert all(0.02 <= p <= 0.98 for check in after.checks for p in check.p_yes.values())


def test_counts_of_a_stranger_are_ignored() -> None:
    strangers = Counts({"ghost": 50.0}, {("ghost", "power"): (5.0, 0.0), ("lit", "ghost"): (5.0, 0.0)})
    assert learned(printer(), strangers).checks == learned(printer(), Counts()).checks
    assert learned(printer(), strangers).cause("power").prior == pytest.approx(0.4)


def test_tickets_of_one_cause_bring_it_to_the_top() -> None:
    for situation in starter_pack():
        rarest = min(situation.causes, key=lambda cause: cause.prior)
        after = learned(situation, Counts({rarest.id: 30.0}))
        assert posterior(after).top(1)[0][0] == rarest.id
