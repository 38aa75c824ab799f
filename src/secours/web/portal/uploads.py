"""Photos and files that people send: read with limits, kept with the run or the ticket."""

import hashlib
from collections.abc import Iterable

from django.http import HttpRequest

from secours.diagnosis.models import Run
from secours.diagnosis.operations import NewFile
from secours.journal.files import attach, path_of
from secours.journal.models import Attachment
from secours.tickets.attachments import Offered, require_files
from secours.web.portal.words import megabytes


def sent_files(request: HttpRequest) -> list[NewFile]:
    """Raises Refused, with a sentence that says what to do, past the limits."""
    sent = [file for file in request.FILES.getlist("files") if file.size]
    require_files(Offered(file.name or "", file.content_type or "", file.size or 0) for file in sent)
    return [
        NewFile(file.name or "photo", file.content_type or "application/octet-stream", file.read())
        for file in sent
    ]


def keep_with_run(run: Run, files: Iterable[NewFile]) -> None:
    """The same bytes sent twice are kept once."""
    known = {kept.sha256 for kept in _kept(run)}
    for file in files:
        if hashlib.sha256(file.content).hexdigest() in known:
            continue
        attach(
            file.content,
            name=file.name,
            media_type=file.media_type,
            organisation_id=run.organisation_id,
            subject_kind="run",
            subject_id=run.id,
        )


def files_of_run(run: Run) -> list[dict[str, str]]:
    """What the person already joined, by name and size."""
    return [{"name": kept.name, "size": megabytes(kept.size)} for kept in _kept(run)]


def files_to_hand_over(run: Run) -> list[NewFile]:
    return [NewFile(kept.name, kept.media_type, path_of(kept.sha256).read_bytes()) for kept in _kept(run)]


def _kept(run: Run) -> list[Attachment]:
    return list(Attachment.objects.filter(subject_kind="run", subject_id=run.id).order_by("id"))
