"""Attachments: always downloads, never shown in place, only to who sees what they belong to."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from secours.journal.files import path_of
from secours.journal.models import Attachment
from secours.people.actor import Actor
from secours.tickets.access import reads_all, sees_notes, tickets_visible_to
from secours.tickets.attachments import is_accepted

# Shown in place by the pages that hold them; anything else is a download.
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def attachment(request: HttpRequest, attachment_id: int, name: str) -> HttpResponseBase:
    reader: Actor = request.reader  # type: ignore[attr-defined]
    found = Attachment.objects.filter(id=attachment_id, subject_kind="ticket").first()
    if found is None or not _may_read(reader, found):
        raise Http404
    # A mail may call a program a picture: the name is what opens it.
    is_picture = found.media_type in _PICTURES and is_accepted(found.name, found.media_type)
    response = FileResponse(
        path_of(found.sha256).open("rb"),
        as_attachment="show" not in request.GET or not is_picture,
        filename=found.name,
        content_type=found.media_type if is_picture else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _may_read(reader: Actor, found: Attachment) -> bool:
    ticket = tickets_visible_to(reader).filter(id=found.subject_id).first()
    if ticket is None or not reads_all(reader, ticket):
        return False
    return found.visibility == "public" or sees_notes(reader, ticket)
