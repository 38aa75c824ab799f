"""Statements that PostgreSQL plans once a connection instead of at each page.

Planning was half of what a page waited for. A statement that comes back on a connection is prepared there under a
name, in the message that sends it, and called by that name from then on. One plan serves all its calls: left to
itself, PostgreSQL would make five first (config/database.py).

A plan holds no reach. The policies ask `current_setting('secours.reach')`, which is stable and not immutable: it
is worked out at each call, as everything is that may change from one transaction to the next. What access.py put
in a statement is part of its text, so that two readers' statements are two (tests/lib/test_prepared.py).
"""

import re
from collections import OrderedDict
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

# A statement asked this often on a connection is worth a name: most of a reader's who came once are not.
_BEFORE = 2
# On each connection. Some forty are everybody's, some twenty each reader's; a plan takes 200 KB of PostgreSQL's memory.
MOST = 120
# Texts whose uses are counted.
_MOST_COUNTED = 1000
_PLACE = re.compile("%%|%s")


class Prepared:
    """Of one connection. `told` in the order in which the statements are sent."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()
        self._uses: OrderedDict[str, int] = OrderedDict()
        self._numbers = count(1)

    def told(self, sql: str) -> tuple[str, int]:
        """What to send for a statement whose values are %s, and how many results come before its own."""
        before, call = self.steps(sql)
        return "; ".join([*before, call]), len(before)

    def steps(self, sql: str) -> tuple[list[str], str]:
        """As `told`, for who sends them one by one: those that have no values, then the statement."""
        name = self._names.get(sql)
        if name:
            self._names.move_to_end(sql)
            return [], _call(name, sql)
        if not self._is_worth_it(sql):
            return [], sql
        name = self._names[sql] = f"secours_{next(self._numbers)}"
        freeing = [f"DEALLOCATE {one}" for one in self._freed()]
        return [*freeing, f"PREPARE {name} AS {_numbered(sql)}"], _call(name, sql)

    def forget(self, sqls: list[str]) -> None:
        """What was sent failed: whether a name of it stands is not known, so that none of them is used again."""
        for sql in sqls:
            self._names.pop(sql, None)
            self._uses.pop(sql, None)

    def _is_worth_it(self, sql: str) -> bool:
        uses = self._uses.pop(sql, 0)
        if uses >= _BEFORE:
            return True
        self._uses[sql] = uses + 1
        if len(self._uses) > _MOST_COUNTED:
            self._uses.popitem(last=False)
        return False

    def _freed(self) -> list[str]:
        return [self._names.popitem(last=False)[1] for _ in range(len(self._names) - MOST)]


def prepared_on(connection: Any) -> Prepared:
    """`connection`: psycopg's, which ends with its plans."""
    found = _connections.get(connection)
    if found is None:
        found = _connections[connection] = Prepared()
    return found


_connections: WeakKeyDictionary[Any, Prepared] = WeakKeyDictionary()


def _call(name: str, sql: str) -> str:
    places = ", ".join(["%s"] * _PLACE.findall(sql).count("%s"))
    return f"EXECUTE {name}({places})" if places else f"EXECUTE {name}"


def _numbered(sql: str) -> str:
    """A percent sign stays doubled: the message that holds this has values too."""
    numbers = count(1)
    return _PLACE.sub(lambda one: f"${next(numbers)}" if one[0] == "%s" else "%%", sql)
