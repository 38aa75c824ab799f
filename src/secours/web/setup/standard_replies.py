"""Standard replies: kept by supervisors and administrators, used by who answers tickets."""

from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.people.actor import Actor
from secours.tickets.access import require_keeper, standard_replies_of
from secours.tickets.models import StandardReply
from secours.tickets.operations.standard_replies import keep_standard_reply, remove_standard_reply
from secours.tickets.rules import PLACES
from secours.web.setup.forms.standard_replies import FIELDS, StandardReplyForm
from secours.web.setup.page import Crumb, View, act, form_page, found, page, reader_of, row


def keepers(view: View) -> View:
    """Supervisors too; a stranger signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader.person_id is None or reader.only_ticket_id is not None:
            return redirect_to_login(request.get_full_path())
        require_keeper(reader)
        return view(request, *args, **kwargs)

    return guarded


@keepers
def standard_replies(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [_row(one) for one in standard_replies_of(reader_of(request))],
        "teach": _(
            "Texts that you send often. In a ticket, M shows them, and one key puts one in the reply."
        ),
        "act": {"url": reverse("setup:standard_reply_new"), "label": _("Write a standard reply")},
    }
    return page(request, "list.html", _("Standard replies"), context)


@keepers
def standard_reply_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    return form_page(
        request,
        StandardReplyForm(request.POST or None),
        _("Write a standard reply"),
        save=lambda data: keep_standard_reply(by=by, **data),
        done=reverse("setup:standard_replies"),
        news=_("Kept. It is offered in every ticket of its language."),
        crumbs=(_crumb(),),
        teach=_places(by),
    )


@keepers
def standard_reply(request: HttpRequest, reply_id: int) -> HttpResponse:
    by = reader_of(request)
    one: StandardReply = found(standard_replies_of(by).filter(id=reply_id).first())
    return form_page(
        request,
        StandardReplyForm(request.POST or None, initial={name: getattr(one, name) for name in FIELDS}),
        str(one),
        save=lambda data: keep_standard_reply(by=by, reply_id=one.id, **data),
        done=reverse("setup:standard_replies"),
        template="standard_reply.html",
        crumbs=(_crumb(),),
        teach=_places(by),
        removal_url=reverse("setup:standard_reply_removal", args=[one.id]),
    )


@keepers
@require_POST
def standard_reply_removal(request: HttpRequest, reply_id: int) -> HttpResponse:
    by = reader_of(request)
    done = reverse("setup:standard_replies")
    return act(request, lambda: remove_standard_reply(reply_id, by=by), done, _("Removed."))


def _crumb() -> Crumb:
    return _("Standard replies"), reverse("setup:standard_replies")


def _places(by: Actor) -> str:
    """In the reader's own words; a text may use either."""
    told = {name: f"{{{word}}}" for word, name in PLACES.items() if (word != name) == (by.language == "fr")}
    told["ticket"] = "{ticket}"
    return (
        _(
            "%(name)s becomes the requester’s name, %(ticket)s the number, %(device)s the device, %(me)s your name."
        )
        % told
    )


def _row(one: StandardReply) -> dict[str, Any]:
    languages = [("FR", one.text_fr), ("EN", one.text_en)]
    tags = tuple((word, "line") for word, text in languages if text)
    begin = " ".join((one.text_fr or one.text_en).split())[:80]
    return row(str(one), reverse("setup:standard_reply", args=[one.id]), begin, tags)
