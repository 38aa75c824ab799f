"""Small drawings of figures: SVG made here, values printed beside them in the page."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_CUM_WIDTH, _CUM_HEIGHT = 120, 36


def bar(parts: Sequence[tuple[str, float]]) -> SafeString:
    """A bar of parts one after the other: (class, share of the whole width). It stretches with its page."""
    placed, x = [], 0.0
    for css, share in parts:
        width = 100 * share
        if width:
            placed.append((css, f"{x:.2f}", f"{max(width, 0.8):.2f}"))
        x += width
    rects = format_html_join("", '<rect class="{}" x="{}" width="{}" height="20"/>', placed)
    return format_html(
        '<svg class="track" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        rects,
    )


def cumulated(before: float | None, share: float, after: float | None) -> SafeString:
    """One row of the line of cumulated shares: it meets the rows above and below; the dashes are the half."""
    x, half, middle = _at(share), _at(0.5), _CUM_HEIGHT // 2
    points = [(x, middle)]
    if before is not None:
        points.insert(0, ((_at(before) + x) / 2, 0))
    if after is not None:
        points.append(((_at(after) + x) / 2, _CUM_HEIGHT))
    drawn = " ".join(f"{left:.1f},{top}" for left, top in points)
    return format_html(
        '<svg class="cum" viewBox="0 0 {} {}" aria-hidden="true"><line class="axis" x1="{}" x2="{}" y1="0" y2="{}" '
        'stroke-dasharray="3 4"/><polyline class="ln" points="{}"/><circle class="dot" cx="{}" cy="{}" r="4"/></svg>',
        _CUM_WIDTH, _CUM_HEIGHT, half, half, _CUM_HEIGHT, drawn, f"{x:.1f}", middle,
    )  # fmt: skip


Column = tuple[str, int, int, str, str]


def columns(weeks: Sequence[Column], label: str, width: int) -> SafeString:
    """Kept and broken promises by week: (name of the week, kept, all, address, sentence). Counts, never a
    percentage of a few."""
    height, foot, top = 130, 22, 20
    most = max((every for _name, _kept, every, _url, _said in weeks), default=1) or 1
    step = width / max(len(weeks), 1)
    room, wide = height - foot - top, min(30.0, step * 0.62)
    drawn = []
    for place, (name, kept, every, url, said) in enumerate(weeks):
        middle = step * (place + 0.5)
        whole = room * every / most
        broken = whole * (every - kept) / every if every else 0
        roof = top + room - whole
        drawn.append(
            (
                url, said, f"{middle - wide / 2:.1f}", f"{roof + broken:.1f}", f"{wide:.1f}", f"{whole - broken:.1f}",
                f"{middle - wide / 2:.1f}", f"{roof:.1f}", f"{wide:.1f}", f"{max(broken - 1, 0):.1f}",
                f"{middle:.1f}", f"{roof - 5:.1f}", f"{kept}/{every}" if every else "",
                f"{middle:.1f}", height - 5, name,
            )
        )  # fmt: skip
    bars = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><rect class="bar2" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="f-danger" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="t-strong" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></a>',
        drawn,
    )
    return format_html(
        '<svg class="fig" viewBox="0 0 {} {}" role="group" aria-label="{}"><line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>'
        "{}</svg>",
        width, height, label, width, height - foot + 1, height - foot + 1, bars,
    )  # fmt: skip


def _at(share: float) -> float:
    return 6 + (_CUM_WIDTH - 12) * share
