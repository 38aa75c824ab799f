"""A fault base of the size of a large house: situations of four causes each, and past cases that follow Zipf's
law over them. The starter pack's own situations are the commonest."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from secours.cli.benchmarks.corpus import Corpus, vocabulary
from secours.faults.recall.meaning import MODEL

_SHARES = [0.7, 0.25, 0.047, 0.003]


def enlarge(corpus: Corpus, faults: int, cases: int) -> None:
    """Written in bulk by the owner: what is measured of it is reading."""
    dice = random.Random(11)
    words, weights = vocabulary(dice)

    def told(least: int, most: int) -> str:
        return " ".join(dice.choices(words, cum_weights=weights, k=dice.randrange(least, most)))

    with _as_owner() as cursor:
        cursor.execute(_TEMPORARY)
        situations = ((n, told(4, 8)[:150], *(told(4, 9)[:240] for _ in range(3))) for n in range(faults))
        _copy(cursor, "COPY told_fault (n, title, first, second, third) FROM STDIN", situations)
        for statement in _FAULTS:
            cursor.execute(statement, {"model": MODEL} if "%(model)s" in statement else None)
        past = list(_past(dice, corpus, faults, cases))  # asks: before the connection copies
        _copy(
            cursor,
            "COPY told_case (n, rank, organisation, requester, device, text) FROM STDIN",
            ((*row, told(10, 30)) for row in past),
        )
        for statement in _CASES:
            cursor.execute(statement)
        cursor.execute("COMMIT")
        cursor.execute("VACUUM ANALYZE")


def _past(
    dice: random.Random, corpus: Corpus, faults: int, cases: int
) -> Iterator[tuple[int, int, int, int, int | None]]:
    """Number, rank of the situation, organisation, requester, device of each case."""
    ranks = range(faults)
    shares = [1 / (rank + 10) for rank in ranks]
    people: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, id FROM people_person ORDER BY id")
        for organisation, person in cursor.fetchall():
            people.setdefault(organisation, []).append(person)
    houses = [corpus.cast.hospital.id, corpus.cast.town.id, *sorted(people)[-2:]]
    printer = corpus.cast.devices["printer"].id
    drawn = dice.choices(ranks, shares, k=cases)
    for number, (rank, house) in enumerate(zip(drawn, dice.choices(houses, _SHARES, k=cases), strict=True)):
        device = printer if house == houses[0] and number % 100 == 0 else None
        yield number, rank, house, dice.choice(people[house]), device


def _copy(cursor: Any, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _as_owner() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("BEGIN")
        yield cursor
        cursor.execute("SET ROLE secours_app")


_TEMPORARY = """
CREATE TEMPORARY TABLE told_fault (n int, title text, first text, second text, third text);
CREATE TEMPORARY TABLE told_case (n int, rank int, organisation bigint, requester bigint, device bigint, text text)
"""

# The vectors are drawn at random: for the index, that is harder than sentences, which gather.
_FAULTS = (
    """
INSERT INTO faults_fault (number, code, title_fr, title_en, state, from_pack, is_request, prior_other, share,
  escalate_fr, escalate_en, first_gesture_fr, first_gesture_en, notes, updated_at, category_id)
SELECT 100000 + n, 'bench.' || n, title, '', 'reviewed', false, false, 0.1, 0.5, '', '', '', '', '{}', now(),
  (SELECT id FROM service_levels_category ORDER BY id OFFSET n % 12 LIMIT 1)
FROM told_fault""",
    """
INSERT INTO faults_symptom (fault_id, language, text)
SELECT f.id, 'fr', told FROM told_fault t JOIN faults_fault f ON f.number = 100000 + t.n,
  unnest(ARRAY[first, second, third]) told""",
    """
INSERT INTO faults_cause (fault_id, code, name_fr, name_en, prior, is_safety, is_reviewed, "order")
SELECT f.id, 'c' || k, 'Cause ' || k || ' : ' || f.title_fr, '', 0.1 * (5 - k), false, true, k
FROM faults_fault f, generate_series(1, 4) k WHERE f.number >= 100000""",
    """
INSERT INTO faults_remedy (cause_id, do_fr, do_en, steps_fr, steps_en, by, "where", minutes, wait_minutes, disruption,
  p_success, needs_approval, needs_identity, is_retired, picture, shared)
SELECT c.id, 'Remède de la ' || lower(c.name_fr), '', '', '', CASE WHEN c.order < 3 THEN 'user' ELSE 'tech' END,
  'remote', 3 * c.order, 0, 'none', 0.8, false, false, false, '', ''
FROM faults_cause c JOIN faults_fault f ON f.id = c.fault_id WHERE f.number >= 100000""",
    """
INSERT INTO faults_check (fault_id, code, ask_fr, ask_en, help_fr, help_en, minutes, by, "where", probe,
  p_yes_otherwise, is_safety, is_retired, "order", picture)
SELECT f.id, 'k' || k, 'Question ' || k || ' : ' || f.title_fr, '', '', '', 1, 'user', 'remote', '', 0.1, false, false, k, ''
FROM faults_fault f, generate_series(1, 5) k WHERE f.number >= 100000""",
    """
INSERT INTO faults_checklink (check_asked_id, cause_id, p_yes)
SELECT k.id, c.id, CASE WHEN k.order = c.order THEN 0.9 ELSE 0.15 END
FROM faults_check k JOIN faults_cause c ON c.fault_id = k.fault_id JOIN faults_fault f ON f.id = k.fault_id
WHERE f.number >= 100000""",
    "DROP INDEX faults_phrase_nearest",
    """
INSERT INTO faults_phrase (fault_id, text, model, embedding)
SELECT f.id, told, %(model)s, (SELECT array_agg(random() - 0.5 + 0 * (f.id + d)) FROM generate_series(1, 512) d)::vector
FROM told_fault t JOIN faults_fault f ON f.number = 100000 + t.n, unnest(ARRAY[title]) told
ON CONFLICT DO NOTHING""",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "SET LOCAL maintenance_work_mem = '512MB'",
    "CREATE INDEX faults_phrase_nearest ON faults_phrase USING hnsw (embedding vector_cosine_ops)",
)

_CASES = (
    """
CREATE TEMPORARY TABLE parts AS
SELECT f.id AS fault, row_number() OVER (ORDER BY f.code <> 'prn.no_output', f.id) - 1 AS rank, c.ids AS causes,
  c.remedies, k.ids AS checks
FROM faults_fault f
JOIN (SELECT c.fault_id, array_agg(c.id ORDER BY c.id) AS ids, array_agg(r.id ORDER BY c.id) AS remedies
      FROM faults_cause c CROSS JOIN LATERAL (SELECT min(id) AS id FROM faults_remedy WHERE cause_id = c.id) r
      GROUP BY 1) c ON c.fault_id = f.id
JOIN (SELECT fault_id, array_agg(id ORDER BY id) AS ids FROM faults_check GROUP BY 1) k ON k.fault_id = f.id""",
    "ALTER TABLE told_case ADD ticket bigint, ADD resolution bigint",
    "UPDATE told_case SET ticket = nextval('tickets_ticket_id_seq'), resolution = nextval('tickets_resolution_id_seq')",
    """
INSERT INTO tickets_ticket (id, organisation_id, number, kind, state, closure, channel, title, language, requester_id,
  callback_phone, callback_place, impact, urgency, priority, is_confidential, is_known_incident, affected_count,
  awaits_reading, message_count, reopen_count, created_at, updated_at, solved_at, closed_at, device_id, search)
SELECT ticket, organisation, nextval('tickets_number'), 'incident', 'closed', 'resolved', 'portal',
  left(f.title_fr || ' ' || text, 110), 'fr', requester, '', '', 3, 2, 3, false, false, 1, false, 2, 0, day, day, day,
  day, device, secours_vector('fr', f.title_fr || ' ' || text)
FROM (SELECT *, now() - n * interval '5 minutes' - interval '1 day' AS day FROM told_case) t
JOIN parts USING (rank) JOIN faults_fault f ON f.id = parts.fault""",
    """
INSERT INTO tickets_resolution (id, text, confirmed_how, at, withdrawn_why, organisation_id, ticket_id)
SELECT resolution, 'Mis en ordre.', 'user', now() - n * interval '5 minutes', '', organisation, ticket
FROM told_case JOIN parts USING (rank)""",
    """
INSERT INTO faults_occurrence (organisation_id, ticket_id, resolution_id, fault_id, cause_id, remedy_id, device_id,
  device_model, answers, attempts, weight, state, happened_at, counts_at)
SELECT organisation, ticket, resolution, fault, causes[c], remedies[c], device, '',
  jsonb_build_object(checks[1], CASE WHEN c = 1 THEN 'yes' ELSE 'no' END,
    checks[cardinality(checks)], CASE WHEN c = 2 THEN 'yes' ELSE 'no' END),
  jsonb_build_array(jsonb_build_array(remedies[c], CASE WHEN n % 9 = 0 THEN 'not_fixed' ELSE 'fixed' END)),
  0.5, 'counted', now() - n * interval '5 minutes', now() - n * interval '5 minutes'
FROM (SELECT *, 1 + (n % 1009) * (n % 1009) % cardinality(causes) AS c FROM told_case JOIN parts USING (rank)) met""",
)
