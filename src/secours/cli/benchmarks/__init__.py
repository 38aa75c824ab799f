"""What `secours bench` measures. Django is ready and the database is empty but for what `migrate` installs."""

from collections.abc import Iterator

from secours.cli.benchmarks.measuring import Line, Measure, machine, measured


def measure(tickets: int, rounds: int, only: str = "") -> Iterator[Line]:
    """First the machine, then one line a measure whose name contains `only`."""
    from secours.cli.benchmarks.corpus import build_corpus
    from secours.cli.benchmarks.pages import page_measures
    from secours.cli.benchmarks.weights import weights
    from secours.cli.benchmarks.works import work_measures

    yield from _machine(tickets, rounds)
    corpus = build_corpus(tickets)
    for one in [*page_measures(corpus), *work_measures(corpus)]:
        if only in one.name:
            yield measured(one, rounds)
    if only in "weight":
        yield from weights()


def measure_steps(tickets: int, rounds: int, only: str = "", *, faults: int, cases: int) -> Iterator[Line]:
    """The diagnosis with recall, on a fault base and past cases of the size of a large house."""
    from secours.cli.benchmarks.corpus import build_corpus
    from secours.cli.benchmarks.fault_base import enlarge
    from secours.cli.benchmarks.pages import diagnosis_measures
    from secours.cli.benchmarks.recall import fill, resolved

    for line in _machine(tickets, rounds):
        yield line | {"faults": faults, "cases": cases} if "machine" in line else line
    corpus = build_corpus(tickets)
    enlarge(corpus, faults, cases)
    fill(resolved())
    for one in diagnosis_measures(corpus):
        if only in one.name:
            yield measured(one, rounds)


def measure_recall(cases: int, rounds: int, only: str = "") -> Iterator[Line]:
    """Past cases found again by words and meaning."""
    from secours.cli.benchmarks.recall import recall_measures

    yield from _machine(cases, rounds)
    for one in recall_measures(cases):
        if only in one.name:
            yield measured(one, rounds)


def _machine(tickets: int, rounds: int) -> Iterator[Line]:
    yield {"machine": machine(), "tickets": tickets}
    yield measured(Measure("fixed loop, to compare machines", lambda _number: sum(range(1_000_000))), rounds)
