import os
import signal
from pathlib import Path

import psycopg
from tests.lib.postgres.processes import Holder, eventually, kill, parent_of, postmaster_of, processes_of

from secours.lib.postgres import Cluster


def test_two_at_once_on_an_empty_folder(quick_folder: Path) -> None:
    holders = [Holder(quick_folder / "empty") for _ in range(2)]
    assert [holder.answer() for holder in holders] == ["secours_owner", "secours_owner"]
    assert [holder.leave() for holder in holders] == [0, 0]
    assert processes_of(Cluster(quick_folder / "empty")) == []


def test_the_starter_may_leave_first(cluster: Cluster, holder: Holder) -> None:
    assert holder.answer() == "secours_owner"
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        assert holder.leave() == 0
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert processes_of(cluster) == []


def test_a_second_user_may_leave_first(cluster: Cluster, holder: Holder) -> None:
    assert holder.answer() == "secours_owner"
    with cluster.opened():
        pass
    assert holder.ask() == "secours_owner"


def test_a_killed_starter_leaves_nothing_behind(cluster: Cluster, holder: Holder) -> None:
    holder.answer()
    holder.kill()
    assert eventually(lambda: processes_of(cluster) == [])
    assert "database system is shut down" in cluster.layout.log.read_text().splitlines()[-1]


def test_a_killed_starter_does_not_harm_the_others(cluster: Cluster, holder: Holder) -> None:
    holder.answer()
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        holder.kill()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_guardian_takes_the_server_with_it(cluster: Cluster, holder: Holder) -> None:
    holder.answer()
    kill(parent_of(postmaster_of(cluster)))
    assert eventually(lambda: processes_of(cluster) == [])
    assert "database system is shut down" in cluster.layout.log.read_text().splitlines()[-1]
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_stop_ends_the_connections_of_others(cluster: Cluster, holder: Holder) -> None:
    holder.answer()
    cluster.stop()
    assert not cluster.is_running()
    assert holder.ask() == ""
    assert holder.leave() != 0


def test_a_terminated_process_closes_its_door(cluster: Cluster, holder: Holder) -> None:
    holder.answer()
    os.kill(holder.process.pid, signal.SIGTERM)
    assert eventually(lambda: processes_of(cluster) == [])
