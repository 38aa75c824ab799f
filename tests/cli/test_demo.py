"""The demo world: built by operations only, so its journal proves it, and a replay finds every count."""

from pathlib import Path

import psycopg
from tests.cli.test_backup import secours

from secours.lib.postgres import Cluster

LEAST = {"people_person": 60, "equipment_device": 75, "tickets_ticket": 300, "faults_occurrence": 200}


def test_the_world_is_whole_and_proves_itself(tmp_path: Path) -> None:
    with Cluster(tmp_path / "data").opened() as cluster:
        secours(tmp_path / "data", "migrate", "--quiet")
        secours(tmp_path / "data", "demo")
        assert "there are people already" in secours(tmp_path / "data", "demo").lower()
        assert '"broken": ""' in secours(tmp_path / "data", "journal", "verify", "--json")
        with psycopg.connect(cluster.owner_url()) as connection:
            counted = {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in LEAST
            }  # type: ignore[call-overload]
            waiting = connection.execute("SELECT count(*) FROM journal_outbox").fetchone()
    assert all(row is not None and row[0] >= LEAST[table] for table, row in counted.items()), counted
    assert waiting == (0,), "nobody is written to about a past that was made up"
