"""The checklist: what is left before the first real ticket, and the way to everything that can be set."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.channels.mail.sending import mail_leaves
from secours.web.setup.checklist import steps_for
from secours.web.setup.page import administrators, page, reader_of

Entry = dict[str, str]


@administrators
def home(request: HttpRequest) -> HttpResponse:
    steps = steps_for(reader_of(request))
    done = sum(step.is_done for step in steps)
    following = next((step for step in steps if not step.is_done), None)
    context = {
        "steps": steps,
        "following": following,
        "done": done,
        "total": len(steps),
        "left": len(steps) - done,
        "minutes": sum(step.minutes for step in steps if not step.is_done),
        "sections": sections(),
        "mail_leaves": mail_leaves(),
    }
    return page(request, "home.html", _("Setup"), context)


def sections() -> list[tuple[str, list[Entry]]]:
    """Every page of setup, by what it is about."""
    return [
        (
            _("Who and where"),
            [
                _entry("organisations", _("Organisations"), "building"),
                _entry("sites", _("Sites and places"), "map-pin"),
                _entry("people", _("People"), "users"),
                _entry("teams", _("Teams"), "users-group"),
                _entry("invitations", _("Invite the team"), "mail"),
            ],
        ),
        (
            _("How tickets are handled"),
            [
                _entry("categories", _("Categories"), "list-details"),
                _entry("priorities", _("Priorities"), "arrows-sort"),
                _entry("hours", _("Hours and agreement"), "clock"),
                _entry("standard_replies", _("Standard replies"), "message"),
            ],
        ),
        (
            _("What comes in"),
            [
                _entry("mailboxes", _("Mailboxes"), "inbox"),
                _entry("quarantine", _("Quarantined mails"), "alert-triangle"),
            ],
        ),
    ]


def _entry(name: str, label: str, icon: str) -> Entry:
    return {"url": reverse(f"setup:{name}"), "label": label, "icon": icon}
