"""Walks a guided script along answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from secours.faults.scripts.reading import Node, Script


@dataclass(frozen=True)
class Walk:
    """`nodes`: those met, the start first. `unfit`: the answer that fitted no edge of the last one, if any."""

    nodes: tuple[Node, ...]
    unfit: str | None = None

    @property
    def last(self) -> Node:
        return self.nodes[-1]

    @property
    def is_over(self) -> bool:
        return self.last.is_end


def walk(script: Script, answers: Sequence[str]) -> Walk:
    """Stops at an end, at the last answer, or at the first that fits no edge. Spaces around an answer and capitals
    do not matter; an answer written with commas may come in several pieces."""
    nodes = [script.nodes[script.start]]
    left = list(answers)
    while left and not nodes[-1].is_end:
        taken, following = _fitting(script, nodes[-1].id, left)
        if following is None:
            return Walk(tuple(nodes), left[0].strip())
        nodes.append(script.nodes[following])
        left = left[taken:]
    return Walk(tuple(nodes), left[0].strip() if left else None)


def _fitting(script: Script, node_id: str, answers: Sequence[str]) -> tuple[int, str | None]:
    """How many pieces make the answer, the longest first, and the node that it leads to."""
    edges = {_plain(answer): following for answer, following in script.edges.get(node_id, {}).items()}
    for taken in range(len(answers), 0, -1):
        following = edges.get(_plain(",".join(answers[:taken])))
        if following is not None:
            return taken, following
    return 0, None


def _plain(answer: str) -> str:
    return ",".join(" ".join(part.split()) for part in answer.casefold().split(","))
