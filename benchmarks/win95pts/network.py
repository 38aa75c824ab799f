"""Reads win95pts (a published network of printer faults, BIF) and makes worlds of it.

A world is one uniform number per node, kept for ever: repairing a cause sets that node to its good state and
nothing else is drawn again, so that what was not repaired stays as it was (Breese and Heckerman 1996). All
nodes are binary; state 1 is the faulty one, except Problem3, 4 and 5, whose labels are inverted in the public
copy ("Yes" means that the page is complete): `Network.worlds` turns them round.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

INVERTED = frozenset({"Problem3", "Problem4", "Problem5"})
_VARIABLE = re.compile(r"variable (\w+) \{\s*type discrete \[ 2 \] \{ (\S+), (\S+) \};")
_TABLE = re.compile(r"probability \( (\w+)(?: \| ([^)]*))? \) \{(.*?)\n\}", re.S)
_ROW = re.compile(r"(?:table|\(([^)]*)\)) ([\d.eE+-]+), ([\d.eE+-]+);")


@dataclass(frozen=True)
class Node:
    """`faulty` (2, 2, ...): P(state 1) for each combination of the parents' states."""

    name: str
    parents: tuple[str, ...]
    faulty: NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """Nodes in an order in which parents come first."""

    nodes: tuple[Node, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        return {node.name: number for number, node in enumerate(self.nodes)}

    def worlds(self, luck: NDArray[np.float64], repaired: Set[str] = frozenset()) -> NDArray[np.int8]:
        """States (worlds, nodes), 1 is bad, of worlds given as luck (worlds, nodes) once nodes are repaired."""
        states = np.zeros(luck.shape, dtype=np.int8)
        index = self.index
        for number, node in enumerate(self.nodes):
            if node.name not in repaired:
                parents = tuple(states[:, index[parent]] for parent in node.parents)
                chance = node.faulty[parents] if parents else node.faulty
                states[:, number] = luck[:, number] < chance
        for name in INVERTED & index.keys():
            states[:, index[name]] = 1 - states[:, index[name]]
        return states


def shared_file() -> Path:
    """Where the network lies: `../shared` beside the repository, or SECOURS_SHARED."""
    shared = Path(os.environ.get("SECOURS_SHARED", Path(__file__).parents[3] / "shared"))
    return shared / "data" / "diagnosis" / "win95pts" / "win95pts.bif.gz"


def read(path: Path | None = None) -> Network:
    """Raises OSError where the data is absent, ValueError for another network."""
    text = gzip.decompress((path or shared_file()).read_bytes()).decode("utf-8")
    states = {name: (first, second) for name, first, second in _VARIABLE.findall(text)}
    nodes = [_node(name, parents, rows, states) for name, parents, rows in _TABLE.findall(text)]
    if not {"Problem1", "Problem6"} <= {node.name for node in nodes}:
        raise ValueError("this is not the network win95pts")
    return Network(tuple(_parents_first(nodes)))


def _node(name: str, parents: str, rows: str, states: dict[str, tuple[str, str]]) -> Node:
    names = tuple(parent.strip() for parent in parents.split(",")) if parents else ()
    faulty = np.full((2,) * len(names), np.nan)
    for given, _, chance in _ROW.findall(rows):
        labels = [label.strip() for label in given.split(",")] if given else []
        place = tuple(states[parent].index(label) for parent, label in zip(names, labels, strict=True))
        faulty[place] = float(chance)
    if np.isnan(faulty).any():
        raise ValueError(f"{name}: its table is incomplete")
    return Node(name, names, faulty)


def _parents_first(nodes: list[Node]) -> list[Node]:
    ordered: dict[str, Node] = {}
    waiting = list(nodes)
    while waiting:
        ready = [node for node in waiting if all(parent in ordered for parent in node.parents)]
        if not ready:
            raise ValueError("the network has a cycle")
        ordered |= {node.name: node for node in ready}
        waiting = [node for node in waiting if node.name not in ordered]
    return list(ordered.values())
