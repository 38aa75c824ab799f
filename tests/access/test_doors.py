"""What a person sees passes through an access.py: pages and API never reach for these rows themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src" / "secours"

# Seeing the organisation is not enough to see these: own, team, site, confidential, draft or retired decide too.
# Rows that hang on one of these (a hold, a task, a draft of mine) are asked for by the one already found.
GUARDED = {
    "Article", "Assessment", "Category", "Device", "Fault", "Message", "Occurrence", "Organisation", "Person", "Place",
    "Run", "Site", "Team", "Ticket", "TicketRow",
}  # fmt: skip

# file → model: why it is right all the same.
KNOWN = {
    ("api/me.py", "Organisation"): "one's own",
    ("api/tickets.py", "Person"): "oneself",
    ("api/tickets.py", "TicketRow"): "over ids that access gave",
    ("web/portal/articles.py", "Article"): "the door of articles itself: reviewed, of the audience, valid",
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
    ("web/workbench/equipment.py", "Fault"): "over ids of cases that access gave",
    ("web/workbench/equipment.py", "Ticket"): "over ids that access gave",
    ("web/workbench/equipment_list.py", "Ticket"): "over ids that access gave",
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
