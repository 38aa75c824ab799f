"""The page that asks whether the probabilities shown keep their word."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from secours.diagnosis.calibration import Quality
from secours.reports.calibration import calibration_of
from secours.web.oversight.asked import Asked
from secours.web.oversight.guard import overseeing
from secours.web.oversight.pages import page_frame
from secours.web.oversight.reliability import diagram, told
from secours.web.oversight.words import CASES_FOR_PERCENT, share_words
from secours.web.workbench.guard import reader_of


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
        "bins": [told(one) for one in found.bins],
        "categories": [
            _line(category.name if category else _("Other"), q) for category, q in found.categories
        ],
        "months": [_line(date_format(month, "F Y"), q) for month, q in found.months],
        "expected": number_format(minutes.expected, 1) if minutes else "",
        "spent": number_format(minutes.spent, 1) if minutes else "",
    }
    return render(request, "oversight/calibration.html", context)


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
