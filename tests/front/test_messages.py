"""tools/messages.py on small trees: merging, contradictions, what `check` finds."""

import gettext
from pathlib import Path

import messages
import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src/secours/templates").mkdir(parents=True)
    (tmp_path / "src/secours/locale/fr").mkdir(parents=True)
    (tmp_path / "src/secours/a.py").write_text(
        '_("Send")\nngettext("%(n)s ticket", "%(n)s tickets", n)\npgettext("tab", "New")\n'
    )
    (tmp_path / "src/secours/templates/a.html").write_text(
        '{% load i18n %}{% translate "Back" %}{% blocktranslate trimmed %}\n Call {{ phone }}\n{% endblocktranslate %}'
    )
    return tmp_path


def part(tree: Path, name: str, *pairs: tuple[str, str], extra: str = "") -> None:
    body = "".join(f'msgid "{msgid}"\nmsgstr "{msgstr}"\n\n' for msgid, msgstr in pairs)
    (tree / "src/secours/locale/fr" / f"{name}.po").write_text(HEAD + body + extra, encoding="utf-8")


def test_parts_are_merged(tree: Path) -> None:
    part(tree, "a", ("Send", "Envoyer"))
    part(tree, "b", ("Back", "Retour"), ("Send", "Envoyer"))
    with messages.compile_french(tree).open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert [catalogue.gettext(word) for word in ("Send", "Back")] == ["Envoyer", "Retour"]


def test_contradiction_is_refused(tree: Path) -> None:
    part(tree, "a", ("Send", "Envoyer"))
    part(tree, "b", ("Send", "Expédier"))
    with pytest.raises(messages.MessagesError, match="“Send” has two French texts, in a.po and b.po"):
        messages.compile_french(tree)


def test_every_kind_of_text_is_extracted(tree: Path) -> None:
    found = {text.key for text in messages.extract_texts(tree / "src/secours")}
    assert found == {("", "Send"), ("", "%(n)s ticket"), ("tab", "New"), ("", "Back"), ("", "Call %(phone)s")}


def test_check_says_what_is_wrong(tree: Path) -> None:
    fuzzy = '#, fuzzy\nmsgid "Back"\nmsgstr "Retour"\n'
    part(
        tree, "a", ("Send", "Envoyer l'appel"), ("Gone", "Parti"), ("Call %(phone)s", "Appeler"), extra=fuzzy
    )
    found = "\n".join(messages.problems(tree))
    for expected in (
        "no French: “%(n)s ticket”",
        "no French: “New”",
        "straight apostrophe",
        "unused: “Gone”",
    ):
        assert expected in found
    assert "placeholders differ: “Appeler”" in found
    assert "fuzzy: “Back”" in found


def test_complete_tree_has_no_problem(tree: Path) -> None:
    more = 'msgid "%(n)s ticket"\nmsgid_plural "%(n)s tickets"\nmsgstr[0] "%(n)s ticket"\nmsgstr[1] "%(n)s tickets"\n\n'
    more += 'msgctxt "tab"\nmsgid "New"\nmsgstr "Nouveau"\n'
    part(
        tree,
        "a",
        ("Send", "Envoyer"),
        ("Back", "Retour"),
        ("Call %(phone)s", "Appeler le %(phone)s"),
        extra=more,
    )
    assert messages.problems(tree) == []


@pytest.mark.parametrize(
    "good",
    ["Urgent\u00a0: à 9:46", "«\u00a0oui\u00a0»", "62\u00a0%", "<a href=x:y>l’avis</a>", "Prêt\u00a0?"],
)
def test_right_typography_passes(good: str) -> None:
    assert messages.typography(good) == []


@pytest.mark.parametrize(
    "bad", ["Urgent : oui", "Urgent: oui", "« oui »", "«oui»", "l'avis", "Prêt ?", "Prêt?", "62 %"]
)
def test_wrong_typography_is_found(bad: str) -> None:
    assert messages.typography(bad)


def test_pseudo_language_wraps_every_text(tree: Path) -> None:
    part(tree, "a", ("Send", "Envoyer"))
    with messages.compile_pseudo(tree).open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Send") == "⟦Send⟧"
    assert catalogue.pgettext("tab", "New") == "⟦New⟧"
    assert catalogue.ngettext("%(n)s ticket", "%(n)s tickets", 2) == "⟦%(n)s tickets⟧"


def test_shell_of_the_product_is_complete_in_french() -> None:
    ours = (
        "(templates/base",
        "(templates/_",
        "(templates/shells",
        "(templates/cotton",
        "(web/templatetags",
        "(shell.po)",
    )
    assert [problem for problem in messages.problems(ROOT) if any(place in problem for place in ours)] == []
