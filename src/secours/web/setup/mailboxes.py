"""Mailboxes that people write to: connected, tested."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.channels.mail.fetching import test_mailbox
from secours.channels.mail.reasons import sentence_of
from secours.channels.mailboxes import change_mailbox, create_mailbox, keep_test
from secours.channels.models import Mailbox
from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.web.setup.forms.mailboxes import MailboxForm, NewMailboxForm
from secours.web.setup.page import Crumb, administrators, form_page, found, page, reader_of, row
from secours.web.workbench.moments import when

_KEPT = (
    "address",
    "imap_host",
    "imap_port",
    "imap_security",
    "imap_user",
    "folder",
    "takes_plus_address",
    "is_active",
)


@administrators
def mailboxes(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [_row(mailbox) for mailbox in _visible(reader_of(request)).order_by("name")],
        "teach": _(
            "Every mail received becomes a ticket, or joins the one it answers. Nothing is lost: what cannot be read waits in quarantine."
        ),
        "act": {"url": reverse("setup:mailbox_new"), "label": _("Connect a mailbox")},
    }
    return page(request, "list.html", _("Mailboxes"), context)


@administrators
def mailbox_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)

    def save(data: dict[str, Any]) -> int:
        organisation = organisations_visible_to(by).get(id=data.pop("organisation"))
        return create_mailbox(by=by, organisation=organisation, **data).id

    return form_page(
        request,
        NewMailboxForm(request.POST or None, by=by),
        _("Connect a mailbox"),
        save=save,
        done=lambda made: reverse("setup:mailbox", args=[made]),
        news=_("Kept. Test it now."),
        crumbs=(_crumb(),),
        submit=_("Connect"),
    )


@administrators
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    by, one = reader_of(request), _the_mailbox(request, mailbox_id)
    return form_page(
        request,
        MailboxForm(request.POST or None, initial={name: getattr(one, name) for name in _KEPT}),
        one.address,
        save=lambda data: change_mailbox(one, by=by, **data),
        done=reverse("setup:mailbox", args=[one.id]),
        news=_("Kept. Test it now."),
        template="mailbox.html",
        crumbs=(_crumb(),),
        note=one.name,
        mailbox=one,
        failure=sentence_of(one.failure),
        test_url=reverse("setup:mailbox_test", args=[one.id]),
        checked=when(one.checked_at) if one.checked_at else "",
    )


@administrators
@require_POST
def mailbox_test(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Signs in there and counts; reads no mail."""
    one = _the_mailbox(request, mailbox_id)
    result = test_mailbox(one)
    keep_test(one, by=reader_of(request), failure=result.reason)
    if result.ok:  # a failure is the page's own banner
        messages.success(request, result.sentence)
    return redirect("setup:mailbox", mailbox_id=one.id)


def _visible(by: Actor) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(organisation_id__in=sorted(by.reach)).select_related("organisation")


def _the_mailbox(request: HttpRequest, mailbox_id: int) -> Mailbox:
    one: Mailbox = found(_visible(reader_of(request)).filter(id=mailbox_id).first())
    return one


def _crumb() -> Crumb:
    return _("Mailboxes"), reverse("setup:mailboxes")


def _row(one: Mailbox) -> dict[str, Any]:
    tags = [_state(one)] if one.imap_host else [(_("by command only"), "line")]
    if not one.is_active:
        tags = [(_("switched off"), "line")]
    note = " · ".join([one.name, one.organisation.name])
    return row(one.address, reverse("setup:mailbox", args=[one.id]), note, tuple(tags))


def _state(one: Mailbox) -> tuple[str, str]:
    if one.failure:
        return _("does not answer"), "danger"
    if one.checked_at is None:
        return _("to be tested"), "warn"
    return _("checked %(when)s") % {"when": when(one.checked_at)}, "ok"
