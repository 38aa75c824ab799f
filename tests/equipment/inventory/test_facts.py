"""Facts are what the inventory tells, no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from secours.equipment.inventory.facts import Fact, facts_from
from secours.equipment.inventory.reading import read_inventory

from .samples import NOW, as_json, laptop, sample

DISK_C = {"letter": "C:", "systemdrive": True, "filesystem": "NTFS", "free": 4096, "total": 102400}


def facts(now: datetime = NOW, **sections: Any) -> dict[str, Fact]:
    return facts_from(read_inventory(as_json(laptop(**sections))), now)


def value(key: str, **sections: Any) -> Any:
    fact = facts(**sections).get(key)
    return fact.value if fact else None


def of_sample(name: str) -> dict[str, Any]:
    told = facts_from(read_inventory(sample(name)), NOW)
    return {key: fact.value for key, fact in told.items()}


def test_of_computer_1() -> None:
    told = of_sample("computer_1.json")
    assert (told["battery.health_pct"], told["os.uptime_days"]) == (88, 3)
    assert (told["disk.free_pct"], told["disk.free_gb"]) == (20.7, 11.4)  # /home is worst, / is the system
    assert (told["net.ipv4_valid"], told["net.wifi_enabled"], told["firewall.active"]) == (True, True, True)
    assert told["remote.tools"] == ("teamviewer 123456789",)


def test_of_the_linux_laptop() -> None:
    told = of_sample("linux-fedora25_laptop_fi2.3.20.xml")
    assert (told["disk.free_pct"], told["disk.fullest_pct"], told["os.uptime_days"]) == (5.3, 94.7, 1)
    assert told["net.wired_ipv4_valid"] is True
    assert "net.wifi_enabled" not in told  # idle: the radio may be on or off
    assert "battery.health_pct" not in told


def test_of_the_windows_laptop() -> None:
    told = of_sample("windows8.1-fr_laptop_hp2540p_a.xml")
    assert (told["antivirus.active"], told["antivirus.up_to_date"]) == (True, True)
    assert told["printers.names"] == ("HP Color LaserJet Pro MFP M476 PCL 6",)
    assert (told["disk.free_pct"], told["disk.is_hdd"], told["net.dhcp"]) == (62.5, True, True)
    assert (told["os.version"], told["display.external_count"]) == ("6.3.9600", 1)


@pytest.mark.parametrize(
    ("name", "toner", "pages"), [("printer_1.json", 71, 1802), ("printer_2.json", 85, 800)]
)
def test_of_printers(name: str, toner: int, pages: int) -> None:
    told = of_sample(name)
    assert (told["printer.toner_pct"], told["printer.pages"]) == (toner, pages)


def test_toner_in_grams_is_no_percentage() -> None:
    assert "printer.toner_pct" not in of_sample("printer_brother_snmp-legacy.xml")


def test_of_a_phone_only_its_largest_volume_counts() -> None:
    assert of_sample("phone_1.json")["disk.free_pct"] == 65.0


def test_a_partial_tells_only_of_its_sections() -> None:
    assert set(of_sample("computer_1_partial_batteries.json")) == {"memory.total_mb", "battery.health_pct"}


def test_a_fact_carries_when_and_what() -> None:
    fact = facts(drives=[DISK_C])["disk.free_pct"]
    assert (fact.value, fact.about) == (4.0, "C:")
    assert fact.at == NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    "other",
    [
        {"letter": "D:", "filesystem": "NTFS", "free": 10, "total": 900000, "type": "Removable Disk"},
        {"letter": "Z:", "filesystem": "NTFS", "free": 10, "total": 900000, "type": "Network Drive"},
        {"type": "/snap/core", "filesystem": "squashfs", "free": 0, "total": 9000},
        {"type": "/boot", "filesystem": "ext4", "free": 0, "total": 9000},
        {"letter": "R:", "free": 1, "total": 349},
        {"type": "/mnt/share", "filesystem": "nfs", "free": 1, "total": 90000},
        {"type": "/", "free": 9, "total": 3},
    ],
)
def test_volumes_that_fill_by_design_or_live_elsewhere_do_not_count(other: dict[str, Any]) -> None:
    told = facts(drives=[{**DISK_C, "free": 51200}, other])
    assert (told["disk.free_pct"].value, told["disk.fullest_pct"].value) == (50.0, 50.0)


@pytest.mark.parametrize(
    ("address", "valid"),
    [("192.0.2.10", True), ("10.1.2.3", True), ("169.254.7.7", False), ("127.0.0.1", False), ("0.0.0.0", False),
     ("", False), ("192.0.2", False), ("fe80::1", False)],
)  # fmt: skip
def test_valid_ipv4(address: str, valid: bool) -> None:
    told = facts(networks=[{"type": "ethernet", "status": "up", "ipaddress": address}])
    assert told["net.ipv4_valid"].value is valid
    assert told["net.wired_ipv4_valid"].value is valid


def test_an_address_on_wifi_is_none_on_the_cable() -> None:
    networks = [
        {"type": "ethernet", "status": "down"},
        {"type": "wifi", "status": "up", "ipaddress": "192.0.2.9"},
    ]
    told = facts(networks=networks)
    assert (told["net.ipv4_valid"].value, told["net.wired_ipv4_valid"].value) == (True, False)
    assert told["net.wifi_enabled"].value is True


def test_virtual_bridges_are_not_the_network() -> None:
    docker = {"type": "bridge", "status": "up", "ipaddress": "172.17.0.1", "virtualdev": True}
    tap = {"type": "ethernet", "status": "up", "ipaddress": "10.8.0.2", "pnpdeviceid": "ROOT\\NET\\0000"}
    assert value("net.ipv4_valid", networks=[docker]) is None
    assert value("net.wired_ipv4_valid", networks=[docker, tap]) is None


def test_no_dhcp_is_a_fixed_address_on_windows_only() -> None:
    card = {"type": "ethernet", "status": "up", "ipaddress": "192.0.2.9", "ipgateway": "192.0.2.1"}
    assert value("net.dhcp", networks=[card]) is False
    assert value("net.dhcp", networks=[card], operatingsystem={"full_name": "Debian GNU/Linux 12"}) is None


@pytest.mark.parametrize(
    ("batteries", "health"),
    [
        ([{"capacity": 50000, "real_capacity": 25000}], 50),
        ([{"capacity": 50000, "real_capacity": 52000}], 100),
        ([{"capacity": 50000, "real_capacity": 45000}, {"capacity": 100, "real_capacity": 20}], 20),
        ([{"capacity": 5100, "real_capacity": 51000}], None),
        ([{"capacity": 96}], None),
        ([{"capacity": 0, "real_capacity": 0}], None),
    ],
)
def test_battery_health(batteries: list[dict[str, int]], health: int | None) -> None:
    assert value("battery.health_pct", batteries=batteries) == health


def test_defender_sleeping_beside_another_product_is_no_alarm() -> None:
    both = [{"name": "Windows Defender", "enabled": False, "uptodate": False},
            {"name": "Other", "enabled": True, "uptodate": True}]  # fmt: skip
    assert (value("antivirus.active", antivirus=both), value("antivirus.up_to_date", antivirus=both)) == (
        True,
        True,
    )
    assert value("antivirus.active", antivirus=both[:1]) is False
    assert value("antivirus.active") is None


@pytest.mark.parametrize(
    ("minutes", "right"),
    [(0, True), (4, True), (-5, True), (17, False), (500, False), (60, None), (330, None), (-90, None)],
)
def test_a_clock_ahead_is_wrong_and_one_behind_unknown(minutes: int, right: bool | None) -> None:
    taken = NOW + timedelta(hours=1, minutes=minutes)  # its zone is +0100
    assert value("os.clock_right", accesslog={"logdate": f"{taken:%Y-%m-%d %H:%M:%S}"}) is right


def test_uptime_counts_up_to_the_inventory_and_not_to_its_reading() -> None:
    assert facts()["os.uptime_days"].value == 4
    assert facts(now=NOW + timedelta(days=900))["os.uptime_days"].value == 4
    assert facts(accesslog={"logdate": "2026-11-19 08:00:00"}).get("os.uptime_days") is None


def test_screens_of_a_laptop() -> None:
    panel, plugged = {"caption": "LCD"}, {"caption": "Dell", "port": "HDMI"}
    assert value("display.external_count", monitors=[panel]) is None
    assert value("display.external_count", monitors=[panel, {"caption": "Dell"}]) == 1
    assert value("display.external_count", monitors=[plugged]) == 1
    assert (
        value("display.external_count", monitors=[panel], hardware={"name": "a", "chassis_type": "Desktop"})
        == 1
    )


def test_a_process_counts_once_it_has_run_for_long() -> None:
    old, young = "2026-11-24 06:00:00", "2026-11-24 09:54:00"
    processes = [{"cmd": "perl agent", "cpuusage": "99.0", "started": old},
                 {"cmd": "/opt/app/render --all", "cpuusage": "93.5", "started": old},
                 {"cmd": "setup.exe", "cpuusage": "98", "started": young}]  # fmt: skip
    fact = facts(processes=processes)["cpu.top_process"]
    assert (fact.value, fact.about) == (93.5, "render")


@pytest.mark.parametrize(
    ("model", "spins"),
    [("ST1000DM003-1CH162", True), ("WDC WD10EZEX-00B", True), ("Hitachi HTS725025A9A364", True),
     ("Samsung SSD 860 EVO", False), ("PM951 NVMe SAMSUNG 256GB", False), ("TOSHIBATHNSNJ25", None),
     ("WDC WDS500G2B0A", None), ("QEMU HARDDISK", None)],
)  # fmt: skip
def test_disk_models(model: str, spins: bool | None) -> None:
    assert value("disk.is_hdd", storages=[{"model": model, "type": "disk"}]) is spins


def test_errors_on_ports_of_a_switch() -> None:
    ports = [{"ifname": "Gi0/1", "ifinerrors": 3}, {"ifname": "Gi0/2", "ifinerrors": 987}]
    assert value("net.error_ports", network_ports=ports) == ("Gi0/2",)
