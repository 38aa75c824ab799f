"""Words that a search met: cut around the first, every one marked, nothing that a person wrote taken for HTML."""

import pytest

from secours.tickets.snippets import BEGINS, ENDS
from secours.web.found import LONGEST, met_html


def marked(words):
    return f"{BEGINS}{words}{ENDS}"


def test_every_word_met_is_marked_and_the_rest_escaped():
    line = f"<b>Le {marked('toner')}</b> et le\n {marked('tambour & co')}"
    assert met_html(line) == ("&lt;b&gt;Le <mark>toner</mark>&lt;/b&gt; et le <mark>tambour &amp; co</mark>")


@pytest.mark.parametrize("line", ["", "rien de marqué", f"fin seule{ENDS}", f"début seul {BEGINS}sans fin"])
def test_nothing_is_shown_where_nothing_is_met(line):
    assert met_html(line) == ""


@pytest.mark.parametrize("unit", ["mot ", "anticonstitutionnellement", marked("a") + " "])
def test_a_long_text_is_cut_around_what_was_met(unit):
    html = met_html(unit * 60 + marked("toner") + " " + unit * 60)
    words = html.replace("<mark>", "").replace("</mark>", "")
    assert len(words) < LONGEST + 4
    assert html.count("<mark>") == html.count("</mark>") > 0
    assert html.endswith("…")


def test_a_word_longer_than_what_is_given_of_a_text_is_said_as_far_as_it_goes():
    """The snippet is cut after 300 characters, wherever that is (tickets/snippets.py)."""
    html = met_html(f"Le {marked('toner')} de " + BEGINS + "z" * 280)
    assert html.startswith("Le <mark>toner</mark> de")
    assert html.count("<mark>") == html.count("</mark>") == 1
    assert BEGINS not in html


def test_a_word_met_is_never_cut():
    html = met_html(
        "x " * 10 + marked("toner") + " " + "y" * 95 + " " + marked("imprimante" * 3) + " suite " * 9
    )
    assert html.count("<mark>") == html.count("</mark>")
    assert BEGINS not in html
    assert ENDS not in html
