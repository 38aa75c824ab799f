"""Raw messages as senders really write them (all invented)."""

import pytest

from secours.channels.mail.reading import read_message


def test_reads_the_fields_of_an_ordinary_mail() -> None:
    reading = read_message(
        "From: =?utf-8?q?Zo=C3=A9_Lambert?= <zoe@demo.example>\n"
        'To: "Assistance, niveau 1" <support@demo.example>, bob@demo.example\n'
        "Cc: Léa <lea@demo.example>\n"
        "Subject: =?iso-8859-1?Q?=C9cran?=\n =?iso-8859-1?Q?_noir?=\n"
        "Date: Mon, 3 Mar 2025 10:12:00 +0100\n"
        "Message-ID: <one@demo.example>\nIn-Reply-To: <zero@demo.example>\n"
        "References: <root@demo.example>\n\t<zero@demo.example>\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
        "Bonjour, mon écran reste noir depuis ce matin.\n".encode()
    )
    shown = reading.as_json()
    assert shown["from"] == {"name": "Zoé Lambert", "address": "zoe@demo.example"}
    assert [person["address"] for person in shown["to"]] == ["support@demo.example", "bob@demo.example"]
    assert shown["to"][0]["name"] == "Assistance, niveau 1"
    assert shown["cc"] == [{"name": "Léa", "address": "lea@demo.example"}]
    assert (shown["subject"], shown["date"]) == ("Écran noir", "2025-03-03T10:12:00+01:00")
    assert (shown["message_id"], shown["in_reply_to"]) == ("one@demo.example", "zero@demo.example")
    assert shown["references"] == ["root@demo.example", "zero@demo.example"]
    assert (shown["automatic"], shown["automatic_reason"], shown["language"]) == (False, None, "fr")
    assert shown["text"] == "Bonjour, mon écran reste noir depuis ce matin."
    assert shown["error"] is None


def test_a_mbox_line_is_dropped_and_does_not_count() -> None:
    raw = b"From: a@demo.example\nSubject: x\n\nhello\n"
    with_line = read_message(b"From a@demo.example Mon Mar  3 10:12:00 2025\n" + raw)
    assert with_line.sender is not None
    assert with_line.raw_sha256 == read_message(raw).raw_sha256


@pytest.mark.parametrize(
    ("declared", "bytes_of"),
    [
        ("utf-8", "latin-1"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "cp1252"),
        ("x-unknown", "utf-8"),
        ("punycode", "utf-8"),
        ("utf-7", "utf-7"),
        ("utf-16", "utf-16"),
        ("\"iso-8859-15\"", "latin-1"),
    ],
)  # fmt: skip
def test_a_wrong_or_unknown_charset_still_gives_the_words(declared: str, bytes_of: str) -> None:
    head = f"From: a@demo.example\nContent-Type: text/plain; charset={declared}\n\n".encode()
    assert read_message(head + "réseau coupé".encode(bytes_of)).text == "réseau coupé"


def test_raw_8_bit_headers_are_read() -> None:
    reading = read_message("From: Zoé <z@demo.example>\nSubject: Réseau coupé\n\nx".encode("latin-1"))
    assert reading.subject == "Réseau coupé"
    assert reading.sender is not None
    assert reading.sender.name == "Zoé"


def test_html_alone_becomes_text_and_is_sanitised() -> None:
    reading = read_message(
        b"From: a@demo.example\nContent-Type: text/html\n\n<p>Hello <b>you</b></p>"
        b"<script>alert(1)</script><img src=http://x.example/p.png onerror=alert(1)><p>Bye</p>"
    )
    assert reading.text == "Hello you\n\nBye"
    assert "<b>you</b>" in reading.html
    assert not any(bad in reading.html for bad in ("script", "alert", "img", "onerror"))


def test_utf_7_does_not_hide_a_script() -> None:
    reading = read_message(
        b"From: a@demo.example\nContent-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-alert(1)+ADw-/script+AD4-hi"
    )
    assert reading.html.strip() == "hi"


MIXED = b"""From: a@demo.example
Content-Type: multipart/mixed; boundary="o"

--o
Content-Type: multipart/related; boundary="r"

--r
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain

See the picture.
--a
Content-Type: text/html

<p>See <img src="cid:p1">.</p>
--a--
--r
Content-Type: image/png
Content-ID: <p1>
Content-Transfer-Encoding: base64

aGVsbG8=
--r--
--o
Content-Type: application/pdf; name="=?utf-8?q?d=C3=A9mo.pdf?="
Content-Disposition: attachment; filename*=utf-8''..%2Fd%C3%A9mo.pdf

%PDF
--o
Content-Type: message/rfc822

From: b@demo.example
Subject: inner

inner words
--o--
"""


def test_parts_are_told_apart() -> None:
    reading = read_message(MIXED)
    assert reading.text == "See the picture."
    shown = [(file.name, file.type, file.size, file.inline) for file in reading.attachments]
    assert shown[0] == (None, "image/png", 5, True)
    assert shown[1] == ("démo.pdf", "application/pdf", 4, False)
    assert shown[2][1] == "message/rfc822"
    assert reading.attachments[0].data == b"hello"
    assert b"inner words" in reading.attachments[2].data


def test_a_line_that_is_no_header_does_not_end_the_headers() -> None:
    reading = read_message(
        b"From: a@demo.example\n>From somebody\nTo : b@demo.example\nSubject: kept\n\nbody"
    )
    assert (reading.subject, reading.text) == ("kept", "body")
    assert reading.to[0].address == "b@demo.example"


def test_a_body_without_blank_line_stays_the_body() -> None:
    reading = read_message(b"From: a@demo.example\nSubject: x\nHello there, no blank line.\nBye")
    assert reading.text == "Hello there, no blank line.\nBye"


def test_no_headers_at_all_is_all_body() -> None:
    reading = read_message("Bonjour, ceci n’a pas d’en-tête.".encode())
    assert reading.sender is None
    assert reading.text == "Bonjour, ceci n’a pas d’en-tête."


def test_nul_and_surrogates_never_come_out() -> None:
    reading = read_message(b"From: a\0b@demo.example\nSubject: \0x\xff\0\n\nhi\0\xed\xa0\x80there")
    text = repr(reading.as_json())
    assert "\\x00" not in text
    assert "\\ud8" not in text


def test_the_fingerprint_tells_the_same_mail_from_another() -> None:
    raw = b"From: a@demo.example\nSubject: x\nMessage-ID: <same@x>\n\nhello"
    again = b"Received: by other\n" + raw.replace(b"a@demo", b"A@demo")
    other = raw.replace(b"hello", b"scanned page 2")
    assert read_message(raw).fingerprint == read_message(again).fingerprint
    assert read_message(raw).fingerprint != read_message(other).fingerprint


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Foo 99999 99:99:99 +9999", "1 Jan 2025 00:00 +9999"]
)
def test_an_impossible_date_is_null(date: str) -> None:
    assert read_message(f"From: a@demo.example\nDate: {date}\n\nx".encode()).date is None


def test_an_empty_message_says_so() -> None:
    assert read_message(b" \n").error == "The message is empty."
