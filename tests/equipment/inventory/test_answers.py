"""Answers follow the question of the pack's check, each in its own direction."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.utils import translation

import secours
from secours.equipment.inventory.answers import RULES, evidence_for
from secours.equipment.inventory.facts import Fact, facts_from
from secours.equipment.inventory.reading import read_inventory

from .samples import NOW, SHARED, as_json, laptop, sample

PACK = SHARED / "knowledge" / "faults.yaml"
PACKAGE = Path(secours.__file__).parent


def fact(key: str, value: Any, about: str = "") -> dict[str, Fact]:
    return {key: Fact(key, value, NOW, about)}


@pytest.fixture(scope="module")
def probed_checks() -> dict[str, dict[str, Any]]:
    if not PACK.exists():
        pytest.skip("the shared fault pack is not on this machine (set SECOURS_SHARED)")
    faults = yaml.load(
        PACK.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )["faults"]
    return {f"{f['id']}.{c['id']}": c for f in faults for c in f["first_checks"] if c.get("probe")}


def test_every_rule_is_a_check_of_the_pack(probed_checks: dict[str, dict[str, Any]]) -> None:
    for rule in RULES:
        assert probed_checks[rule.check]["probe"] == rule.probe


def test_checks_that_share_probe_and_short_code_share_their_rule(
    probed_checks: dict[str, dict[str, Any]],
) -> None:
    for code, check in probed_checks.items():
        alike = [r for r in RULES if (r.probe, r.check.rpartition(".")[2]) == (check["probe"], check["id"])]
        assert len({(r.fact, *(r.decide(value) for value in range(120))) for r in alike}) <= 1
        assert not alike or code in [r.check for r in alike]


def answer_of(probe: str, check: str, facts: dict[str, Fact]) -> str | None:
    evidence = evidence_for(probe, check, facts)
    return evidence.answer if evidence else None


@pytest.mark.parametrize(
    ("probe", "check", "facts", "answer"),
    [
        # Is less than 10 % of the disk free?
        ("disk.free_pct", "pc.slow.diskfull", fact("disk.free_pct", 4.0), "yes"),
        ("disk.free_pct", "pc.slow.diskfull", fact("disk.free_pct", 40.0), "no"),
        # More than 5 GB free? / Under 15 GB free?
        ("disk.free_gb", "collab.onedrive_sync.disk", fact("disk.free_gb", 4.0), "no"),
        ("disk.free_gb", "pc.update_fail.space", fact("disk.free_gb", 4.0), "yes"),
        ("disk.free_gb", "collab.onedrive_sync.disk", fact("disk.free_gb", 90.0), "yes"),
        ("disk.free_gb", "pc.update_fail.space", fact("disk.free_gb", 90.0), "no"),
        # More than 7 days without a restart?
        ("os.uptime_days", "pc.slow.uptime", fact("os.uptime_days", 8), "yes"),
        ("os.uptime_days", "pc.slow.uptime", fact("os.uptime_days", 7), "no"),
        # Is capacity under 60 %?
        ("battery.health_pct", "hw.battery.health", fact("battery.health_pct", 59), "yes"),
        ("battery.health_pct", "hw.battery.health", fact("battery.health_pct", 88), "no"),
        # Does the PC have a valid IP address?
        ("net.ipv4_valid", "net.wired_down.ipok", fact("net.wired_ipv4_valid", True), "yes"),
        ("net.ipv4_valid", "net.wired_down.ipok", fact("net.wired_ipv4_valid", False), "no"),
        ("net.ipv4_valid", "net.wired_down.ipok", fact("net.ipv4_valid", True), None),
        # Is the PC on a static address?
        ("net.dhcp", "net.ip_conflict.static", fact("net.dhcp", True), "no"),
        ("net.dhcp", "net.ip_conflict.static", fact("net.dhcp", False), "yes"),
        # Is the clock right?
        ("os.clock_skew", "web.cert.clock", fact("os.clock_right", False), "no"),
        ("os.clock_skew", "collab.teams_login.clock", fact("os.clock_right", True), "yes"),
        # Is it a spinning disk, or one with a SMART alert? The inventory knows nothing of SMART.
        ("disk.is_hdd", "pc.slow.hdd", fact("disk.is_hdd", True), "yes"),
        ("disk.is_hdd", "pc.slow.hdd", fact("disk.is_hdd", False), None),
        # Does one program keep the processor busy? A low mean does not say no.
        ("cpu.top_process", "pc.slow.cpu", fact("cpu.top_process", 95.0), "yes"),
        ("cpu.top_process", "hw.laptop_hot.cpu", fact("cpu.top_process", 2.0), None),
        ("mon.disk_pct", "srv.down.disk", fact("disk.fullest_pct", 99.1), "yes"),
        ("mon.disk_pct", "srv.database.full", fact("disk.fullest_pct", 60.0), "no"),
        ("print.queue_offline", "prn.no_output.offline", fact("printers.offline", True), "yes"),
        ("print.queue_offline", "prn.label.offline", fact("printers.offline", False), "no"),
        ("net.wifi_enabled", "net.wifi_connect.airplane", fact("net.wifi_enabled", True), "yes"),
        ("display.count", "hw.monitor_blank.detected", fact("display.external_count", 1), "yes"),
        ("sw.recent_update", "mail.outlook_crash.updated", fact("sw.office_updated_days", 0), "yes"),
        # The first blue screen is not in the inventory.
        ("sw.recent_update", "pc.bsod.upd", fact("sw.office_updated_days", 0), None),
        ("disk.smart_ok", "pc.bsod.smart", {}, None),
        ("disk.free_pct", "pc.slow.diskfull", {}, None),
        ("disk.free_pct", "another.check", fact("disk.free_pct", 4.0), None),
        ("no.such_probe", "diskfull", fact("disk.free_pct", 4.0), None),
        ("disk.free_pct", "diskfull", fact("disk.free_pct", 4.0), "yes"),
    ],
)  # fmt: skip
def test_answers(probe: str, check: str, facts: dict[str, Fact], answer: str | None) -> None:
    assert answer_of(probe, check, facts) == answer


def test_a_slow_laptop_answers_for_itself() -> None:
    drives = [{"letter": "C:", "systemdrive": True, "free": 8192, "total": 204800}]
    facts = facts_from(read_inventory(as_json(laptop(drives=drives))), NOW)
    evidence = evidence_for("disk.free_pct", "pc.slow.diskfull", facts)
    assert evidence is not None
    with translation.override("en"):
        assert (evidence.answer, str(evidence.sentence)) == ("yes", "Free disk space: 4% (C:)")
    assert answer_of("os.uptime_days", "pc.slow.uptime", facts) == "no"


@pytest.mark.parametrize(
    ("name", "probe", "check", "answer"),
    [
        ("computer_1.json", "battery.health_pct", "hw.battery.health", "no"),
        ("linux-fedora25_laptop_fi2.3.20.xml", "disk.free_pct", "pc.slow.diskfull", "yes"),
        ("linux-fedora25_laptop_fi2.3.20.xml", "disk.free_gb", "pc.update_fail.space", "yes"),
        ("windows8.1-fr_laptop_hp2540p_a.xml", "disk.is_hdd", "pc.slow.hdd", "yes"),
        ("windows8.1-fr_laptop_hp2540p_a.xml", "net.dhcp", "net.ip_conflict.static", "no"),
        ("macos_imac15.xml", "os.uptime_days", "pc.slow.uptime", "yes"),
    ],
)
def test_answers_of_real_inventories(name: str, probe: str, check: str, answer: str) -> None:
    assert answer_of(probe, check, facts_from(read_inventory(sample(name)), NOW)) == answer


def test_every_sentence_has_its_french() -> None:
    with (PACKAGE / "locale/fr/inventory.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    folder = PACKAGE / "equipment" / "inventory"
    found = {m[2] for m in extract_from_dir(folder, [("**.py", "python")], keywords={"_": None})}
    assert len(found) > 30
    for message in found:
        french = catalogue.get(message)
        assert french is not None, message
        assert french.string
        assert not list(french.check())
        assert french.string.count("%(") == message.count("%(")
    assert {m.id for m in catalogue if m.id} == found


def test_french_reads_as_drawn() -> None:
    with (PACKAGE / "locale/fr/inventory.po").open("rb") as file:
        french = read_po(file, locale="fr")["Free disk space: %(value)s%%%(about)s"].string
    assert str(french) % {"value": 4, "about": " (C:)"} == "Disque libre\u00a0: 4\u00a0% (C:)"
