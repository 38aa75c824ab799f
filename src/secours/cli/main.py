"""`secours COMMAND`: one module a noun; each is imported only when its command is called.

Standard output of --json is JSON only; everything else goes to standard error.
Exit 0: done. 1: an item was refused or could not be stored. 2: can't run (one sentence why).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from secours.cli import troubles
from secours.cli.words import say
from secours.config.environment import WrongSetting
from secours.lib.postgres import LauncherError

Command = Callable[[argparse.Namespace], int]

# command → module that holds its `command(arguments)` and `arguments(parser)`
COMMANDS = {
    "run": "secours.cli.run",
    "web": "secours.cli.web",
    "events": "secours.cli.events",
    "worker": "secours.cli.worker",
    "meaning": "secours.cli.meaning",
    "migrate": "secours.cli.migrate",
    "check": "secours.cli.check",
    "backup": "secours.cli.backup",
    "restore": "secours.cli.restore",
    "journal": "secours.cli.journal",
    "bench": "secours.cli.bench",
    "mail": "secours.cli.mail",
    "inventory": "secours.cli.inventory",
    "faults": "secours.cli.faults_commands",
    "demo": "secours.cli.demo.command",
    "tickets": "secours.cli.tickets",
    "import": "secours.cli.later",
}

HELP = {
    "run": "start everything: database, jobs, live updates, pages",
    "web": "serve the pages only",
    "events": "serve live updates only",
    "worker": "run jobs and schedules only",
    "meaning": "own the model of meaning (started by itself when it is needed)",
    "migrate": "bring the database to this version; on an empty one, install the first rows",
    "check": "say what is wrong with this installation, and what to do",
    "backup": "write everything into one file",
    "restore": "bring everything back from such a file",
    "journal": "verify: prove that nothing of the journal was changed or removed",
    "bench": "measure: pages, diagnosis, recall",
    "mail": "deliver, read or fetch e-mail",
    "inventory": "load inventories of agents",
    "faults": "load or search the fault base, measure recall, walk a guided script",
    "demo": "fill an empty installation with the demo world",
    "tickets": "list the messages of one, erase the words of a message",
    "import": "bring data from another helpdesk (a later version)",
}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="secours", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    for name, module in COMMANDS.items():
        below = commands.add_parser(name, help=HELP[name])
        if name == wanted:
            import_module(module).arguments(below)
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown and "later" not in chosen:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    if chosen.command is None:
        parser.print_help(sys.stderr)
        return 2
    return _run(import_module(COMMANDS[chosen.command]).command, chosen)


def _run(command: Command, chosen: argparse.Namespace) -> int:
    try:
        return command(chosen)
    except (WrongSetting, LauncherError) as trouble:
        say(str(trouble))
        return 2
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as trouble:
        sentence = troubles.of_the_database(trouble)
        if not sentence:
            raise
        say(sentence)
        return 2
