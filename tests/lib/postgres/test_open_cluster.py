import os
import stat
import threading
from pathlib import Path

import psycopg
import pytest
from tests.lib.postgres.processes import postmaster_of

from secours.lib.postgres import Cluster
from secours.lib.postgres.errors import AlreadyRunning


def value(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_the_owner_signs_in_and_becomes_the_application(cluster: Cluster) -> None:
    with cluster.opened(), psycopg.connect(cluster.owner_url()) as connection:
        connection.execute("SET ROLE secours_app")
        assert connection.execute("SELECT session_user, current_user").fetchone() == (
            "secours_owner",
            "secours_app",
        )
        bypass = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN (session_user, current_user)"
        assert connection.execute(bypass).fetchall() == [(False,), (False,)]


def test_a_closed_cluster_does_not_run(cluster: Cluster) -> None:
    with cluster.opened():
        assert cluster.is_running()
    assert not cluster.is_running()


def test_opening_twice_uses_one_server(cluster: Cluster) -> None:
    with cluster.opened():
        pid = postmaster_of(cluster)
        with Cluster(cluster.layout.data_folder).opened() as again:
            assert postmaster_of(again) == pid
        assert cluster.is_running()


def test_starting_twice_is_refused(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(AlreadyRunning):
        Cluster(cluster.layout.data_folder).start()
    assert cluster.is_running()


def test_addresses_need_no_folder_and_no_server(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    assert not Cluster(folder).is_running()
    assert not folder.exists()
    url = Cluster(folder).owner_url()
    assert url == Cluster(folder).owner_url()
    parts = psycopg.conninfo.conninfo_to_dict(url)
    assert (parts["user"], parts["dbname"]) == ("secours_owner", "secours")
    assert stat.S_IMODE((folder / "postgres-secrets" / "secours_owner").stat().st_mode) == 0o600


def test_nobody_else_may_enter(quick_folder: Path) -> None:
    umask = os.umask(0)
    try:
        with Cluster(quick_folder / "open").opened():
            folders = [path for path in (quick_folder / "open").iterdir() if path.is_dir()]
    finally:
        os.umask(umask)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in [quick_folder / "open", *folders]} == {0o700}


def test_a_database_made_by_the_owner_has_the_extensions(cluster: Cluster) -> None:
    with cluster.opened():
        with psycopg.connect(cluster.owner_url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE made_by_owner")
        found = value(cluster.owner_url("made_by_owner"), "SELECT array_agg(extname::text) FROM pg_extension")
    assert isinstance(found, list)
    assert {"vector", "pg_trgm", "unaccent", "btree_gist", "citext"} <= set(found)


def test_french_words_are_told_apart(cluster: Cluster) -> None:
    """Under LC_CTYPE=C the whole of « l’imprimante » would be one word that no search finds."""
    query = "SELECT to_tsvector('french', '« l’imprimante »') @@ to_tsquery('french', 'imprimantes')"
    with cluster.opened():
        assert value(cluster.owner_url(), query) is True
        assert value(cluster.owner_url(), "SELECT lower('ÉCOLE')") == "école"


def test_settings(cluster: Cluster) -> None:
    expected = {
        "data_checksums": "on",
        "jit": "off",
        "io_method": "sync",
        "listen_addresses": "",
        "max_connections": "80",
        "max_logical_replication_workers": "0",
        "shared_buffers": "64MB",
        "synchronous_commit": "on",
    }
    with cluster.opened():
        assert {name: value(cluster.owner_url(), f"SHOW {name}") for name in expected} == expected


def test_no_row_reaches_the_log(cluster: Cluster) -> None:
    with cluster.opened(), psycopg.connect(cluster.owner_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE note (text text PRIMARY KEY)")
        connection.execute("INSERT INTO note VALUES ('patient Durand')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO note VALUES ('patient Durand')")
    log = cluster.layout.log.read_text()
    assert "duplicate key" in log
    assert "Durand" not in log


def test_a_thread_that_ends_leaves_the_server_running(cluster: Cluster) -> None:
    thread = threading.Thread(target=cluster.start)
    thread.start()
    thread.join()
    assert value(cluster.owner_url(), "SELECT 1") == 1


def test_ctrl_c_does_not_reach_the_server(cluster: Cluster) -> None:
    with cluster.opened():
        assert os.getsid(postmaster_of(cluster)) != os.getsid(0)


def test_a_relative_folder_with_an_unusual_name(
    own_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_cluster.layout.data_folder
    folder.rename(folder.with_name("l'été & co"))
    monkeypatch.chdir(folder.parent)
    with Cluster(Path("l'été & co")).opened() as unusual:
        assert value(unusual.owner_url(), "SELECT 1") == 1
