"""What a person sees passes through an access.py: pages and API never reach for these rows themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src" / "secours"

# Seeing the organisation is not enough to see these: own, team, site, confidential, draft or retired decide too.
# Rows that hang on one of these (a hold, a draft of mine) are asked for by the one already found.
GUARDED = {
    "Article", "Assessment", "Category", "Device", "Fault", "Message", "Occurrence", "Organisation", "Person", "Place",
    "Run", "Site", "Task", "Team", "Ticket", "TicketRow",
}  # fmt: skip

# file → model: why it is right all the same.
KNOWN = {
    ("api/me.py", "Organisation"): "one's own",
    ("api/tickets.py", "Person"): "oneself",
    ("api/tickets.py", "TicketRow"): "over ids that access gave",
    ("web/portal/conversation.py", "Run"): "of the ticket that was found",
    ("web/portal/follow.py", "Person"): "of a one-time link, before there is a reader",
    ("web/portal/follow.py", "Ticket"): "of a one-time link, before there is a reader",
    ("web/portal/home.py", "Person"): "oneself",
    ("web/portal/home.py", "Ticket"): "over ids that access gave",
    ("web/portal/known.py", "Ticket"): "known incidents are for everyone of their organisation, confidential ones left out",
    ("web/portal/page.py", "Ticket"): "the one that the reader's link is for",
    ("web/portal/rows.py", "Message"): "public ones, of tickets that access gave",
    ("web/portal/tickets.py", "Ticket"): "over numbers that access gave",
    ("web/setup/checklist.py", "Organisation"): "the provider, in reach of its administrator",
    ("web/setup/checklist.py", "Place"): "of the administrator's reach",
    ("web/urgent.py", "Organisation"): "one's own",
    ("web/urgent.py", "Person"): "oneself",
    ("web/workbench/alarms.py", "Message"): "public ones, of the ticket that was found",
    ("web/workbench/equipment.py", "Fault"): "over ids of cases that access gave",
    ("web/workbench/equipment.py", "Ticket"): "over ids that access gave",
    ("web/workbench/equipment_list.py", "Ticket"): "over ids that access gave",
    ("web/workbench/acts.py", "Task"): "of the ticket that was found",
    ("web/workbench/assessment.py", "Task"): "of the ticket that was found",
    ("web/workbench/timeline/names.py", "Task"): "that the entries of the ticket name, which was found",
    ("web/workbench/resolution.py", "Message"): "public ones, of the ticket that was found",
}  # fmt: skip


def reached() -> Iterator[tuple[str, str]]:
    """(file, model) wherever a page or the API begins at `Model.objects`."""
    for path in sorted([*(SOURCE / "web").rglob("*.py"), *(SOURCE / "api").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "objects"
                and isinstance(node.value, ast.Name)
            ):
                yield str(path.relative_to(SOURCE)), node.value.id


def test_guarded_rows_are_read_through_access():
    assert {one for one in reached() if one[1] in GUARDED} - set(KNOWN) == set()


def test_what_is_known_is_still_there():
    assert set(KNOWN) - set(reached()) == set()


# (file, top-level name) → what its hand-written SQL may read, the wall standing around it all the same.
WRITTEN = {
    ("api/auth.py", "_wait_of"): "how often an account asked, nothing else",
    ("web/health.py", "health"): "no table",
    ("web/home.py", "_has_accounts"): "whether there is any account",
    ("web/live.py", "SNAPSHOT"): "no table",
    ("web/navigation.py", "_counts"): "counts of statements that access made",
    ("web/portal/conversation.py", "names_of_staff"): "names of those who wrote in the ticket that was found",
    ("web/portal/page.py", "once"): "no table: a lock",
    ("web/setup/invitations.py", "_known"): "of a one-time link, before there is a reader",
    ("web/workbench/task_list.py", "_STAFF_NAMES"): "names of the owners of tasks that access gave",
    ("web/workbench/rows.py", "_NAMES"): "names that the rows which access gave point to",
}  # fmt: skip
RAW = {"cursor", "execute", "executemany", "raw", "extra"}
MADE = {"written", "Statement", "RawSQL"}
MAKERS = {"secours.lib.statements", "django.db.models.expressions"}


def sql_written() -> Iterator[tuple[str, str]]:
    """(file, top-level name) wherever a page or the API sends SQL that Django did not write."""
    for path in sorted([*(SOURCE / "web").rglob("*.py"), *(SOURCE / "api").rglob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        makers = set(imported_makers(tree))
        for part in tree.body:
            if any(is_sql(node, makers) for node in ast.walk(part)):
                yield str(path.relative_to(SOURCE)), name_of(part)


def imported_makers(tree: ast.Module) -> Iterator[str]:
    """Under the name that the file gives them; pages have functions called so, which are no SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MAKERS:
            yield from (one.asname or one.name for one in node.names if one.name in MADE)


def is_sql(node: ast.AST, makers: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in RAW | MADE
    return isinstance(node.func, ast.Name) and node.func.id in makers


def name_of(part: ast.stmt) -> str:
    target = part.targets[0] if isinstance(part, ast.Assign) else part
    return str(getattr(target, "name", "") or getattr(target, "id", "") or f"line {part.lineno}")


def test_hand_written_sql_is_known_with_its_reason():
    assert set(sql_written()) == set(WRITTEN)


def test_sql_is_seen_however_it_is_written():
    told = """
from django.db import connection as c
from secours.lib import statements
from secours.lib.statements import written as w
A = w("SELECT 1")
B = statements.written("SELECT 1")
def one(): c.cursor().execute("SELECT 1")
def two(): return Ticket.objects.raw("SELECT 1")
def three(): return written(request, form)
"""
    tree = ast.parse(told)
    makers = set(imported_makers(tree))
    found = [name_of(part) for part in tree.body if any(is_sql(n, makers) for n in ast.walk(part))]
    assert found == ["A", "B", "one", "two"]
