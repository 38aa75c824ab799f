"""The diagram of calibration: what was believed, across; how often it was right, upward."""

from collections.abc import Iterator, Sequence

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.diagnosis.calibration import Bin

_SIDE = 300
_LEFT, _TOP, _RIGHT, _FOOT = 48, 28, 20, 44
_WIDTH, _HEIGHT = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _FOOT
_TICKS = (0, 25, 50, 75, 100)


def diagram(bins: Sequence[Bin]) -> SafeString:
    """On the dashed line both agree; a thin line shows how far a dot is from it. The larger a dot, the more
    forecasts it holds; their number stands in words beside the diagram."""
    return format_html(
        '<svg class="fig rel" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<path class="hatch" stroke-width="1.5" stroke-dasharray="4" d="M{} {}L{} {}"/>{}'
        '<text x="{}" y="{}" text-anchor="middle">{}</text><text x="0" y="14">{}</text></svg>',
        _WIDTH, _HEIGHT, _("What was believed, and how often it was right"), _grid(),
        _x(0), _y(0), _x(1), _y(1), _dots(bins),
        _LEFT + _SIDE / 2, _HEIGHT - 4, _("believed"), _("right"),
    )  # fmt: skip


def told(one: Bin) -> str:
    words = ngettext(
        "Believed %(believed)s%%, right %(right)s%% of %(count)s time",
        "Believed %(believed)s%%, right %(right)s%% of %(count)s times",
        one.count,
    )
    return words % {
        "believed": round(100 * one.believed),
        "right": round(100 * one.right),
        "count": number_format(one.count, use_l10n=True),
    }


def _grid() -> SafeString:
    return format_html_join(
        "",
        '<path class="axis" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                _x(0),
                _y(tick / 100),
                _x(1),
                _LEFT - 8,
                _y(tick / 100) + 4,
                label,
                _x(tick / 100),
                _y(0) + 18,
                label,
            )
            for tick in _TICKS
            for label in [_("%(number)s%%") % {"number": tick}]
        ),
    )


def _dots(bins: Sequence[Bin]) -> SafeString:
    return format_html_join(
        "",
        '<path class="ln" d="M{} {}V{}"/><circle class="dot" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        _placed(bins),
    )


def _placed(bins: Sequence[Bin]) -> Iterator[tuple[object, ...]]:
    most = max((one.count for one in bins), default=1)
    for one in bins:
        x, y = _x(one.believed), _y(one.right)
        yield x, _y(one.believed), y, x, y, f"{4 + 8 * (one.count / most) ** 0.5:.1f}", told(one)


def _x(share: float) -> str:
    return f"{_LEFT + _SIDE * share:.1f}"


def _y(share: float) -> float:
    return round(_TOP + _SIDE * (1 - share), 1)
