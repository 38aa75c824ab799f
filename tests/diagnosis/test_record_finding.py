"""Answers: asked once, corrected, from whom, and what devices answer before anyone is asked."""

from datetime import timedelta

import pytest
import yaml
from django.utils import timezone

from secours.diagnosis.evidence import findings_of, standing_of
from secours.diagnosis.models import Finding, Override, Run
from secours.diagnosis.opening_checks import RULES
from secours.diagnosis.operations import (
    answer_opening,
    choose_situation,
    record_attempt,
    record_finding,
    set_device,
)
from secours.diagnosis.queries import next_step_of
from secours.equipment.models import DeviceFact
from secours.faults.models import Remedy
from secours.faults.operations import retire_check
from secours.faults.pack import STARTER_PACK
from secours.journal.models import Entry
from secours.people.errors import NotAllowed, NotFound, Refused


def walk(run, by, answers):
    """Answer what is asked, in turn; gives the codes of the steps that were shown."""
    shown = []
    for value in answers:
        step = next_step_of(run, "user")
        shown.append(step.code)
        if step.kind != "ask":
            break
        record_finding(run.id, by=by, check_id=step.check.id, value=value)
    return [*shown, next_step_of(run, "user").code]


def tell(scene, device, key, value, *, hours=1):
    scene.enter_system()
    DeviceFact.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        key=key,
        value=value,
        at=timezone.now() - timedelta(hours=hours),
    )


def test_nothing_is_asked_twice(diagnosis, scene):
    _by, run = diagnosis.run()
    technician = scene.enter("technician")
    shown = []
    while (step := next_step_of(run, "tech")).kind in ("ask", "remedy") and len(shown) < 15:
        shown.append(step.code)
        if step.kind == "ask":
            record_finding(run.id, by=technician, check_id=step.check.id, value="unknown", source="tech")
        else:
            record_attempt(run.id, by=technician, remedy_id=step.remedy.id, outcome="not_fixed")
    assert len(shown) >= 4
    assert len(shown) == len(set(shown))
    assert not Override.objects.filter(run=run).exists()


def test_a_first_answer_decides_the_next_check(diagnosis):
    by, run = diagnosis.run()
    first = next_step_of(run, "user").code
    _by, other = diagnosis.run()
    yes, no = walk(run, by, ["yes"]), walk(other, by, ["no"])
    assert yes[0] == no[0] == first
    assert yes[1] != no[1]


def test_a_person_gets_no_more_checks_than_the_organisation_says(diagnosis):
    by, run = diagnosis.run(fault="pc.slow", text="Mon poste rame")
    usual = [code for code in walk(run, by, ["no"] * 9) if code.startswith("ask")]
    assert 2 <= len(usual) <= run.organisation.user_checks == 3
    run.organisation.user_checks = 1
    run.organisation.save()
    by, run = diagnosis.run(fault="pc.slow", text="Mon poste rame")
    assert [code for code in walk(run, by, ["no"] * 9) if code.startswith("ask")] == usual[:1]


def test_a_person_gets_no_more_remedies_than_the_organisation_says(diagnosis):
    by, run = diagnosis.run()
    run.organisation.user_remedies = 1
    run.organisation.save()
    mine = Remedy.objects.filter(cause__fault=run.fault, by="user", needs_approval=False).first()
    record_attempt(run.id, by=by, remedy_id=mine.id, outcome="not_fixed")
    step = next_step_of(run, "user")
    assert (step.kind, step.reason) == ("escalate", "limit")


def test_a_correction_replaces_and_erases_nothing(diagnosis):
    by, run = diagnosis.run()
    step = next_step_of(run, "user")
    record_finding(run.id, by=by, check_id=step.check.id, value="yes")
    after_yes = next_step_of(run, "user").code
    record_finding(run.id, by=by, check_id=step.check.id, value="no")
    assert [finding.value for finding in findings_of(run)] == ["no"]
    assert Finding.objects.filter(run=run).count() == 2
    assert next_step_of(run, "user").code != after_yes
    kinds = Entry.objects.filter(subject_kind="run", subject_id=run.id).values_list("kind", flat=True)
    assert list(kinds.order_by("number"))[-2:] == ["finding.recorded", "finding.corrected"]


def test_sent_twice_is_kept_once(diagnosis):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    for _time in range(2):
        record_finding(run.id, by=by, check_id=check.id, value="yes")
    assert Finding.objects.filter(run=run).count() == 1


def test_the_opening_answers_the_check_that_asks_the_same(diagnosis):
    _by, run = diagnosis.run(fault="net.no_internet_dns", text="Je suis la seule, plus aucun site ne s’ouvre")
    others = diagnosis.check("others", fault="net.no_internet_dns")
    assert [(f.check_asked_id, f.value, f.source) for f in findings_of(run)] == [(others.id, "no", "user")]
    step = next_step_of(run, "user")
    assert step.kind == "ask"
    assert step.check != others
    assert (step.number, step.total) == (1, run.organisation.user_checks + run.organisation.user_remedies)


def test_steps_are_numbered_through_the_run(diagnosis):
    """Checks and solutions together, also when another situation is chosen: no “step 1” twice."""
    by, run = diagnosis.run()
    numbers = [next_step_of(run, "user").number]
    record_finding(run.id, by=by, check_id=next_step_of(run, "user").check.id, value="no")
    numbers.append(next_step_of(run, "user").number)
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user").first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="not_fixed")
    numbers.append(next_step_of(run, "user").number)
    run = choose_situation(run.id, by=by, fault_id=diagnosis.fault("prn.garbled").id)
    numbers.append(next_step_of(run, "user").number)
    assert numbers == [1, 2, 3, 3]


def test_an_opening_question_not_known_is_not_asked_again_as_a_check(diagnosis):
    by, run = diagnosis.run()
    assert next_step_of(run, "user").check == diagnosis.check("others")
    run = answer_opening(run.id, by=by, answers={"others": "unknown"})
    assert next_step_of(run, "user").check != diagnosis.check("others")


def test_every_rule_of_the_opening_names_a_check():
    entries = yaml.load(STARTER_PACK.read_text(encoding="utf-8"), yaml.CSafeLoader)["faults"]
    known = {f"{entry['id']}.{check['id']}" for entry in entries for check in entry["first_checks"]}
    assert set(RULES) <= known


def test_a_probe_answers_before_anyone_is_asked(diagnosis, scene):
    offline = diagnosis.check("offline")
    tell(scene, scene.device("PC-0231"), "printers.offline", True)
    _by, run = diagnosis.run()
    found = Finding.objects.get(run=run, check_asked=offline)
    assert (found.value, found.source, found.told["device"]) == ("yes", "probe", "PC-0231")
    step = next_step_of(run, "tech")
    assert step.code != f"ask:{offline.id}"
    assert offline.id not in [view.check.id for view in step.alternatives if view.check]
    entry = Entry.objects.get(subject_kind="run", subject_id=run.id, kind="finding.recorded")
    assert entry.actor_kind == "agent"


def test_a_probe_removes_the_question_that_would_come_first(diagnosis, scene):
    text = "La mise à jour de Windows échoue"
    _by, without = diagnosis.run(fault="pc.update_fail", text=text)
    asked = next_step_of(without, "tech")
    assert asked.check.code == "space"
    tell(scene, scene.device("PC-0231"), "disk.free_gb", 4.0)
    _by, run = diagnosis.run(fault="pc.update_fail", text=text)
    assert next_step_of(run, "tech").code != asked.code


def test_a_stale_fact_answers_nothing(diagnosis, scene):
    tell(scene, scene.device("PC-0231"), "printers.offline", True, hours=25)
    _by, run = diagnosis.run()
    assert not Finding.objects.filter(run=run).exists()


def test_a_device_named_later_brings_its_facts(diagnosis, scene):
    by, run = diagnosis.run()
    tell(scene, scene.device("PC-0231"), "printers.offline", False)
    by = scene.enter("requester")
    run = set_device(run.id, by=by, device_id=scene.device("IMP-2E-03").id)
    assert [finding.value for finding in findings_of(run)] == ["no"]


def test_a_person_cannot_answer_as_a_technician(diagnosis):
    by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    for source in ("tech", "probe"):
        with pytest.raises(NotAllowed):
            record_finding(run.id, by=by, check_id=check.id, value="yes", source=source)


def test_a_check_of_another_situation_is_refused(diagnosis):
    by, run = diagnosis.run()
    with pytest.raises(Refused):
        record_finding(run.id, by=by, check_id=diagnosis.check("uptime", "pc.slow").id, value="yes")


def test_a_person_is_not_told_to_do_a_technicians_remedy(diagnosis):
    by, run = diagnosis.run()
    theirs = Remedy.objects.filter(cause__fault=run.fault).exclude(by="user").first()
    with pytest.raises(NotAllowed):
        record_attempt(run.id, by=by, remedy_id=theirs.id, outcome="not_fixed")


@pytest.mark.parametrize("role", ["outsider", "colleague", "client"])
def test_nobody_else_touches_a_run(diagnosis, scene, role):
    _by, run = diagnosis.run()
    check = next_step_of(run, "user").check
    other = scene.enter(role)
    with pytest.raises(NotFound):
        record_finding(run.id, by=other, check_id=check.id, value="yes")
    scene.enter_system()
    assert not Finding.objects.filter(run=run).exists()


def test_a_technician_resumes_anothers_run_and_may_take_another_step(diagnosis, scene):
    _by, run = diagnosis.run()
    technician = scene.enter("mission")
    step = next_step_of(run, "tech")
    other = next(c for c in run.fault.checks.all() if f"ask:{c.id}" != step.code)
    record_finding(run.id, by=technician, check_id=other.id, value="no", source="tech")
    override = Override.objects.get(run=run)
    assert (override.proposed, override.taken) == (step.code, f"ask:{other.id}")


def test_the_step_proposed_is_no_override(diagnosis, scene):
    _by, run = diagnosis.run()
    technician = scene.enter("technician")
    step = next_step_of(run, "tech")
    record_finding(run.id, by=technician, check_id=step.check.id, value="no", source="tech")
    assert not Override.objects.filter(run=run).exists()


def test_a_check_retired_meanwhile_is_asked_no_more_and_its_answer_counts_no_more(diagnosis):
    by, run = diagnosis.run()
    step = next_step_of(run, "user")
    fresh = standing_of(run, "tech").posterior.top(3)
    record_finding(run.id, by=by, check_id=step.check.id, value="yes")
    retire_check(step.check.id, by=diagnosis.scene.enter("technician"))
    run = Run.objects.get(id=run.id)
    assert next_step_of(run, "user").code != step.code
    assert [one for one, _p in standing_of(run, "tech").posterior.top(3)] == [one for one, _p in fresh]
