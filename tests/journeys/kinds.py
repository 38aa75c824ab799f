"""Every kind of page: one address of each name of tests/access/table.py, found by following what pages show.

A page that no link leads to is asked for all the same, with the arguments of another address of its space: the
table decides what exists, the links what is broken.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from tests.access.table import TABLE
from tests.access.test_addresses import addresses
from tests.journeys.world import SECRET

# The first of them that may see a kind of page is the one that judges it.
ROLES = ["requester", "client", "outsider", "technician", "mission", "supervisor", "manager", "admin"]
# Not followed: they change what the next page is.
LEAVING = {"account_logout", "set_language", "set_theme"}
_LINKS = re.compile(r'<(?:a|form|[a-z]+)\b[^>]*?\s(?:href|hx-get)="([^"#]+)', re.I)


# What an address wants to be asked, where its place in the page adds it.
ASKED = {"workbench:bulk": "?t=1001", "workbench:entry_context": "?person=1", "workbench:undo": "?t=1001.1", "workbench:tasks_change": "?t=1",
         "workbench:bulk_reply": "?t=1001"}  # fmt: skip
# Things of world.py that no list links to on this day.
KNOWN: dict[str, dict[str, Any]] = {
    "portal:article": {"article_id": 1},
    "portal:follow": {"secret": SECRET},
    "setup:invitation": {"secret": SECRET},
    "faults:promote": {"number": 1006},
    "faults:article_from_ticket": {"number": 1006},
    "workbench:erasure": {"number": 1001, "message_id": 1},
    "setup:place": {"place_id": 1},
    "setup:standard_reply": {"reply_id": 1},
}


@dataclass
class Kinds:
    """`pages`: (name, is something asked) → (role, address); `parts`: names that answer less than a page;
    `broken`: links that lead their reader nowhere."""

    pages: dict[tuple[str, bool], tuple[str, str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    arguments: dict[tuple[str, frozenset[str]], dict[str, Any]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        return {name for name, _asked in self.pages} | set(self.parts)


def kinds_of(browsing: Any) -> Kinds:
    kinds, visitors = Kinds(), {role: browsing.context(role) for role in ROLES}
    visitors[""] = browsing.context()
    for role, visitor in visitors.items():
        _follow(kinds, role, visitor)
    for name, url, is_known in _unseen(kinds):
        role = next((one for one in visitors if (one or "anonymous") in TABLE[name][0]), "")
        answer = visitors[role].request.get(url)
        if answer.status == 405:
            kinds.parts[name] = "no page: it is done, not looked at"
        elif is_known and answer.status < 400:
            _keep(kinds, role, url, answer)
    browsing.close_pages()
    return kinds


def _follow(kinds: Kinds, role: str, visitor: Any) -> None:
    """By breadth, one of each kind: of the first page and what it links to, whoever came before."""
    waiting, seen = deque([("/", 0)]), set()
    while waiting:
        url, depth = waiting.popleft()
        kind = kind_of(url)
        if kind is None or kind in seen or (depth > 1 and (kind in kinds.pages or kind[0] in kinds.parts)):
            continue
        seen.add(kind)
        answer = visitor.request.get(url)
        if answer.status >= 400:
            kinds.broken.append(f"{url} as {role}: {answer.status}")
            continue
        links = _keep(kinds, role, url, answer)
        kinds.broken += [f"{link} as {role}, in {url}" for link in links if not _may_follow(role, link)]
        waiting.extend((link, depth + 1) for link in links)


def _may_follow(role: str, link: str) -> bool:
    kind = kind_of(link)
    return kind is None or (role or "anonymous") in TABLE[kind[0]][0] or not role


def _unseen(kinds: Kinds) -> Iterator[tuple[str, str, bool]]:
    for name, wanted in list(addresses()):
        if name not in kinds.names | LEAVING:
            known = KNOWN.get(name) or kinds.arguments.get((_space(name), frozenset(wanted)))
            is_known = known is not None or not wanted
            with suppress(NoReverseMatch):
                yield name, reverse(name, kwargs=known or _any(wanted)) + ASKED.get(name, ""), is_known


def _any(wanted: Iterable[str]) -> dict[str, Any]:
    """Enough to hear that an address is not for looking."""
    words = {"name": "assignment", "language": "fr", "secret": "x", "key": "a-b", "provider_id": "none"}
    return {one: words.get(one, 1) for one in wanted}


def _keep(kinds: Kinds, role: str, url: str, answer: Any) -> list[str]:
    """Gives its links."""
    kind, end = kind_of(url), kind_of(answer.url)
    if end is None or kind is None:
        return []
    found = resolve(urlsplit(url).path)
    kinds.arguments.setdefault((_space(kind[0]), frozenset(found.kwargs)), found.kwargs)
    text = answer.text() if "text/html" in answer.headers.get("content-type", "") else ""
    if end[0] != kind[0]:
        kinds.parts.setdefault(kind[0], f"leads to {end[0]}")
    elif "<html" in text:
        kinds.pages.setdefault(end, (role, url))
    else:
        kinds.parts.setdefault(kind[0], "a part of a page, or a file")
    links = [_path(urljoin(answer.url, unescape(link))) for link in _LINKS.findall(text)]
    return [link + ASKED.get(kind_name(link), "") if "?" not in link else link for link in links]


def kind_name(url: str) -> str:
    return (kind_of(url) or ("", False))[0]


def kind_of(url: str) -> tuple[str, bool] | None:
    """The name of an address and whether something is asked of it; None for what is not ours."""
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    return (name, bool(parts.query)) if name in TABLE and name not in LEAVING else None


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _space(name: str) -> str:
    return name.split(":", maxsplit=1)[0] if ":" in name else ""
