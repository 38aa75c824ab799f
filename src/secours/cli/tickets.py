"""`secours tickets messages|erase-message`: personal data, on request."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from secours.cli import later
from secours.cli.database import database
from secours.cli.words import say, speaks_french

if TYPE_CHECKING:
    from secours.people.actor import Actor
    from secours.tickets.models import Message

REASONS = ("asked", "secret", "mistake")
_SHOWN = 60


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("messages", help="the messages of a ticket, with the number of each")
    erased = actions.add_parser("erase-message", help="erase the words of a message, for good")
    for one in (listed, erased):
        one.add_argument("ticket", metavar="TICKET", help="T-1042, or 1042")
        one.add_argument("--json", action="store_true")
    erased.add_argument("message", type=int, metavar="MESSAGE", help="its number, as `messages` gives it")
    erased.add_argument("--reason", choices=REASONS, default="asked")
    triage = actions.add_parser("evaluate-triage", help="a later version")
    later.arguments(triage)


def command(chosen: argparse.Namespace) -> int:
    if chosen.action == "evaluate-triage":
        return later.command(chosen)
    with database():
        from django.utils import translation

        from secours.people.actor import acting_as_system
        from secours.people.errors import Refused

        with acting_as_system() as by, translation.override("fr" if speaks_french() else "en"):
            try:
                return _ACTIONS[chosen.action](chosen, by)
            except Refused as refusal:
                say(str(refusal))
                return 1


def _messages(chosen: argparse.Namespace, by: "Actor") -> int:
    from secours.tickets.access import messages_visible_to, ticket_for

    for message in messages_visible_to(by, ticket_for(by, _number(chosen.ticket))):
        line = _line(message)
        print(json.dumps(line) if chosen.json else _words(line))
    return 0


def _erase(chosen: argparse.Namespace, by: "Actor") -> int:
    from secours.tickets.access import ticket_for
    from secours.tickets.operations import erase_message

    ticket = ticket_for(by, _number(chosen.ticket))
    quoting = erase_message(ticket.id, chosen.message, by=by, reason=chosen.reason)
    if chosen.json:
        print(json.dumps({"ticket": ticket.label, "message": chosen.message, "quoting": quoting}))
        return 0
    say("The words are erased.", "Le texte est effacé.")
    if quoting:
        say(
            f"Other messages that still quote them: {quoting}. Erase these too if they must go.",
            f"Autres messages qui le citent encore : {quoting}. Effacez-les aussi s’ils doivent partir.",
        )
    return 0


_ACTIONS = {"messages": _messages, "erase-message": _erase}


def _number(typed: str) -> int:
    """0, the number of no ticket, for what is no number."""
    from secours.lib.text import number_in

    return number_in(typed.strip().upper().removeprefix("T-")) or 0


def _line(message: "Message") -> dict[str, Any]:
    return {
        "message": message.id,
        "at": message.at.isoformat(),
        "author": message.author_name,
        "internal": message.kind == "note",
        "erased": message.entry.words.erased_at is not None,
        "text": message.entry.words.text,
    }


def _words(line: dict[str, Any]) -> str:
    text = " ".join(line["text"].split())
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"{line['message']}  {line['at'][:16].replace('T', ' ')}  {line['author']}  {shown or '—'}"
