import os
import shutil
import signal
import subprocess
import tempfile
import threading

import psycopg
import pytest
from tests.lib.postgres.processes import eventually, kill, postmaster_of

from secours.lib.postgres import Cluster, accounts, binaries
from secours.lib.postgres.errors import AlreadyRunning, PasswordRefused, VersionMismatch


def test_a_killed_server_starts_again_at_once_and_keeps_what_was_committed(own_cluster: Cluster) -> None:
    own_cluster.start()
    with psycopg.connect(own_cluster.owner_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kill(postmaster_of(own_cluster))
        Cluster(own_cluster.layout.data_folder).start()
    with psycopg.connect(own_cluster.owner_url()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_backend_that_hangs_on_after_its_postmaster_died_is_ended(own_cluster: Cluster) -> None:
    """It still holds the server's lock and its memory: nothing could start."""
    own_cluster.start()
    with psycopg.connect(own_cluster.owner_url()) as connection:
        os.kill(connection.info.backend_pid, signal.SIGSTOP)
        kill(postmaster_of(own_cluster))
        with Cluster(own_cluster.layout.data_folder).opened() as again:
            assert again.is_running()


def test_a_server_too_busy_to_answer_is_waited_for(own_cluster: Cluster) -> None:
    own_cluster.start()
    postmaster = postmaster_of(own_cluster)
    os.kill(postmaster, signal.SIGSTOP)
    threading.Timer(4, os.kill, (postmaster, signal.SIGCONT)).start()
    with Cluster(own_cluster.layout.data_folder).opened() as same:
        assert postmaster_of(same) == postmaster


def test_a_pid_file_that_names_a_living_stranger(own_cluster: Cluster) -> None:
    """As after a hard stop of a container: its number now belongs to someone else."""
    (own_cluster.layout.cluster / "postmaster.pid").write_text(
        f"{os.getpid()}\n{own_cluster.layout.cluster}\n"
    )
    with own_cluster.opened():
        assert postmaster_of(own_cluster) != os.getpid()


def test_a_server_started_by_hand_is_left_alone(own_cluster: Cluster) -> None:
    elsewhere = tempfile.mkdtemp(dir="/tmp")
    program = str(binaries.folder() / "postgres")
    options = ["-D", str(own_cluster.layout.cluster), "-c", f"unix_socket_directories={elsewhere}"]
    by_hand = subprocess.Popen([*accounts.choose().prefix, program, *options], stderr=subprocess.DEVNULL)
    try:
        assert eventually((own_cluster.layout.cluster / "postmaster.pid").exists)
        with pytest.raises(AlreadyRunning):
            own_cluster.start()
        assert by_hand.poll() is None
    finally:
        by_hand.terminate()
        by_hand.wait()
        shutil.rmtree(elsewhere)


def test_a_creation_cut_half_way_is_done_again(own_cluster: Cluster) -> None:
    whole = own_cluster.layout.cluster
    whole.rename(whole.with_name("postgres.new"))
    (whole.with_name("postgres.new") / "global" / "pg_control").unlink()
    with own_cluster.opened():
        assert not whole.with_name("postgres.new").exists()


def test_loose_modes_of_a_restored_folder_are_mended(own_cluster: Cluster) -> None:
    own_cluster.layout.cluster.chmod(0o755)
    with own_cluster.opened():
        assert own_cluster.is_running()


def test_roles_are_made_again(own_cluster: Cluster) -> None:
    with (
        own_cluster.opened(),
        psycopg.connect(own_cluster.superuser_url("secours"), autocommit=True) as connection,
    ):
        connection.execute("DROP EXTENSION unaccent")
        connection.execute("DROP ROLE secours_app")
        connection.execute("ALTER ROLE secours_owner NOLOGIN PASSWORD 'other'")
    with own_cluster.opened(), psycopg.connect(own_cluster.owner_url()) as connection:
        connection.execute("SET ROLE secours_app")
        assert connection.execute("SELECT unaccent('é')").fetchone() == ("e",)


def test_settings_are_written_again(own_cluster: Cluster) -> None:
    for name in ("secours.conf", "pg_hba.conf"):
        (own_cluster.layout.cluster / name).write_text("")
    with own_cluster.opened(), psycopg.connect(own_cluster.owner_url()) as connection:
        assert connection.execute("SHOW jit").fetchone() == ("off",)


def test_preparing_again_writes_nothing(own_cluster: Cluster) -> None:
    own_cluster.prepare()
    before = {path: path.stat().st_mtime_ns for path in own_cluster.layout.cluster.rglob("*")}
    own_cluster.prepare()
    assert {path: path.stat().st_mtime_ns for path in own_cluster.layout.cluster.rglob("*")} == before


def test_data_of_another_version_is_refused(own_cluster: Cluster) -> None:
    (own_cluster.layout.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(VersionMismatch, match="PostgreSQL 17"):
        own_cluster.prepare()


def test_lost_passwords_are_named(own_cluster: Cluster) -> None:
    (own_cluster.layout.passwords / "postgres").unlink()
    with pytest.raises(PasswordRefused, match="postgres-secrets"):
        own_cluster.start()
    assert not own_cluster.is_running()
