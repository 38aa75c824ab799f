import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.engine.worlds import in_many_worlds, printer, sessions, situations

from secours.diagnosis.engine import OTHER, Attempted, Cause, Evidence, Situation, posterior
from secours.diagnosis.engine.arrays import CLIP, CLIP_UNREVIEWED


@in_many_worlds
@given(st.data())
def test_probabilities_sum_to_one(data: st.DataObject) -> None:
    situation = data.draw(situations())
    evidence, attempts = data.draw(sessions(situation))
    probabilities = posterior(situation, evidence, attempts).probabilities
    assert math.isclose(sum(probabilities.values()), 1.0, abs_tol=1e-12)
    assert set(probabilities) == {cause.id for cause in situation.causes} | {OTHER}
    assert min(probabilities.values()) > 0.0


@in_many_worlds
@given(st.data())
def test_unknown_changes_nothing(data: st.DataObject) -> None:
    situation = data.draw(situations())
    evidence, attempts = data.draw(sessions(situation))
    unknown = [Evidence(check.id, "unknown") for check in situation.checks]
    assert posterior(situation, evidence + unknown, attempts) == posterior(situation, evidence, attempts)


@in_many_worlds
@given(st.data())
def test_order_of_evidence_changes_nothing(data: st.DataObject) -> None:
    situation = data.draw(situations())
    evidence, attempts = data.draw(sessions(situation))
    shuffled, reordered = data.draw(st.permutations(evidence)), data.draw(st.permutations(attempts))
    assert posterior(situation, shuffled, reordered) == posterior(situation, evidence, attempts)


@in_many_worlds
@given(st.data())
def test_no_answer_takes_more_than_the_clip_allows(data: st.DataObject) -> None:
    """One answer multiplies the odds of a cause by (1 - clip) / clip at the very most, either way."""
    situation = data.draw(situations())
    before = posterior(situation)
    for check in situation.checks:
        after = posterior(situation, [Evidence(check.id, data.draw(st.sampled_from(["yes", "no"])), "tech")])
        for cause_id, prior in before.probabilities.items():
            moved = (after[cause_id] / (1 - after[cause_id])) / (prior / (1 - prior))
            assert CLIP / (1 - CLIP) * 0.999999 <= moved <= (1 - CLIP) / CLIP * 1.000001


def test_the_answer_follows_bayes() -> None:
    after = posterior(printer(), [Evidence("lit", "no", "tech")])
    seen = {"power": 0.4 * 0.97, "queue": 0.35 * 0.03, "driver": 0.15 * 0.03, OTHER: 0.1 * 0.03}
    assert after.probabilities == pytest.approx({key: p / sum(seen.values()) for key, p in seen.items()})
    assert after.top(1)[0][0] == "power"


def test_a_user_is_believed_less_than_a_technician() -> None:
    by_user = posterior(printer(), [Evidence("lit", "no", "user")])["power"]
    by_tech = posterior(printer(), [Evidence("lit", "no", "tech")])["power"]
    assert posterior(printer())["power"] < by_user < by_tech
    odds = (0.97 / 0.03) ** 0.8
    assert by_user == pytest.approx(0.4 * odds**2 / (0.4 * odds**2 + 0.6 * (1 + odds) / (1 + odds) * odds))


def test_a_later_answer_replaces_the_former() -> None:
    corrected = [Evidence("lit", "no", "user"), Evidence("lit", "yes", "tech")]
    assert posterior(printer(), corrected) == posterior(printer(), corrected[1:])


def test_a_stale_probe_is_no_evidence() -> None:
    stale, fresh = (Evidence("stuck", "yes", "probe", fresh) for fresh in (False, True))
    assert posterior(printer(), [stale]) == posterior(printer())
    assert posterior(printer(), [fresh]) == posterior(printer(), [Evidence("stuck", "yes", "tech")])


def test_a_failed_remedy_lowers_its_cause_by_what_it_should_have_cured() -> None:
    before = posterior(printer())
    after = posterior(printer(), (), [Attempted("clear_queue", "not_fixed")])
    odds = (after["queue"] / after["driver"]) / (before["queue"] / before["driver"])
    assert odds == pytest.approx(1 - 0.9)
    assert posterior(printer(), (), [Attempted("clear_queue", "unknown")]) == before


def test_a_remedy_that_worked_points_to_its_cause() -> None:
    assert posterior(printer(), (), [Attempted("reinstall", "fixed")]).top(1)[0][0] == "driver"


def test_an_unreviewed_entry_is_clipped_harder() -> None:
    causes = (Cause("a", 0.5), Cause("b", 0.5, reviewed=True))
    check = printer().checks[0]
    situation = Situation("s", causes, (type(check)("q", 1, {"a": 1.0, "b": 1.0}, 0.5),))
    assert situation.arrays.yes[0].tolist() == [1 - CLIP_UNREVIEWED, 1 - CLIP, 0.5]


def test_evidence_of_another_situation_is_ignored() -> None:
    stranger = posterior(printer(), [Evidence("elsewhere", "yes")], [Attempted("elsewhere", "not_fixed")])
    assert stranger == posterior(printer())


@pytest.mark.parametrize("ids", [("a", "a"), (OTHER,)])
def test_a_situation_refuses_causes_that_cannot_be_told_apart(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="cause"):
        Situation("s", tuple(Cause(id_, 0.1) for id_ in ids), ())
