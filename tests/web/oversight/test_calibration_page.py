"""The page of calibration, with forecasts on it; its diagram, drawn by the server."""

import re
from html import unescape
from typing import Any

import pytest
from tests.reports.test_calibration import kept  # noqa: F401  (a fixture)

from secours.diagnosis.calibration import Bin
from secours.people.models import Account
from secours.web.oversight.reliability import diagram

PLAIN = {
    "fr": [
        "Score de Brier",
        "La somme des carrés des écarts",
        "À quel point la vraie origine a surpris",
        "trop sûr",
    ],
    "en": ["Brier score", "The squares of the distances", "How much the true source surprised", "too sure"],
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_measure_is_said_in_a_plain_sentence(kept: Any, sign_in: Any, language: str) -> None:  # noqa: F811
    Account.objects.filter(email="supervisor@demo.example").update(language=language)
    page = unescape(sign_in("supervisor").get("/oversight/calibration?days=90").content.decode())
    assert [words for words in PLAIN[language] if words not in page] == []
    assert page.count("<tbody>") == 2
    assert '<svg class="fig rel"' in page


def test_a_dot_stands_where_belief_and_fact_put_it() -> None:
    drawn = diagram([Bin(believed=0.5, right=0.25, count=4), Bin(believed=1.0, right=1.0, count=1)])
    dots = [tuple(map(float, one)) for one in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawn)]
    (left, bottom), (right, top) = _corners(drawn)
    assert dots[0] == (left + 0.5 * (right - left), bottom + 0.25 * (top - bottom), 12.0)
    assert dots[1][:2] == (right, top)
    assert dots[1][2] < dots[0][2]


def _corners(drawn: str) -> list[tuple[float, float]]:
    """Both ends of the line on which belief and fact agree."""
    ends = re.search(r'class="hatch" [^>]* d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', drawn)
    assert ends
    a, b, c, d = map(float, ends.groups())
    return [(a, b), (c, d)]
