"""The page that asks whether the probabilities shown keep their word."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from secours.diagnosis.calibration import Bin, Quality
from secours.reports.calibration import calibration_of
from secours.web.oversight.asked import Asked
from secours.web.oversight.guard import overseeing
from secours.web.oversight.pages import page_frame
from secours.web.oversight.words import CASES_FOR_PERCENT, share_words
from secours.web.workbench.guard import reader_of

_SIZE, _EDGE = 300, 34


@dataclass(frozen=True)
class Line:
    """A row of figures, as shown."""

    name: str
    count: int
    top1: str
    top3: str
    ece: str
    brier: str
    log_loss: str
    other: str


@overseeing
@require_GET
def calibration(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    found = calibration_of(asked.scope(reader_of(request)))
    whole, minutes = found.whole, found.minutes
    context = {
        **page_frame(request, asked),
        "whole": _line(_("All"), whole) if whole else None,
        "few": whole is None or whole.count < CASES_FOR_PERCENT,
        "chart": diagram(found.bins),
        "bins": [_told(one) for one in found.bins],
        "categories": [
            _line(category.name if category else _("Other"), q) for category, q in found.categories
        ],
        "months": [_line(date_format(month, "F Y"), q) for month, q in found.months],
        "expected": number_format(minutes.expected, 1) if minutes else "",
        "spent": number_format(minutes.spent, 1) if minutes else "",
    }
    return render(request, "oversight/calibration.html", context)


def diagram(bins: Sequence[Bin]) -> SafeString:
    """What was believed, across; how often it was right, upward. On the dashed line both agree."""
    room = _SIZE - 2 * _EDGE
    most = max((one.count for one in bins), default=1)
    dots = format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                f"{_EDGE + room * one.believed:.1f}",
                f"{_SIZE - _EDGE - room * one.right:.1f}",
                f"{4 + 8 * (one.count / most) ** 0.5:.1f}",
                _told(one),
            )
            for one in bins
        ),
    )
    low, high = _EDGE, _SIZE - _EDGE
    return format_html(
        '<svg class="fig square" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
        '<path class="axis" d="M{low} {low}V{high}H{high}" fill="none"/>'
        '<line class="axis" x1="{low}" y1="{high}" x2="{high}" y2="{low}" stroke-dasharray="3 4"/>{dots}'
        '<text x="{low}" y="{foot}">0</text><text x="{high}" y="{foot}" text-anchor="end">{across}</text>'
        '<text x="{low}" y="{roof}">{upward}</text></svg>',
        size=_SIZE, label=_("What was believed, and how often it was right"), low=low, high=high, dots=dots,
        foot=_SIZE - 10, across=_("believed: 100%"), roof=low - 10, upward=_("right: 100%"),
    )  # fmt: skip


def _told(one: Bin) -> str:
    words = ngettext(
        "Believed %(believed)s%%, right %(right)s%% of %(count)s time",
        "Believed %(believed)s%%, right %(right)s%% of %(count)s times",
        one.count,
    )
    return words % {
        "believed": round(100 * one.believed),
        "right": round(100 * one.right),
        "count": one.count,
    }


def _line(name: str, quality: Quality) -> Line:
    count = quality.count
    return Line(
        name=name,
        count=count,
        top1=share_words(round(quality.top1 * count), count),
        top3=share_words(round(quality.top3 * count), count),
        ece=number_format(quality.ece, 2),
        brier=number_format(quality.brier, 2),
        log_loss=number_format(quality.log_loss, 2),
        other=share_words(round(quality.other * count), count),
    )
