"""A real installation: `secours run` on a folder of its own, and a mail server that keeps what it is sent."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from tests.ports import free_port

HERE = Path(__file__).resolve().parent


class Installation:
    def __init__(self, folder: Path) -> None:
        self.data, self.output, self.port = folder / "data", folder / "output", free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.mails = Mails()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        subprocess.run([sys.executable, HERE / "world.py"], env=self.environment(), check=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "secours", "run"], env=self.environment(), stdout=output, stderr=output
            )
        wait_for(self._is_ready, 60, self._told)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.mails.close()

    def environment(self, **more: str) -> dict[str, str]:
        """Ours alone: nothing of the suite's own database."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SECOURS_", "DATABASE_URL", "PYTEST_"))
        }
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "secours.config.settings",
            "SECOURS_DATA": str(self.data),
            "SECOURS_PORT": str(self.port),
            "SECOURS_DEMO": "1",
            "SECOURS_EMAIL_URL": self.mails.url,
            "LC_ALL": "C",
            **more,
        }

    def kill(self, words: str) -> None:
        """The processes of this installation whose command holds `words`; it starts them again by itself."""
        for pid in self._processes(words):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def answers(self, port: int) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    def _processes(self, words: str) -> list[int]:
        found = subprocess.run(["pgrep", "-f", words], capture_output=True, text=True, check=False).stdout
        ours = f"SECOURS_DATA={self.data}\0"
        return [pid for pid in map(int, found.split()) if ours in _environment_of(pid)]

    def _is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self._told()
        return "Ctrl+C" in self.output.read_text()

    def _told(self) -> str:
        return self.output.read_text()


class Mails:
    """What came in, as messages."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.received if address in str(mail["To"])]

    def close(self) -> None:
        self._controller.stop()


def wait_for(condition: Callable[[], Any], seconds: float, told: Callable[[], str] = lambda: "") -> Any:
    """What the condition gives, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not happen in {seconds} s. {told()}")


def page_answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=2):
        return True
    return False


def _environment_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_text()
    return ""
