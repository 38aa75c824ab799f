"""Six printer complaints as a helpdesk meets them: causes, checks, costs and faulty worlds.

The network has no costs: these are ours (a judgement), repairs 1 to 45 minutes, checks half a minute to three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from benchmarks.win95pts.network import Network
from numpy.typing import NDArray

CONTEXT: Final = ("NetPrint", "DSApplctn", "PrtPScript", "TrTypFnts")
CHECK_MINUTES: Final = {
    "NetPrint": 0.5,
    "DSApplctn": 0.5,
    "PrtPScript": 0.5,
    "TrTypFnts": 0.5,
    "PrtStatPaper": 0.5,
    "PrtStatToner": 0.5,
    "PrtStatMem": 0.5,
    "PrtStatOff": 0.5,
    "PrtIcon": 1.0,
    "PrtFile": 3.0,
    "REPEAT": 2.0,
    "HrglssDrtnAftrPrnt": 1.0,
    "PSERRMEM": 1.0,
    "TstpsTxt": 3.0,
}
REPAIR_MINUTES: Final = {
    "AppOK": 30,
    "DataFile": 20,
    "DskLocal": 10,
    "PrtSpool": 3,
    "PrtOn": 1,
    "PrtPaper": 2,
    "PrtDriver": 15,
    "PrtThread": 20,
    "DrvSet": 5,
    "DrvOK": 15,
    "PrtSel": 1,
    "PrtPath": 5,
    "NtwrkCnfg": 20,
    "PTROFFLINE": 1,
    "PrtCbl": 3,
    "PrtPort": 10,
    "CblPrtHrdwrOK": 45,
    "PrtMpTPth": 5,
    "PrtMem": 30,
    "PrtTimeOut": 3,
    "FllCrrptdBffr": 3,
    "TnrSpply": 5,
    "PgOrnttnOK": 2,
    "PrntngArOK": 3,
    "ScrnFntNtPrntrFnt": 10,
    "GrphcsRltdDrvrSttngs": 5,
    "EPSGrphc": 15,
    "FntInstlltn": 10,
    "PrntrAccptsTrtyp": 10,
    "AvlblVrtlMmry": 10,
    "PrtQueue": 5,
}


@dataclass(frozen=True, eq=False)
class Complaint:
    """Faulty worlds of one problem. `cures` (worlds, causes): whether that one repair makes it go away."""

    network: Network
    problem: str
    causes: tuple[str, ...]
    luck: NDArray[np.float64]
    answers: NDArray[np.bool_]
    cures: NDArray[np.bool_]
    rate: float
    _seen: dict[tuple[int, frozenset[str]], NDArray[np.int8]] = field(default_factory=dict, repr=False)

    @cached_property
    def labels(self) -> NDArray[np.intp]:
        """The first cause whose repair alone cures each world; the number of causes where none does."""
        return np.where(self.cures.any(axis=1), self.cures.argmax(axis=1), len(self.causes))

    def is_bad(self, world: int, repaired: frozenset[str], node: str) -> bool:
        """How a node of one world stands once these causes are repaired."""
        key = (world, repaired)
        if key not in self._seen:
            self._seen[key] = self.network.worlds(self.luck[world : world + 1], repaired)[0]
        return bool(self._seen[key][self.network.index[node]])


def complaint(network: Network, number: int, count: int, seed: tuple[int, ...]) -> Complaint:
    """`count` worlds in which Problem `number` shows; `answers` (worlds, checks) are those before any repair."""
    problem = f"Problem{number}"
    luck, rate = _faulty(network, problem, count, np.random.default_rng((*seed, number)))
    causes = causes_of(network, problem)
    columns = [network.index[check] for check in CHECK_MINUTES]
    cures = [network.worlds(luck, {cause})[:, network.index[problem]] == 0 for cause in causes]
    answers = network.worlds(luck)[:, columns] == 1
    return Complaint(network, problem, causes, luck, answers, np.stack(cures, axis=1), rate)


def causes_of(network: Network, problem: str) -> tuple[str, ...]:
    """Everything upstream of the problem that somebody can repair."""
    upstream: set[str] = set()
    waiting = [problem]
    while waiting:
        parents = network.nodes[network.index[waiting.pop()]].parents
        waiting += [parent for parent in parents if parent not in upstream]
        upstream |= set(parents)
    return tuple(name for name in REPAIR_MINUTES if name in upstream)


def _faulty(
    network: Network, problem: str, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], float]:
    kept: list[NDArray[np.float64]] = []
    drawn = 0
    while sum(map(len, kept)) < count:
        luck = rng.random((4_000, len(network.nodes)))
        kept.append(luck[network.worlds(luck)[:, network.index[problem]] == 1])
        drawn += len(luck)
    found = np.concatenate(kept)
    return found[:count], len(found) / drawn
