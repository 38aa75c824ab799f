"""What a person does on their ticket: reply, confirm, reopen, cancel, keep a draft."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from secours.channels.mail.courtesy import reopens
from secours.diagnosis.operations import keep_with_ticket
from secours.lib.text import clipped
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.tickets.access import is_concerned, ticket_for
from secours.tickets.choices import Closure
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    close_ticket,
    close_without_answer,
    reopen_ticket,
    reply_to_ticket,
)
from secours.web.drafts import Drafts, kept
from secours.web.portal.page import for_people, for_readers, once, reader_of
from secours.web.portal.tickets import ticket_page
from secours.web.portal.uploads import sent_files


@require_POST
@for_readers
def replies(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)

    def reply(found: Ticket) -> None:
        files = sent_files(request)
        text = request.POST.get("text", "")
        # A photo alone is a message too: its name stands for the words.
        spoken = text if text.strip() or not files else ", ".join(file.name for file in files)
        if reopens(found, by=reader, text=spoken):
            reopen_ticket(found.id, by=reader, why=clipped(spoken, 200))
        message = reply_to_ticket(found.id, by=reader, text=spoken)
        keep_with_ticket(found, files, message.entry)

    return _do(request, number, reply, "talk")


@require_POST
@for_readers
def reopening(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)

    def reopen(found: Ticket) -> None:
        reopen_ticket(found.id, by=reader, why=request.POST.get("why", ""))
        Drafts(reader, "reopening", number).drop(["why"])

    return _do(request, number, reopen)


@require_POST
@for_readers
def closing(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)

    def close(found: Ticket) -> None:
        close_ticket(found.id, by=reader)

    return _do(request, number, close)


@require_POST
@for_readers
def cancellation(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)

    def cancel(found: Ticket) -> None:
        if not is_concerned(reader, found):
            raise NotAllowed("not_yours", "")
        close_without_answer(found.id, by=reader, closure=Closure.CANCELLED)

    return _do(request, number, cancel)


@require_POST
@for_people
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The words being typed, kept on the server."""
    reader = reader_of(request)
    ticket_for(reader, number)
    return kept(reader, f"reply:{number}", request.POST.get("text", ""))


def _do(request: HttpRequest, number: int, act: Callable[[Ticket], None], anchor: str = "") -> HttpResponse:
    """One operation, then the ticket's page; a refusal shows it with its sentence and the typed text."""
    found = ticket_for(reader_of(request), number)
    address = reverse("portal:ticket", args=[number])

    def acted() -> str:
        act(found)
        return f"{address}#{anchor}" if anchor else address

    try:
        return redirect(once(request, acted))
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        typed = {name: request.POST.get(name, "") for name in ("text", "why") if name in request.POST}
        return ticket_page(request, number, refusal=refusal, typed=typed)
