"""`secours bench recall`: finding again among many past cases, words and meaning, as the application's role.

The cases are filled in by COPY: words drawn by their natural frequencies, pieces placed at random around as many
notions as there are in a large desk. What is measured is a question's whole way: placed by the model, counted,
looked for, ranked.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import connection

from secours.cli.benchmarks.corpus import _people, _vocabulary
from secours.cli.benchmarks.measuring import Line, Measure, measured
from secours.cli.demo.cast import build_cast
from secours.faults.recall.finding import FindAsked, find_documents
from secours.faults.recall.meaning import embed, literal
from secours.faults.recall.placing import recount
from secours.faults.recall.ranking import question
from secours.faults.recall.tokens import terms_of
from secours.faults.recall_sql import PLACES
from secours.lib.statements import Reading
from secours.people.actor import acting, acting_as_system, system_actor

_SHARES = [0.7, 0.25, 0.047, 0.003]
_NOTIONS = 3_000
_NOISE = 0.045  # in each of 512 directions: two pieces of a notion have a cosine of some .5
_BATCH = 2_000


def recall_measures(documents: int) -> list[Measure]:
    dice = random.Random(7)
    with acting_as_system() as by:
        cast = build_cast(by)
        words, weights = _vocabulary(dice)
        organisations = list(_people(cast))
    texts = _filled(documents, organisations, words, weights, dice)
    reaches = {
        "widest": system_actor(),
        "narrowest": replace(system_actor(), reach=frozenset({organisations[-1]})),
    }
    embed([texts[0]])
    questions = [
        " ".join(dice.sample(text.split(), k=min(len(text.split()), dice.randrange(5, 20)))) for text in texts
    ]

    def whole(by: Any) -> Any:
        def ask(number: int) -> None:
            with acting(by):
                find_documents("ticket", questions[number % len(questions)], "fr")

        return ask

    def placed(by: Any) -> Any:
        def ask(ready: tuple[Any, str]) -> None:
            with acting(by):
                FindAsked(Reading(), "ticket", ready[0], place=ready[1]).told()

        return ask

    def ready(number: int) -> tuple[Any, str]:
        text = questions[number % len(questions)]
        vectors = embed([text])
        return question(text, "fr"), literal(vectors[0]) if vectors is not None else ""

    return [
        *(Measure(f"recall, {name} reach", whole(by)) for name, by in reaches.items()),
        *(
            Measure(f"recall, {name} reach, the question placed already", placed(by), ready)
            for name, by in reaches.items()
        ),
        Measure("placing a question by meaning", lambda number: embed([questions[number % len(questions)]])),
    ]


def measure_recall(documents: int, rounds: int) -> Iterator[Line]:
    for one in recall_measures(documents):
        yield measured(one, rounds)


def _filled(
    count: int, organisations: list[int], words: list[str], weights: list[float], dice: random.Random
) -> list[str]:
    """As the owner, whom no wall hinders; gives back some of the texts."""
    draw = np.random.default_rng(7)
    notions = _unit(draw.standard_normal((_NOTIONS, 512)).astype(np.float32))
    kept = []
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("DROP INDEX faults_piece_ticket, document_tokens")
        for start in range(0, count, _BATCH):
            rows = []
            for number in range(start, min(start + _BATCH, count)):
                text = " ".join(dice.choices(words, cum_weights=weights, k=dice.randrange(12, 90)))
                organisation = dice.choices(organisations, _SHARES)[0]
                rows.append((number, organisation, text[:60], text))
                if dice.random() < 0.01:
                    kept.append(text)
            _documents(cursor, rows)
            _pieces(cursor, rows, notions, draw)
        for place in PLACES[:1]:
            cursor.execute(place)
        cursor.execute(
            "CREATE INDEX document_tokens ON faults_document USING gin (tokens) WITH (fastupdate=off)"
        )
        cursor.execute("SET ROLE secours_app")
    with acting_as_system():
        recount()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "VACUUM ANALYZE faults_document, faults_piece, faults_tokencount, faults_documentcount"
        )
        cursor.execute("SET ROLE secours_app")
    return kept


def _documents(cursor: Any, rows: list[tuple[int, int, str, str]]) -> None:
    with cursor.copy(
        "COPY faults_document (id, organisation_id, kind, subject_id, language, device_model, length, tokens, times,"
        " model, is_stale) FROM STDIN"
    ) as copy:
        for number, organisation, title, text in rows:
            terms = terms_of(title, text)
            tokens = "{" + ",".join(map(str, terms.tokens.tolist())) + "}"
            copy.write_row(
                (
                    number,
                    organisation,
                    "ticket",
                    number,
                    "fr",
                    "",
                    terms.length,
                    tokens,
                    terms.times.tobytes(),
                    "-",
                    False,
                )
            )


def _pieces(cursor: Any, rows: list[tuple[int, int, str, str]], notions: Any, draw: Any) -> None:
    with cursor.copy(
        "COPY faults_piece (organisation_id, document_id, kind, is_title, embedding) FROM STDIN"
    ) as copy:
        for number, organisation, _title, text in rows:
            pieces = 2 + (len(text.split()) > 60)
            notion = notions[draw.integers(_NOTIONS)]
            vectors = _unit(notion + _NOISE * draw.standard_normal((pieces, 512)).astype(np.float32))
            for place, vector in enumerate(vectors):
                copy.write_row((organisation, number, "ticket", place == 0, literal(vector)))


def _unit(rows: Any) -> Any:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)
