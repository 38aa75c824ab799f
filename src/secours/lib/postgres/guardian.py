"""The parent process of the server: stops it when nobody holds it open any more, and buries it.

Runs as `python -I -S guardian.py USERS_LOCK UID GID COMMAND…` and imports nothing of Secours, to stay small.
It exists so that the server needs no particular process of Secours: the one that started it may leave
first, be killed with -9, or have started it from a thread that ends (which would fire PDEATHSIG).
It inherits the server's lock and hands it on to the server.
"""

import ctypes
import fcntl
import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1


def main() -> int:
    users_lock, uid, gid, *command = sys.argv[1:]
    server = _spawn(command, uid=int(uid), gid=int(gid))
    threading.Thread(target=_stop_when_unused, args=(users_lock, server), daemon=True).start()
    # Waiting is also burying: a dead postmaster that nobody waits for still looks alive.
    _, status = os.waitpid(server, 0)
    return abs(os.waitstatus_to_exitcode(status))


def _spawn(command: list[str], *, uid: int, gid: int) -> int:
    """-1 keeps the account. Still one thread here, so that code after fork is safe."""
    guardian = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        if uid >= 0:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
        _stop_with_parent(guardian)
        os.execv(command[0], command)
    except BaseException as error:
        os.write(2, f"FATAL:  {error}\n".encode())
    os._exit(127)


def _stop_with_parent(guardian: int) -> None:
    """A guardian that dies takes the server with it, by a clean stop. Set after the change of account,
    which would undo it."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != guardian:
        os._exit(1)


def _stop_when_unused(users_lock: str, server: int) -> None:
    """Sleeps in the kernel until the last user has gone. The lock is kept until this process ends, so
    that a new user waits for the end of the stop."""
    descriptor = os.open(users_lock, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    # SIGINT, not SIGTERM: the latter waits forever for open connections.
    os.kill(server, signal.SIGINT)


if __name__ == "__main__":
    # Not sys.exit: it would wait for nothing but costs the teardown of the interpreter.
    os._exit(main())
