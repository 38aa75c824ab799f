"""Who may what: one line for each address of the product. A new address without its line fails the suite.

Written from what each role is for, not from the code. `WORLD` is the cast's story (design.md section 7).
"""

from dataclasses import dataclass, field
from typing import Any

ROLES = ["anonymous", "requester", "colleague", "client", "outsider", "technician", "mission", "supervisor",
         "manager", "admin"]  # fmt: skip

HOSPITAL, TOWN = "hospital", "town"
# role → the organisations that it may see something of
WORLD = {
    "anonymous": set(),
    "requester": {HOSPITAL},
    "colleague": {HOSPITAL},
    "client": {HOSPITAL},
    "outsider": {TOWN},
    "technician": {HOSPITAL, TOWN},
    "mission": {HOSPITAL},
    "supervisor": {HOSPITAL, TOWN},
    "manager": {HOSPITAL, TOWN},
    "admin": {HOSPITAL, TOWN},
}
EVERYONE = frozenset(ROLES)
SIGNED = EVERYONE - {"anonymous"}
STAFF = frozenset({"technician", "mission", "supervisor", "manager", "admin"})
SERVING = frozenset({"technician", "mission", "supervisor"})
OVERSEEING = frozenset({"supervisor", "manager", "admin"})
PROVIDER_SERVING = SERVING
ADMINISTRATORS = frozenset({"admin"})


@dataclass(frozen=True)
class Sample:
    """What an address names in the scenery: its arguments, whose it is, and who else is private to it."""

    arguments: dict[str, Any] = field(default_factory=dict)
    organisation: str = ""
    # the roles of those who declared it or are concerned by it
    concerned: frozenset[str] = frozenset()
    # confidential, or internal: then only these
    only: frozenset[str] | None = None
    query: str = ""


def may(role: str, name: str, sample: Sample) -> bool:
    allowed, rule = TABLE[name]
    if role not in allowed:
        return False
    return RULES[rule](role, sample)


def _anywhere(role: str, sample: Sample) -> bool:
    return True


def _in_reach(role: str, sample: Sample) -> bool:
    """Staff: what belongs to an organisation that they serve."""
    if sample.only is not None:
        return role in sample.only
    return not sample.organisation or sample.organisation in WORLD[role]


def _concerned(role: str, sample: Sample) -> bool:
    """The portal: one's own; a client contact, its organisation's; staff, what they serve."""
    if role in sample.concerned:
        return True
    if sample.only is not None:
        return role in sample.only
    return sample.organisation in WORLD[role] and role in STAFF | {"client"}


def _own(role: str, sample: Sample) -> bool:
    """Only the person whose it is."""
    return role in sample.concerned


def _own_or_served(role: str, sample: Sample) -> bool:
    """The person whose it is, whose word it then is, and those who serve it."""
    return _own(role, sample) or (role in SERVING and _in_reach(role, sample))


RULES = {
    "anywhere": _anywhere,
    "in reach": _in_reach,
    "concerned": _concerned,
    "own": _own,
    "own or served": _own_or_served,
}

TABLE: dict[str, tuple[frozenset[str], str]] = {}


def line(allowed: frozenset[str], rule: str, *names: str, space: str = "") -> None:
    for name in names:
        TABLE[f"{space}:{name}" if space else name] = (allowed, rule)


# Everyone, signed in or not: these say nothing of anyone.
line(EVERYONE, "anywhere", "health")
line(EVERYONE, "anywhere", "account_login", "account_inactive", "account_signup",
     "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
     "account_reset_password_from_key_done", "socialaccount_login_cancelled",
     "set_language", "set_theme")  # fmt: skip
# One's own account.
line(SIGNED, "anywhere", "home", "preferences", "preferences_tokens", "account_reauthenticate", "account_change_password",
     "account_set_password", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_authenticate",
     "mfa_generate_recovery_codes", "socialaccount_connections", "account_logout")  # fmt: skip
line(SIGNED, "own", "preferences_revocation")
# Nobody of the cast has a second factor to take away.
line(frozenset(), "anywhere", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes")
# No provider of identity is configured: the addresses exist for those who add one.
line(
    frozenset(),
    "anywhere",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_error",
    "socialaccount_signup",
)
# Secrets that nobody of the cast holds.
line(frozenset(), "anywhere", "portal:follow", "setup:invitation")
# Asking anew says the same whether the link was known or not.
line(EVERYONE, "anywhere", "portal:follow_renewal")
# After the first account there is no first administrator any more.
line(frozenset(), "anywhere", "setup:first")

line(SIGNED, "concerned", "file")
# One's own words, under a name that only tells one's own forms apart.
line(SIGNED, "anywhere", "draft")

line(SIGNED, "anywhere", "home", "suggestions", "tickets", "request", "article", space="portal")
line(SIGNED, "concerned", "ticket", "replies", space="portal")
line(SIGNED, "concerned", "reopening", "closing", "cancellation", "draft", space="portal")
line(SIGNED, "concerned", "affected_too", space="portal")
line(SIGNED, "own", "run", "situation", "opening", "findings", "attempts", "solution", "handover", "files", "departure",
     "resumption", "article_answer", space="portal")  # fmt: skip

line(STAFF, "anywhere", "queue", "news", "filters", "palette", "task_list", "notifications", "notifications_unread",
     "notifications_reading", space="workbench")  # fmt: skip
line(frozenset({"supervisor", "manager"}), "anywhere", "approvals", space="workbench")
line(SERVING, "in reach", "tasks_completion", "tasks_change", space="workbench")
line(SERVING, "anywhere", "views", space="workbench")
line(SERVING, "own", "view_removal", space="workbench")
line(
    SERVING,
    "anywhere",
    "bulk",
    "bulk_reply",
    "undo",
    "entry",
    "entry_people",
    "entry_context",
    "entry_gesture",
    space="workbench",
)
line(STAFF, "in reach", "person", "ticket", "timeline", "presence", "diagnosis", "assessment", "assessment_pdf",
     space="workbench")  # fmt: skip
line(frozenset({"admin"}), "in reach", "erasure", space="workbench")
line(frozenset({"supervisor", "manager"}), "in reach", "diagnosis_approval", space="workbench")
line(SERVING, "in reach", "draft", "standard_replies", "messages", "notes", "resolution", "link_removal", "task_completion", "charge", "assignment", "hold",
     "resumption", "escalation", "priority", "qualification", "reopening", "closure", "links", "attachment", "tasks",
     "diagnosis_situation", "diagnosis_opening", "diagnosis_findings", "diagnosis_attempts", "diagnosis_approvals",
     "diagnosis_questions", "assessment_section", "recommendations", "recommendation_completion",
     space="workbench")  # fmt: skip

line(STAFF, "anywhere", "list", "fault", "articles", "article", space="faults")
line(SERVING | {"admin"}, "anywhere", "new", "edit", "review", "retirement", "restoration", "checks_retirement",
     "checks_restoration", "remedies_retirement", "remedies_restoration", "proposals", "cause_new", "cause", "check_new", "check", "remedy_new",
     "remedy", "article_new", "article_edit", "article_review", "article_retirement", "article_restoration",
     space="faults")  # fmt: skip
line(SERVING, "in reach", "promote", "article_from_ticket", space="faults")

line(STAFF, "anywhere", "list", space="equipment")
line(STAFF, "in reach", "device", space="equipment")
line(SERVING | {"admin"}, "in reach", "edition", "custody", "custody_end", space="equipment")

line(OVERSEEING, "anywhere", "home", "recurring", "calibration", "tickets", "export", space="oversight")

line(ADMINISTRATORS, "anywhere", "home", "organisations", "organisation_new", "organisation",
     "organisation_hours", "organisation_hours_own", "organisation_hours_shared", "organisation_priorities",
     "organisation_priorities_own", "organisation_priorities_shared", "sites", "site_new", "site",
     "place_new", "place", "teams", "team_new", "team", "team_members", "team_member_removal", "people", "person_new",
     "person", "person_roles", "person_reaches", "reach_removal", "person_invitation", "person_deactivation",
     "person_reactivation", "invitations", "categories", "category_new", "category", "priorities", "hours", "mailboxes",
     "mailbox_new", "mailbox", "mailbox_test", "quarantine", "raw_message", "raw_message_processing", "components",
     space="setup")  # fmt: skip

line(ADMINISTRATORS | {"supervisor"}, "anywhere", "standard_replies", "standard_reply_new", "standard_reply",
     "standard_reply_removal", space="setup")  # fmt: skip

line(EVERYONE, "anywhere", "openapi-json", space="api")
# Behind a personal key, never a session of the browser: KEYED says who may with which key (test_keys.py).
line(
    frozenset(),
    "anywhere",
    "api-root",
    "me",
    "declare",
    "list_tickets",
    "read",
    "reply",
    "erase",
    "resolve",
    space="api",
)

# What each role's own key opens, for reading or for writing.
KEYED: dict[str, tuple[frozenset[str], str]] = {
    "me": (SIGNED, "anywhere"),
    "declare": (SIGNED, "anywhere"),
    "list_tickets": (SIGNED, "anywhere"),
    "read": (SIGNED, "concerned"),
    "reply": (SIGNED, "concerned"),
    "resolve": (SIGNED, "own or served"),
    "erase": (frozenset({"admin"}), "in reach"),
}


def may_with_key(role: str, name: str, sample: Sample) -> bool:
    allowed, rule = KEYED[name]
    return role in allowed and RULES[rule](role, sample)
