"""What travels: a page with everything it links, compressed as browsers ask, and the pages after it."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from secours.cli.benchmarks.measuring import Line
from secours.cli.benchmarks.pages import browser_of

_LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
_IN_CSS = re.compile(r"url\([\"']?([^\"')]+\.woff2)")
_BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


def weights() -> Iterator[Line]:
    """First page: nothing is kept by the browser. Later pages: the static files are."""
    for name, role, address in [
        ("portal", "requester", "/portal/"),
        ("queue", "technician", "/workbench/?queue=all"),
    ]:
        page, html = _fetched(role, address)
        linked = sum(_fetched(role, path)[0] for path in sorted(set(_LINKED.findall(html))))
        fonts = sum(_fetched(role, path)[0] for path in _fonts(role, html))
        yield _weight(f"weight of a first page, {name}, fonts apart", page + linked)
        yield _weight(f"weight of the fonts, {name}", fonts)
        yield _weight(f"weight of a later page, {name}", page)


def _weight(name: str, size: int) -> Line:
    """No time was measured: the fields of the other lines are there, empty."""
    unmeasured = dict.fromkeys(("median_ms", "p95_ms", "cpu_ms", "sql"))
    return {"name": name, "n": 1, **unmeasured, "kb": round(size / 1000, 1)}


def _fetched(role: str, path: str) -> tuple[int, str]:
    """Bytes over the wire, and the text behind them."""
    response = browser_of(role).get(path, headers=_BROWSER)
    raw = b"".join(response) if response.streaming else response.content
    return len(raw), _plain(raw, response.headers.get("Content-Encoding", ""))


def _plain(raw: bytes, encoding: str) -> str:
    return (gzip.decompress(raw) if encoding == "gzip" else raw).decode("utf-8", "replace")


def _fonts(role: str, html: str) -> set[str]:
    """Every font that the style sheets name: a browser fetches only those that the page uses."""
    sheets = [path for path in set(_LINKED.findall(html)) if ".css" in path]
    return {
        urljoin(sheet, address) for sheet in sheets for address in _IN_CSS.findall(_fetched(role, sheet)[1])
    }
