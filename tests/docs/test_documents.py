"""The documents say what the product does: settings, commands, kinds, links, third parties, typography."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from tests.docs.journal_kinds import recorded_kinds

from secours.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FRENCH = [path for path in DOCUMENTS if path.name.endswith(".fr.md")]
_CODE = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# Written in two parts, so that this file itself stays clean.
_REGISTRIES = re.compile(
    "|".join(re.escape(a + b) for a, b in [
        ("pypi", ".org"), ("pythonhosted", ".org"), ("registry.npmjs", ".org"), ("npmjs", ".com"),
        ("deb.debian", ".org"), ("crates", ".io"), ("/simple", "/"),
    ])
)  # fmt: skip


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    assert f"`secours {command}" in text_of(ROOT / "docs" / "api" / "README.md")


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_every_setting_is_documented_and_no_other(readme: str) -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", text_of(ROOT / readme), re.MULTILINE)
    assert sorted(table) == sorted(_settings_read())


def test_every_journal_kind_is_documented_and_no_other() -> None:
    written = re.findall(r"`([a-z_]+\.[a-z_]+)`", text_of(ROOT / "docs" / "api" / "journal-kinds.md"))
    kinds = recorded_kinds()
    assert sorted(set(written)) == sorted(kinds), {
        kind: kinds.get(kind) for kind in set(written) ^ set(kinds)
    }


def test_journal_kinds_are_written_once() -> None:
    written = re.findall(r"`([a-z_]+\.[a-z_]+)`", text_of(ROOT / "docs" / "api" / "journal-kinds.md"))
    assert len(written) == len(set(written))


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)", text_of(path))}
    assert named
    assert named <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(path: Path) -> None:
    broken = [link for link in _links(path) if not _resolves(path, link)]
    assert broken == []


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "guide").glob("*.en.md")), ids=lambda path: path.name
)
def test_each_guide_exists_in_both_languages(page: Path) -> None:
    french = page.with_name(page.name.replace(".en.md", ".fr.md"))
    assert french.is_file()
    assert _shape(page) == _shape(french)


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: str(path.relative_to(ROOT)))
def test_french_typography(path: Path) -> None:
    prose = _LINK.sub("]()", _CODE.sub("x", text_of(path)))
    assert re.findall(r".{0,20}(?:\w'\w|« |[^\u00a0|] »|(?<=[^\W\d]) [;:!?](?=\s)).{0,20}", prose) == []
    assert re.findall(r".{0,20}\w[;!?](?=\s).{0,20}", prose) == []


def test_every_decision_is_listed_dated_and_measured() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = [path for path in folder.glob("*.md") if path.name != "README.md"]
    assert pages
    for path in pages:
        assert re.match(r"20\d\d-\d\d-\d\d-[a-z-]+\.md$", path.name)
        assert path.name in text_of(folder / "README.md")
        assert "easured" in text_of(path), path.name


def test_no_file_names_a_package_registry() -> None:
    guilty = [str(path) for path in _committed() if _REGISTRIES.search(_readable(path))]
    assert guilty == []


def test_third_parties_are_noted() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "notices.py", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_licence_that_nothing_tells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    notices = import_module("notices")
    monkeypatch.setattr(notices, "SAID_IN_FILES", {})
    with pytest.raises(LookupError, match="fido2"):
        notices.licence("fido2")


def test_systemd_unit_starts_what_exists() -> None:
    unit = text_of(ROOT / "docs" / "operating" / "secours.service")
    assert re.search(r"^ExecStart=/opt/secours/\.venv/bin/secours run$", unit, re.MULTILINE)


def test_screens_are_small_and_shown() -> None:
    screens = sorted((ROOT / "docs" / "screens").glob("*.png"))
    assert sum(path.stat().st_size for path in screens) < 6_000_000
    tour = text_of(ROOT / "docs" / "screens" / "README.md")
    assert [path.name for path in screens if f"({path.name})" not in tour] == []


def _settings_read() -> set[str]:
    pattern = re.compile(r"""\b(?:text|number|flag|words|get)\(\s*"([A-Z_]+)\"""")
    config = ROOT / "src" / "secours" / "config"
    return {name for path in config.glob("*.py") for name in pattern.findall(text_of(path))}


def _links(path: Path) -> Iterator[str]:
    for link in _LINK.findall(_CODE.sub("", text_of(path))):
        if not link.startswith(("http://", "https://", "mailto:")):
            yield link


def _resolves(path: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _shape(path: Path) -> list[str]:
    """Titles by their level, items and table rows: what must not be forgotten in the other language."""
    lines = text_of(path).splitlines()
    return [found[1] for line in lines if (found := re.match(r"(#+ |\d+\. |- |\|)", line))]


def _committed() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git clone: nothing says which files are committed")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def _readable(path: Path) -> str:
    return (
        "" if path.suffix in {".png", ".woff2", ".ttf", ".ico"} else path.read_text("utf-8", errors="ignore")
    )
