"""Measured on the public suites of ../shared/data/mail. The shares are those of
docs/decisions/2026-11-24-mail-reading.md: a change that lowers one must say so there."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from secours.channels.mail.quoting import trim_reply
from secours.channels.mail.reading import MailReading, read_message
from secours.cli.mail_reading import read_files


@pytest.fixture(scope="module")
def suites(shared_data: Path) -> Path:
    folder = shared_data / "data" / "mail"
    if not folder.is_dir():
        pytest.skip(f"the public suites of {folder} are absent")
    return folder


def test_every_file_is_read_in_its_order_and_none_is_lost(suites: Path) -> None:
    paths = sorted(str(path) for path in suites.rglob("*") if path.is_file())
    out, err = io.StringIO(), io.StringIO()
    assert read_files(paths, out, err) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["file"] for line in lines] == paths
    assert {line["error"] for line in lines} <= {None, "The message is empty."}
    empty = {path for path in paths if not Path(path).read_bytes().strip()}
    assert {line["file"] for line in lines if line["error"]} >= empty
    told = [f"{line['file']}: {line['error']}" for line in lines if line["error"]]
    assert len(err.getvalue().splitlines()) == len(told)


def test_discourse_answers_are_trimmed_as_expected(suites: Path) -> None:
    folder = suites / "discourse-email_reply_trimmer" / "test"
    cases = {
        path.name: (_text(path), _text(folder / "trimmed" / path.name))
        for path in (folder / "emails").iterdir()
    }
    assert _wrong(cases) == []


def test_willdurand_answers_are_trimmed_as_expected(suites: Path) -> None:
    assert (
        _wrong(dict(_willdurand_cases(suites / "willdurand-EmailReplyParser" / "tests" / "Fixtures"))) == []
    )


@pytest.mark.parametrize("suite", ["github-email_reply_parser", "zapier-email-reply-parser"])
def test_github_and_zapier_answers_are_trimmed_as_expected(suites: Path, suite: str) -> None:
    assert _wrong(dict(_github_cases(suites / suite / "test" / "emails"))) == []


def test_talon_replies_are_trimmed_as_expected(suites: Path) -> None:
    folder = suites / "talon" / "tests" / "fixtures"
    for path in sorted((folder / "standard_replies").glob("*.eml")):
        assert read_message(path.read_bytes()).trimmed.strip() == "Hello", path.name
    for path in sorted((folder / "html_replies").glob("*.html")):
        reading = read_message(b"Content-Type: text/html; charset=utf-8\n\n" + path.read_bytes())
        assert reading.trimmed.split() == ["Hi.", "I", "am", "fine.", "Thanks,", "Alex"], path.name


def test_bounces_are_known(suites: Path) -> None:
    """Sisimai's collection: every mail but those of `not` is a bounce, a complaint or an automatic answer."""
    folder = suites / "sisimai-set-of-emails" / "maildir"
    readings = [
        read_message(path.read_bytes()) for path in folder.rglob("*.eml") if path.parent.name != "not"
    ]
    assert len(readings) == 420
    assert sum(reading.is_bounce for reading in readings) >= 390
    assert sum(reading.automatic for reading in readings) >= 406


def test_stalwart_agrees(suites: Path) -> None:
    """Of 51 messages; the differences are listed in the decision."""
    agreed: Counter[str] = Counter()
    for path in sorted((suites / "stalwart-mail-parser" / "resources" / "eml").rglob("*.json")):
        expected = json.loads(path.read_text())
        reading = read_message(path.with_suffix(".eml").read_bytes())
        agreed.update(name for name, same in _compared(expected, reading).items() if same)
    assert agreed["sender"] == 51
    assert agreed["message_id"] == 51
    assert agreed["date"] >= 50
    assert agreed["subject"] >= 49
    assert agreed["attachments"] >= 44


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\u200b", "").strip().split("\n")).strip()


def _wrong(cases: dict[str, tuple[str, str]]) -> list[str]:
    assert cases
    return [name for name, (text, expected) in cases.items() if _plain(trim_reply(text)) != _plain(expected)]


def _before(pattern: str) -> Callable[[str], str]:
    """The expected answer: all that stands above the first match."""
    return lambda text: re.split(pattern, text, maxsplit=1)[0]


def _whole(text: str) -> str:
    return text


_RIAK_ANSWER = re.compile(r"\AHi,\n.*?(You can list.*?individually\.\")\n", re.DOTALL)


def _riak_answer(text: str) -> str:
    match = _RIAK_ANSWER.search(text)
    assert match is not None
    return f"Hi,\n{match[1]}"


# What the test code of the suites asks for, said as where the answer ends.
_COMMON: dict[str, Callable[[str], str]] = {
    "email_1": _before(r"\n-Abhishek"),
    "email_2": _riak_answer,
    "email_3": _before(r"\n-Abhishek"),
    "email_4": _before(r"\nOn Aug 22"),
    "email_5": _whole,
    "email_6": _before(r"\nOn Dec 16"),
    "email_bullets": _before(r"\nOn Fri, Feb 24"),
    "email_iphone": _before(r"\nSent from"),
    "email_blackberry": _before(r"\nSent from"),
    "email_multi_word_sent_from_my_mobile_device": _before(r"\nSent from"),
    "email_sent_from_my_not_signature": _whole,
    "email_one_is_not_on": _before(r"\nOn Oct 1"),
    "email_2_1": _before(r"\n ?-{5,}"),
    "correct_sig": _before(r"\n--"),
}
_GITHUB: dict[str, Callable[[str], str]] = {
    **{f"email_1_{number}": _COMMON[f"email_{number}"] for number in range(1, 7)},
    "email_1_7": _before(r"\nOn "),
    "email_2_1": _COMMON["email_2_1"],
    "email_2_2": _before(r"\n_{5,}|\nFrom:"),
    "email_2_3": _before(r"\n(?:_{5,}|\*?From)"),
    "greedy_on": _before(r"\nOn 9 Jan"),
    "email_partial_quote_header": _before(r"\nOn 9 Jan"),
    "pathological": _before(r"\nOn Dec 8"),
    "email_gmail": _before(r"\nOn Wed"),
    "email_headers_no_delimiter": _before(r"\nFrom:"),
    "email_sig_delimiter_in_middle_of_line": _whole,
    "email_iPhone": _COMMON["email_iphone"],
    "email_BlackBerry": _COMMON["email_blackberry"],
    **{name: _COMMON[name] for name in ("email_bullets", "email_one_is_not_on", "correct_sig")},
    **{name: _COMMON[name] for name in _COMMON if name.startswith(("email_multi", "email_sent"))},
}
_LATIN_FILES = ("7", "8", "9", "10", "11", "12", "13", "14", "16", "17", "18", "22", "23", "norwegian_gmail")
_WILLDURAND: dict[str, Callable[[str], str]] = {
    **_COMMON,
    **{f"email_{name}": _before(r"(?<=nec nec nibh\.)\n") for name in _LATIN_FILES},
    "email_19": _before(r"\nOn Dec 16"),
    "email_20": _before(r"\n> On"),
    "email_21": _whole,
    "email_23_1": _before(r"\n29 "),
    "sig_no_empty_line": _before(r"\n--"),
    "email_unquoted_reply": _before(r"\nOn Nov 26"),
    "email_thread": _before(r"\nOn Nov 21"),
    "email_custom_quote_header": _before(r"\n2013"),
    "email_customer_quote_header_2": _before(r"\nFrom:"),
    "email_customer_quote_header_3": _before(r"\n\s+De :"),
    "email_issue_77": _before(r"\n- Le 2021"),
    "email_zimbra_free_en": _before(r"\n- On 2021"),
    "email_zimbra_free_fr": _before(r"\n- Le 2021"),
    "email_w10_mail": _before(r"\nSent from"),
    "email_ls-l": _before(r"\n-- \n"),
}
_DATES = (
    "On Tue, 2011-03-01 at 18:02 +0530, Abhishek Kona wrote:",
    "2014-03-20 8:48 GMT+01:00 Rémi Dolan <do_not_reply@dolan.com>:",
    "2014-03-09 20:48 GMT+01:00 Rémi Dolan <do_not_reply@dolan.com>:",
    "Le 19 mars 2014 10:37, Cédric Lombardot <cedric.lombardot@gmail.com> a écrit :",
    "El 19/03/2014 11:34, Juan Pérez <juan.perez@mailcatch.com> escribió:",
    "W dniu 7 stycznia 2015 15:24 użytkownik Paweł Brzoski <pbrzoski91@gmail.com> napisał:",
    "Le 19/03/2014 11:34, Georges du chemin a écrit :",
    "W dniu 2015-01-07 14:23, pbrzoski91@gmail.com pisze: ",
    "Den 08/06/2015 kl. 21.21 skrev Test user <test@example.com>:",
    "Am 25.06.2015 um 10:55 schrieb Test user:",
    "Test user <test@example.com> schrieb:",
    "在 2016年11月8日，下午2:23，Test user <test@example.com> 写道：",
    "2016. 11. 8. 오후 12:39 Test user <test@example.com> 작성:",
    "2016/11/08 14:26、Test user <test@example.com> のメッセージ:",
)


def _willdurand_cases(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, expected in _WILLDURAND.items():
        text = _text(folder / f"{name}.txt")
        yield name, (text, expected(text))
    template = _text(folder / "email_with_date_headers.txt")
    for date in _DATES:
        yield date, (template.replace("[DATE]", date), "Thank you very much.")


def _github_cases(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for path in sorted(folder.iterdir()):
        if path.stem in _GITHUB:
            text = _text(path)
            yield path.stem, (text, _GITHUB[path.stem](text))


def _compared(expected: dict[str, Any], reading: MailReading) -> dict[str, bool]:
    headers = {
        header["name"]: header["value"]
        for header in expected["parts"][0]["headers"]
        if isinstance(header["name"], str)
    }
    sender = [reading.sender.address] if reading.sender else []
    return {
        "sender": [address for _name, address in _addresses(headers.get("from"))][:1] == sender,
        "subject": " ".join(_string(headers.get("subject")).split()) == reading.subject,
        "message_id": (_string(headers.get("message_id")) or None) == reading.message_id,
        "date": _date(headers.get("date")) == reading.date,
        "attachments": len(_files(expected)) == len(reading.attachments),
    }


def _string(value: Any) -> str:
    return (value.get("Text") or "") if isinstance(value, dict) else ""


def _addresses(value: Any) -> list[tuple[str, str]]:
    groups = value["Address"] if isinstance(value, dict) and "Address" in value else {}
    people = groups.get("List") or [one for group in groups.get("Group", []) for one in group["addresses"]]
    return [(one["name"] or "", one["address"] or "") for one in people]


def _date(value: Any) -> str | None:
    if not isinstance(value, dict) or "DateTime" not in value:
        return None
    at = value["DateTime"]
    sign = "-" if at["tz_before_gmt"] and (at["tz_hour"] or at["tz_minute"]) else "+"
    clock = (
        f"{at['hour']:02}:{at['minute']:02}:{at['second']:02}{sign}{at['tz_hour']:02}:{at['tz_minute']:02}"
    )
    return f"{at['year']:04}-{at['month']:02}-{at['day']:02}T{clock}"


def _files(expected: dict[str, Any]) -> set[int]:
    """Its attachments, and the pictures that it counts as body."""
    bodies = [*expected["text_body"], *expected["html_body"]]
    pictures = {part for part in bodies if not {"Text", "Html"} & set(expected["parts"][part]["body"])}
    return set(expected["attachments"]) | pictures
