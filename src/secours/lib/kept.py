"""Values worked out once a process: the latest few, shared by its threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """At most `most` values, the one used longest ago goes first. A key must change with what it stands for;
    two threads that miss at once both work it out, and get the same."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        found = self.look(key)
        if found is None:
            found = work_out()
            self.put(key, found)
        return found

    def look(self, key: Hashable) -> Value | None:
        """What is kept; nothing, when it must be worked out."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
