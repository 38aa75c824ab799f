"""Every class that our style sheets write is used: by a template, a view, a script, or a drawing. What the page
of components alone shows has no use."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "secours"
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_QUOTED = re.compile(r"""(["'`])(.*?)\1""", re.S)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_MARKUP = re.compile(r"<[^>]*>|{%.*?%}", re.S)
# The beginning of a class whose end a page fills in: `t-{{ tone }}`, `av-{}`, `icon-{size}`.
_BUILT = re.compile(r"([a-z][a-z0-9]*-)\{")
# Written by htmx; the bars of the priority, `p{}`; the tints of persons, `av-` and a letter.
_ELSEWHERE = {"htmx-request", "p1", "p2"}


def test_no_class_is_without_use() -> None:
    sheets = sorted((PACKAGE / "static" / "css").rglob("*.css"))
    css = "\n".join(path.read_text(encoding="utf-8") for path in sheets)
    assert len(classes(css)) > 200
    assert unused(css, list(_users())) == []


def test_an_unused_class_is_named() -> None:
    css = '/* .gone */ .kept .t-ok:not(.lost)::after { content: ".text" } a[href=".x"] {}'
    assert unused(css, ['<i class="kept t-{{ tone }}">']) == ["lost"]


def classes(css: str) -> set[str]:
    return set(_CLASS.findall(_QUOTED.sub('""', _COMMENT.sub("", css))))


def unused(css: str, users: list[str]) -> list[str]:
    words = {word for text in users for word in re.findall(r"[\w-]+", text)}
    starts = tuple({start for text in users for start in _BUILT.findall(text)})
    return sorted(name for name in classes(css) - words - _ELSEWHERE if not name.startswith(starts))


def _users() -> Iterator[str]:
    """What a class may stand in, words that people read left out where that is easy."""
    for path in PACKAGE.glob("templates/**/*"):
        if path.suffix in (".html", ".svg") and path.name != "components.html":
            yield " ".join(_MARKUP.findall(path.read_text(encoding="utf-8")))
    for path in PACKAGE.glob("**/*.py"):
        yield " ".join(_strings(path.read_text(encoding="utf-8")))
    for path in PACKAGE.glob("static/js/*.js"):
        yield " ".join(text for _mark, text in _QUOTED.findall(path.read_text(encoding="utf-8")))


def _strings(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr):
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
