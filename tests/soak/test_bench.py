"""`secours bench` on a small corpus: one line a measure, JSON only, the machine first; nothing is left behind."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

FIELDS = {"name", "n", "median_ms", "p95_ms", "cpu_ms", "sql"}


@pytest.mark.skipif(not os.environ.get("SECOURS_SOAK"), reason="takes half a minute: `make soak`")
def test_lines_are_those_of_the_contract() -> None:
    before = set(Path(tempfile.gettempdir()).glob("secours-bench-*"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SECOURS_")}
    command = [
        sys.executable,
        "-m",
        "secours",
        "bench",
        "pages",
        "--json",
        "--tickets",
        "1500",
        "--rounds",
        "2",
    ]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    machine, *lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert machine["tickets"] == 1500
    assert [line for line in lines if not line.keys() >= FIELDS] == []
    named = {line["name"]: line for line in lines}
    assert named["queue, widest reach"]["n"] == 2
    assert named["declare, the operation"]["sql"] <= 10
    assert named["weight of a first page, portal, fonts apart"]["kb"] < 160
    assert set(Path(tempfile.gettempdir()).glob("secours-bench-*")) <= before
