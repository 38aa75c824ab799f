"""What an agent sends lands on its device, once."""

import io
import json
from pathlib import Path

import pytest

from secours.cli.inventory import load_files
from secours.equipment.intake import apply_stored, load_inventory, store_inventory
from secours.equipment.models import Device, DeviceFact, Installation, Inventory, Software
from secours.journal.files import path_of
from secours.journal.models import Entry

FIELDS = [
    "file", "verdict", "kind", "device", "created", "incomplete", "sections", "set_aside", "changes",
]  # fmt: skip


@pytest.fixture
def samples(shared_data):
    return shared_data / "agents" / "samples"


@pytest.fixture
def load(scene):
    from secours.people.actor import system_actor

    organisation_id = scene.person("requester").organisation_id
    by = system_actor("agent")
    return lambda raw: load_inventory(
        raw if isinstance(raw, bytes) else json.dumps(raw).encode(), by=by, organisation_id=organisation_id
    )


def report(
    deviceid="pc-1", name="PC-9", serial="SER-777", uuid="aaaabbbb-0000-1111-2222-333344445555", **more
):
    """The smallest full inventory of a computer."""
    bios = {"ssn": serial} if serial else {}
    hardware = {"name": name, **({"uuid": uuid} if uuid else {})}
    content = {"hardware": hardware, "bios": bios, "versionclient": "test", **more.pop("content", {})}
    return {"action": "inventory", "deviceid": deviceid, "itemtype": "Computer", "content": content, **more}


def test_a_new_device_with_its_facts_and_programs(load):
    software = [{"name": "Firefox", "version": "130", "publisher": "Mozilla"}, {"name": "Firefox"}]
    drives = [{"letter": "C:", "total": 100000, "free": 4000, "systemdrive": True, "filesystem": "ntfs"}]
    got = load(report(content={"softwares": software, "drives": drives}))
    device = Device.objects.get(name="PC-9")
    assert (got.verdict, got.kind, got.created, got.device) == ("applied", "computer", True, "PC-9")
    assert (device.serial, device.agent_id) == ("SER-777", "pc-1")
    assert Installation.objects.filter(device=device).count() == 2
    free = DeviceFact.objects.get(device=device, key="disk.free_pct")
    assert free.value == {"value": 4.0, "about": "C:"}
    assert Entry.objects.filter(
        subject_kind="device", subject_id=device.id, kind="device.discovered"
    ).exists()


def test_the_same_file_again_changes_nothing(load):
    first, second = load(report()), load(report())
    assert (second.verdict, second.created, second.changes) == ("applied", False, [])
    assert second.device == first.device
    assert (Inventory.objects.count(), Device.objects.filter(name="PC-9").count()) == (1, 1)


def test_a_later_contact_with_the_same_content_is_no_change(load):
    load(report(content={"accesslog": {"logdate": "2026-11-23 10:00:00"}}))
    later = load(report(content={"accesslog": {"logdate": "2026-11-24 09:00:00"}}))
    assert (later.created, later.changes) == (False, [])
    assert Device.objects.get(name="PC-9").last_contact_at.day == 24


def test_what_changed_is_named_and_journaled(load):
    load(report(content={"softwares": [{"name": "A", "version": "1"}, {"name": "B"}]}))
    got = load(report(name="PC-10", content={"softwares": [{"name": "A", "version": "2"}]}))
    device = Device.objects.get(name="PC-10")
    assert got.changes == ["name", "softwares"]
    assert list(device.installations.values_list("software__name", "version")) == [("A", "2")]
    entry = Entry.objects.get(subject_kind="device", subject_id=device.id, kind="device.changed")
    assert entry.data == {"fields": ["name", "softwares"], "from": "inventory"}


def test_a_partial_report_removes_nothing(load):
    load(report(content={"softwares": [{"name": "A"}]}))
    got = load(report(partial=True, content={"cpus": [{"name": "i5"}]}))
    assert (got.incomplete, got.changes, Installation.objects.count()) == (True, [], 1)


def test_a_late_delivery_overwrites_nothing(load):
    load(report(content={"accesslog": {"logdate": "2026-11-24 09:00:00"}}))
    late = load(report(name="OLD", content={"accesslog": {"logdate": "2026-11-01 09:00:00"}}))
    assert (late.created, late.changes, late.device) == (False, [], "PC-9")


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ({"deviceid": "pc-2"}, True),  # the agent was installed anew
        ({"serial": "", "uuid": ""}, True),  # one agent, its identity unreadable this time
        ({"deviceid": "pc-2", "serial": ""}, True),
        ({"uuid": "ffff0000-9999-1111-2222-333344445555", "serial": "OTHER-1"}, False),  # a cloned disk
        (
            {"deviceid": "pc-2", "name": "X", "uuid": "ffff0000-9999-1111-2222-333344445555"},
            False,
        ),  # same dock
        (
            {"deviceid": "pc-2", "serial": "To be filled by O.E.M.", "uuid": ""},
            True,
        ),  # same name, nothing against
        ({"deviceid": "pc-2", "serial": "OTHER-1", "uuid": ""}, False),  # same name, another machine
    ],
)
def test_a_device_is_told_by_all_its_signs_together(load, other, is_same):
    load(report())
    assert load(report(**other)).created is not is_same


def test_a_device_noted_by_hand_is_recognised_by_its_name(load, scene):
    got = load(report(name="pc-0231"))
    device = scene.device("pc-0231")
    assert (got.created, device.serial, device.asset_tag) == (False, "SER-777", "")
    assert device.id == got.device_id


def test_another_organisation_has_its_own_devices(load, scene):
    from secours.people.actor import system_actor

    load(report())
    town = scene.person("outsider").organisation_id
    got = load_inventory(json.dumps(report()).encode(), by=system_actor("agent"), organisation_id=town)
    assert got.created
    assert Device.objects.filter(name="PC-9").values("organisation").distinct().count() == 2


def test_two_as_likely_are_left_to_a_person(load):
    load(report(deviceid="a", serial="", uuid="", name="TWIN"))
    Device.objects.create(organisation=Device.objects.get(name="TWIN").organisation, name="TWIN")
    got = load(report(deviceid="b", serial="", uuid="", name="TWIN"))
    assert (got.verdict, Inventory.objects.get(state="set_aside").device) == ("set_aside", None)
    assert got.reason


def test_what_cannot_be_read_is_kept_and_refused(load):
    got = load(b"\x00garbage")
    row = Inventory.objects.get()
    assert (got.verdict, row.state) == ("refused", "refused")
    assert path_of(row.sha256).read_bytes() == b"\x00garbage"
    assert got.reason


def test_a_crash_after_storing_loses_nothing(scene):
    from secours.people.actor import system_actor

    by, raw = system_actor("agent"), json.dumps(report()).encode()
    store_inventory(raw, by=by, organisation_id=scene.person("requester").organisation_id)
    assert (apply_stored(by=by), apply_stored(by=by)) == (1, 0)
    assert Device.objects.get(name="PC-9").serial == "SER-777"


NAMED = ["computer_1.json", "linux-fedora25_laptop_fi2.3.20.xml", "windows8.1-fr_laptop_hp2540p_a.xml"]


def test_real_inventories_land_with_their_facts(load, samples):
    for name in NAMED:
        got = load((samples / name).read_bytes())
        assert (got.verdict, got.created, got.incomplete) == ("applied", True, False), name
        keys = set(DeviceFact.objects.filter(device_id=got.device_id).values_list("key", flat=True))
        assert {"os.name", "memory.total_mb", "disk.free_pct"} <= keys, name
        if "softwares" in got.sections:
            assert Installation.objects.filter(device_id=got.device_id).count() >= 5, name


def test_every_real_sample_is_applied_and_again_changes_nothing(load, samples):
    raws = {path.name: path.read_bytes() for path in sorted(samples.iterdir())}
    first = {name: load(raw) for name, raw in raws.items()}
    assert {name: one.verdict for name, one in first.items() if one.verdict != "applied"} == {}
    before = Device.objects.count(), Software.objects.count(), DeviceFact.objects.count()
    again = {name: load(raw) for name, raw in raws.items()}
    assert not [name for name, one in again.items() if one.created or one.changes]
    assert before == (Device.objects.count(), Software.objects.count(), DeviceFact.objects.count())
    partial = first["computer_1_partial_softs.json"]
    assert partial.device_id == first["computer_1.json"].device_id


def test_the_command_gives_one_line_a_file_as_typed(scene, tmp_path: Path):
    (tmp_path / "é.json").write_text(json.dumps(report()), encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    typed = [f"{tmp_path}/./é.json", f"{tmp_path}/bad.json", f"{tmp_path}/none", f"{tmp_path}/é.json"]
    out = io.StringIO()
    assert load_files(typed, None, out) == 1
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["file"] for line in lines] == typed
    assert [list(line) for line in lines] == [FIELDS] * 4
    assert [line["verdict"] for line in lines] == ["applied", "refused", "refused", "applied"]
    assert [line["created"] for line in lines] == [True, False, False, False]
    assert load_files(typed[:1], None, io.StringIO()) == 0
    assert load_files(typed[:1], "Absente", io.StringIO()) == 2
