"""Statements that PostgreSQL plans once a connection instead of at each page.

Planning was half of what a page waited for. A statement that comes back on a connection is prepared there under a
name, in the message that sends it, and called by that name from then on. PostgreSQL itself decides, after five
calls, whether one plan serves them all.

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
# Statements known on each connection: some fifty are everybody's, some twenty each reader's. A plan takes
# 20 to 150 KB of PostgreSQL's memory.
MOST = 400
_PLACE = re.compile("%%|%s")


class Prepared:
    """Of one connection. `told` in the order in which the statements are sent."""

    def __init__(self) -> None:
        # How often each text was sent, or the name that it has.
        self._known: OrderedDict[str, int | str] = OrderedDict()
        self._numbers = count(1)

    def told(self, sql: str) -> tuple[str, int]:
        """What to send for a statement whose values are %s, and how many results come before its own."""
        known = self._known.get(sql, 0)
        if isinstance(known, str):
            self._known.move_to_end(sql)
            return _call(known, sql), 0
        if known < _BEFORE:
            self._known[sql] = known + 1
            return sql, 0
        name = f"secours_{next(self._numbers)}"
        self._known[sql] = name
        self._known.move_to_end(sql)
        dropped = self._dropped()
        before = "".join(f"DEALLOCATE {one}; " for one in dropped)
        return f"{before}PREPARE {name} AS {_numbered(sql)}; {_call(name, sql)}", len(dropped) + 1

    def forget(self, sqls: list[str]) -> None:
        """What was sent failed: whether a name of it stands is not known, so that none of them is used again."""
        for sql in sqls:
            self._known.pop(sql, None)

    def _dropped(self) -> list[str]:
        gone = []
        while len(self._known) > MOST:
            gone.append(self._known.popitem(last=False)[1])
        return [one for one in gone if isinstance(one, str)]


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
