"""Checks of the fault base that ask again what an opening question already asked: they are answered from it.

Only those whose question is the same one, of the same people: "does it work on another computer?" is not.
"""

from typing import Final

from secours.diagnosis.models import Finding, Run
from secours.faults.models import Check

_AS_ASKED: Final = {"yes": "yes", "no": "no", "unknown": "unknown"}
_OTHER_WAY_ROUND: Final = {"yes": "no", "no": "yes", "unknown": "unknown"}

# Are others affected too? / Does it work for others?
_AFFECTED: Final = (
    "collab.teams_login.others",
    "hw.call_quality.others",
    "hw.phone.others",
    "mail.no_receive.allusers",
    "net.no_internet_dns.others",
    "net.slow.allusers",
    "net.wired_down.neighbours",
    "pc.app_crash.others",
    "pc.slow_logon.others",
    "pc.update_fail.many",
    "vdi.session.others",
    "vpn.connect.others",
    "web.site_fail.others",
)
_SPARED: Final = ("file.share_denied.others", "prn.no_output.others", "prn.pull_print.others")
RULES: Final = dict.fromkeys(_AFFECTED, _AS_ASKED) | dict.fromkeys(_SPARED, _OTHER_WAY_ROUND)


def told_by_opening(run: Run) -> list[tuple[Check, str]]:
    """(check, value) of the run's situation; "I don’t know" is an answer too: it is not asked again."""
    others = run.opening.get("others", "")
    if run.fault is None or others not in _AS_ASKED:
        return []
    checks = Check.objects.filter(fault=run.fault, is_retired=False)
    rules = {check: RULES.get(full_code(run.fault.code, check.code)) for check in checks}
    return [(check, rule[others]) for check, rule in rules.items() if rule is not None]


def full_code(fault_code: str, check_code: str) -> str:
    return check_code if check_code.startswith(f"{fault_code}.") else f"{fault_code}.{check_code}"


def is_from_opening(finding: Finding) -> bool:
    """It cost nobody a question more: it does not count among the few that a person is asked."""
    return bool(finding.told.get("opening"))
