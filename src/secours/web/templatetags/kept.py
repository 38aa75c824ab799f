"""Two of Django's tags, worked out once instead of at each use: `translate` of a literal text, once a language,
and `url`, once for the same name and parts. The page of a ticket has a hundred and forty of the one and a hundred
of the other, which was a fifth of its cost.

Settings give this library to templates as a builtin (`url`) and under the name `i18n` (`{% load i18n %}`).
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags import i18n
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)
_KEPT = 4096


class KeptTranslation(Node):
    """A literal text in each language that it was shown in."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node, self.asvar, self.kept = node, node.asvar, dict[str | None, str]()
        node.asvar = None

    def render(self, context: Any) -> str:
        language = get_language()
        text = self.kept.get(language)
        if text is None:
            text = self.kept[language] = self.node.render(context)
        if self.asvar:
            context[self.asvar] = text
            return ""
        return text


class KeptAddress(Node):
    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.node = node

    def render(self, context: Any) -> str:
        node = self.node
        name = node.view_name.resolve(context)
        parts = tuple(part.resolve(context) for part in node.args)
        try:
            address = _address(name, parts, _namespace(context))
        except (
            NoReverseMatch,
            TypeError,
        ):  # no such address, or parts that cannot be a key: as Django says it
            return str(node.render(context))
        if node.asvar:
            context[node.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    return KeptTranslation(node) if _is_literal(node) else node


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    return node if node.kwargs else KeptAddress(node)


def address(name: str, *parts: Any) -> str:
    """For HTML written in Python."""
    return _address(name, parts, None)


def _is_literal(node: i18n.TranslateNode) -> bool:
    said: FilterExpression = node.filter_expression
    context: FilterExpression | None = node.message_context
    is_text = isinstance(said.var, Variable) and said.var.literal is not None and not said.filters
    return is_text and not node.noop and (context is None or not context.is_var)


def _namespace(context: Any) -> str | None:
    """Of the page being shown; a mail has none."""
    match = getattr(getattr(context, "request", None), "resolver_match", None)
    return match.namespace if match else None


@lru_cache(maxsize=_KEPT, typed=True)
def _address(name: str, parts: tuple[Any, ...], namespace: str | None) -> str:
    return reverse(name, args=parts, current_app=namespace)
