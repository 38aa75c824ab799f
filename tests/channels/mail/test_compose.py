"""Outgoing mail, read again as the one who receives it would."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from secours.channels.mail.composing import Outgoing, compose
from secours.channels.mail.header_values import Correspondent
from secours.channels.mail.reading import read_message

PLAIN = Outgoing(
    sender=Correspondent("Assistance", "support@demo.example"),
    to=[Correspondent("Zoé", "zoe@demo.example")],
    subject="[T-1042] Écran noir",
    text="Bonjour,\n\nVoyez https://demo.example/a?b=1&c=2.\n<b>gras</b>",
    message_id="t1042.7@demo.example",
    sent_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    language="fr",
    reply_to="support+t-1042.abcdefghijklmnop@demo.example",
    in_reply_to="one@demo.example",
    references=["root@demo.example", "one@demo.example"],
)


def test_what_is_sent_is_what_is_read() -> None:
    reading = read_message(compose(PLAIN).as_bytes())
    assert reading.subject == PLAIN.subject
    assert reading.text == PLAIN.text
    assert reading.message_id == PLAIN.message_id
    assert reading.in_reply_to == "one@demo.example"
    assert reading.references == ("root@demo.example", "one@demo.example")
    assert reading.automatic_reason == "auto-submitted"
    assert "&lt;b&gt;gras" in reading.html
    assert 'href="https://demo.example/a?b=1&amp;c=2"' in reading.html


def test_the_same_values_give_the_same_bytes() -> None:
    assert compose(PLAIN).as_bytes() == compose(PLAIN).as_bytes()


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: evil@demo.example", "x\nBcc: evil@demo.example", "x\rBcc: e@x.example"]
)
def test_no_value_adds_a_header(evil: str) -> None:
    outgoing = replace(
        PLAIN,
        subject=evil,
        sender=Correspondent(evil, "support@demo.example"),
        to=[Correspondent(evil, "zoe@demo.example")],
        references=[evil, f"<{evil}>"],
        in_reply_to=evil,
        language=evil,
    )
    message = message_from_bytes(compose(outgoing).as_bytes(), policy=policy.default)
    assert "Bcc" not in message
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@demo.example"]


@pytest.mark.parametrize(
    "address", ["", "a", "a@b\r\nBcc: c@d.example", "a@b, c@d", "<a@b>", "a b@c.example", "é@x.example"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="Not an address"):
        compose(replace(PLAIN, to=[Correspondent("", address)]))


def test_a_forged_identifier_is_refused() -> None:
    with pytest.raises(ValueError, match="Not an identifier"):
        compose(replace(PLAIN, message_id="a@b>\r\nBcc: c@d.example"))


def test_long_identifiers_stay_readable_and_lines_short() -> None:
    many = [f"{'c' * 90}{number}@demo.example" for number in range(60)]
    raw = compose(replace(PLAIN, references=many, in_reply_to=many[-1])).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    references = read_message(raw).references
    assert (references[0], references[-1], len(references)) == (many[0], many[-1], 20)
