"""Standard replies beside the reply box: chosen, they join what is being written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import NotFound
from secours.tickets.access import keeps_standard_replies, standard_replies_of
from secours.tickets.models import Draft, StandardReply, Ticket
from secours.tickets.operations import save_draft
from secours.tickets.rules import filled
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.articles_offered import articles_offered
from secours.web.workbench.asked import found
from secours.web.workbench.guard import reader_of, serving


@serving
@require_http_methods(["GET", "POST"])
def standard_replies(request: HttpRequest, number: int) -> HttpResponse:
    """The texts in the requester's language; without script, POST puts one at the end of the draft."""
    reader = reader_of(request)
    this = found(reader, number)
    offered = replies_for(reader, this)
    if request.method == "POST":
        asked = "article" if "article" in request.POST else "reply"
        of = articles_offered(reader, this) if asked == "article" else offered
        chosen = (
            next((one for one in of if one["id"] == number_in(request.POST[asked])), None)
            if asked in request.POST
            else None
        )
        if chosen is None:
            raise NotFound("reply_not_found", _("This standard reply does not exist any more."))
        _join_draft(reader, this, str(chosen["text"]))
        return answered(request, f"{reverse('workbench:ticket', args=[number])}#reply")
    context = {
        "title": _("Standard replies"),
        "ticket": this,
        "replies": offered,
        "articles": articles_offered(reader, this),
        "act_url": request.path,
        "keep_url": reverse("setup:standard_replies") if keeps_standard_replies(reader) else "",
    }
    return dialog(request, "workbench/_standard_replies.html", context)


def replies_for(reader: Actor, ticket: Ticket) -> list[dict[str, Any]]:
    """Those written in the language of the ticket, filled with its names; the first nine have a key."""
    language = "en" if ticket.language == "en" else "fr"
    values = {
        "name": ticket.requester.name,
        "ticket": ticket.label,
        "me": reader.name,
        "device": ticket.device.name if ticket.device else "",
    }
    replies = standard_replies_of(reader).exclude(**{f"text_{language}": ""})
    return [
        {
            "id": one.id,
            "name": _name(one, reader.language, language),
            "text": filled(getattr(one, f"text_{language}"), values),
            "key": str(place) if place < 10 else "",
        }
        for place, one in enumerate(replies, start=1)
    ]


def _name(one: StandardReply, *languages: str) -> str:
    return next((name for language in languages if (name := getattr(one, f"name_{language[:2]}", ""))), "")


def _join_draft(reader: Actor, ticket: Ticket, text: str) -> None:
    key = f"reply:{ticket.number}"
    begun = Draft.objects.filter(account_id=reader.account_id or 0, key=key).values_list("text", flat=True)
    save_draft(reader, key, f"{begun.first() or ''}\n\n{text}".strip())
