"""The door to the embedded PostgreSQL of one data folder."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from secours.lib.postgres import accounts, binaries, folders, initialisation, locks, roles, server, sockets
from secours.lib.postgres.errors import AlreadyRunning, PasswordRefused
from secours.lib.postgres.layout import Layout
from secours.lib.postgres.passwords import password_of

# Creating a cluster takes about a second, recovery can take minutes: others wait for it.
TURN_SECONDS = 360.0
# A guardian that is stopping an unused server holds the users' lock meanwhile.
USERS_SECONDS = 90.0


class Cluster:
    """Makes nothing until asked. All methods may be called by several processes at once."""

    def __init__(self, data_folder: Path) -> None:
        self.layout = Layout(Path(data_folder).expanduser().resolve())
        self._holds: list[int] = []
        self._guardian: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Creates the cluster if there is none, and writes its configuration again (a few ms)."""
        self.layout.make()
        with self._turn():
            self._prepare()

    def start(self) -> None:
        """Starts the server and holds it open until `stop`, or the end of this process.
        Raises AlreadyRunning when it runs; `opened` is the call that accepts that."""
        self.layout.make()
        with self._turn():
            if self.is_running():
                raise AlreadyRunning(folder=self.layout.data_folder)
            self._hold_and_start()

    def stop(self) -> None:
        """Stops the server now, whoever uses it: their connections end with an error."""
        if not self.layout.server_lock.exists():
            return
        with self._turn():
            self._stop()
            while self._holds:
                locks.release(self._holds.pop())
            self._bury_guardian()

    @contextlib.contextmanager
    def opened(self) -> Iterator["Cluster"]:
        """Uses the running server or starts it; the last of all users to leave stops it, even when
        another one started it. A forked child is no user of its own: it must open the cluster itself."""
        self.layout.make()
        with self._turn():
            self._hold_and_start()
        try:
            yield self
        finally:
            with self._turn():
                self._leave()

    def is_running(self) -> bool:
        """Whether it answers now; False without trace for a data folder that does not exist."""
        return self.layout.data_folder.is_dir() and sockets.answers(self._socket_folder)

    def owner_url(self, database: str = "secours") -> str:
        """For migrations, and for processes that then SET ROLE secours_app. Needs no running server."""
        return self._url("secours_owner", database)

    def superuser_url(self, database: str = "postgres") -> str:
        return self._url("postgres", database)

    @property
    def _socket_folder(self) -> Path:
        return sockets.folder_for(self.layout.data_folder)

    def _url(self, role: str, database: str) -> str:
        password = password_of(role, folder=self.layout.passwords)
        host = quote(str(self._socket_folder), safe="")
        return f"postgresql://{role}:{password}@/{quote(database, safe='')}?host={host}"

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with locks.held(self.layout.turn_lock, timeout_seconds=TURN_SECONDS) as obtained:
            if not obtained:
                raise AlreadyRunning(folder=self.layout.data_folder)
            yield

    def _hold_and_start(self) -> None:
        hold = locks.take(self.layout.users_lock, shared=True, timeout_seconds=USERS_SECONDS)
        if hold is None:
            raise AlreadyRunning(folder=self.layout.data_folder)
        self._holds.append(hold)
        try:
            if not self.is_running() and not server.answers_late(self.layout, self._socket_folder):
                self._start()
            if not self.layout.ready_mark.exists():
                self._complete()
        except BaseException:
            self._leave()
            raise

    def _start(self) -> None:
        program = self._prepare() / "postgres"
        self._bury_guardian()
        self.layout.ready_mark.unlink(missing_ok=True)
        self._guardian = server.start(
            self.layout, program=program, run_as=accounts.choose(), socket_folder=self._socket_folder
        )

    def _prepare(self) -> Path:
        """Returns the folder of the programs."""
        run_as = accounts.choose()
        cluster = self.layout.cluster_for(run_as)
        folders.check_space(cluster.parent)
        programs = binaries.folder_for(run_as, place=cluster.parent)
        sockets.make(self._socket_folder)
        os.chown(self._socket_folder, run_as.uid, run_as.gid)
        if not (cluster / "PG_VERSION").exists():
            initialisation.initialise(
                cluster,
                programs=programs,
                run_as=run_as,
                socket_folder=self._socket_folder,
                password=password_of("postgres", folder=self.layout.passwords),
                log=self.layout.log,
            )
        initialisation.configure(cluster, run_as=run_as, socket_folder=self._socket_folder)
        return programs

    def _complete(self) -> None:
        """At each start; also after a starter that was killed half-way."""
        server.wait_until_ready(self.layout)
        owner_password = password_of("secours_owner", folder=self.layout.passwords)
        try:
            roles.apply(self.superuser_url, owner_password=owner_password)
        except roles.Refused as error:
            raise PasswordRefused(cluster=self.layout.cluster, folder=self.layout.passwords) from error
        self.layout.ready_mark.touch(mode=0o600)

    def _leave(self) -> None:
        """The guardian would stop an unused server a moment later; doing it here means that the server is
        gone when the caller goes on."""
        hold = self._holds.pop()
        if locks.take_over(hold):
            self._stop()
        locks.release(hold)
        self._bury_guardian()

    def _stop(self) -> None:
        server.stop(self.layout)
        sockets.retire(self._socket_folder, self.layout.data_folder)

    def _bury_guardian(self) -> None:
        """So that no zombie stays with a process that lives on."""
        if self._guardian is None or not locks.is_free(self.layout.server_lock):
            return
        self._guardian.wait(timeout=10)
        self._guardian = None
