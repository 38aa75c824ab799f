"""The browser files: budgets, layers, the sprite, and that an unchanged build does nothing."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import assets
import pytest
import styles

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "secours" / "static"
KIB = 1024


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    assets.build(ROOT)


def size_of(pattern: str) -> int:
    return sum(path.stat().st_size for path in STATIC.glob(pattern))


def test_own_style_fits_its_budget() -> None:
    """docs/decisions/2026-11-24-css-budget.md; compressed, as it travels, and as it is written."""
    built = (STATIC / "built" / "secours.css").read_bytes()
    assert 10 * KIB < size_of("css/**/*.css") <= 46 * KIB
    assert len(built) <= 46 * KIB
    assert len(gzip.compress(built, 9)) <= 11 * KIB


def test_own_script_fits_its_budget() -> None:
    """As it is written, and as it travels, without the words for those who maintain it."""
    assert 10 * KIB < size_of("js/*.js") <= 40 * KIB
    built = (STATIC / "built" / "secours.js").read_text()
    assert 10 * KIB < len(built.encode()) + size_of("js/theme.js") <= 38 * KIB
    assert not re.search(r"^ *//", built, re.MULTILINE)


def test_first_page_fits_its_budget() -> None:
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    texts = [
        STATIC / name
        for name in ("vendor/tabler.min.css", "built/secours.css", "built/secours.js", "js/theme.js")
    ]
    texts += [STATIC / "built" / "icons.svg", htmx]
    faces = [path for path in (STATIC / "vendor" / "fonts").glob("*.woff2") if "Italic" not in path.name]
    wire = sum(len(gzip.compress(path.read_bytes(), 9)) for path in texts) + sum(
        path.stat().st_size for path in faces
    )
    assert len(faces) == 3
    assert wire <= 145 * KIB, f"{wire / KIB:.0f} KiB before the page itself; 220 is the budget with it"


def test_tabler_stands_in_its_layer() -> None:
    css = (STATIC / "vendor" / "tabler.min.css").read_text(encoding="utf-8")
    assert css.startswith(f"@layer {assets.LAYERS};")
    assert "@charset" not in css
    assert "http" not in re.sub(r"/\*.*?\*/|http://www\.w3\.org/\S+", "", css, flags=re.S)


def test_tabler_keeps_what_a_source_names_and_what_none_can_tell() -> None:
    words = styles.Words(['<a class="btn btn-{{ kind }}">', 'f"av-{tint}"', "el.classList.add('show')"])
    css = (
        '/*! MIT .io */:root{--a:url("data:x,}{")}.btn{a:b}.btn-primary:hover,.card>.btn{c:d}.card{e:f}'
        "@media print{.card{g:h}.show{i:j}}@media screen{.card{k:l}}@keyframes turn{to{rotate:1turn}}"
        ".btn:not(.card){m:n}.av-a\\:b{o:p}:is(.card,.btn) a{q:r}/* .x{} */body{s:t}"
    )
    assert styles.kept(css, words) == (
        '/*! MIT .io */:root{--a:url("data:x,}{")}.btn{a:b}.btn-primary:hover{c:d}'
        "@media print{.show{i:j}}@keyframes turn{to{rotate:1turn}}"
        ".btn:not(.card){m:n}.av-a\\:b{o:p}:is(.card,.btn) a{q:r}body{s:t}"
    )


def test_every_class_of_tabler_that_a_template_writes_has_its_rules() -> None:
    whole = (ROOT / ".stamp" / "tabler.css").read_text(encoding="utf-8")
    used = (STATIC / "vendor" / "tabler.min.css").read_text(encoding="utf-8")
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (STATIC.parent / "templates").rglob("*.html")
    )
    written = {word for names in re.findall(r'class="([^"]*)"', templates) for word in names.split()}
    ruled = {word for word in written if re.search(rf"\.{re.escape(word)}(?![\w-])", whole)}
    assert {"btn", "form-control", "card"} <= ruled
    for word in ruled:
        alone = re.compile(rf"[{{}}]\.{re.escape(word)}(?:[:.\[][^,{{ ]*)?\{{[^}}]*\}}")
        plain = {rule for rule in alone.findall(whole) if "." not in rule[2:].split("{")[0]}
        assert plain <= set(alone.findall(used)), word


def test_sprite_holds_every_icon_asked_for() -> None:
    sprite = (STATIC / "built" / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'id="i-([a-z0-9-]+)"', sprite)) == set(assets.icons_used(ROOT / "src" / "secours"))


def test_unknown_icon_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{% icon "no-such-icon" %}')
    (tmp_path / "static" / "icons").mkdir(parents=True)
    (tmp_path / "static" / "icons" / "used.txt").write_text("printer # kept\n")
    with pytest.raises(assets.AssetError, match=r"no-such-icon \(templates/a.html\)"):
        assets._write_sprite(tmp_path, ROOT / ".stamp")


def test_unchanged_build_does_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "tools/assets.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "nothing to do" in done.stderr


def test_fonts_of_the_documents_are_there() -> None:
    fonts = {path.name for path in (ROOT / "src" / "secours" / "fonts").iterdir()}
    assert {f"IBMPlexSans_{cut}.ttf" for cut in assets.TTF} < fonts
    assert "LICENSE.txt" in fonts
