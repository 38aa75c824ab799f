import json

import numpy as np
import pytest
from benchmarks.win95pts.network import INVERTED, read, shared_file

REFERENCE = shared_file().with_name("reference_posteriors.json")
pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason=f"win95pts is not at {REFERENCE.parent}")


def test_worlds_have_the_published_marginals() -> None:
    """Against exact marginals (variable elimination): four standard errors of 20,000 worlds."""
    network = read()
    assert (len(network.nodes), sum(len(node.parents) for node in network.nodes)) == (76, 112)
    worlds = network.worlds(np.random.default_rng(7).random((20_000, 76)))
    exact = json.loads(REFERENCE.read_text())["prior"]
    for name, number in network.index.items():
        bad = exact[name][0 if name in INVERTED else 1]
        assert abs(worlds[:, number].mean() - bad) <= 4 * (bad * (1 - bad) / 20_000) ** 0.5 + 1e-9


def test_a_repair_changes_what_depends_on_it_and_nothing_else() -> None:
    network = read()
    luck = np.random.default_rng(8).random((2_000, 76))
    before, after = network.worlds(luck), network.worlds(luck, frozenset({"PrtPaper"}))
    changed = {network.nodes[i].name for i in np.flatnonzero((before != after).any(axis=0))}
    assert changed <= {"PrtPaper", "PrtData", "Problem1", "PrtStatPaper"}
    assert "Problem1" in changed
