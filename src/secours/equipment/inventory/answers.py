"""From facts to the answers of checks, each with the sentence that a person is shown.

A probe may serve checks that ask it the other way round (more than 5 GB free? less than 15?), so a rule
belongs to a check. Of the 38 probes in the pack an inventory tells 12; what it can only hint at it does not
answer, because a wrong free answer costs more than a question. It never tells SMART health, use of memory,
print queues, pending restarts, quotas, licences, latency, permissions, nor what other machines see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facts import Fact

Answer = Literal["yes", "no"]
_Decide = Callable[[float], Answer | None]


@dataclass(frozen=True)
class Rule:
    """`check` is the full code, fault and check: pc.slow.uptime. Sentences may show value and about."""

    probe: str
    check: str
    fact: str
    decide: _Decide
    if_yes: str | Promise
    if_no: str | Promise = ""


@dataclass(frozen=True)
class Evidence:
    """The answer of a check, with the fact behind it (its `at` tells how fresh it is)."""

    answer: Answer
    fact: Fact
    _sentence: str | Promise

    @property
    def sentence(self) -> str:
        """In the active language: « Disque libre : 4 % (C:) »."""
        shown = {
            "value": _shown(self.fact.value),
            "about": f" ({self.fact.about})" if self.fact.about else "",
        }
        return str(self._sentence) % shown


def evidence_for(probe: str, check_code: str, facts: Mapping[str, Fact]) -> Evidence | None:
    rule = _rule(probe, check_code)
    fact = facts.get(rule.fact) if rule else None
    if rule is None or fact is None or not isinstance(fact.value, bool | int | float):
        return None
    answer = rule.decide(fact.value)
    if answer is None:
        return None
    return Evidence(answer, fact, rule.if_yes if answer == "yes" or not rule.if_no else rule.if_no)


def _rule(probe: str, check_code: str) -> Rule | None:
    """Checks of the pack that share a probe and a short code ask the same way; a test keeps it so."""
    for rule in RULES:
        short = rule.check.rpartition(".")[2]
        if rule.probe == probe and check_code in (rule.check, short):
            return rule
    return None


def _shown(value: object) -> str:
    if isinstance(value, float) and not value.is_integer():
        return number_format(value, 1)
    return str(int(value)) if isinstance(value, int | float) else ""


def _above(limit: float) -> _Decide:
    return lambda value: "yes" if value > limit else "no"


def _below(limit: float) -> _Decide:
    return lambda value: "yes" if value < limit else "no"


def _only_above(limit: float) -> _Decide:
    """Yes above the limit; under it the fact proves nothing."""
    return lambda value: "yes" if value > limit else None


def _is_true(value: float) -> Answer:
    return "yes" if value else "no"


def _is_false(value: float) -> Answer:
    return "no" if value else "yes"


def _only_true(value: float) -> Answer | None:
    return "yes" if value else None


def _always(value: float) -> Answer:
    return "yes"


_FREE_PCT = _("Free disk space: %(value)s%%%(about)s")
_FREE_GB = _("Free disk space: %(value)s GB%(about)s")
_FULL = _("Fullest volume: %(value)s%% used%(about)s")
_BUSY = _("Processor used since its start: %(value)s%%%(about)s")
_OFFLINE = _("Printers of the computer: offline"), _("Printer of the computer: online")
_CLOCK = _("Clock of the computer: right"), _("Clock of the computer: ahead")
_WIRED = _("Wired network: valid IP address"), _("Wired network: no valid IP address")
_SCREENS = _("External screens seen: %(value)s")

RULES = (
    Rule("net.ipv4_valid", "net.wired_down.ipok", "net.wired_ipv4_valid", _is_true, *_WIRED),
    Rule(
        "net.wifi_enabled", "net.wifi_connect.airplane", "net.wifi_enabled", _only_true, _("Wi-Fi: connected")
    ),
    Rule(
        *("net.dhcp", "net.ip_conflict.static", "net.dhcp", _is_false),
        *(_("IP address: fixed"), _("IP address: given by DHCP")),
    ),
    Rule("print.queue_offline", "prn.no_output.offline", "printers.offline", _is_true, *_OFFLINE),
    Rule("print.queue_offline", "prn.label.offline", "printers.offline", _is_true, *_OFFLINE),
    Rule(
        *("sw.recent_update", "mail.outlook_crash.updated", "sw.office_updated_days", _always),
        _("Office changed %(value)s d before the inventory%(about)s"),
    ),
    Rule("os.clock_skew", "collab.teams_login.clock", "os.clock_right", _is_true, *_CLOCK),
    Rule("os.clock_skew", "web.cert.clock", "os.clock_right", _is_true, *_CLOCK),
    Rule("disk.free_gb", "collab.onedrive_sync.disk", "disk.free_gb", _above(5), _FREE_GB),
    Rule("disk.free_gb", "pc.update_fail.space", "disk.free_gb", _below(15), _FREE_GB),
    Rule(
        "os.uptime_days",
        "pc.slow.uptime",
        "os.uptime_days",
        _above(7),
        _("Days without a restart: %(value)s"),
    ),
    Rule("disk.free_pct", "pc.slow.diskfull", "disk.free_pct", _below(10), _FREE_PCT),
    Rule("cpu.top_process", "pc.slow.cpu", "cpu.top_process", _only_above(80), _BUSY),
    Rule("cpu.top_process", "hw.laptop_hot.cpu", "cpu.top_process", _only_above(80), _BUSY),
    Rule("disk.is_hdd", "pc.slow.hdd", "disk.is_hdd", _only_true, _("Disk: mechanical")),
    Rule("display.count", "hw.monitor_blank.detected", "display.external_count", _only_true, _SCREENS),
    Rule(
        *("battery.health_pct", "hw.battery.health", "battery.health_pct", _below(60)),
        _("Battery capacity: %(value)s%%%(about)s"),
    ),
    Rule("mon.disk_pct", "srv.down.disk", "disk.fullest_pct", _above(98), _FULL),
    Rule("mon.disk_pct", "srv.database.full", "disk.fullest_pct", _above(98), _FULL),
)
