"""What is kept a process: the latest few, worked out once."""

from secours.lib.kept import Kept


def test_each_key_is_worked_out_once_and_the_longest_unused_goes():
    kept: Kept[str] = Kept(2)
    worked: list[str] = []

    def of(key: str) -> str:
        return kept.get(key, lambda: worked.append(key) or key.upper())

    assert [of(key) for key in "abab"] == ["A", "B", "A", "B"]
    of("a")
    of("c")  # b was used longest ago
    of("a")
    of("b")
    assert worked == ["a", "b", "c", "b"]
