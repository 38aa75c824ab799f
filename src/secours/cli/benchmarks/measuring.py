"""One thing done many times in one process: wall and CPU milliseconds, SQL statements."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Line = dict[str, Any]
_WARM = 3


@dataclass(frozen=True)
class Measure:
    """`act` is given the number of the round, or what `ready` makes of it, which is not measured. `per`: how
    many things one act does (mails of a batch)."""

    name: str
    act: Callable[[Any], object]
    ready: Callable[[int], Any] = int
    per: int = 1
    is_rate: bool = False


def measured(one: Measure, rounds: int) -> Line:
    """`cpu_ms` (median) is this process's; PostgreSQL's own is in the wall only. `sql` counts what one act sends,
    BEGIN and COMMIT left out."""
    for number in range(_WARM):
        one.act(one.ready(number))
    walls, cpus = [], []
    for number in range(rounds):
        given = one.ready(_WARM + number)
        start, cpu = time.perf_counter(), time.process_time()
        one.act(given)
        cpus.append((time.process_time() - cpu) * 1000 / one.per)
        walls.append((time.perf_counter() - start) * 1000 / one.per)
    sql = _statements(one, _WARM + rounds) / one.per
    line = _line(one.name, walls, cpu=statistics.median(cpus), sql=round(sql, 1) if one.per > 1 else int(sql))
    return line | ({"per_second": round(1000 / statistics.mean(walls))} if one.is_rate else {})


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def _line(name: str, walls: list[float], *, cpu: float, sql: float) -> Line:
    ordered = sorted(walls)
    return {
        "name": name,
        "n": len(walls),
        "median_ms": round(statistics.median(walls), 1),
        "p95_ms": round(ordered[max(0, int(len(walls) * 0.95) - 1)], 1),
        "cpu_ms": round(cpu, 1),
        "sql": sql,
    }


def _statements(one: Measure, number: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    given = one.ready(number)
    with CaptureQueriesContext(connection) as queries:
        one.act(given)
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in queries.captured_queries)


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":")[1].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
