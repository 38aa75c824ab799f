"""Erasing the words of a message, for privacy: asked once more, with why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from secours.people.access import require_administrator
from secours.people.errors import NotFound, Refused
from secours.tickets.access import messages_visible_to, ticket_for
from secours.tickets.operations import erase_message
from secours.web.forms.acts import ErasureForm
from secours.web.workbench.answers import answered, dialog
from secours.web.workbench.guard import reader_of, staff


@staff
@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest, number: int, message_id: int) -> HttpResponse:
    reader = reader_of(request)
    require_administrator(reader)
    ticket = ticket_for(reader, number)
    if not messages_visible_to(reader, ticket).filter(id=message_id).exists():
        raise NotFound("message_not_found", _("This message does not exist, or is not in your reach."))
    form = ErasureForm(request.POST if request.method == "POST" else None, reader=reader, tickets=[ticket])
    here = reverse("workbench:ticket", args=[number])
    if request.method == "POST" and form.is_valid():
        try:
            quoted = erase_message(ticket.id, message_id, by=reader, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(quoted))
            return answered(request, f"{here}#m{message_id}")
    context = {
        "form": form,
        "title": _("Erase the words of this message"),
        "verb": _("Erase"),
        "icon": "trash",
        "lead": _(
            "Its words and its files go for good, with what repeats them in the search, the drafts and the "
            "assessment. The history keeps that a message was here, and that you erased it. Mails already sent "
            "and backups already made keep them."
        ),
        "act_url": request.path,
        "back_url": here,
    }
    return dialog(request, "workbench/_act.html", context, status=422 if request.method == "POST" else 200)


def _told(quoted: int) -> str:
    told = _("The words are erased.")
    if not quoted:
        return told
    others = ngettext(
        "%(count)s other message quotes them: erase it too if it must go.",
        "%(count)s other messages quote them: erase these too if they must go.",
        quoted,
    )
    return f"{told} {others % {'count': quoted}}"
