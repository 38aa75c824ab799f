"""Shapes that stop parsers. Each must be read, or refused with a sentence, in time that grows with its size.

Most of the work is done by regular expressions and parsers in C, where no step can be counted: so the processor
time of one shape is compared with that of the same shape eight times smaller, on the same machine.
"""

import time
from collections.abc import Callable

import pytest

from secours.channels.mail.reading import MailReading, read_message

HEAD = b"From: a@demo.example\nSubject: x\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
SMALLER = 8
# What is linear takes 8 times as long, what is quadratic 64: between them is room for a busy machine.
MOST = 32
# Seconds under which a difference says nothing; what takes no more than 32 of them stops nobody.
LEAST = 0.01


def nested(depth: int) -> bytes:
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\n\nhi\n"


# What divides its size → the bytes.
SHAPES: dict[str, Callable[[int], bytes]] = {
    "nested 9,000 deep": lambda n: nested(9_000 // n),
    "nested 100,000 deep": lambda n: nested(100_000 // n),
    "nested messages": lambda n: HEAD + b"Content-Type: message/rfc822\n\n" * (5_000 // n) + b"hi",
    "huge header": lambda n: HEAD + b"X: " + b"a" * (10_000_000 // n) + b"\n\nhi",
    "many headers": lambda n: HEAD + b"X-A: b\n" * (300_000 // n) + b"\nhi",
    "many continuations": lambda n: HEAD + b"X-A: b\n" + b" b\n" * (300_000 // n) + b"\nhi",
    "semicolons": lambda n: HEAD + b"Content-Type: text/plain" + b";" * (1_000_000 // n) + b"\n\nhi",
    "quoted parameters": lambda n: (
        HEAD + b"Content-Type: text/plain; a=" + b'"\\;' * (300_000 // n) + b"\n\nhi"
    ),
    "a million recipients": lambda n: b"To: " + b"a@b.example, " * (1_000_000 // n) + b"\n" + HEAD + b"\nhi",
    "nested comments": lambda n: b"From: " + b"(" * (1_000_000 // n) + b"\n\nhi",
    "open quotes": lambda n: b"From: " + b'"\\' * (300_000 // n) + b"\n\nhi",
    "open encoded words": lambda n: b"Subject: " + b"=?a?q?" * (200_000 // n) + b"\n\nhi",
    "folded subject": lambda n: b"Subject: " + b"a\n " * (200_000 // n) + b"\n\nhi",
    "long line of quote marks": lambda n: HEAD + b"\n" + b">" * (3_000_000 // n),
    "On On On": lambda n: HEAD + b"\n" + b"On " * (500_000 // n) + b"wrote:",
    "announcements": lambda n: HEAD + b"\n" + b"On 2020-10-10 a@b.example wrote:\n> a\n\nb\n" * (60_000 // n),
    "header blocks": lambda n: HEAD + b"\n" + b"From: a\nDate: b\n" * (60_000 // n),
    "rules": lambda n: HEAD + b"\n" + b"hello\n" + b"________________\n" * (100_000 // n),
    "mobile signatures": lambda n: HEAD + b"\n" + b"hello\n" + b"Sent from my iPhone\n" * (100_000 // n),
    "deep HTML": lambda n: HTML + b"<div>" * (200_000 // n),
    "deep formats": lambda n: HTML + b"<i><b><u><s>" * (20_000 // n) + b"<p>x</p>" * (20_000 // n),
    "many attributes": lambda n: HTML + b"<a " + b" ".join(b"a%d=b" % n for n in range(100_000 // n)) + b">x",
    "open comments": lambda n: HTML + b"<!--" * (300_000 // n),
    "open tags": lambda n: HTML + b"<a" * (500_000 // n),
    "punycode": lambda n: (
        HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-bcd" * (200_000 // n)
    ),
    "too many parts": lambda n: (
        HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n" + b"--q\n\nhi\n" * (50_000 // n)
    ),
    "too many lines": lambda n: HEAD + b"\n" * (3_000_000 // n),
    "every byte": lambda n: bytes(range(256)) * (2_000 // n),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_is_read_in_time_that_grows_with_its_size(shape: Callable[[int], bytes]) -> None:
    read_message(b"From: a@demo.example\n\nthe model of languages is loaded once, not here")
    _small, before = timed(shape(SMALLER))
    reading, after = timed(shape(1))
    assert after < MOST * max(before, LEAST)
    assert reading.error is None or "more than" in reading.error
    assert isinstance(reading.html, str)


def timed(raw: bytes) -> tuple[MailReading, float]:
    """With the seconds of processor time: the clock on the wall counts what else the machine does."""
    start = time.process_time()
    reading = read_message(raw)
    return reading, time.process_time() - start


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
