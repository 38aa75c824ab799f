"""One process owns the model of meaning; it starts when asked, answers all, and leaves with who started it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from secours.lib.meaning import ask, place, wire
from secours.lib.meaning.owner import own

TEXTS = ["l'imprimante n'imprime plus", "the printer does not print any more", "le mot de passe est refusé"]


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, "subprocess.Popen[bytes]"]]:
    folder = tmp_path_factory.mktemp("data")
    owner = subprocess.Popen([sys.executable, "-m", "secours.lib.meaning.owner", str(folder)])
    wait_for(wire.address_of(folder).exists)
    yield folder, owner
    owner.terminate()
    owner.wait(10)


def wait_for(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def test_owner_answers_what_the_model_says(owned: tuple[Path, "subprocess.Popen[bytes]"]) -> None:
    answered, placed = ask(owned[0], TEXTS), place(TEXTS)
    assert answered is not None
    assert placed is not None
    assert answered.shape == (3, 512)
    assert np.allclose(answered, placed)
    assert answered[0] @ answered[1] > answered[0] @ answered[2]


def test_second_owner_leaves_at_once(owned: tuple[Path, "subprocess.Popen[bytes]"]) -> None:
    assert own(owned[0]) is False


@pytest.mark.parametrize("sent", [b"", b"\xff\xff\xff\xff", b"\x00\x00\x00\x04nope", b"\x00\x00\x00\x02{}"])
def test_owner_survives_nonsense(owned: tuple[Path, "subprocess.Popen[bytes]"], sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.connect(str(wire.address_of(owned[0])))
        link.sendall(sent)
    assert ask(owned[0], ["encore là"]) is not None


def test_socket_is_for_its_account_alone(owned: tuple[Path, "subprocess.Popen[bytes]"]) -> None:
    assert wire.address_of(owned[0]).stat().st_mode & 0o077 == 0


def test_long_folders_meet_elsewhere(tmp_path: Path) -> None:
    far = tmp_path / ("long" * 30)
    assert len(os.fsencode(wire.address_of(far))) < 107
    assert wire.address_of(far) != wire.address_of(tmp_path / ("long" * 31))


def test_asking_starts_an_owner_that_leaves_with_who_asked(tmp_path: Path) -> None:
    """The first answer is “not yet”; a patient one waits; then the process that asked ends."""
    program = f"""
from pathlib import Path
from secours.lib.meaning import ask
folder = Path({str(tmp_path)!r})
assert ask(folder, ["bonjour"]) is None
assert ask(folder, ["bonjour"], patience=60).shape == (1, 512)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=90)
    assert done.returncode == 0
    wait_for(lambda: not wire.address_of(tmp_path).exists(), 20)


def test_idle_owner_leaves(tmp_path: Path) -> None:
    assert own(tmp_path, idle_seconds=0.1) is True
    assert not wire.address_of(tmp_path).exists()
