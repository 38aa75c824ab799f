"""`secours bench recall`: finding again among many past cases, words and meaning, as the application's role.

The cases are filled in by COPY: words drawn by their natural frequencies, pieces placed at random around as many
notions as a large desk may have. What is measured is a question's whole way: placed by the model, counted, looked
for, ranked.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection

from secours.cli.benchmarks.corpus import people_of, vocabulary
from secours.cli.benchmarks.measuring import Measure
from secours.cli.demo.cast import build_cast
from secours.faults.recall.finding import FindAsked, find_documents
from secours.faults.recall.meaning import embed, literal
from secours.faults.recall.placing import recount
from secours.faults.recall.ranking import question
from secours.faults.recall.tokens import terms_of
from secours.faults.recall_sql import PLACES
from secours.lib.statements import Reading
from secours.people.actor import Actor, acting, acting_as_system, system_actor

_SHARES = [0.7, 0.25, 0.047, 0.003]
_NOTIONS = 3_000
_NOISE = 0.045  # in each of 512 directions: two pieces of a notion have a cosine of some .5
_BATCH = 2_000
_ASKED = 500
Case = tuple[int, int, str]  # number, organisation, text


def recall_measures(cases: int) -> list[Measure]:
    dice = random.Random(7)
    with acting_as_system() as by:
        organisations = list(people_of(build_cast(by)))
        words, weights = vocabulary(dice)
    fill(_drawn(cases, organisations, words, weights, dice))
    asked = [
        " ".join(dice.choices(words, cum_weights=weights, k=dice.randrange(5, 20))) for _ in range(_ASKED)
    ]
    embed(asked[:1])
    widest = system_actor()
    narrowest = replace(widest, reach=frozenset({organisations[-1]}))
    return [
        Measure("recall, widest reach", _whole(widest, asked)),
        Measure("recall, narrowest reach", _whole(narrowest, asked)),
        Measure("recall, widest reach, placed before", _after(widest), _ready(asked)),
        Measure("recall, narrowest reach, placed before", _after(narrowest), _ready(asked)),
        Measure("placing a question by meaning", lambda number: embed([asked[number % _ASKED]])),
    ]


def _whole(by: Actor, asked: list[str]) -> Any:
    def ask(number: int) -> None:
        with acting(by):
            find_documents("ticket", asked[number % _ASKED], "fr")

    return ask


def _after(by: Actor) -> Any:
    def ask(ready: tuple[str, str | None]) -> None:
        with acting(by):
            FindAsked(Reading(), "ticket", question(ready[0], "fr"), place=ready[1]).told()

    return ask


def _ready(asked: list[str]) -> Any:
    def ready(number: int) -> tuple[str, str | None]:
        vectors = embed([asked[number % _ASKED]])
        return asked[number % _ASKED], literal(vectors[0]) if vectors is not None else None

    return ready


def _drawn(
    cases: int, organisations: list[int], words: list[str], weights: list[float], dice: random.Random
) -> Iterator[Case]:
    for number in range(cases):
        text = " ".join(dice.choices(words, cum_weights=weights, k=dice.randrange(12, 90)))
        yield number, dice.choices(organisations, _SHARES)[0], text


def resolved() -> list[Case]:
    """Tickets that there are, for recall to find."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT id, organisation_id, title FROM tickets_ticket WHERE closure = 'resolved'")
        found = [(ticket, organisation, title) for ticket, organisation, title in cursor.fetchall()]
        cursor.execute("SET ROLE secours_app")
    return found


def fill(cases: Iterable[Case]) -> None:
    """As the owner, whom no wall hinders. An index is made ten times sooner over what is there already."""
    draw = np.random.default_rng(7)
    notions = _unit(draw.standard_normal((_NOTIONS, 512)).astype(np.float32))
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("DROP INDEX faults_piece_ticket, document_tokens")
        every = iter(cases)
        while batch := list(islice(every, _BATCH)):
            first = _documents(cursor, batch)
            _pieces(cursor, batch, first, notions, draw)
        cursor.execute(PLACES[0])
        cursor.execute(
            "CREATE INDEX document_tokens ON faults_document USING gin (tokens) WITH (fastupdate = off)"
        )
        recount()
        cursor.execute(
            "VACUUM ANALYZE faults_document, faults_piece, faults_tokencount, faults_documentcount"
        )
        cursor.execute("SET ROLE secours_app")


def _documents(cursor: Any, batch: list[Case]) -> int:
    """Gives the number of the first."""
    cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM faults_document")
    first: int = cursor.fetchone()[0]
    with cursor.copy(_DOCUMENTS) as copy:
        for place, (subject, organisation, text) in enumerate(batch):
            terms = terms_of(text[:60], text)
            tokens = "{" + ",".join(map(str, terms.tokens.tolist())) + "}"
            copy.write_row(
                (first + place, organisation, "ticket", subject, "fr", "", terms.length, tokens,
                 terms.times.tobytes(), "-", False)
            )  # fmt: skip
    return first


def _pieces(cursor: Any, batch: list[Case], first: int, notions: Any, draw: Any) -> None:
    """A title and a part or two, about one of the notions."""
    with cursor.copy(_PIECES) as copy:
        for place, (_subject, organisation, text) in enumerate(batch):
            notion = notions[draw.integers(_NOTIONS)]
            noise = draw.standard_normal((2 + (len(text.split()) > 60), 512)).astype(np.float32)
            for number, vector in enumerate(_unit(notion + _NOISE * noise)):
                copy.write_row((organisation, first + place, "ticket", number == 0, literal(vector)))


def _unit(rows: Any) -> Any:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


_DOCUMENTS = """
COPY faults_document (id, organisation_id, kind, subject_id, language, device_model, length, tokens, times, model,
  is_stale) FROM STDIN"""
_PIECES = "COPY faults_piece (organisation_id, document_id, kind, is_title, embedding) FROM STDIN"
