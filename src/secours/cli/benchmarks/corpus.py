"""A corpus to measure on: four unequal organisations, N tickets whose words follow Zipf's law over a
vocabulary of 20,000 (the starter pack's French and English words first, then invented ones), and a few
tickets that were lived through the operations."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from django.db import connection

from secours.cli.benchmarks.bulk import Told, insert_tickets
from secours.cli.benchmarks.lives import Lives, live
from secours.cli.demo.cast import Cast, build_cast
from secours.faults.models import Symptom
from secours.people.actor import acting_as_system
from secours.people.operations import create_organisation, create_person

VOCABULARY = 20_000
_ONSETS = "b br c ch cl d f fl g gr h j l m n p pl pr qu r s sp st t tr v".split()  # noqa: SIM905
_VOWELS = "a e i o u é è ai au eu oi ou an en in on".split()  # noqa: SIM905
_CODAS = ["", "", "", "l", "n", "r", "s", "t", "que", "ment", "tion", "ing", "er"]
# Most tickets belong to the first, some thirty to the last.
_SHARES = [0.7, 0.25, 0.047, 0.003]
_OPEN_SHARE = 0.06
# The place in the vocabulary of the word that is searched: some six of ten tickets, some twenty tickets.
_COMMON, _RARE = 0, 7_000


@dataclass(frozen=True)
class Corpus:
    cast: Cast
    lives: Lives
    common: str
    rare: str


def build_corpus(count: int) -> Corpus:
    """The many tickets in bulk: what is measured of them is reading, and the operations are measured
    one by one."""
    dice = random.Random(7)
    with acting_as_system() as by:
        cast = build_cast(by)
        words, weights = vocabulary(dice)
        people = people_of(cast)
    team, technician = cast.teams["first"].id, cast.people["technician"].id
    told = _told(people, dice, words, weights, count)
    insert_tickets(told, words, team_id=team, technician_id=technician, dice=dice)
    with acting_as_system() as by:
        lives = live(cast, by)
    _analyse()
    return Corpus(cast, lives, words[_COMMON], words[_RARE])


def _told(
    people: dict[int, list[int]], dice: random.Random, words: list[str], weights: list[float], count: int
) -> Iterator[Told]:
    for _ in range(count):
        organisation = dice.choices(list(people), _SHARES)[0]
        said = dice.choices(words, cum_weights=weights, k=dice.randrange(12, 60))
        yield Told(organisation, said, dice.choice(people[organisation]), *_when(dice))


def people_of(cast: Cast) -> dict[int, list[int]]:
    organisations = [cast.hospital, cast.town]
    for name in ("Troisième client", "Petit client"):
        organisation, cast.by = create_organisation(by=cast.by, name=name)
        organisations.append(organisation)
    return {
        organisation.id: [
            create_person(by=cast.by, organisation_id=organisation.id, name=f"Personne {index}").id
            for index in range(20)
        ]
        for organisation in organisations
    }


def vocabulary(dice: random.Random) -> tuple[list[str], list[float]]:
    """Words with the sums of their natural frequencies (Zipf and Mandelbrot). Little words would never be
    found: none is drawn."""
    told = {word.lower() for (text,) in Symptom.objects.values_list("text") for word in text.split()}
    known = sorted(word for word in told if word.isalpha() and len(word) > 4)
    dice.shuffle(known)
    words = [*known, *islice(_invented(dice, set(known)), VOCABULARY - len(known))]
    return words, list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))


def _invented(dice: random.Random, known: set[str]) -> Iterator[str]:
    while True:
        syllables = range(dice.randrange(2, 5))
        word = "".join(dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in syllables) + dice.choice(_CODAS)
        if word not in known:
            known.add(word)
            yield word


def _when(dice: random.Random) -> tuple[datetime, str]:
    created = datetime.now(UTC) - timedelta(minutes=dice.randrange(60 * 24 * 365))
    is_open = dice.random() < _OPEN_SHARE
    return created, dice.choice(["new", "in_progress", "on_hold"]) if is_open else "closed"


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET ROLE secours_app")
