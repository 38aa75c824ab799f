"""Which PostgreSQL the process speaks to, and as whom.

Every process connects as the owner and takes the application's role at once; only `migrate`
(SECOURS_DATABASE_ROLE=owner, set by that command for itself) keeps the owner's.
"""

from typing import Any
from urllib.parse import ParseResult, unquote, urlparse

from secours.cli.words import either
from secours.config import environment
from secours.config.environment import WrongSetting
from secours.lib.postgres import Cluster

APPLICATION_ROLE = "secours_app"


def database_url() -> str:
    return environment.text("DATABASE_URL") or Cluster(environment.data_folder()).owner_url()


def django_database() -> dict[str, Any]:
    url, port = _parts(database_url())
    hosts = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
    database: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(hosts.get("host", "")) or url.hostname or "",
        "PORT": str(port or hosts.get("port", "") or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": None,
        "OPTIONS": {},
        "TEST": {"NAME": "test_secours"},
    }
    if environment.text("SECOURS_DATABASE_ROLE") != "owner":
        database["OPTIONS"] = application_options()
    return database


def _parts(address: str) -> tuple[ParseResult, int | None]:
    """What it is made of, and its port. Refused without a word of it: it holds a password."""
    try:
        url = urlparse(address)
        return url, url.port
    except ValueError:
        raise WrongSetting(
            either(
                "DATABASE_URL is not understood: write postgresql://USER:PASSWORD@HOST:PORT/NAME, "
                "and in the password %2F for / and %40 for @.",
                "DATABASE_URL n’est pas compris : écrivez postgresql://UTILISATEUR:MOT_DE_PASSE@HÔTE:PORT/NOM, "
                "et dans le mot de passe %2F pour / et %40 pour @.",
            )
        ) from None


def application_options() -> dict[str, Any]:
    """Pages join six to ten small tables to a ticket: trying every order of more than four costs 3 ms a
    query, and the order written is the right one. What is prepared (lib/prepared.py) is planned once: left to
    itself, PostgreSQL plans it anew five times on each connection, and some statements for ever."""
    return {
        "options": f"-c role={APPLICATION_ROLE} -c join_collapse_limit=4 -c plan_cache_mode=force_generic_plan"
    }
