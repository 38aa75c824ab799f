"""Checks of the fault base that ask again what an opening question already asked: they are answered from it.

Only what truly follows. “Others too” does not tell which colleagues, nor what they can still do: a check that asks
about the neighbours, the same host or the same moment keeps its question; one that asks what colleagues manage to
do (“can they print to it?”) is another question altogether and is never answered from here.
"""

from collections.abc import Mapping
from typing import Final

from secours.diagnosis.models import Finding, Run
from secours.faults.models import Check

# Are others affected too? → what the check is then answered.
_SAME: Final = {"yes": "yes", "no": "no", "unknown": "unknown"}
_NARROWER: Final = {"no": "no", "unknown": "unknown"}  # some of the others only
_ABOUT_OTHERS: Final = {"unknown": "unknown"}  # who does not know is not asked about colleagues twice
_FOR_TECHNICIANS: Final = {"yes": "yes"}  # “only me” is what one person sees: the technician looks

RULES: Final[Mapping[str, Mapping[str, str]]] = {
    "collab.teams_login.others": _SAME,
    "hw.phone.others": _SAME,
    "net.no_internet_dns.others": _SAME,
    "pc.app_crash.others": _SAME,
    "pc.slow_logon.others": _SAME,
    "web.site_fail.others": _SAME,
    "web.sso_loop.others": _SAME,
    "hw.call_quality.others": _NARROWER,
    "net.slow.allusers": _NARROWER,
    "net.wired_down.neighbours": _NARROWER,
    "vdi.session.others": _NARROWER,
    "file.share_denied.others": _ABOUT_OTHERS,
    "prn.no_output.others": _ABOUT_OTHERS,
    "prn.pull_print.others": _ABOUT_OTHERS,
    "mail.no_receive.allusers": _FOR_TECHNICIANS,
    "pc.update_fail.many": _FOR_TECHNICIANS,
    "vpn.connect.others": _FOR_TECHNICIANS,
}


def told_by_opening(run: Run) -> list[tuple[Check, str]]:
    """(check, value) of the run's situation; "I don’t know" is an answer too: it is not asked again."""
    others = run.opening.get("others", "")
    if run.fault is None or others not in _SAME:
        return []
    checks = Check.objects.filter(fault=run.fault, is_retired=False)
    rules = {check: RULES.get(full_code(run.fault.code, check.code), {}) for check in checks}
    return [(check, rule[others]) for check, rule in rules.items() if others in rule]


def full_code(fault_code: str, check_code: str) -> str:
    return check_code if check_code.startswith(f"{fault_code}.") else f"{fault_code}.{check_code}"


def is_from_opening(finding: Finding) -> bool:
    """It cost nobody a question more: it does not count among the few that a person is asked."""
    return bool(finding.told.get("opening"))
