"""The wall between organisations: generated over every table, so that a new one cannot forget it."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from secours.lib.walls import enter_reach
from secours.tickets.models import Ticket
from secours.tickets.operations import declare_ticket

COMMANDS = {"r", "a", "w", "d"}  # pg_policy.polcmd: select, insert, update, delete


def rows(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def tables_with_organisation():
    return [
        name
        for (name,) in rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'organisation_id' AND table_name NOT IN (SELECT viewname FROM pg_views) ORDER BY 1"
        )
    ]


def walls_of(table):
    enabled = rows("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", table)[0][0]
    commands = {
        command for (command,) in rows("SELECT polcmd FROM pg_policy WHERE polrelid = %s::regclass", table)
    }
    return enabled, commands


@pytest.mark.django_db
def test_every_table_of_an_organisation_has_its_wall():
    tables = tables_with_organisation()
    assert len(tables) > 40
    assert {table: walls_of(table) for table in tables} == dict.fromkeys(tables, (True, COMMANDS))


@pytest.mark.django_db
def test_a_table_without_policy_would_be_seen():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("CREATE TABLE forgotten (id bigint, organisation_id bigint)")
        cursor.execute("SET ROLE secours_app")
    assert "forgotten" in tables_with_organisation()
    assert walls_of("forgotten") == (False, set())


@pytest.mark.django_db
def test_queries_run_as_the_application():
    user, bypasses = rows(
        "SELECT current_user, rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"
    )[0]
    assert (user, bypasses) == ("secours_app", False)


def test_an_empty_reach_sees_nothing(scene):
    enter_reach([])
    for table in tables_with_organisation():
        count = rows(f"SELECT count(*) FROM {table} WHERE organisation_id IS NOT NULL")[0][0]
        assert count == 0, table


@pytest.fixture
def two_tickets(scene):
    by = scene.enter_system()
    ours = declare_ticket(by=by, requester=scene.person("requester"), text="Chez nous")
    theirs = declare_ticket(by=by, requester=scene.person("outsider"), text="Chez eux")
    enter_reach([ours.organisation_id])
    return ours, theirs


def test_select_touches_one_organisation(two_tickets):
    ours, _theirs = two_tickets
    assert set(Ticket.objects.values_list("organisation_id", flat=True)) == {ours.organisation_id}


def test_update_and_delete_touch_one_organisation(two_tickets):
    ours, theirs = two_tickets
    assert rows("UPDATE tickets_ticket SET title = 'x' RETURNING organisation_id") == [
        (ours.organisation_id,)
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_draft")
        cursor.execute("DELETE FROM tickets_ticket WHERE id = %s", [theirs.id])
        assert cursor.rowcount == 0


def test_insert_is_refused_elsewhere(two_tickets):
    _ours, theirs = two_tickets
    copied = ("organisation_id", "requester_id", "title", "created_at", "updated_at")
    another = Ticket(number=theirs.number + 1000, **{name: getattr(theirs, name) for name in copied})
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        another.save(force_insert=True)


def test_moving_a_row_elsewhere_is_refused(two_tickets):
    ours, theirs = two_tickets
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Ticket.objects.filter(id=ours.id).update(organisation_id=theirs.organisation_id)


def test_shared_rows_are_read_by_all_and_written_by_the_provider(scene):
    enter_reach([scene.person("requester").organisation_id])
    assert rows("SELECT count(*) FROM service_levels_category WHERE organisation_id IS NULL")[0][0] > 10
    assert (
        rows("UPDATE service_levels_category SET icon = 'x' WHERE organisation_id IS NULL RETURNING id") == []
    )
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        rows(
            "INSERT INTO service_levels_priorityrule (impact, urgency, priority) VALUES (9, 9, 1) RETURNING id"
        )


@pytest.fixture
def many_tickets(scene):
    """Enough for PostgreSQL to weigh: a word that one of them has is worth an index, nothing is forced."""
    one = declare_ticket(by=scene.enter_system(), requester=scene.person("requester"), text="Rien")
    columns = ", ".join(
        f'"{name}"' for (name,) in rows("SELECT attname FROM pg_attribute WHERE attrelid = 'tickets_ticket'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('id', 'number', 'search')")
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute(
            f"INSERT INTO tickets_ticket (number, search, {columns}) SELECT 1000000 + n,"
            f" array_to_tsvector(ARRAY['mot' || n %% 100, 'rare' || n]), {columns}"
            " FROM tickets_ticket, generate_series(1, 5000) n WHERE id = %s",
            [one.id],
        )
        cursor.execute("SELECT gin_clean_pending_list('ticket_search')")
        cursor.execute("ANALYZE tickets_ticket")
        cursor.execute("SET LOCAL ROLE secours_app")
    return one


def read_since(name):
    """Gives how often an index was read, or a table from end to end, in this transaction."""
    query = "SELECT pg_stat_get_xact_numscans(%s::regclass)"
    before = rows(query, name)[0][0]
    return lambda: rows(query, name)[0][0] - before


def test_search_uses_its_index_behind_the_wall(many_tickets, scene):
    """As the application asks, with the plans that PostgreSQL chooses: no ticket but those that have the word is read."""
    enter_reach([many_tickets.organisation_id])
    index, table = read_since("ticket_search"), read_since("tickets_ticket")
    found = rows("SELECT id FROM tickets_search('rare4321', %s, NULL, 50)", [many_tickets.organisation_id])
    assert (len(found), index(), table()) == (1, 1, 0)


def test_without_the_function_the_wall_would_hide_the_index(many_tickets, scene):
    """Or the test above would prove nothing: the same words, asked of the table by the application."""
    enter_reach([many_tickets.organisation_id])
    index, table = read_since("ticket_search"), read_since("tickets_ticket")
    found = rows("SELECT count(*) FROM tickets_ticket WHERE search @@ secours_query('rare4321')")
    assert (found, index()) == ([(1,)], 0)
    assert table() >= 1


def test_search_never_crosses_the_wall(two_tickets, scene):
    ours, theirs = two_tickets
    found = rows("SELECT id FROM tickets_search('chez', %s, NULL, 50)", [ours.organisation_id])
    assert [row[0] for row in found] == [ours.id]
    assert theirs.id not in [row[0] for row in found]


@pytest.mark.django_db
def test_functions_that_look_past_the_wall_are_closed():
    """Temporary objects come last in their path, and nobody but the application may call them."""
    found = rows(
        "SELECT p.oid::regprocedure::text, array_to_string(p.proconfig, ' '), has_function_privilege('public', p.oid, 'EXECUTE')"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef"
    )
    assert len(found) >= 8
    for name, settings, everybody in found:
        assert "pg_temp" in settings, name
        assert not everybody, name
