"""Every kind of page: accessible in light and dark, on a phone and on a desk, within the policy, without an error,
not wider than its screen, no bar over what has the focus. Each is judged by the first role that may see it, and by
those for whom it looks otherwise; its links, for every role.
"""

from collections import defaultdict
from typing import Any

import pytest
from tests.access.table import TABLE
from tests.journeys.browsing import Browsing
from tests.journeys.guided import mend, walk
from tests.journeys.judging import PHONE, judge
from tests.journeys.kinds import LEAVING, Kinds
from tests.journeys.world import DATA

BEFORE_SIGN_IN = ["/account/login/", "/account/signup/", "/portal/follow/inconnu/", "/portal/follow/inconnu/?asked=1",
                  "/setup/invitations/inconnu", "/no-such-page"]  # fmt: skip
# Pages in a state that no link leads to, and those that look otherwise for another role than the first that sees them.
ALSO = {
    "": BEFORE_SIGN_IN,
    "requester": ["/portal/tickets/1001/?reopen=1", "/portal/tickets/1005/?cancel=1", "/no-such-page"],
    "client": ["/portal/", "/portal/tickets/1002/", "/portal/tickets/1006/"],
    "technician": ["/workbench/?queue=all&state=any", "/workbench/?queue=all&q=zzzz", "/workbench/tickets/1001/?note=1",
                   "/workbench/tickets/1006/", *(f"/workbench/bulk/{name}?t=1001&t=1003" for name in ("assignment", "hold"))],
    "mission": ["/workbench/"],
    "supervisor": ["/workbench/", "/workbench/tickets/1001/"],
    "manager": ["/oversight/"],
}  # fmt: skip
# Names of the table whose page is judged elsewhere, or that nobody can open here.
ELSEWHERE = {
    "portal:run": "test_the_guided_way",
}
NOT_HERE = {
    "account_reset_password_from_key": "a mailed link, spent by looking",
    "mfa_deactivate_totp": "wants a second factor", "mfa_view_recovery_codes": "wants a second factor",
    "mfa_download_recovery_codes": "wants a second factor",
    "openid_connect_login": "no provider of identity", "openid_connect_callback": "no provider of identity",
    "socialaccount_login_error": "no provider of identity", "socialaccount_signup": "no provider of identity",
    "file": "a file", "setup:first": "there are accounts",
}  # fmt: skip


def test_no_kind_of_page_is_left_out(kinds: Kinds) -> None:
    looked_at = {name for name in TABLE if not name.startswith("api:")} - LEAVING
    assert looked_at - kinds.names - set(ELSEWHERE) - set(NOT_HERE) == set()


def test_no_kind_of_page_is_left_to_a_role_without_a_test(kinds: Kinds) -> None:
    assert {role for role, _url in kinds.pages.values()} <= {*ALSO, "admin"}


def test_no_link_leads_nowhere(kinds: Kinds) -> None:
    assert kinds.broken == [], "\n".join(kinds.broken)


@pytest.mark.parametrize("role", [*ALSO, "admin"])
def test_every_kind_of_page(page: Any, kinds: Kinds, browsing: Browsing, role: str) -> None:
    mine = defaultdict(list)
    for first, url in kinds.pages.values():
        mine[first].append(url)
    opened, wrong = page(role, width=PHONE), []
    for url in [*mine[role], *ALSO.get(role, [])]:
        opened.goto(url)
        wrong += judge(opened)
    # A page that is not there is told to the console too, as an error.
    browsing.faults = [
        fault for fault in browsing.faults if "no-such" not in fault and "inconnu" not in fault
    ]
    assert wrong == [], "\n".join(wrong)


def test_the_guided_way(page: Any) -> None:
    asked, wrong, steps = page("outsider", "/portal/", width=PHONE), [], set()
    for way in (walk, mend):
        asked.goto("/portal/")
        for step in way(asked, DATA["slow"]):
            if step not in steps:
                wrong += judge(asked)
            steps.add(step)
    assert steps >= {"situation", "opening", "check", "remedy", "escalation", "sent", "left", "solved"}
    assert wrong == [], "\n".join(wrong)


def test_refused_forms(page: Any) -> None:
    """What the person reads once something is missing."""
    wrong = []
    for role, path, form in (
        ("outsider", "/portal/", "#ask"),
        ("technician", "/workbench/tickets/1001/resolution", "form:has([name=confirmed_how])"),
        ("admin", "/setup/people/new", "main form"),
    ):
        opened = page(role, path, width=PHONE)
        with opened.expect_navigation() as answer:
            opened.locator(form).first.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        assert answer.value.status == 422, path
        wrong += judge(opened)
    assert wrong == [], "\n".join(wrong)
