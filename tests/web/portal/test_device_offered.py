"""“On which device?” offers what the situation may be about, one's own first."""

import re

import pytest
import yaml

from secours.diagnosis.device_kinds import kinds_for
from secours.equipment.models import DeviceKind
from secours.faults.models import Fault
from secours.faults.pack import STARTER_PACK


def devices(page):
    return re.findall(r'<b class="m">([^<]+)</b>', page.html.split('id="opening"')[1].split("</fieldset>")[0])


def chosen(scene, screen, code):
    page = screen().open("/portal/").press("/portal/", text="Cela ne marche plus")
    fault = Fault.objects.get(code=code)
    return page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault=str(fault.id))


def test_no_printer_for_a_black_screen(scene, screen):
    assert devices(chosen(scene, screen, "hw.monitor_blank")) == ["PC-0231"]


def test_no_computer_for_a_printer_that_prints_nothing(scene, screen):
    assert devices(chosen(scene, screen, "prn.no_output")) == ["IMP-2E-03"]


def test_everything_while_nobody_knows_what_it_is(scene, screen):
    page = screen().open("/portal/").press("/portal/", text="Cela ne marche plus")
    page.press(f"/portal/diagnosis/{page.run_id}/situation/", fault="other")
    assert devices(page) == ["PC-0231", "IMP-2E-03"]


@pytest.mark.parametrize(
    ("code", "kind", "offered"),
    [
        ("hw.monitor_blank", DeviceKind.MONITOR, True),
        ("hw.monitor_blank", DeviceKind.PRINTER, False),
        ("hw.battery", DeviceKind.COMPUTER, False),
        ("prn.no_output", DeviceKind.LAPTOP, False),
        ("scan.fail", DeviceKind.SCANNER, True),
        ("hw.mobile_mail", DeviceKind.PRINTER, False),
        ("srv.down", DeviceKind.SERVER, True),
        ("mail.no_send", DeviceKind.PHONE, True),
    ],
)
def test_kinds(scene, code, kind, offered):
    assert (kind in kinds_for(Fault.objects.get(code=code))) is offered


def test_a_printer_is_offered_for_printing_alone(scene):
    entries = yaml.safe_load(STARTER_PACK.read_text(encoding="utf-8"))["faults"]
    told = {
        entry["id"]
        for entry in entries
        if DeviceKind.PRINTER in kinds_for(Fault.objects.get(code=entry["id"]))
        and kinds_for(Fault.objects.get(code=entry["id"])) != frozenset(DeviceKind)
    }
    assert told == {
        "prn.no_output",
        "prn.garbled",
        "prn.cant_add",
        "prn.pull_print",
        "prn.label",
        "scan.fail",
    }
