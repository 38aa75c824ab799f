"""`secours run`: everything, and one clean stop."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from secours.cli import events, web
from secours.cli.processes import granian, spawn, stop
from secours.cli.words import either, say
from secours.config import environment
from secours.lib.postgres import Cluster, LauncherError

_FIRST_PAGE_SECONDS = 30
_AGAIN_SECONDS = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="fill an empty database with the demo world")


def command(chosen: argparse.Namespace) -> int:
    environment.load_dotenv(Path(".env"))
    host, port = environment.text("SECOURS_HOST", "127.0.0.1"), environment.number("SECOURS_PORT", 8000)
    events_port = environment.number("SECOURS_EVENTS_PORT", port + 1)
    for number in (port, events_port):
        if not _is_free(host, number):
            say(
                f"Port {number} is taken by another program: stop it, or choose another with SECOURS_PORT={port + 10}.",
                f"Le port {number} est pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec SECOURS_PORT={port + 10}.",
            )
            return 2
    signal.signal(signal.SIGTERM, _interrupt)
    # Said outright: a shell starts what it puts in the background with SIGINT ignored.
    signal.signal(signal.SIGINT, _interrupt)
    if chosen.demo:
        os.environ.setdefault("SECOURS_DEMO", "1")
    return Installation(host, port, events_port).run()


class Installation:
    """The processes of one machine. The parent stays small: Django lives in its children only."""

    def __init__(self, host: str, port: int, events_port: int) -> None:
        self.host, self.port, self.events_port = host, port, events_port
        self.data = environment.data_folder()
        self.cluster = None if environment.text("DATABASE_URL") else Cluster(self.data)
        self.databases = ExitStack()
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> int:
        try:
            return self._run()
        except KeyboardInterrupt:
            say("Stopping…", "Arrêt en cours…")
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for name in ("web", "events", "worker"):
                if name in self.children:
                    stop(self.children[name])
            self.databases.close()

    def _run(self) -> int:
        if self.cluster:
            say("Starting the database…", "Démarrage de la base de données…")
            self.databases.enter_context(self.cluster.opened())
        if not self._prepared():
            return 2
        for name in ("web", "events"):
            self._start(name)
        if not self._wait_for_first_page():
            return 2
        # After it: two processes that read Django at once make each other late, and no one waits for a job.
        self._start("worker")
        self._print_address()
        while True:
            time.sleep(0.5)
            self._keep_alive()

    def _prepared(self) -> bool:
        """Migrations and the demo world, in a child; passed over when nothing changed since."""
        stamp, version = self.data / "migrated", _version()
        if self.cluster and stamp.is_file() and stamp.read_text() == version:
            return True
        say("Preparing the tables…", "Préparation des tables…")
        if subprocess.call([sys.executable, "-m", "secours", "migrate", "--quiet"]) != 0:
            return False
        if environment.text("SECOURS_DEMO", "0") != "0":
            say("Filling the demo world…", "Remplissage du monde de démonstration…")
            if subprocess.call([sys.executable, "-m", "secours", "demo"]) != 0:
                return False
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(version)
        return True

    def _start(self, name: str) -> None:
        commands = {
            "web": granian(web.TARGET, interface="wsgi", host=self.host, port=self.port),
            "events": granian(events.TARGET, interface="asgi", host=self.host, port=self.events_port),
            "worker": [sys.executable, "-m", "secours", "worker"],
        }
        self.children[name] = spawn(commands[name])

    def _keep_alive(self) -> None:
        """Whatever was killed is started again: the database first, since the others need it."""
        if self.cluster and not self.cluster.is_running():
            say("The database stopped: starting it again.", "La base s’est arrêtée : on la relance.")
            _start_again(self.cluster)
        for name, child in list(self.children.items()):
            if child.poll() is not None:
                say(f"{name} stopped: starting it again.", f"{name} s’est arrêté : on le relance.")
                self._start(name)

    def _wait_for_first_page(self) -> bool:
        end = time.monotonic() + _FIRST_PAGE_SECONDS
        while time.monotonic() < end:
            if self.children["web"].poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://{self.host}:{self.port}/health", timeout=2):
                    return True
            except OSError:
                time.sleep(0.05)
        say(
            "The pages did not start: see the messages above.",
            "Les pages n’ont pas démarré : voir les messages ci-dessus.",
        )
        return False

    def _print_address(self) -> None:
        address = environment.text("SECOURS_URL") or f"http://{self.host}:{self.port}"
        print(either(f"\nSecours is ready: {address}", f"\nSecours est prêt : {address}"))
        if environment.text("SECOURS_DEMO", "0") != "0":
            print(either(_ACCOUNTS_EN, _ACCOUNTS_FR))
        print(either("Ctrl+C stops everything.", "Ctrl+C arrête tout."), flush=True)


def _start_again(cluster: Cluster) -> None:
    """We hold it open already: a second hold would be one more open file for each restart. One that cannot
    start now (killed again, no space left) is tried again a little later: the others wait for it too."""
    try:
        with cluster.opened():
            pass
    except LauncherError as trouble:
        say(str(trouble))
        time.sleep(_AGAIN_SECONDS)


_ACCOUNTS_FR = """
  Comptes de démonstration, mot de passe secours-demo :
    requester@demo.example   déclare un incident          technician@demo.example  le traite
    supervisor@demo.example  pilote l’équipe              manager@demo.example     suit les chiffres
    mission@demo.example     en mission chez un client    client@demo.example      contact d’un client
    admin@demo.example       administre                   outsider@demo.example    d’un autre client
    colleague@demo.example   collègue anglophone
"""
_ACCOUNTS_EN = """
  Demo accounts, password secours-demo:
    requester@demo.example   declares an incident         technician@demo.example  handles it
    supervisor@demo.example  leads the team               manager@demo.example     follows the figures
    mission@demo.example     on a mission at a client     client@demo.example      contact at a client
    admin@demo.example       administers                  outsider@demo.example    of another client
    colleague@demo.example   an English-speaking colleague
"""


def _version() -> str:
    """Changes with any migration, the starter pack, and whether a demo world is wanted."""
    package = Path(__file__).resolve().parent.parent
    files = sorted([*package.glob("*/migrations/*.py"), *package.glob("packs/**/*.yaml")])
    digest = sha256(environment.text("SECOURS_DEMO", "0").encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
