"""Writes the rows of situations that a pack brings: in bulk, whole situations or only the parts that lack."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from secours.faults.models import Cause, Check, CheckLink, Fault, Remedy, Symptom
from secours.faults.pack_parts import Parts


def add_faults(written: Mapping[str, Parts], organisation_id: int | None) -> dict[str, Fault]:
    """By code."""
    numbers = next_numbers(len(written))
    faults = Fault.objects.bulk_create(
        Fault(
            organisation_id=organisation_id,
            number=number,
            code=code,
            from_pack=True,
            **written[code]["fault"],
        )
        for number, code in zip(numbers, written, strict=True)
    )
    add_parts([(fault, written[fault.code]) for fault in faults])
    return {fault.code: fault for fault in faults}


def add_parts(wanted: Iterable[tuple[Fault, Parts]]) -> None:
    """Symptoms, causes with their remedy, checks with their links: those of `wanted`, which the base lacks."""
    wanted = [(fault, parts) for fault, parts in wanted if parts]
    _add_symptoms(wanted)
    _add_causes(wanted)
    _add_checks(wanted)


def write_links(checks: Iterable[tuple[Check, Mapping[str, float]]]) -> None:
    """Links of checks to causes, by their codes, in place of those to the same causes."""
    checks = list(checks)
    causes = _causes_of({check.fault_id for check, _links in checks})
    links = [
        CheckLink(
            organisation_id=check.organisation_id,
            check_asked=check,
            cause_id=causes[check.fault_id, code],
            p_yes=p_yes,
        )
        for check, told in checks
        for code, p_yes in told.items()
    ]
    CheckLink.objects.bulk_create(links)


def next_numbers(count: int) -> list[int]:
    """Numbers that people will see (P-118), one for each new situation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('faults_number') FROM generate_series(1, %s)", [count])
        return [int(row[0]) for row in cursor.fetchall()]


def _add_symptoms(wanted: list[tuple[Fault, Parts]]) -> None:
    Symptom.objects.bulk_create(
        Symptom(organisation_id=fault.organisation_id, fault=fault, language=language, text=text)
        for fault, parts in wanted
        for language, texts in parts.get("symptoms", {}).items()
        for text in texts
    )


def _add_causes(wanted: list[tuple[Fault, Parts]]) -> None:
    causes = Cause.objects.bulk_create(
        Cause(organisation_id=fault.organisation_id, fault=fault, code=code, **values)
        for fault, code, values in _named(wanted, "cause")
    )
    remedies = {(fault.id, code): values for fault, code, values in _named(wanted, "remedy")}
    Remedy.objects.bulk_create(
        Remedy(organisation_id=cause.organisation_id, cause=cause, **remedies[cause.fault_id, cause.code])
        for cause in causes
        if (cause.fault_id, cause.code) in remedies
    )


def _add_checks(wanted: list[tuple[Fault, Parts]]) -> None:
    told = _named(wanted, "check")
    checks = Check.objects.bulk_create(
        Check(organisation_id=fault.organisation_id, fault=fault, code=code, **_without_links(values))
        for fault, code, values in told
    )
    write_links((check, values["p_yes"]) for check, (_f, _c, values) in zip(checks, told, strict=True))


def _named(wanted: list[tuple[Fault, Parts]], kind: str) -> list[tuple[Fault, str, dict[str, Any]]]:
    return [
        (fault, part.partition(":")[2], values)
        for fault, parts in wanted
        for part, values in parts.items()
        if part.startswith(f"{kind}:")
    ]


def _without_links(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field != "p_yes"}


def _causes_of(fault_ids: set[int]) -> dict[tuple[int, str], int]:
    if not fault_ids:
        return {}
    rows = Cause.objects.filter(fault_id__in=fault_ids).values_list("fault_id", "code", "id")
    return {(fault_id, code): cause_id for fault_id, code, cause_id in rows}
