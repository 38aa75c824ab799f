"""Any bytes at all."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from secours.channels.mail.reading import read_message

_WORDS = st.sampled_from(
    [b"From: ", b"Subject: ", b"=?utf-8?q?", b"?=", b"Content-Type: ", b"multipart/mixed; boundary=x", b"\n", b"\n\n",
     b"--x", b"--x--", b"message/rfc822", b"text/html; charset=utf-7", b"Content-Transfer-Encoding: base64", b"<a", b">",
     b"Content-Disposition: attachment; filename*0*=", b"''", b"%", b"\0", b"\xff", b'"', b"(", b"Date: ", b"+9999", b"wrote:",
     b"multipart/alternative; boundary=x", b"message/delivery-status", b"Le 3 mars 2025 a \xc3\xa9crit :", b"> ", b"-- "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_WORDS, st.binary(max_size=12)), max_size=60).map(b"".join))
@example(b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n=")
def test_no_bytes_raise_and_the_line_is_json(raw: bytes) -> None:
    reading = read_message(raw)
    assert reading.error in (None, "The message is empty.")
    line = json.dumps(reading.as_json(), ensure_ascii=False)
    assert json.loads(line.encode("utf-8"))["text"] == reading.text
    assert "\0" not in reading.html
    assert len(reading.fingerprint) == 64
