"""`secours mail deliver|read|fetch`: one JSON object a line, in the order of the files."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from secours.cli.database import database
from secours.cli.mail_reading import in_terminal_words, not_opened, read_files
from secours.cli.words import say, speaks_french

if TYPE_CHECKING:
    from secours.channels.mail.ahead import Ahead
    from secours.channels.mail.delivery import Delivery
    from secours.channels.mail.storing import Stored
    from secours.channels.models import Mailbox
    from secours.people.actor import Actor

# Raw messages are stored together; few enough that a batch of large ones stays in memory.
_BATCH = 50
_BATCH_BYTES = 20_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    deliver = actions.add_parser("deliver", help="take messages in, as a mail server would hand them over")
    read = actions.add_parser("read", help="say what messages hold; needs no database")
    fetch = actions.add_parser("fetch", help="read the mailboxes now")
    for parser_of_files in (deliver, read):
        parser_of_files.add_argument("files", nargs="+", metavar="FILE")
    for parser_of_mailbox in (deliver, fetch):
        parser_of_mailbox.add_argument("--mailbox", metavar="NAME", help="main unless told")
    for each in (deliver, read, fetch):
        each.add_argument("--json", action="store_true")


def command(chosen: argparse.Namespace) -> int:
    if chosen.action == "read":
        return read_files(chosen.files, sys.stdout, sys.stderr)
    with database():
        if chosen.action == "fetch":
            return fetch_mailboxes(chosen.mailbox, sys.stdout)
        return deliver_files(chosen.files, chosen.mailbox, sys.stdout)


def deliver_files(paths: list[str], mailbox_name: str | None, out: TextIO) -> int:
    """One line per path; 1 when one could not be read or stored, 2 when there is no such mailbox."""
    from secours.people.actor import acting_as_system

    with acting_as_system("mail") as by:
        mailbox = _mailbox(mailbox_name or "main")
    if mailbox is None:
        return 2
    status = 0
    for batch in _batches(paths):
        for path, line in _deliver_batch(batch, mailbox, by):
            status = max(status, 1 if line["verdict"] is None else 0)
            out.write(json.dumps({"file": path, **line}) + "\n")
        out.flush()
    return status


def fetch_mailboxes(name: str | None, out: TextIO) -> int:
    """One line per message that came; 1 when a mailbox could not be read."""
    from secours.channels.mail.fetching import fetch_mailbox
    from secours.channels.models import Mailbox
    from secours.people.actor import acting_as_system

    with acting_as_system("mail") as by:
        boxes = Mailbox.objects.select_related("organisation").filter(is_active=True).exclude(imap_host="")
        found = list(boxes.filter(name=name) if name else boxes)
    if not found:
        say(
            "No mailbox to read: give one a server in the administration.",
            "Aucune boîte à relever : donnez-lui un serveur dans l’administration.",
        )
        return 2
    for box in found:
        for delivery in fetch_mailbox(box, by=by):
            out.write(json.dumps({"mailbox": box.name, **_line(delivery)}) + "\n")
        if box.failure:
            say(f"{box.name}: {_told(box.failure)}")
    return 1 if any(box.failure for box in found) else 0


def _told(reason: str) -> str:
    """In the language of the terminal."""
    from django.utils import translation

    from secours.channels.mail.reasons import sentence_of

    with translation.override("fr" if speaks_french() else "en"):
        return sentence_of(reason)


def _mailbox(name: str) -> "Mailbox | None":
    from secours.channels.models import Mailbox

    found = Mailbox.objects.select_related("organisation").filter(name=name).first()
    if found is None:
        say(f"There is no mailbox “{name}”.", f"Il n’y a pas de boîte « {name} ».")
    return found


_Read = tuple[str, bytes | None, str]


def _batches(paths: list[str]) -> Iterator[list[_Read]]:
    """Path, content, or why it could not be read."""
    batch: list[_Read] = []
    size = 0
    for path in paths:
        read = _read(path)
        batch.append(read)
        size += len(read[1] or b"")
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(path: str) -> _Read:
    try:
        return path, Path(path).read_bytes(), ""
    except (OSError, ValueError) as problem:
        return path, None, not_opened(problem)


def _deliver_batch(
    batch: list[_Read], mailbox: "Mailbox", by: "Actor"
) -> Iterator[tuple[str, dict[str, Any]]]:
    delivered = iter(_receive([raw for _path, raw, _why in batch if raw is not None], mailbox, by))
    for path, raw, why in batch:
        if raw is None:
            say(f"{_printable(path)}: {in_terminal_words(why)}")
            yield path, _failed(why)
        else:
            yield path, next(delivered)


def _receive(raws: list[bytes], mailbox: "Mailbox", by: "Actor") -> list[dict[str, Any]]:
    """Stored together; one by one when that fails, so that one message never takes others with it."""
    from django.db import DatabaseError

    from secours.channels.mail.ahead import reading_ahead
    from secours.channels.mail.storing import store_all

    try:
        stored = store_all(raws, mailbox=mailbox, by=by)
    except (OSError, DatabaseError) as problem:
        if len(raws) == 1:
            return [_not_stored(problem)]
        return [line for raw in raws for line in _receive([raw], mailbox, by)]
    with reading_ahead([one.content for one in stored]) as mails:
        return [_understand(one, by, mail) for one, mail in zip(stored, mails, strict=True)]


def _understand(stored: "Stored", by: "Actor", ahead: "Ahead") -> dict[str, Any]:
    from django.db import DatabaseError

    from secours.channels.mail.delivery import deliver_stored

    try:
        return _line(deliver_stored(stored, by=by, ahead=ahead))
    except DatabaseError as problem:
        return _not_stored(problem)


def _not_stored(problem: Exception) -> dict[str, Any]:
    say(
        f"A message could not be stored or understood now: {problem}",
        f"Un message n’a pas pu être gardé ou compris pour l’instant : {problem}",
    )
    return _failed(f"The message could not be stored or understood now ({type(problem).__name__}).")


def _line(delivery: "Delivery") -> dict[str, Any]:
    return {
        "verdict": delivery.verdict,
        "ticket": delivery.ticket_label,
        "message_id": delivery.message_id,
        "reason": delivery.reason,
    }


def _failed(reason: str) -> dict[str, Any]:
    return {"verdict": None, "ticket": None, "message_id": None, "reason": reason}


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
