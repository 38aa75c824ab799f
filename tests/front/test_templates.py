"""What a template may not hold under `default-src 'self'`, whoever wrote it."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "secours"
BANNED = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b"),
    "a filter in hx-trigger": re.compile(r"""hx-trigger\s*=\s*(["'])(?:(?!\1).)*\["""),
    "a js: value": re.compile(r"""=\s*["'](?:js|javascript):""", re.I),
    "a limit that cuts what is pasted (data-limit says it)": re.compile(r"""\bmaxlength\s*="""),
    "something from outside": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.I),
}
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.S)


def templates() -> list[Path]:
    found = sorted((PACKAGE / "templates").rglob("*.html"))
    return [path for path in found if "mail" not in path.relative_to(PACKAGE).parts]


def faults(text: str) -> list[str]:
    return [name for name, pattern in BANNED.items() if pattern.search(COMMENT.sub("", text))]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_obeys_the_policy(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    ['<p style="x">', "<style>", "<script>1</script>", '<a onclick="x">', '<a hx-on:click="x">',
     '<input maxlength="5">', """<a hx-trigger="keyup[key=='x']">""", """<a hx-vals='js:{}'>""", '<img src="//cdn.example/x.png">'],
)  # fmt: skip
def test_each_ban_catches(bad: str) -> None:
    assert faults(bad)


def test_comment_is_not_markup() -> None:
    assert not faults('{% comment %}<p style="x">{% endcomment %}')
