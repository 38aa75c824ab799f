"""Tags that are worked out once: the same words in each language, the same addresses, refusals as Django's."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch
from django.utils import translation


def shown(text, **values):
    return Template("{% load i18n %}" + text).render(Context(values))


def test_a_text_follows_the_language():
    template = Template('{% load i18n %}{% translate "Close" context "dialog" %}|{% translate "Priority" %}')
    seen = {}
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            seen.setdefault(language, set()).add(template.render(Context()))
    assert {language: len(words) for language, words in seen.items()} == {"fr": 1, "en": 1}
    assert seen["fr"] != seen["en"]


def test_a_text_may_be_named_or_come_from_the_page():
    with translation.override("fr"):
        assert shown('{% translate "Priority" as word %}<{{ word }}>') == "<Priorité>"
        assert shown("{% translate word %}", word="Priority") == "Priorité"
        assert shown('{% translate "100 %" %}') == "100 %"


def test_an_address_of_parts():
    assert shown("{% url 'workbench:ticket' number %}", number=42) == "/workbench/tickets/42/"
    assert shown("{% url 'workbench:ticket' number %}", number=43) == "/workbench/tickets/43/"
    assert shown("{% url 'file' 7 name %}", name="a&'.txt").endswith("/a&amp;&#x27;.txt")


def test_an_address_that_does_not_exist():
    with pytest.raises(NoReverseMatch):
        shown("{% url 'workbench:no_such_page' %}")
    assert shown("{% url 'workbench:no_such_page' as address %}<{{ address }}>") == "<>"
