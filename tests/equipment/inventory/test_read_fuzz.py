"""Whatever arrives, the reader refuses it or reads it: it never falls over, and neither do the facts."""

import json
import zlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secours.equipment.inventory.answers import RULES, evidence_for
from secours.equipment.inventory.errors import InventoryRefused
from secours.equipment.inventory.facts import facts_from
from secours.equipment.inventory.reading import read_inventory
from secours.equipment.inventory.sections import MANY, SINGLE

from .samples import NOW, as_json, as_xml, laptop

XML = as_xml(
    """<HARDWARE><NAME>pc</NAME><MEMORY>4096</MEMORY></HARDWARE><BIOS><SSN>S123</SSN></BIOS>
    <OPERATINGSYSTEM><BOOT_TIME>2026-11-20 08:00:00</BOOT_TIME><TIMEZONE><OFFSET>+0100</OFFSET></TIMEZONE>
    </OPERATINGSYSTEM><DRIVES><TYPE>/</TYPE><FREE>4000</FREE><TOTAL>90000</TOTAL></DRIVES>
    <BATTERIES><CAPACITY>50 Wh</CAPACITY><REAL_CAPACITY>40</REAL_CAPACITY></BATTERIES>"""
).encode()
SCAN = as_xml(
    """<DEVICE><INFO><TYPE>PRINTER</TYPE><NAME>p</NAME><IPS><IP>192.0.2.1</IP></IPS></INFO><PORTS><PORT>
    <CONNECTIONS><CDP>1</CDP><CONNECTION><MAC>a</MAC><MAC>b</MAC></CONNECTION></CONNECTIONS><VLANS><VLAN>
    <NUMBER>1</NUMBER></VLAN></VLANS><AGGREGATE><PORT>3</PORT></AGGREGATE></PORT></PORTS></DEVICE>""",
    "SNMPQUERY",
).encode()
SEEDS = [as_json(laptop()), XML, SCAN, zlib.compress(XML), zlib.compress(as_json(laptop()))]

QUICK = settings(
    max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def use(raw: bytes) -> None:
    try:
        reading = read_inventory(raw)
    except InventoryRefused:
        return
    facts = facts_from(reading, NOW)
    for rule in RULES:
        evidence = evidence_for(rule.probe, rule.check, facts)
        assert evidence is None or evidence.answer in ("yes", "no")
    json.dumps(reading.content, allow_nan=False).encode()
    assert all(part.as_dict()["reason"] for part in reading.set_aside)


@QUICK
@given(raw=st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    use(raw)


@QUICK
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 12), st.binary(max_size=12)), max_size=6),
)
def test_mutated_inventories(seed: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    raw = bytearray(seed)
    for start, length, patch in cuts:
        at = start % len(raw) if raw else 0
        raw[at : at + length] = patch
    use(bytes(raw))


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["", "1", "C:", "/", "169.254.1.2", "2026-11-20 08:00:00", "99999999999999999999999"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
WORDS = """name serial ssn mac type status free total letter systemdrive capacity real_capacity ipaddress ipgateway
cmd cpuusage started install_date port tonerblack ifinerrors enabled uptodate boot_time timezone logdate
connections vlans ips members model uuid full_name chassis_type login id"""
FIELDS = sorted(WORDS.split())
ENTRY = st.dictionaries(st.sampled_from(FIELDS), ANY_VALUE, max_size=6)


@QUICK
@given(
    sections=st.dictionaries(
        st.sampled_from(sorted(SINGLE | MANY | {"new_section"})),
        ANY_VALUE | ENTRY | st.lists(ENTRY, max_size=3),
    ),
    item_type=ANY_VALUE,
)
def test_any_values_in_the_sections(sections: dict[str, Any], item_type: Any) -> None:
    use(as_json(laptop(**sections), itemtype=item_type, partial=item_type, tag=item_type, deviceid=item_type))
