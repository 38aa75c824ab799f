"""Bring `.venv` up to date: `python3 tools/setup.py [run|dev]`. Needs Python 3.11, pip and the network once.

Each step is passed over when what it was made from has not changed, so that the next start is quick.
Written for the system's Python: standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".stamp"
FRENCH = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").lower().startswith("fr")


def main(kind: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (a person may run an older one)
        return refuse("Python 3.11 or later is needed.", "Python 3.11 ou plus récent est nécessaire.")
    if not os.access(ROOT, os.W_OK):
        return refuse(
            f"The folder {ROOT} cannot be written to: clone the project in a folder of yours.",
            f"Impossible d’écrire dans {ROOT} : clonez le projet dans un dossier à vous.",
        )
    if shutil.disk_usage(ROOT).free < 2 * 1024**3 and not PYTHON.exists():
        return refuse("2 GB of free disk are needed here.", "Il faut 2 Go libres sur ce disque.")
    try:
        STAMPS.mkdir(exist_ok=True)
        make_environment()
        install(kind)
        build()
    except subprocess.CalledProcessError as failure:
        return refuse(
            f"This step failed: {' '.join(map(str, failure.cmd[:6]))}… Check the network, then type the command again.",
            f"Cette étape a échoué : {' '.join(map(str, failure.cmd[:6]))}… Vérifiez le réseau, puis retapez la commande.",
        )
    return 0


def make_environment() -> None:
    if PYTHON.exists() and (VENV / "bin" / "uv").exists():
        return
    with step("Python environment", "Environnement Python"):
        run([sys.executable, "-m", "venv", "--without-pip", VENV])
        run(
            [
                sys.executable,
                "-m",
                "pip",
                "--python",
                PYTHON,
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "uv",
            ]
        )


def install(kind: str) -> None:
    lock = ROOT / "requirements" / f"{kind}.txt"
    stamp = STAMPS / f"installed-{kind}"
    wanted = digest([lock, ROOT / "pyproject.toml", ROOT / "hatch_build.py"])
    if is_current(stamp, wanted):
        return
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
    with step("Libraries (about 200 MB the first time)", "Bibliothèques (environ 200 Mo la première fois)"):
        run([*uv, "--require-hashes", "--requirement", lock])
    with step("Browser files and translations", "Fichiers du navigateur et traductions"):
        run([*uv, "--no-deps", "--editable", ROOT])
    stamp.write_text(wanted)


def build() -> None:
    """What an editable install does not redo after a `git pull`."""
    sources = [ROOT / "package-lock.json", ROOT / "tools" / "assets.py", ROOT / "tools" / "messages.py"]
    package = ROOT / "src" / "secours"
    for pattern in ("static/css/**/*.css", "static/js/**/*.js", "static/icons/*", "locale/**/*.po"):
        sources += package.glob(pattern)
    sources += [*package.glob("templates/**/*.html"), *package.glob("**/*.py")]
    stamp, wanted = STAMPS / "built", digest(sorted(sources))
    outputs = [
        package / "static" / "built" / "secours.css",
        package / "locale" / "fr" / "LC_MESSAGES" / "django.mo",
    ]
    if is_current(stamp, wanted) and all(path.exists() for path in outputs):
        return
    run([PYTHON, ROOT / "tools" / "assets.py"], stdout=subprocess.DEVNULL)
    run([PYTHON, ROOT / "tools" / "messages.py", "compile"], stdout=subprocess.DEVNULL)
    stamp.write_text(wanted)


class step:
    """Says what is being done, then how long it took."""

    def __init__(self, english: str, french: str) -> None:
        self.label = french if FRENCH else english

    def __enter__(self) -> None:
        self.start = time.monotonic()
        print(f"  {self.label}…", end=" ", flush=True, file=sys.stderr)

    def __exit__(self, *_: object) -> None:
        print(f"{time.monotonic() - self.start:.0f} s", flush=True, file=sys.stderr)


def run(command: list[object], **options: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)  # type: ignore[call-overload]


def digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def refuse(english: str, french: str) -> int:
    print(french if FRENCH else english, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
