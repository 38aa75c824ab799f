from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest

from secours.lib.postgres import Cluster, roles


@pytest.fixture
def foreign(own_cluster: Cluster) -> Iterator[str]:
    """A database as an administrator gives it: bare, with a role that owns it and may do little else."""
    with own_cluster.opened():
        with psycopg.connect(own_cluster.superuser_url(), autocommit=True) as connection:
            connection.execute("DROP OWNED BY secours_app")
            connection.execute("DROP ROLE secours_app")
            connection.execute("CREATE ROLE visitor LOGIN PASSWORD 'visitor'")
            connection.execute("CREATE DATABASE bare TEMPLATE template0 OWNER visitor")
        host = psycopg.conninfo.conninfo_to_dict(own_cluster.owner_url())["host"]
        yield f"postgresql://visitor:visitor@/bare?host={quote(str(host), safe='')}"


def as_administrator(cluster: Cluster, lines: list[str], database: str = "bare") -> None:
    with psycopg.connect(cluster.superuser_url(database), autocommit=True) as connection:
        for line in lines:
            connection.execute(line.encode())


def test_nothing_is_missing_on_our_own_server(cluster: Cluster) -> None:
    with cluster.opened():
        assert roles.missing_rights(cluster.owner_url()) == []


def test_what_an_administrator_must_type(own_cluster: Cluster, foreign: str) -> None:
    lines = roles.missing_rights(foreign)
    assert lines == [
        'CREATE EXTENSION IF NOT EXISTS "vector";',
        'CREATE ROLE "secours_app" NOLOGIN;',
        'GRANT "secours_app" TO "visitor" WITH INHERIT FALSE, SET TRUE;',
    ]
    as_administrator(own_cluster, lines)
    assert roles.missing_rights(foreign) == []
    assert roles.ensure_roles_and_extensions(foreign) == []
    with psycopg.connect(foreign) as connection:
        connection.execute("SET ROLE secours_app")
        assert connection.execute("SELECT '[1,2]'::vector <-> '[1,2]', unaccent('é')").fetchone() == (
            0.0,
            "e",
        )


def test_an_owner_with_createrole_helps_itself(own_cluster: Cluster, foreign: str) -> None:
    as_administrator(own_cluster, ["ALTER ROLE visitor CREATEROLE"])
    assert roles.missing_rights(foreign) == ['CREATE EXTENSION IF NOT EXISTS "vector";']
    assert roles.ensure_roles_and_extensions(foreign) == ['CREATE EXTENSION IF NOT EXISTS "vector";']
    with psycopg.connect(foreign) as connection:
        connection.execute("SET ROLE secours_app")


def test_a_role_that_walks_through_walls_is_reported(own_cluster: Cluster, foreign: str) -> None:
    as_administrator(own_cluster, [*roles.missing_rights(foreign), "ALTER ROLE secours_app BYPASSRLS"])
    assert roles.missing_rights(foreign) == ['ALTER ROLE "secours_app" NOSUPERUSER NOBYPASSRLS;']


def test_a_database_of_someone_else(own_cluster: Cluster, foreign: str) -> None:
    as_administrator(own_cluster, ["ALTER DATABASE bare OWNER TO postgres"])
    lines = roles.missing_rights(foreign)
    assert lines[0] == 'ALTER DATABASE "bare" OWNER TO "visitor";'
    as_administrator(own_cluster, lines)
    assert roles.ensure_roles_and_extensions(foreign) == []
