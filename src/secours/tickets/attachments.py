"""Which files may come with a ticket: one rule for the portal and the workbench, where people choose them.

A mail brings what it brings: nothing of it is refused, but what this rule would have is marked.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from secours.people.errors import Refused

MOST_FILES: Final = 10
_MEGABYTE: Final = 1024 * 1024
# Pictures, documents, archives, recordings, and what technicians ask for. Nothing that runs when it is opened.
_ACCEPTED: Final = frozenset(
    (
        *("png", "jpg", "jpeg", "jfif", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff"),
        *(
            "pdf",
            "txt",
            "log",
            "csv",
            "md",
            "rtf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "odt",
            "ods",
            "odp",
        ),
        *("vsdx", "eml", "msg", "ics", "vcf", "xml", "json", "zip", "7z", "gz"),
        *("mp4", "mov", "webm", "mp3", "m4a", "wav", "ogg"),
        *("evtx", "etl", "dmp", "har", "pcap", "pcapng", "cer", "crt"),
    )
)
ACCEPT: Final = ",".join(["image/*", *(f".{suffix}" for suffix in sorted(_ACCEPTED))])
"""For the picker of the browser."""


class Offered(NamedTuple):
    """A file as it is sent, before it is read. `size` in bytes."""

    name: str
    media_type: str
    size: int


def is_accepted(name: str, media_type: str = "") -> bool:
    """By the last suffix of its name, which is what opens it (“.exe” has one too). Without: a photo straight from a
    phone."""
    _stem, dot, suffix = name.strip().rpartition(".")
    if not dot:
        return media_type.startswith("image/") and media_type != "image/svg+xml"
    return suffix.lower() in _ACCEPTED


def require_files(files: Iterable[Offered]) -> None:
    """Raises Refused, with a sentence that says what to do instead."""
    offered = list(files)
    if len(offered) > MOST_FILES:
        sentence = _("That is %(n)s files, the limit is %(most)s at once. Send the rest in a second message.")
        raise Refused("too_many_files", sentence % {"n": len(offered), "most": MOST_FILES}, field="files")
    for file in offered:
        if not is_accepted(file.name, file.media_type):
            raise _not_accepted(file)
        if file.size > settings.FILE_LIMIT_BYTES:
            raise _too_large(file)


def limit_mb() -> int:
    return int(settings.FILE_LIMIT_BYTES // _MEGABYTE)


def _not_accepted(file: Offered) -> Refused:
    sentence = _(
        "“%(name)s” cannot be sent: programs and scripts are not taken here. Send a picture, a PDF, a text, an "
        "office document or a ZIP file."
    )
    return Refused("file_kind_refused", sentence % {"name": file.name[:80]}, field="files")


def _too_large(file: Offered) -> Refused:
    sentence = _("“%(name)s” is %(size)s MB, the limit is %(limit)s MB. Make it smaller or send a link.")
    size = number_format(file.size / _MEGABYTE, 1)
    told = {"name": file.name[:80], "size": size.removesuffix(",0").removesuffix(".0"), "limit": limit_mb()}
    return Refused("file_too_large", sentence % told, field="files")
