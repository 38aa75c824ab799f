"""Tickets by the million, as operations leave them: the row with what search finds it by, its entry with its words
and hash, the head of its chain, its first message. Only how they are written differs: streamed once, then turned
into rows where they lie, without foreign keys to check, indexes being built afterwards.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import connection

from secours.config import environment
from secours.journal.chain import Sealed, hash_of, text_digest
from secours.lib.postgres import Cluster

_TABLES = ("tickets_ticket", "journal_entry", "journal_entrytext", "journal_head", "tickets_message")
_PRIORITIES = range(1, 5)


@dataclass(frozen=True)
class Told:
    """What a person told, and when; `state` of the ticket that it became."""

    organisation_id: int
    words: list[str]
    person_id: int
    created: datetime
    state: str


def insert_tickets(
    told: Iterable[Told], vocabulary: list[str], *, team_id: int, technician_id: int, dice: random.Random
) -> None:
    """Committed at once, by the superuser of the embedded server."""
    found_by = _lexemes(vocabulary)
    url = Cluster(environment.data_folder()).superuser_url(connection.settings_dict["NAME"])
    with psycopg.connect(url) as server, server.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        cursor.execute(_DRAWN)
        first = _next_numbers(cursor)
        with cursor.copy("COPY drawn FROM STDIN") as copy:
            for place, one in enumerate(told):
                copy.write_row(_row(one, place, *first, found_by, dice))
        indexes = _without_indexes(cursor)
        for statement in _WRITTEN:
            cursor.execute(statement, {"team": team_id, "technician": technician_id})
        for index in indexes:
            cursor.execute(index)


def _row(
    told: Told, place: int, ticket: int, entry: int, number: int, found_by: "Lexemes", dice: random.Random
) -> tuple[Any, ...]:
    text = " ".join(told.words)
    salt, priority = f"{dice.getrandbits(128):032x}", dice.choice(_PRIORITIES)
    data = {"number": number + place, "kind": "incident", "channel": "portal", "priority": priority,
            "requester": told.person_id, "device": None}  # fmt: skip
    digest = text_digest(salt, text)
    sealed = Sealed(told.organisation_id, "ticket", ticket + place, 1, "ticket.declared", "person", told.person_id,
                    told.created, "public", data, digest, "")  # fmt: skip
    return (
        ticket + place, entry + place, number + place, told.organisation_id, told.state, text,
        _vector(told.words, found_by), told.person_id, priority, dice.random() < 0.5,
        told.created + timedelta(hours=dice.randrange(2, 90)), dice.random() < 0.3, told.created, salt, digest,
        hash_of(sealed),
    )  # fmt: skip


# Of each word: what French and plain configurations make of it, each with a colon for its place.
Lexemes = dict[str, tuple[list[str], list[str]]]


def _lexemes(words: list[str]) -> Lexemes:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector('secours_fr', word)),"
            " tsvector_to_array(to_tsvector('secours_plain', word)) FROM unnest(%s::text[]) AS word",
            [words],
        )
        return {word: tuple([f"{one}:" for one in part] for part in parts) for word, *parts in cursor}  # type: ignore[misc]


def _vector(words: list[str], found_by: Lexemes) -> str:
    """As `secours_vector` works it out: the plain words come after the French ones."""
    french = [(lexeme, place) for place, word in enumerate(words, 1) for lexeme in found_by[word][0]]
    after = french[-1][1] if french else 0
    plain = [(lexeme, place) for place, word in enumerate(words, 1 + after) for lexeme in found_by[word][1]]
    return " ".join([f"{lexeme}{place}" for lexeme, place in (*french, *plain)])


def _next_numbers(cursor: psycopg.Cursor[Any]) -> tuple[int, int, int]:
    cursor.execute(
        "SELECT nextval('tickets_ticket_id_seq'), nextval('journal_entry_id_seq'), nextval('tickets_number')"
    )
    ticket, entry, number = cursor.fetchone() or (0, 0, 0)
    return ticket, entry, number


def _without_indexes(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Gives back how they are built again: those of constraints stay."""
    cursor.execute(_INDEXES, [list(_TABLES)])
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"'.encode())
    return [definition for _name, definition in found]


_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
_DRAWN = """
CREATE TEMP TABLE drawn (ticket bigint, entry bigint, number bigint, organisation bigint, state text, words text,
  search tsvector, person bigint, priority smallint, assigned boolean, due timestamptz, unread boolean,
  created timestamptz, salt text, digest text, hash text) ON COMMIT DROP"""
_TICKETS = """
INSERT INTO tickets_ticket (id, organisation_id, number, kind, state, closure, channel, title, language, requester_id,
  callback_phone, callback_place, impact, urgency, priority, is_confidential, is_known_incident, affected_count,
  team_id, assigned_to_id, due_at, next_due_at, awaits_reading, message_count, reopen_count, created_at, updated_at,
  search)
SELECT ticket, organisation, number, 'incident', state, '', 'portal', left(words, 110), 'fr', person,
  '', '', 3, 2, priority, false, false, 1, %(team)s, CASE WHEN assigned THEN %(technician)s END, due, due, unread, 1, 0,
  created, created, search
FROM drawn"""
_ENTRIES = """
INSERT INTO journal_entry (id, organisation_id, subject_kind, subject_id, number, kind, actor_kind, actor_id, at,
  visibility, data, text_digest, previous_hash, hash, transaction)
SELECT entry, organisation, 'ticket', ticket, 1, 'ticket.declared', 'person', person, created, 'public',
  jsonb_build_object('number', number, 'kind', 'incident', 'channel', 'portal', 'priority', priority,
    'requester', person, 'device', NULL), digest, '', hash, pg_current_xact_id()::text::bigint
FROM drawn"""
_WORDS = """
INSERT INTO journal_entrytext (entry_id, organisation_id, salt, text) SELECT entry, organisation, salt, words
FROM drawn"""
_HEADS = """
INSERT INTO journal_head (subject_kind, subject_id, organisation_id, number, hash)
SELECT 'ticket', ticket, organisation, 1, hash FROM drawn"""
_MESSAGES = """
INSERT INTO tickets_message (organisation_id, ticket_id, entry_id, kind, author_id, author_name, from_requester,
  channel, at)
SELECT organisation, ticket, entry, 'public', person, p.name, true, 'portal', created
FROM drawn JOIN people_person p ON p.id = person"""
_NUMBERS = """
SELECT setval('tickets_ticket_id_seq', max(ticket)), setval('journal_entry_id_seq', max(entry)),
  setval('tickets_number', max(number)) FROM drawn"""
_WRITTEN = (_TICKETS, _ENTRIES, _WORDS, _HEADS, _MESSAGES, _NUMBERS)
