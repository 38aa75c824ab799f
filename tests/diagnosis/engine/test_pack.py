import yaml
from tests.diagnosis.engine.worlds import PACK, starter_pack

from secours.diagnosis.engine import situation_from_pack


def test_every_situation_of_the_pack_is_read_whole() -> None:
    entries = yaml.load(PACK.read_text(encoding="utf-8"), yaml.CSafeLoader)["faults"]
    read = starter_pack()
    assert [s.id for s in read] == [entry["id"] for entry in entries]
    assert sum(len(s.causes) for s in read) == sum(len(entry["causes"]) for entry in entries)
    assert sum(len(s.checks) for s in read) == sum(len(entry["first_checks"]) for entry in entries)
    assert all(set(c.p_yes) <= {cause.id for cause in s.causes} for s in read for c in s.checks)


def test_keys_that_a_pack_may_gain_are_read() -> None:
    remedy = {"by": "user", "where": "onsite", "minutes": 3, "disruption": "none", "p_success": 0.9}
    entry = {
        "id": "hw.battery",
        "reviewed": True,
        "prior_other": 0.1,
        "causes": [{"id": "swollen", "prior": 0.9, "remedies": [{**remedy, "wait_minutes": 60}, remedy]}],
        "first_checks": [
            {"id": "bulge", "minutes": 1, "by": "user", "safety": True, "p_yes_otherwise": 0.01}
        ],
    }
    situation = situation_from_pack(entry)
    (cause,) = situation.causes
    assert cause.reviewed
    assert [(r.id, r.wait_minutes) for r in cause.remedies] == [
        ("swollen.remedy", 60.0),
        ("swollen.remedy2", 0.0),
    ]
    assert situation.checks[0].safety
