"""What stopped a command, as a sentence that says what to do, in the language of the terminal."""

import errno
from typing import Final

from secours.cli.words import either

# Of the database server (SQLSTATE), where one thing is to be done about it.
_OF_THE_SERVER: Final = {
    "42P01": (
        "This database has no tables of Secours yet: run `secours migrate`.",
        "Cette base n’a pas encore les tables de Secours : lancez « secours migrate ».",
    ),
    "42703": (
        "This database is of another version of Secours: run `secours migrate`.",
        "Cette base est d’une autre version de Secours : lancez « secours migrate ».",
    ),
    "53100": (
        "The disk of the database is full: nothing was saved. Make room, then try again.",
        "Le disque de la base est plein : rien n’a été enregistré. Libérez de la place, puis recommencez.",
    ),
}
_AWAY: Final = (
    "The database does not answer. Check that its server runs, and what DATABASE_URL says",
    "La base de données ne répond pas. Vérifiez que son serveur fonctionne, et ce que dit DATABASE_URL",
)
_OF_FILES: Final = {
    errno.ENOENT: ("there is no such file", "ce fichier n’existe pas"),
    errno.EISDIR: ("this is a folder, not a file", "c’est un dossier, pas un fichier"),
    errno.ENOTDIR: ("there is no such folder", "ce dossier n’existe pas"),
    errno.EACCES: ("you may not read it", "vous n’avez pas le droit de le lire"),
    errno.ENOSPC: ("the disk is full", "le disque est plein"),
}


def of_the_database(trouble: BaseException) -> str:
    """Empty when it is none that its reader can do something about: then it is a mistake of ours, shown whole."""
    import psycopg

    found = _of_psycopg(trouble, psycopg.Error)
    if found is None:
        return ""
    state: str = getattr(found, "sqlstate", None) or ""
    if state in _OF_THE_SERVER:
        return either(*_OF_THE_SERVER[state])
    if isinstance(found, psycopg.OperationalError):
        # The first line names the server and why; psycopg never puts the password there.
        reason = str(found).partition("\n")[0].strip().rstrip(".")
        french = either("", "\u00a0")  # the space before a colon
        return f"{either(*_AWAY)}{french}: {reason}."
    return ""


def of_a_file(trouble: OSError | ValueError) -> str:
    """Why a file could not be read or written: a part of a sentence, without capital nor full stop."""
    known = _OF_FILES.get(getattr(trouble, "errno", None) or 0)
    return either(*known) if known else getattr(trouble, "strerror", None) or str(trouble)


def _of_psycopg(trouble: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """Django's errors carry the driver's as their cause."""
    while trouble is not None and not isinstance(trouble, kind):
        trouble = trouble.__cause__
    return trouble
