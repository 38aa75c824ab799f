"""As whom the programs of PostgreSQL run: they refuse root, and a user id without a name."""

import functools
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from secours.lib.postgres.errors import NoOrdinaryAccount

PREFERRED = ("postgres", "nobody")
# Ours alone: the caller's language, zone and PG* variables must not change a cluster.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class RunAs:
    """`prefix` goes before a command; `drop_to` is the account to become first (root only)."""

    prefix: tuple[str, ...] = ()
    drop_to: pwd.struct_passwd | None = None

    @property
    def uid(self) -> int:
        """The owner that files of the cluster must have."""
        return self.drop_to.pw_uid if self.drop_to else os.geteuid()

    @property
    def gid(self) -> int:
        return self.drop_to.pw_gid if self.drop_to else os.getegid()

    def enters(self, folder: Path) -> bool:
        """Whether the account may pass through `folder` and every folder above it."""
        if self.drop_to is None:
            return True
        return all(self._may(place, stat.S_IXOTH) for place in (folder, *folder.parents))

    def reads(self, file: Path) -> bool:
        return self.enters(file.parent) and (self.drop_to is None or self._may(file, stat.S_IROTH))

    def _may(self, path: Path, bits: int) -> bool:
        status = path.stat()
        # Additional groups do not count: the account is taken without them.
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return (status.st_mode >> shift) & bits == bits


@functools.cache
def choose() -> RunAs:
    """An ordinary account as it is; else a user namespace (nothing to copy, no owner to change);
    else, where a container forbids namespaces, root becomes an ordinary account."""
    if os.geteuid() != 0 and _is_named(os.geteuid()):
        return RunAs()
    stand_in = _ordinary_account()
    prefix = _namespace_of(stand_in)
    if prefix is not None:
        return RunAs(prefix=prefix)
    if os.geteuid() != 0:
        raise NoOrdinaryAccount(uid=os.geteuid())
    return RunAs(drop_to=stand_in)


def run(command: list[str], run_as: RunAs) -> subprocess.CompletedProcess[str]:
    """Runs a program of PostgreSQL to its end; its two outputs come back as one text, in English."""
    drop_to = run_as.drop_to
    return subprocess.run(
        [*run_as.prefix, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",  # the caller's folder may be closed to the account
        env=ENVIRONMENT,
        user=drop_to.pw_uid if drop_to else None,
        group=drop_to.pw_gid if drop_to else None,
        extra_groups=[] if drop_to else None,
        check=False,
    )


def _is_named(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _ordinary_account() -> pwd.struct_passwd:
    accounts = {account.pw_name: account for account in pwd.getpwall() if account.pw_uid != 0}
    if not accounts:
        raise NoOrdinaryAccount(uid=os.geteuid())
    return next((accounts[name] for name in PREFERRED if name in accounts), next(iter(accounts.values())))


def _namespace_of(account: pwd.struct_passwd) -> tuple[str, ...] | None:
    """The command that makes us appear as this account; None where it is missing or refused.
    util-linux's `unshare`, because os.unshare only exists from Python 3.12."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    prefix = (unshare, "-U", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
    try:
        outcome = subprocess.run([*prefix, "true"], cwd="/", capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return prefix if outcome.returncode == 0 else None
