"""Shapes that stop parsers. Each must be read, or refused with a sentence, in bounded time."""

import time

import pytest

from secours.channels.mail.reading import read_message

HEAD = b"From: a@demo.example\nSubject: x\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
# Seconds of processor time: the clock on the wall counts what else the machine does.
LIMIT = 1.0


def nested(depth: int) -> bytes:
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\n\nhi\n"


SHAPES = {
    "nested 9,000 deep": nested(9_000),
    "nested 100,000 deep": nested(100_000),
    "nested messages": HEAD + b"Content-Type: message/rfc822\n\n" * 5_000 + b"hi",
    "huge header": HEAD + b"X: " + b"a" * 10_000_000 + b"\n\nhi",
    "many headers": HEAD + b"X-A: b\n" * 300_000 + b"\nhi",
    "many continuations": HEAD + b"X-A: b\n" + b" b\n" * 300_000 + b"\nhi",
    "semicolons": HEAD + b"Content-Type: text/plain" + b";" * 1_000_000 + b"\n\nhi",
    "quoted parameters": HEAD + b"Content-Type: text/plain; a=" + b'"\\;' * 300_000 + b"\n\nhi",
    "a million recipients": b"To: " + b"a@b.example, " * 1_000_000 + b"\n" + HEAD + b"\nhi",
    "nested comments": b"From: " + b"(" * 1_000_000 + b"\n\nhi",
    "open quotes": b"From: " + b'"\\' * 300_000 + b"\n\nhi",
    "open encoded words": b"Subject: " + b"=?a?q?" * 200_000 + b"\n\nhi",
    "folded subject": b"Subject: " + b"a\n " * 200_000 + b"\n\nhi",
    "long line of quote marks": HEAD + b"\n" + b">" * 3_000_000,
    "On On On": HEAD + b"\n" + b"On " * 500_000 + b"wrote:",
    "announcements": HEAD + b"\n" + b"On 2020-10-10 a@b.example wrote:\n> a\n\nb\n" * 60_000,
    "header blocks": HEAD + b"\n" + b"From: a\nDate: b\n" * 60_000,
    "rules": HEAD + b"\n" + b"hello\n" + b"________________\n" * 100_000,
    "mobile signatures": HEAD + b"\n" + b"hello\n" + b"Sent from my iPhone\n" * 100_000,
    "deep HTML": HTML + b"<div>" * 200_000,
    "deep formats": HTML + b"<i><b><u><s>" * 20_000 + b"<p>x</p>" * 20_000,
    "many attributes": HTML + b"<a " + b" ".join(b"a%d=b" % n for n in range(100_000)) + b">x",
    "open comments": HTML + b"<!--" * 300_000,
    "open tags": HTML + b"<a" * 500_000,
    "punycode": HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-bcd" * 200_000,
    "too many parts": HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n" + b"--q\n\nhi\n" * 50_000,
    "too many lines": HEAD + b"\n" * 3_000_000,
    "every byte": bytes(range(256)) * 2_000,
}


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES.keys())
def test_is_read_in_bounded_time(raw: bytes) -> None:
    read_message(b"From: a@demo.example\n\nthe model of languages is loaded once, not here")
    start = time.process_time()
    reading = read_message(raw)
    assert time.process_time() - start < LIMIT
    assert reading.error is None or "more than" in reading.error
    assert isinstance(reading.html, str)


def test_a_nested_part_beyond_the_limit_becomes_an_attachment() -> None:
    reading = read_message(nested(30))
    assert [file.type for file in reading.attachments] == ["application/octet-stream"]
    assert b"hi" in reading.attachments[0].data


def test_winmail_is_an_attachment_like_another() -> None:
    raw = (
        HEAD
        + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgAA"
    )
    (file,) = read_message(raw).attachments
    assert (file.name, file.type, file.size) == ("winmail.dat", "application/ms-tnef", 6)
