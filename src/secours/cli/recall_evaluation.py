"""`secours faults evaluate-recall --docs D.jsonl --queries Q.jsonl --json`: how well recall finds, on any set.

The documents are placed in a database of their own, by the code that places past tickets, and asked by the code that
asks for them. Beside it, the plain baseline: BM25 over words cut to six letters.
"""

import argparse
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from secours.cli.bench import own_database
from secours.cli.troubles import of_a_file
from secours.cli.words import either, say
from secours.lib.text import unaccented

_BATCH = 200
_AT = (5, 10)
_K1, _B, _STEM = 1.2, 0.75, 6


@dataclass(frozen=True)
class Doc:
    id: str
    title: str
    text: str
    lang: str


@dataclass(frozen=True)
class Query:
    text: str
    lang: str
    relevant: frozenset[str]
    exclude: frozenset[str]


class UnfitFile(Exception):
    """A sentence for whoever gave the file."""


Ranker = Callable[[Query], list[str]]


def command(chosen: argparse.Namespace) -> int:
    try:
        docs, queries = read_docs(chosen.docs), read_queries(chosen.queries)
        known = {doc.id for doc in docs}
        if not any(query.relevant & known for query in queries):
            raise UnfitFile(
                _says(chosen.queries, "no query has a relevant document", "aucune question n’a de document")
            )
    except UnfitFile as problem:
        say(str(problem))
        return 2
    with ExitStack() as stack:
        os.environ["SECOURS_MEANING"] = "here"
        own_database(stack)
        figures = evaluate(docs, queries)
    print(json.dumps(figures) if chosen.json else _table(figures), flush=True)
    return 0


def evaluate(docs: Sequence[Doc], queries: Sequence[Query]) -> dict[str, Any]:
    """In the database that Django is ready for."""
    asked = [query for query in queries if query.relevant & {doc.id for doc in docs}]
    ours = _measured(_ours(docs), asked)
    return {"ours": ours, "bm25": _measured(_baseline(docs), asked), "p95_ms": ours["p95_ms"]}


def read_docs(path: Path) -> list[Doc]:
    """Raises UnfitFile."""
    rows = [(line, _row(path, line, text, {"id": str, "text": str})) for line, text in _lines(path)]
    docs = [
        Doc(row["id"], str(row.get("title") or ""), row["text"], str(row.get("lang") or "en"))
        for _line, row in rows
    ]
    if not docs:
        raise UnfitFile(_says(path, "there is no document", "il n’y a aucun document"))
    if len({doc.id for doc in docs}) < len(docs):
        raise UnfitFile(_says(path, "two documents have the same id", "deux documents ont le même « id »"))
    return docs


def read_queries(path: Path) -> list[Query]:
    """Raises UnfitFile."""
    rows = [_row(path, line, text, {"text": str, "relevant": list}) for line, text in _lines(path)]
    if not rows:
        raise UnfitFile(_says(path, "there is no query", "il n’y a aucune question"))
    return [
        Query(
            row["text"],
            str(row.get("lang") or "en"),
            frozenset(map(str, row["relevant"])),
            frozenset(map(str, row.get("exclude") or ())),
        )
        for row in rows
    ]


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise UnfitFile(f"{path}: {of_a_file(problem)}") from problem
    except UnicodeDecodeError as problem:
        raise UnfitFile(
            _says(path, "this is no text in UTF-8", "ce n’est pas du texte en UTF-8")
        ) from problem
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _row(path: Path, number: int, line: str, needed: dict[str, type]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise UnfitFile(
            _says(path, f"line {number} is no JSON", f"la ligne {number} n’est pas du JSON")
        ) from problem
    if not isinstance(row, dict):
        row = {}
    if "id" in row:
        row["id"] = str(row["id"])
    for name, kind in needed.items():
        if not isinstance(row.get(name), kind):
            raise UnfitFile(
                _says(path, f"line {number} lacks “{name}”", f"la ligne {number} n’a pas de « {name} »")
            )
    return row


def _ours(docs: Sequence[Doc]) -> Ranker:
    from secours.faults.recall.finding import find_documents
    from secours.faults.recall.placing import Source, place, recount, write
    from secours.people.actor import acting_as_system

    with acting_as_system():
        for start in range(0, len(docs), _BATCH):
            batch = enumerate(docs[start : start + _BATCH], start=start)
            write(place([Source("ticket", number, doc.lang, doc.title, doc.text) for number, doc in batch]))
            say(f"{min(start + _BATCH, len(docs))} / {len(docs)}")
        recount()
    _analyse()

    def ranked(query: Query) -> list[str]:
        with acting_as_system():
            return [docs[found.subject_id].id for found in find_documents("ticket", query.text, query.lang)]

    ranked(Query("warm", "en", frozenset(), frozenset()))
    return ranked


def _analyse() -> None:
    """What autovacuum does in time, done at once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "VACUUM ANALYZE faults_document, faults_piece, faults_tokencount, faults_documentcount"
        )
        cursor.execute("SET ROLE secours_app")


def _baseline(docs: Sequence[Doc]) -> Ranker:
    """Title twice and text, k1 1.2, b .75; documents that have none of the words come last, in order."""
    counted = [Counter(_cut(f"{doc.title} {doc.title} {doc.text}")) for doc in docs]
    lengths = np.array([sum(one.values()) for one in counted], dtype=float)
    gathered: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(counted):
        for word, times in one.items():
            gathered.setdefault(word, []).append((number, times))
    norm = _K1 * (1 - _B + _B * lengths / (lengths.mean() or 1.0))
    postings = {word: np.array(rows).T for word, rows in gathered.items()}

    def ranked(query: Query) -> list[str]:
        scores = np.zeros(len(docs))
        for word in set(_cut(query.text)) & postings.keys():
            where, times = postings[word]
            rarity = log(1 + (len(docs) - len(where) + 0.5) / (len(where) + 0.5))
            scores[where] += rarity * times * (_K1 + 1) / (times + norm[where])
        return [docs[int(number)].id for number in np.argsort(-scores, kind="stable")]

    return ranked


def _cut(text: str) -> list[str]:
    return [word[:_STEM] for word in re.findall(r"[a-z0-9]+", unaccented(text).lower())]


def _measured(ranker: Ranker, queries: Sequence[Query]) -> dict[str, float]:
    """Over all relevant documents: those not found at all count as found never."""
    firsts, precisions, times = [], [], []
    for query in queries:
        start = time.perf_counter()
        ranking = ranker(query)
        times.append((time.perf_counter() - start) * 1000)
        kept = [one for one in ranking if one not in query.exclude]
        places = [place for place, one in enumerate(kept, start=1) if one in query.relevant]
        firsts.append(places[0] if places else float("inf"))
        precisions.append(sum(n / place for n, place in enumerate(places, start=1)) / len(query.relevant))
    first = np.array(firsts, dtype=float)
    figures = {
        "p_at_1": np.mean(first == 1),
        **{f"r_at_{most}": np.mean(first <= most) for most in _AT},
        "mrr": np.mean(1 / first),
        "map": np.mean(precisions),
    }
    return {name: round(float(value), 4) for name, value in figures.items()} | {
        "p95_ms": round(float(np.percentile(times, 95)), 2)
    }


def _says(path: Path, english: str, french: str) -> str:
    return either(f"{path}: {english}.", f"{path} : {french}.")


def _table(figures: dict[str, Any]) -> str:
    names = list(figures["ours"])
    lines = [" " * 6 + "".join(f"{name:>9}" for name in names)]
    lines += [f"{who:<6}" + "".join(f"{figures[who][name]:>9}" for name in names) for who in ("ours", "bm25")]
    return "\n".join(lines)
