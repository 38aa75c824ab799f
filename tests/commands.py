"""`secours …` as processes of their own, forked from one that has Django ready: the same main(), its own
arguments, output and exit code. Only the second or two of imports are paid once an environment.

Not for `migrate` nor `run`, which choose their role and start others: tests/cli/test_run.py starts them outright.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
_SCRIPT = "-c"


class Commands:
    """One command at a time. `start` gives its process id at once, `finish` its outcome."""

    def __init__(self, environment: dict[str, str]) -> None:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        self._folder = TemporaryDirectory(prefix="secours-commands-")
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.commands"],
            env={**environment, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "secours.config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        self.start(*words)
        return self.finish()

    def python(self, code: str) -> str:
        """What a script prints that has Django ready."""
        done = self.run(_SCRIPT, code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str) -> int:
        assert self._parent.stdin
        self._words = list(words)
        self._parent.stdin.write(json.dumps([words, self._folder.name]) + "\n")
        self._parent.stdin.flush()
        return self._number()

    def finish(self) -> "subprocess.CompletedProcess[str]":
        """As subprocess.run gives it: a negative code names the signal that ended it."""
        code = self._number()
        out, err = ((Path(self._folder.name) / name).read_text() for name in ("out", "err"))
        return subprocess.CompletedProcess(self._words, code, out, err)

    def close(self) -> None:
        self._parent.communicate()
        self._folder.cleanup()

    def _number(self) -> int:
        assert self._parent.stdout
        return int(self._parent.stdout.readline())


def _serve() -> None:
    import django

    django.setup()
    gc.freeze()  # what is loaded stays, in every process to come
    for line in sys.stdin:
        words, folder = json.loads(line)
        process = os.fork()
        if not process:
            _become(words, folder)
        print(process, flush=True)  # noqa: T201  (what Commands reads)
        _same, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _become(words: list[str], folder: str) -> None:
    from secours.cli.main import main

    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if words[0] == _SCRIPT:
        exec(words[1], {})
        sys.exit(0)
    sys.exit(main(words))


if __name__ == "__main__":
    _serve()
