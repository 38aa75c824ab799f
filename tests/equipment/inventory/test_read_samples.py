"""Every real inventory gives a reading, and says what its file says."""

import json
import zlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml import ElementTree

from secours.equipment.inventory.errors import InventoryRefused
from secours.equipment.inventory.reading import InventoryReading, read_inventory

from .samples import capture, sample, sample_names

PRIVATE = {"ssh_key", "perl_args", "perl_inc", "wifi_ssid", "wifi_bssid", "userid", "username"}


def read(name: str) -> InventoryReading:
    return read_inventory(sample(name))


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_is_read_and_nothing_set_aside(name: str) -> None:
    reading = read(name)
    assert reading.set_aside == []
    assert reading.sections
    assert json.loads(json.dumps(reading.content)) == reading.content


@pytest.mark.parametrize("name", sample_names("*.json"))
def test_json_content_and_counts_are_those_of_the_file(name: str) -> None:
    raw = sample(name)
    content = json.loads(raw)["content"]
    reading = read_inventory(raw)
    told = {section: value for section, value in content.items() if not isinstance(value, str)}
    assert reading.sections == {k: len(v) if isinstance(v, list) else 1 for k, v in told.items()}
    assert reading.content == {section: _without_private(value) for section, value in content.items()}


def _without_private(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_private(item) for item in value]
    return {k: v for k, v in value.items() if k not in PRIVATE} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", ["linux-fedora25_laptop_fi2.3.20.xml", "windows8.1-fr_laptop_hp2540p_a.xml",
                                  "macos_imac15.xml"])  # fmt: skip
def test_xml_counts_are_those_of_the_file_under_json_names(name: str) -> None:
    raw = sample(name)
    tags = Counter(child.tag.lower() for child in ElementTree.fromstring(raw).find("CONTENT"))
    tags["firewalls"] = tags.pop("firewall", 0)
    for envelope in ("accountinfo", "versionclient"):
        tags.pop(envelope, None)
    assert read_inventory(raw).sections == dict(+tags)


def test_computer_1() -> None:
    reading = read("computer_1.json")
    assert (reading.kind, reading.device_kind, reading.name) == ("computer", "laptop", "glpixps")
    assert (reading.serial, reading.uuid) == ("640HP72", "4c4c4544-0034-3010-8048-b6c04f503732")
    assert reading.device_id == "glpixps-2018-07-09-09-07-13"
    assert reading.macs == ("44:85:00:2b:90:bc", "00:e0:4c:68:01:db")  # the USB dock comes last
    assert (reading.manufacturer, reading.model) == ("Dell Inc.", "XPS 13 9350")
    assert (reading.os_name, reading.tag) == ("Fedora 31 (Workstation Edition)", "000005")
    assert reading.last_boot == datetime(2020, 6, 9, 5, 58, 8, tzinfo=UTC)
    assert (reading.partial, reading.incomplete) == (False, False)
    assert (reading.sections["drives"], reading.sections["softwares"]) == (6, 6)


def test_linux_xml() -> None:
    reading = read("linux-fedora25_laptop_fi2.3.20.xml")
    assert (reading.name, reading.serial, reading.last_user) == ("LF014", "9E113232I", "johan")
    assert (reading.os_name, reading.os_version) == ("Fedora release 25 (Twenty Five)", "25")
    assert reading.tag == "teclib"
    assert reading.many("drives")[0] | {"serial": ""} == {
        "filesystem": "ext4", "free": 7914, "total": 150268, "type": "/",
        "volumn": "/dev/mapper/fedora-root", "serial": "",
    }  # fmt: skip
    assert "jsuis@ad.crosoft.com" in reading.many("local_groups")[0]["members"]
    assert reading.many("networks")[3]["mac"] == "b8:6b:23:e0:5c:91"


def test_windows_xml() -> None:
    reading = read("windows8.1-fr_laptop_hp2540p_a.xml")
    assert (reading.name, reading.serial) == ("pc-arg-23", "CZC0479792")
    assert (reading.os_name, reading.os_version) == ("Microsoft Windows 8.1 Professionnel", "6.3.9600")
    assert reading.macs == ("68:b5:99:e6:84:eb", "00:22:10:d4:3e:74")  # neither Bluetooth nor VPN
    assert reading.last_boot == datetime(2017, 5, 15, 7, 23, 9, tzinfo=UTC)
    assert reading.one("bios")["bdate"] == "2010-08-24"
    assert reading.many("drives")[2]["label"] == "Réservé au système"
    assert [entry["enabled"] for entry in reading.many("antivirus")] == [True, True]
    assert reading.one("hardware")["winprodkey"] == "…CDEFG"


@pytest.mark.parametrize(
    ("name", "kind", "device_kind", "device_name", "serial"),
    [
        ("phone_1.json", "phone", "phone", "Mi9TPro-TéléphoneM", "af8d8fcfa6fa4794"),
        ("android12_phone.xml", "phone", "phone", "android-5a30d8711bbadc9d", "5a30d8711bbadc9d"),
        ("printer_1.json", "printer", "printer", "NPIF2BE10", "PHCVN191TG"),
        ("printer_brother_snmp-legacy.xml", "printer", "printer", "CE75I09008", "D9J230159"),
        ("networkequipment_2.json", "network", "network", "3k-1-pa3.glpi-project.infra", "FOC1243W0ED"),
        ("switch_hp1810.xml", "network", "network", "J9803A", "cn3afrt37n"),
        ("discovery_hp1810.xml", "discovery", "network", "J9803A", "cn3afrt37n"),
        ("discovery_printer_officejet.xml", "discovery", "printer", "myprinter", ""),
        ("snmpquery_minimal.xml", "other", "other", "", ""),
    ],
)
def test_kinds(name: str, kind: str, device_kind: str, device_name: str, serial: str) -> None:
    reading = read(name)
    assert (reading.kind, reading.device_kind) == (kind, device_kind)
    assert (reading.name, reading.serial) == (device_name, serial)


def test_the_same_switch_in_both_formats_gives_the_same_ports() -> None:
    from_json, from_xml = read("networkequipment_1.json"), read("switch_cisco-ucs6248_183ports.xml")
    assert from_xml.sections == from_json.sections
    assert from_xml.sections["network_ports"] == 183
    keys = ("ifname", "ifinbytes", "ifstatus", "mac", "connections", "lldp")
    for ours, theirs in zip(from_xml.many("network_ports"), from_json.many("network_ports"), strict=True):
        assert [ours.get(key) for key in keys if key in theirs] == [
            theirs[key] for key in keys if key in theirs
        ]


def test_a_catalyst_keeps_its_475_ports_and_one_address() -> None:
    reading = read("networkequipment_2.json")
    assert (reading.sections["network_ports"], reading.macs) == (475, ("00:23:ac:6a:01:00",))


@pytest.mark.parametrize("name", sample_names("*partial*"))
def test_partials_say_so(name: str) -> None:
    reading = read(name)
    assert reading.partial
    assert reading.incomplete


@pytest.mark.parametrize("name", ["phone_1.json", "android12_phone.xml"])
def test_android_writes_minutes_for_the_month_so_its_start_is_unknown(name: str) -> None:
    reading = read(name)
    assert reading.last_boot is None
    assert reading.last_user == ""  # it names the one who built the system


def test_captures_of_real_agents() -> None:
    zipped = read_inventory(capture("02-fi26-inventory-xml-full"))
    plain = read_inventory(capture("04-ga-inventory-json-full"))
    assert zipped.name == plain.name == "vm"
    assert zipped.tag == plain.tag == "SITE-A"
    assert zipped.sections["softwares"] >= 900
    assert plain.sections["softwares"] == 1004
    assert (
        read_inventory(capture("21-ocs2.10-inventory-xml")).many("networks")[3]["mac"] == "02:fc:00:00:00:01"
    )


def test_a_scan_names_its_scanner_and_not_an_agent_of_the_device() -> None:
    reading = read_inventory(capture("16b-snmpquery-printer"))
    assert (reading.kind, reading.name, reading.device_id) == ("printer", "IMP-COMPTA", "")
    assert reading.scanned_by == "vm-2026-11-24-08-44-39"
    assert reading.many("cartridges") == [{"fuserkit": "55", "tonerblack": "8"}]


def test_the_password_of_the_agent_is_read_nowhere() -> None:
    raw = capture("08c-basic-inventory-ok")
    assert b"--password=secret" in zlib.decompress(raw)
    assert "=secret" not in json.dumps(read_inventory(raw).content)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("01-fi26-prolog-xml", "not_inventory"),
        ("05-ga-contact", "not_inventory"),
        ("15-netdiscovery-021", "task_progress"),
        ("15-netdiscovery-022", "task_progress"),
        ("16e-snmpquery-end", "task_progress"),
        ("18-collect-055-jobs_collect-setAnswer", "unreadable"),
    ],
)
def test_other_messages_of_agents_are_not_inventories(name: str, code: str) -> None:
    raw = capture(name)
    with pytest.raises(InventoryRefused) as refused:
        read_inventory(raw)
    assert refused.value.code == code
