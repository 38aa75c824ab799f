"""Where everything of one embedded server lies."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from secours.lib.postgres import folders
from secours.lib.postgres.accounts import RunAs
from secours.lib.postgres.errors import FolderUnreachable

APART = Path("/var/lib/secours")


@dataclass(frozen=True)
class Layout:
    """`data_folder` is absolute and free of symbolic links."""

    data_folder: Path

    @property
    def passwords(self) -> Path:
        return self.data_folder / "postgres-secrets"

    @property
    def log(self) -> Path:
        return self.data_folder / "logs" / "postgres.log"

    @property
    def turn_lock(self) -> Path:
        return self.data_folder / "lock"

    @property
    def users_lock(self) -> Path:
        return self.data_folder / "postgres-locks" / "users"

    @property
    def server_lock(self) -> Path:
        return self.data_folder / "postgres-locks" / "server"

    @property
    def ready_mark(self) -> Path:
        """Exists once a started server has its roles; a starter may be killed before that."""
        return self.data_folder / "postgres-locks" / "ready"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self._apart_cluster if self._lies_apart else self.data_folder / "postgres"

    def make(self) -> None:
        """Creates the folders that both the launcher and the server's guardian write in."""
        for folder in (self.data_folder, self.log.parent, self.users_lock.parent):
            folders.make_private(folder)
            folders.check_writable(folder)

    def cluster_for(self, run_as: RunAs) -> Path:
        """Where the cluster is, or is to be created. Only a root that must become another account, which
        cannot enter the data folder, keeps it apart; once there it stays there."""
        if self._lies_apart or run_as.enters(self.data_folder):
            return self.cluster
        if (self.cluster / "PG_VERSION").exists():
            raise FolderUnreachable(user=run_as.drop_to and run_as.drop_to.pw_name, folder=self.data_folder)
        folders.make_private(self._apart_cluster.parent)
        for folder in (APART, self._apart_cluster.parent):
            folder.chmod(0o711)
        return self._apart_cluster

    @property
    def _lies_apart(self) -> bool:
        return os.geteuid() == 0 and (self._apart_cluster / "PG_VERSION").exists()

    @property
    def _apart_cluster(self) -> Path:
        return APART / hashlib.sha256(os.fsencode(self.data_folder)).hexdigest()[:12] / "postgres"
