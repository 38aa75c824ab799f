"""`secours mail read FILE… --json`."""

import io
import json
from pathlib import Path

import pytest

from secours.cli.mail_reading import read_files

FIELDS = [
    "file", "from", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references", "automatic",
    "automatic_reason", "language", "text", "trimmed", "attachments", "error",
]  # fmt: skip


def lines(*paths: str) -> tuple[int, list[dict[str, object]], str]:
    out, err = io.StringIO(), io.StringIO()
    status = read_files(list(paths), out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_one_line_per_file_in_order_as_typed(tmp_path: Path) -> None:
    (tmp_path / "b é.eml").write_bytes(b"From: a@demo.example\nSubject: b\n\nhello")
    (tmp_path / "a.eml").write_bytes(b"From: a@demo.example\nSubject: a\n\nhello\x85\xe2\x80\xa8")
    typed = [f"{tmp_path}/./b é.eml", f"{tmp_path}/a.eml", f"{tmp_path}/a.eml"]
    status, read, errors = lines(*typed)
    assert status == 0
    assert errors == ""
    assert [line["file"] for line in read] == typed
    assert [line["subject"] for line in read] == ["b", "a", "a"]
    assert list(read[0]) == FIELDS


def test_a_file_that_cannot_be_opened_has_its_line_and_the_others_too(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: a\n\nhello")
    status, read, errors = lines(
        f"{tmp_path}/none", str(tmp_path), "nul\0", "half\udce9", f"{tmp_path}/a.eml"
    )
    assert status == 1
    assert [bool(line["error"]) for line in read] == [True, True, True, True, False]
    assert (read[0]["from"], read[0]["to"], read[0]["text"]) == (None, [], "")
    assert f"{tmp_path}/none" in errors


def test_an_empty_file_is_no_failure_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    status, read, _errors = lines(f"{tmp_path}/empty.eml")
    assert status == 0
    assert read[0]["error"] == "The message is empty."


def test_what_a_person_reads_is_in_the_language_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    paths = [f"{tmp_path}/none", str(tmp_path), f"{tmp_path}/empty.eml"]
    told = {}
    for language in ("fr_FR.UTF-8", "C.UTF-8"):
        monkeypatch.setenv("LC_ALL", language)
        _status, read, errors = lines(*paths)
        told[language] = errors
        assert read[0]["error"] == "The file could not be opened (No such file or directory)."
    assert "Le fichier n’a pas pu être ouvert (il n’existe pas)." in told["fr_FR.UTF-8"]
    assert "(c’est un dossier)" in told["fr_FR.UTF-8"]
    assert "Le message est vide." in told["fr_FR.UTF-8"]
    assert "The message is empty." in told["C.UTF-8"]
