"""A number alone opens nothing."""

import pytest

from secours.channels.mail.tokens import TicketToken, find_tokens, plus_address, sign, subject_tag, verify

SECRET = "not a real secret"


def test_a_tag_in_a_subject_is_found_and_verified() -> None:
    (token,) = find_tokens(f"RE: {subject_tag(1042, SECRET)} Écran noir")
    assert token.number == 1042
    assert verify(token, SECRET)


def test_a_reply_address_is_found_and_verified() -> None:
    address = plus_address("support@demo.example", 1042, SECRET)
    assert len(address.split("@")[0]) <= 64
    (token,) = find_tokens(address.upper())
    assert verify(token, SECRET)


@pytest.mark.parametrize("sign_between", "·:-_.")
def test_changed_separators_are_still_read(sign_between: str) -> None:
    (token,) = find_tokens(f"[t1042{sign_between}{sign(1042, SECRET)}]")
    assert verify(token, SECRET)


@pytest.mark.parametrize("text", ["[T-1042]", "T-1042.short", "T-1042", "#1042", f"xT-1042.{'a' * 17}"])
def test_a_bare_number_is_no_token(text: str) -> None:
    assert find_tokens(text) == ()


def test_the_signature_of_another_ticket_or_secret_is_refused() -> None:
    assert not verify(TicketToken(1043, sign(1042, SECRET)), SECRET)
    assert not verify(TicketToken(1042, sign(1042, "another")), SECRET)
    assert not verify(TicketToken(1042, "é" * 16), SECRET)
