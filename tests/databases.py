"""What `secours migrate` installs, and the cast, made once and then copied by PostgreSQL in a tenth of a second.

Kept between two runs of the tests as long as nothing of the product changed. The owner makes and removes;
what a test asks, it asks as the application's role.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent
BARE, CAST = "bare", "cast"
_LOCK = 0x5EC0
_Server = psycopg.Connection[tuple[object, ...]]


def copy(world: str, name: str) -> None:
    """A new database: `bare` holds what `secours migrate` installs, `cast` the cast besides."""
    with _server() as server:
        _made(server, _template(CAST))
        _drop(server, name)
        _copy(server, _template(world), name)


def create(name: str) -> None:
    """An empty one."""
    with _server() as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop(name: str) -> None:
    with _server() as server:
        _drop(server, name)


def exists(name: str) -> bool:
    with _server() as server:
        return _exists(server, name)


def url_of(name: str) -> str:
    """The owner's, as DATABASE_URL gives it."""
    from django.db import connection

    one = connection.settings_dict
    port = f"&port={one['PORT']}" if one["PORT"] else ""
    return f"postgresql://{one['USER']}:{quote(one['PASSWORD'])}@/{name}?host={quote(one['HOST'], safe='')}{port}"


@contextmanager
def connected(name: str, *, as_owner: bool = False) -> Iterator[None]:
    """Django on that database inside, as the application's role or its owner."""
    from django.db import connection

    kept = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["NAME"] = name
    if as_owner:
        connection.settings_dict["OPTIONS"] = {}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = kept


@contextmanager
def _server() -> Iterator[_Server]:
    """One at a time: a database that is being used cannot be copied."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield server


def _template(world: str) -> str:
    return f"test_secours_{os.environ.get('SECOURS_TEST_NAME', 'suite')}_{world}"


def _made(server: _Server, name: str) -> None:
    """Both worlds, unless they are there and of this very product."""
    wanted = _digest()
    found = server.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    )
    if found.fetchone() == (wanted,):
        return
    for world in (CAST, BARE):
        _drop(server, _template(world))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_template(BARE))))
    _install(_template(BARE))
    _copy(server, _template(BARE), name)
    _add_cast(name)
    server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(wanted)))


def _install(name: str) -> None:
    from secours.cli.installation import install
    from secours.cli.migrate import make_tables

    with connected(name, as_owner=True):
        make_tables()
    with connected(name):
        install()


def _add_cast(name: str) -> None:
    from secours.cli.demo.cast import build_cast
    from secours.people.actor import acting_as_system

    with connected(name), acting_as_system() as by:
        build_cast(by)


def _digest() -> str:
    """Of the code, the pack, what is installed, and the day: the cast's missions begin with it."""
    whole = sha256(datetime.now(UTC).date().isoformat().encode())
    package = ROOT / "src" / "secours"
    for file in sorted([*package.rglob("*.py"), *package.rglob("*.yaml"), ROOT / "requirements" / "run.txt"]):
        whole.update(file.read_bytes())
    return whole.hexdigest()


def _exists(server: _Server, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _copy(server: _Server, source: str, name: str) -> None:
    statement = "CREATE DATABASE {} TEMPLATE {}"
    server.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(source)))


def _drop(server: _Server, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
