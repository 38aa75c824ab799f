"""Free evidence: what the devices of a run answer, kept as findings before anyone is asked."""

from dataclasses import replace

from secours.diagnosis.facts import Told, told_by_devices
from secours.diagnosis.models import Finding, Run
from secours.diagnosis.operations.recording import record_on_both
from secours.people.actor import Actor


def record_facts(run: Run, *, by: Actor) -> list[Finding]:
    """Only checks that nobody has answered; part of an operation, written as the agent's doing."""
    if run.fault_id is None:
        return []
    answered = set(Finding.objects.filter(run=run).values_list("check_asked_id", flat=True))
    agent = replace(by, kind="agent", person_id=None, account_id=None)
    return [_record(run, told, agent) for told in told_by_devices(run) if told.check.id not in answered]


def _record(run: Run, told: Told, agent: Actor) -> Finding:
    finding = Finding.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        check_asked=told.check,
        value=told.evidence.answer,
        source=Finding.Source.PROBE,
        fact=told.evidence.fact.key,
        told=told.kept,
        at=told.evidence.fact.at,
    )
    data = {"check": told.check.id, "value": finding.value, "source": "probe", "fact": finding.fact}
    record_on_both(run, "finding.recorded", by=agent, data=data, internal=True)
    return finding
