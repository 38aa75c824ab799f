"""Bytes that attack, lie or broke on the way: refused with a sentence, or read for what they are worth."""

import gzip
import json
import tracemalloc
import zlib

import pytest

from secours.equipment.inventory import unpacking
from secours.equipment.inventory.errors import InventoryRefused
from secours.equipment.inventory.reading import InventoryReading, read_inventory

from .samples import as_json, as_xml, laptop

NAME = "<HARDWARE><NAME>{}</NAME></HARDWARE><BIOS><SSN>LAP12345</SSN></BIOS>"


def refusal(raw: bytes) -> InventoryRefused:
    with pytest.raises(InventoryRefused) as refused:
        read_inventory(raw)
    assert str(refused.value).endswith(".")
    assert "%" not in str(refused.value)
    return refused.value


def raw_deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(raw) + packer.flush()


@pytest.mark.parametrize(
    "pack", [bytes, zlib.compress, gzip.compress, raw_deflate], ids=["plain", "zlib", "gzip", "deflate"]
)
def test_each_compression_is_recognised_by_its_bytes(pack) -> None:  # type: ignore[no-untyped-def]
    assert read_inventory(pack(as_json(laptop()))).name == "pc-claire"
    assert read_inventory(pack(as_xml(NAME.format("pc-marc")).encode())).name == "pc-marc"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_byte_order_marks_and_wide_encodings(encoding: str) -> None:
    content = laptop(hardware={"name": "poste-é"})
    raw = json.dumps({"deviceid": "x-1", "content": content}, ensure_ascii=False).encode(encoding)
    assert read_inventory(raw).name == "poste-é"
    xml = as_xml(NAME.format("poste-é"), head=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert read_inventory(xml.encode(encoding)).name == "poste-é"


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "windows-1252", "KOI-NONE", "rot13", "utf-7"])
def test_latin_1_under_any_label(declared: str) -> None:
    xml = as_xml(NAME.format("Réservé"), head=f'<?xml version="1.0" encoding="{declared}"?>')
    assert read_inventory(xml.encode("latin-1")).name == "Réservé"


def test_control_characters_that_xml_forbids_are_dropped() -> None:
    xml = as_xml(NAME.format("pc\x01-&#0;&#x1F;cl\x1faire"))
    assert read_inventory(xml.encode()).name == "pc-claire"


def test_what_a_database_can_not_store_is_dropped() -> None:
    raw = as_json(laptop(hardware={"name": "pc\x00-\ud800claire", "x": 1e400, "\x00y": "z"}))
    hardware = read_inventory(raw).one("hardware")
    assert hardware["name"] == "pc-claire"
    assert json.dumps(hardware, allow_nan=False).encode()
    assert "y" in hardware


BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE REQUEST [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><REQUEST><CONTENT><HARDWARE><NAME>&c;</NAME></HARDWARE></CONTENT></REQUEST>"""
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE REQUEST [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<REQUEST><CONTENT><HARDWARE><NAME>&x;</NAME></HARDWARE></CONTENT></REQUEST>"""
REMOTE_DTD = """<!DOCTYPE REQUEST SYSTEM "http://192.0.2.1/evil.dtd"><REQUEST><CONTENT/></REQUEST>"""


@pytest.mark.parametrize("xml", [BILLION_LAUGHS, EXTERNAL, REMOTE_DTD], ids=["laughs", "external", "dtd"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused(xml: str, encoding: str) -> None:
    assert refusal(xml.encode(encoding)).code == "forbidden_xml"


def test_a_bomb_is_refused_before_it_grows() -> None:
    size = 200 * 1024 * 1024
    bomb, small = zlib.compress(b" " * size, 9), gzip.compress(b"{" + b" " * 5_000_000)
    tracemalloc.start()
    try:
        assert refusal(bomb).code == "bomb"
        assert refusal(small).code == "bomb"
        assert tracemalloc.get_traced_memory()[1] < size / 3
    finally:
        tracemalloc.stop()


def test_what_is_too_large_packed_or_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_PACKED", 1000)
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 3000)
    noise = "".join(f"{n * 7919 % 9973:x}" for n in range(3000))
    assert refusal(zlib.compress(noise.encode())).code == "too_large"
    assert refusal(as_json(laptop(softwares=[{"name": noise}]))).code == "too_large"
    monkeypatch.setattr(unpacking, "MOST_PACKED", 10_000_000)
    assert refusal(zlib.compress(noise.encode())).code == "too_large"


def test_a_packed_bomb_inside_a_packed_file_is_not_unpacked_again() -> None:
    assert refusal(zlib.compress(zlib.compress(b"{}" * 1000))).code == "unreadable"


@pytest.mark.parametrize("cut", [3, 40, -5])
@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress], ids=["zlib", "gzip"])
def test_cut_off_bytes(pack, cut: int) -> None:  # type: ignore[no-untyped-def]
    assert refusal(pack(as_json(laptop()))[:cut]).code == "truncated"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (zlib.compress(b""), "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unreadable"),
        (b"Hello", "unreadable"),
        (b"{", "unreadable"),
        (b'{"content": {"a": 1}', "unreadable"),
        (b"<REQUEST><CONTENT>", "unreadable"),
        (b"<REQUEST><CONTENT><A></B></CONTENT></REQUEST>", "unreadable"),
        (b"<html><body>502</body></html>", "not_inventory"),
        (b"<REQUEST/>", "not_inventory"),
        (b"<REQUEST><DEVICEID>a</DEVICEID></REQUEST>", "no_content"),
        (b"[1, 2]", "not_inventory"),
        (b'{"action": "contact", "deviceid": "a"}', "not_inventory"),
        (b'{"action": {"x": 1}, "content": {"a": 1}}', "not_inventory"),
        (b'{"deviceid": "a"}', "no_content"),
        (b'{"deviceid": "a", "content": []}', "no_content"),
        (b'{"content": ' + b"9" * 5000 + b"}", "unreadable"),
        (b'{"content": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, "too_deep"),
        (b'{"content": {"x": ' + b"[" * 200 + b"]" * 200 + b"}}", "too_deep"),
        (b"<REQUEST><CONTENT>" + b"<a>" * 50_000, "too_deep"),
        (b'{"content": [' + b"[]," * 1_500_000 + b"[]]}", "too_many"),
    ],
)
def test_refusals(raw: bytes, code: str) -> None:
    assert refusal(raw).code == code


def test_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secours.equipment.inventory.messages.MOST_VALUES", 1000)
    assert refusal(as_xml("<SOFTWARES/>" * 1001).encode()).code == "too_many"


def test_the_device_that_did_not_answer_is_named_in_the_refusal() -> None:
    error = "<DEVICE><ERROR><ID>3</ID><MESSAGE>No response from 192.0.2.7</MESSAGE></ERROR></DEVICE>"
    refused = refusal(as_xml(error, "SNMPQUERY").encode())
    assert refused.code == "device_error"
    assert "No response from 192.0.2.7" in str(refused)


def set_aside(reading: InventoryReading) -> list[tuple[str, str, str]]:
    return [(part.section, part.code, part.field) for part in reading.set_aside]


@pytest.mark.parametrize(
    ("section", "bad", "code", "field", "left"),
    [
        ("drives", "full", "section", "", None),
        ("drives", [1, 2], "section", "", None),
        ("operatingsystem", ["Windows"], "section", "", None),
        (
            "drives",
            [{"letter": "D:", "free": 5, "total": 9}, 7],
            "entry",
            "",
            [{"letter": "D:", "free": 5, "total": 9}],
        ),
        ("storages", [{"name": "sda", "disksize": "N"}], "number", "disksize", [{"name": "sda"}]),
        ("antivirus", [{"name": "A", "enabled": "maybe"}], "flag", "enabled", [{"name": "A"}]),
        ("softwares", [{"name": {"x": 1}, "version": "2"}], "value", "name", [{"version": "2"}]),
        ("batteries", [{"capacity": [1]}], "number", "capacity", [{}]),
        ("hardware", [{"name": "a"}, {"name": "b"}], "several", "", {"name": "a"}),
    ],
)
def test_a_bad_part_is_set_aside_and_the_rest_applied(  # type: ignore[no-untyped-def]
    section: str, bad, code: str, field: str, left
) -> None:
    reading = read_inventory(as_json(laptop(**{section: bad})))
    assert set_aside(reading) == [(section, code, field)]
    assert reading.content.get(section) == left
    assert reading.incomplete
    assert reading.serial == "LAP12345"
    assert set(reading.sections) >= {"bios", "networks"}
    shown = reading.set_aside[0].as_dict()
    assert shown["section"] == section
    assert shown["reason"].endswith(".")


def test_many_alike_are_set_aside_once() -> None:
    reading = read_inventory(as_json(laptop(softwares=[{"name": "a", "filesize": "?"}] * 3000)))
    assert set_aside(reading) == [("softwares", "number", "filesize")]
    assert reading.sections["softwares"] == 3000


def test_fifty_thousand_programs_are_read_and_no_more() -> None:
    reading = read_inventory(as_json(laptop(softwares=[{"name": "a"}] * 50_001)))
    assert len(reading.many("softwares")) == 50_000
    assert set_aside(reading) == [("softwares", "overflow", "")]


def test_two_devices_in_one_scan() -> None:
    device = "<DEVICE><INFO><NAME>{}</NAME><TYPE>PRINTER</TYPE></INFO></DEVICE>"
    reading = read_inventory(as_xml(device.format("a") + device.format("b"), "SNMPQUERY").encode())
    assert (reading.name, set_aside(reading)) == ("a", [("device", "several", "")])


def test_units_and_dates_of_older_agents() -> None:
    xml = """<BATTERIES><CAPACITY>43.7456 Wh</CAPACITY><VOLTAGE>8,614 V</VOLTAGE><DATE>10/11/2015</DATE></BATTERIES>
      <SOFTWARES><NAME>a</NAME><INSTALLDATE>31/02/2020</INSTALLDATE></SOFTWARES><DRIVES/>
      <STORAGES><SERIAL></SERIAL><SERIALNUMBER>S1</SERIALNUMBER></STORAGES>"""
    reading = read_inventory(as_xml(xml).encode())
    assert reading.many("batteries") == [{"capacity": 43746, "voltage": 8614, "date": "2015-11-10"}]
    assert reading.many("softwares") == [{"name": "a"}]
    assert (reading.many("drives"), reading.sections["drives"]) == ([], 0)
    assert reading.many("storages") == [{"serial": "S1"}]
    assert reading.set_aside == []


@pytest.mark.parametrize("serial", ["To Be Filled By O.E.M.", "Not Specified", "0000000", "System Serial Number",
                                    "123456789", "N/A", "none", "Default string", " "])  # fmt: skip
def test_makers_placeholders_are_no_serial(serial: str) -> None:
    bios = {"ssn": serial, "msn": "BOARD77"}
    assert read_inventory(as_json(laptop(bios=bios))).serial == "BOARD77"
    assert read_inventory(as_json(laptop(bios={"ssn": serial}))).serial == ""


@pytest.mark.parametrize(
    "uuid", ["03000200-0400-0500-0006-000700080009", "F" * 8 + "-ffff-ffff-ffff-" + "F" * 12, "0"]
)
def test_uuids_shared_by_thousands_are_none(uuid: str) -> None:
    assert read_inventory(as_json(laptop(hardware={"name": "a", "uuid": uuid}))).uuid == ""


def test_private_things_are_dropped_or_masked_and_still_counted() -> None:
    reading = read_inventory(
        as_json(
            laptop(
                envs=[{"key": "TOKEN", "val": "hunter2"}],
                local_users=[{"login": "hunter2"}],
                processes=[{"cmd": '"C:\\Program Files\\My App\\app.exe" --password=hunter2', "pid": 1},
                           {"cmd": "/usr/bin/mysql -phunter2"}, {"cmd": "C:\\Program Files\\b.exe hunter2"}],
                licenseinfos=[{"name": "Office", "key": "AAAAA-BBBBB-CCCCC-DDDDD-hunter2-EEEEE"}],
                networks=[{"wifi_ssid": "hunter2", "type": "wifi"}],
                versionprovider={"perl_args": "--password=hunter2"},
            )
        )
    )  # fmt: skip
    assert "hunter2" not in json.dumps(reading.content)
    assert [p["cmd"] for p in reading.many("processes")] == ["app.exe", "mysql", "b.exe"]
    assert reading.many("licenseinfos")[0]["key"] == "…EEEEE"
    assert (reading.sections["envs"], reading.sections["local_users"]) == (1, 1)


def test_an_unreadable_offset_means_utc_and_an_impossible_moment_none() -> None:
    system = {"boot_time": "2026-11-20 08:00:00", "timezone": {"offset": "+20"}}
    boot = read_inventory(as_json(laptop(operatingsystem=system))).last_boot
    assert boot is not None
    assert boot.isoformat() == "2026-11-20T08:00:00+00:00"
    for text in ("2022-21-09 05:21:23", "yesterday", "0001-01-01 00:00:00", ""):
        system = {"boot_time": text, "timezone": {"offset": "+0200"}}
        assert read_inventory(as_json(laptop(operatingsystem=system))).last_boot is None
