"""Answers that nobody needs to be asked for: what the devices tell, what the opening questions told."""

from dataclasses import replace

from django.utils import timezone

from secours.diagnosis.facts import Told, finding_of, told_by_devices
from secours.diagnosis.models import Finding, Run
from secours.diagnosis.opening_checks import told_by_opening
from secours.diagnosis.operations.recording import record_on_both
from secours.faults.models import Check
from secours.people.actor import Actor


def record_facts(run: Run, *, by: Actor) -> None:
    """Part of an operation. Only checks that nobody has answered; a device's answers are the agent's doing."""
    if run.fault_id is None:
        return
    answered = set(Finding.objects.filter(run=run).values_list("check_asked_id", flat=True))
    agent = replace(by, kind="agent", person_id=None, account_id=None)
    for told in told_by_devices(run):
        if told.check.id not in answered:
            answered.add(told.check.id)
            _record_fact(run, told, agent)
    for check, value in told_by_opening(run):
        if check.id not in answered:
            _record_told(run, check, value, by)


def _record_fact(run: Run, told: Told, agent: Actor) -> None:
    finding = finding_of(run, told)
    finding.save()
    data = {"check": told.check.id, "value": finding.value, "source": "probe", "fact": finding.fact}
    record_on_both(run, "finding.recorded", by=agent, data=data, internal=True)


def _record_told(run: Run, check: Check, value: str, by: Actor) -> None:
    Finding.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        check_asked=check,
        value=value,
        source=Finding.Source.USER,
        told={"opening": "others"},
        by_id=run.person_id,
        at=timezone.now(),
    )
    data = {"check": check.id, "value": value, "source": "user", "opening": "others"}
    record_on_both(run, "finding.recorded", by=by, data=data, internal=False)
