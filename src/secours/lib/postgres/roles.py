"""The three roles, the database and its extensions: on our own server, and on an administrator's.

- `postgres`: superuser, only for what needs one; row-level security does not bind it.
- `secours_owner`: owns the database `secours`, migrates; no superuser.
- `secours_app`: what processes become (SET ROLE) to serve people; cannot log in, cannot pass the walls.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

OWNER = "secours_owner"
APPLICATION = "secours_app"
DATABASE = "secours"
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gist", "citext")
OLDEST_MAJOR = 17

Connection = psycopg.Connection[tuple[object, ...]]


class Refused(Exception):
    """The server does not accept the superuser's password."""


def apply(url_of: Callable[[str], str], *, owner_password: str) -> None:
    """Brings our own server to the wanted state; `url_of(database)` is a superuser's. Idempotent.
    A first time takes 0.2 s, the next ones about 20 ms."""
    with _superuser(url_of("postgres")) as connection:
        _apply_roles(connection, owner_password)
        _mend_template(connection, url_of)
        _create_database(connection)
    with _superuser(url_of(DATABASE)) as connection:
        _apply_extensions(connection)


def ensure_roles_and_extensions(url: str) -> list[str]:
    """On any server, as the owner in `url`: does what its rights allow, returns what is still missing."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _within_own_rights(connection):
            connection.execute(statement)
        return _missing(connection)


def missing_rights(url: str) -> list[str]:
    """The lines that an administrator must type in psql, in that database; empty when all is well.
    Lines that begin with "--" are remarks. Changes nothing."""
    with psycopg.connect(url, autocommit=True) as connection:
        own = {statement.as_string(connection) + ";" for statement in _within_own_rights(connection)}
        return [line for line in _missing(connection) if line not in own]


def _superuser(url: str) -> Connection:
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Refused from error
        raise


def _apply_roles(connection: Connection, owner_password: str) -> None:
    for role in (OWNER, APPLICATION):
        if not _role_exists(connection, role):
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    # Encrypted here: a plain password could end in a log.
    secret = connection.pgconn.encrypt_password(owner_password.encode(), OWNER.encode(), b"scram-sha-256")
    owner, application = sql.Identifier(OWNER), sql.Identifier(APPLICATION)
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER CREATEDB CREATEROLE NOBYPASSRLS PASSWORD {}").format(
            owner, sql.Literal(secret.decode())
        )
    )
    connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS").format(application))
    # ADMIN as well: what the owner would have, had it created the role (on a foreign server it does).
    connection.execute(
        sql.SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET TRUE").format(application, owner)
    )


def _mend_template(connection: Connection, url_of: Callable[[str], str]) -> None:
    """Test databases are copies of template1. Its state is read from a comment: to connect to it would make
    a CREATE DATABASE of the same moment fail."""
    mark = "Secours: " + ", ".join(EXTENSIONS)
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'template1'"
    ).fetchone()
    if row == (mark,):
        return
    with _superuser(url_of("template1")) as template:
        _apply_extensions(template)
    connection.execute(sql.SQL("COMMENT ON DATABASE template1 IS {}").format(sql.Literal(mark)))


def _create_database(connection: Connection) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        database, owner = sql.Identifier(DATABASE), sql.Identifier(OWNER)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))


def _apply_extensions(connection: Connection) -> None:
    """Also moves them to the version of new binaries."""
    for name in _extensions_missing(connection):
        connection.execute(_create_extension(name))
    outdated = _rows(
        connection,
        "SELECT name FROM pg_available_extensions"
        " WHERE name = ANY(%s) AND installed_version <> default_version",
        list(EXTENSIONS),
    )
    for (extension,) in outdated:
        connection.execute(sql.SQL("ALTER EXTENSION {} UPDATE").format(sql.Identifier(str(extension))))


def _within_own_rights(connection: Connection) -> list[sql.Composed]:
    """What the connected role may do itself among what is missing."""
    statements = []
    if _may_create(connection):
        creatable = _extensions_creatable(connection)
        statements = [
            _create_extension(name) for name in _extensions_missing(connection) if name in creatable
        ]
    if not _role_exists(connection, APPLICATION) and _attribute(connection, "rolcreaterole"):
        statements += [_create_application(), _grant_application(connection)]
    return statements


def _missing(connection: Connection) -> list[str]:
    wanted = [_grant_creation(connection)] if not _may_create(connection) else []
    wanted += [_create_extension(name) for name in _extensions_missing(connection)]
    wanted += _application_mending(connection)
    lines = [statement.as_string(connection) + ";" for statement in wanted]
    return _remarks(connection) + lines


def _remarks(connection: Connection) -> list[str]:
    remarks = []
    major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        remarks.append(f"-- PostgreSQL {OLDEST_MAJOR} or later is needed; this server is version {major}.")
    offered = {row[0] for row in _rows(connection, "SELECT name FROM pg_available_extensions")}
    absent = [name for name in _extensions_missing(connection) if name not in offered]
    if absent:
        packages = f"postgresql-contrib-{major} and, for vector, postgresql-{major}-pgvector"
        remarks.append(f"-- Install first on the server: {', '.join(absent)} (often {packages}).")
    return remarks


def _application_mending(connection: Connection) -> list[sql.Composed]:
    if not _role_exists(connection, APPLICATION):
        return [_create_application(), _grant_application(connection)]
    mending = []
    if _attribute(connection, "rolsuper", APPLICATION) or _attribute(connection, "rolbypassrls", APPLICATION):
        mending.append(sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(APPLICATION)))
    if not _exists(connection, "SELECT 1 WHERE pg_has_role(current_user, %s, 'SET')", APPLICATION):
        mending.append(_grant_application(connection))
    return mending


def _extensions_missing(connection: Connection) -> list[str]:
    present = {row[0] for row in _rows(connection, "SELECT extname FROM pg_extension")}
    return [name for name in EXTENSIONS if name not in present]


def _extensions_creatable(connection: Connection) -> set[object]:
    rows = _rows(
        connection,
        "SELECT DISTINCT name FROM pg_available_extension_versions"
        " WHERE trusted OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
    )
    return {name for (name,) in rows}


def _may_create(connection: Connection) -> bool:
    return _exists(
        connection,
        "SELECT 1 WHERE has_database_privilege(current_database(), 'CREATE')"
        " AND has_schema_privilege('public', 'CREATE')",
    )


def _grant_creation(connection: Connection) -> sql.Composed:
    """Ownership rather than grants: it also allows what migrations do to the schema `public`."""
    return sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
        sql.Identifier(connection.info.dbname), sql.Identifier(connection.info.user)
    )


def _create_extension(name: str) -> sql.Composed:
    return sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))


def _create_application() -> sql.Composed:
    return sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APPLICATION))


def _grant_application(connection: Connection) -> sql.Composed:
    return sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
        sql.Identifier(APPLICATION), sql.Identifier(connection.info.user)
    )


def _role_exists(connection: Connection, role: str) -> bool:
    return _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)


def _attribute(connection: Connection, name: str, role: str | None = None) -> bool:
    query = sql.SQL("SELECT 1 FROM pg_roles WHERE rolname = coalesce(%s, current_user) AND {}")
    return connection.execute(query.format(sql.Identifier(name)), [role]).fetchone() is not None


def _exists(connection: Connection, query: str, *values: object) -> bool:
    return bool(_rows(connection, query, *values))


def _rows(connection: Connection, query: str, *values: object) -> list[tuple[object, ...]]:
    return connection.execute(query.encode(), values).fetchall()
