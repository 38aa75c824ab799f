"""The journal refuses to be rewritten, and shows what was done behind its back."""

import pytest
from django.db import DatabaseError, connection, transaction

from secours.journal.models import Entry, EntryText
from secours.journal.operations import erase_text
from secours.journal.verification import verify_journal
from secours.tickets.operations import declare_ticket, reply_to_ticket


def declared(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="L’imprimante n’imprime plus")
    reply_to_ticket(ticket.id, by=by, text="Je m’en occupe")
    return by, ticket


def chain(ticket):
    return list(Entry.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("number"))


def as_owner(*statements):
    """Behind the application's back: the triggers off, as a superuser of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_entrytext DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_entrytext ENABLE TRIGGER USER")
        cursor.execute("SET ROLE secours_app")


def test_a_whole_journal_verifies(scene):
    declared(scene)
    scene.enter_system()
    verdict = verify_journal()
    assert not verdict.broken
    assert verdict.entries > 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET kind = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry CASCADE",
        "UPDATE journal_entrytext SET text = 'x'",
        "DELETE FROM journal_entrytext",
    ],
)
def test_the_database_refuses_to_rewrite(scene, statement):
    declared(scene)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE journal_entry SET kind = 'ticket.closed' WHERE id = {first}",
            "entry 1: changed after it was written",
        ),
        ("DELETE FROM journal_entrytext WHERE entry_id = {first}", "entry 1: its text is missing"),
        ("UPDATE journal_entrytext SET text = 'x' WHERE entry_id = {first}", "entry 1: its text was changed"),
        ("UPDATE journal_entry SET number = 9 WHERE id = {last}", "entry 2: missing"),
    ],
)
def test_tampering_is_named(scene, statement, found):
    _by, ticket = declared(scene)
    entries = chain(ticket)
    as_owner(statement.format(first=entries[0].id, last=entries[-1].id))
    scene.enter_system()
    assert verify_journal().broken == f"ticket {ticket.id}, {found}"


def test_a_removed_tail_is_named(scene):
    _by, ticket = declared(scene)
    last = chain(ticket)[-1]
    as_owner(
        f"DELETE FROM journal_entrytext WHERE entry_id = {last.id}",
        f"DELETE FROM tickets_message WHERE entry_id = {last.id}",
        f"DELETE FROM journal_entry WHERE id = {last.id}",
    )
    scene.enter_system()
    assert verify_journal().broken == f"ticket {ticket.id}, entry 2: missing at the end"


def test_erased_words_still_verify_and_say_so(scene):
    by, ticket = declared(scene)
    erase_text(chain(ticket)[0], by=by, reason="privacy")
    assert EntryText.objects.get(entry=chain(ticket)[0]).text == ""
    scene.enter_system()
    verdict = verify_journal()
    assert (verdict.broken, verdict.erased) == ("", 1)
