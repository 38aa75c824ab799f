"""One fault record, shaped for its page: sources, solutions, cases, devices, history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from secours.faults import queries
from secours.faults.choices import HowCommon, LearningState, ReviewState
from secours.faults.models import Cause, Check, Fault, Occurrence, Remedy
from secours.faults.queries import FaultCounts
from secours.faults.rules import how_common_for, often_for
from secours.journal.models import Entry
from secours.people.access import people_visible_to
from secours.people.actor import Actor
from secours.web.templatetags.secours_ui import band_html, success_html
from secours.web.workbench import moments
from secours.web.workbench.pack_proposals import proposals_of
from secours.web.workbench.system_notes import notes_of

_PRIOR_STRENGTH = 10.0
_SAID = 5


@dataclass(frozen=True)
class Bar:
    """Of a drawing: where, how long, its figure and its word; whole units, which no language rewrites."""

    x: int
    y: int
    length: int
    value: int
    word: str
    is_strong: bool

    @property
    def middle(self) -> int:
        return self.x + 18

    @property
    def above(self) -> int:
        return self.y - 6

    @property
    def after(self) -> int:
        return self.length + 8


def record_of(reader: Actor, fault: Fault) -> dict[str, Any]:
    counts = queries.counts_of(fault.id)
    causes = list(fault.causes.prefetch_related("remedies"))
    every_check = list(fault.checks.prefetch_related("links"))
    checks = [check for check in every_check if not check.is_retired]
    history = queries.history_of(fault)
    names = _names(reader, history)
    return {
        "state": _state(fault, history, names),
        "said": _said(fault),
        "cases": _cases_in_words(counts.cases),
        "causes": _causes(fault, causes, checks, counts),
        "remedies": _remedies(fault, causes, counts),
        "checks": [_check(fault, check) for check in checks],
        "retired_checks": [_retired_check(fault, check) for check in every_check if check.is_retired],
        "retired_remedies": _retired_remedies(fault, causes),
        "occurrences": [_occurrence(row) for row in queries.occurrences_recent(reader, fault)],
        "months": _months(queries.occurrences_by_month(reader, fault)),
        "models": _models(queries.models_struck(reader, fault)),
        "devices": _devices(queries.devices_struck(reader, fault)),
        "notes": notes_of(fault),
        "proposals": proposals_of(fault),
        "history": [_told(entry, names) for entry in history],
    }


def _state(fault: Fault, history: Iterable[Entry], names: dict[int, str]) -> dict[str, str]:
    from secours.web.workbench.faults import state_of

    state = state_of(fault)
    reviewed = next((entry for entry in history if entry.kind == "fault.reviewed"), None)
    if fault.state == ReviewState.REVIEWED and reviewed is not None:
        words = {
            "day": moments.short_day(timezone.localtime(reviewed.at).date()),
            "name": names.get(reviewed.actor_id or 0, ""),
        }
        state["word"] = (
            _("reviewed on %(day)s by %(name)s") if words["name"] else _("reviewed on %(day)s")
        ) % words
    return state


def _said(fault: Fault) -> str:
    language = (get_language() or "fr")[:2]
    texts = fault.symptoms.filter(language=language).order_by("id").values_list("text", flat=True)[:_SAID]
    quote = "“%s”" if language == "en" else "«\u00a0%s\u00a0»"
    return ", ".join(quote % text for text in texts)


def _cases_in_words(cases: int) -> str:
    if not cases:
        return _("not yet seen here")
    return ngettext("%(n)s closed case here", "%(n)s closed cases here", cases) % {"n": cases}


def _causes(
    fault: Fault, causes: list[Cause], checks: list[Check], counts: FaultCounts
) -> list[dict[str, Any]]:
    """Most frequent first: what was met corrects what the pack believes."""
    shares = _shares(fault, causes, counts)
    rows = [
        {
            "name": cause.name or cause.name_fr or cause.name_en,
            "url": reverse("faults:cause", args=[fault.number, cause.id]),
            "add_url": reverse("faults:remedy_new", args=[fault.number, cause.id]),
            "band": _band(shares[cause.id]),
            "cases": counts.cause_cases.get(cause.id, 0),
            "signs": _sign(cause, checks),
            "is_safety": cause.is_safety,
            "share": shares[cause.id],
        }
        for cause in causes
    ]
    return sorted(rows, key=lambda row: -row["share"])


def _shares(fault: Fault, causes: list[Cause], counts: FaultCounts) -> dict[int, float]:
    total = sum(cause.prior for cause in causes) + fault.prior_other
    met = sum(counts.causes.values())
    return {
        cause.id: (_PRIOR_STRENGTH * cause.prior / total + counts.causes.get(cause.id, 0.0))
        / (_PRIOR_STRENGTH + met)
        for cause in causes
    }


def _band(share: float) -> str:
    word: HowCommon = how_common_for(share)
    return band_html(int(word) + 1, words="frequency", word=str(word.label))


def _sign(cause: Cause, checks: list[Check]) -> str:
    """The check whose answer sets this source apart the most, and how often it is yes."""
    links = [
        (check, link.p_yes) for check in checks for link in check.links.all() if link.cause_id == cause.id
    ]
    if not links:
        return ""
    check, p_yes = max(links, key=lambda pair: abs(pair[1] - pair[0].p_yes_otherwise))
    told = {"question": check.ask or check.ask_fr or check.ask_en, "word": often_for(p_yes).label}
    return _("%(question)s Yes: %(word)s") % told


def _remedies(fault: Fault, causes: list[Cause], counts: FaultCounts) -> list[dict[str, Any]]:
    """Those that worked most often first; those never tried after, in the order of the pack."""
    rows = [
        _remedy(fault, remedy, counts)
        for cause in causes
        for remedy in cause.remedies.all()
        if not remedy.is_retired
    ]
    return sorted(rows, key=lambda row: (-row["worked"], -row["tried"]))


def _retired_remedies(fault: Fault, causes: list[Cause]) -> list[dict[str, str]]:
    retired = [remedy for cause in causes for remedy in cause.remedies.all() if remedy.is_retired]
    return [
        {
            "words": remedy.do or remedy.do_fr or remedy.do_en,
            "back_url": reverse("faults:remedies_restoration", args=[fault.number, remedy.id]),
        }
        for remedy in retired
    ]


def _remedy(fault: Fault, remedy: Remedy, counts: FaultCounts) -> dict[str, Any]:
    tried, worked, relapsed = counts.tried(remedy.id)
    return {
        "do": remedy.do or remedy.do_fr or remedy.do_en,
        "url": reverse("faults:remedy", args=[fault.number, remedy.id]),
        "by": remedy.get_by_display(),
        "minutes": moments.duration(round(remedy.minutes)),
        "tried": tried,
        "worked": worked,
        "relapsed": relapsed,
        "success": success_html(worked, tried, "#cases"),
    }


def _retired_check(fault: Fault, check: Check) -> dict[str, str]:
    return {
        "words": check.ask or check.ask_fr or check.ask_en,
        "back_url": reverse("faults:checks_restoration", args=[fault.number, check.id]),
    }


def _check(fault: Fault, check: Check) -> dict[str, Any]:
    return {
        "ask": check.ask or check.ask_fr or check.ask_en,
        "url": reverse("faults:check", args=[fault.number, check.id]),
        "who": f"{check.get_by_display()}, {moments.duration(round(check.minutes))}",
        "is_probed": bool(check.probe),
        "is_safety": check.is_safety,
    }


def _occurrence(row: Occurrence) -> dict[str, Any]:
    device = row.device
    where = ", ".join(
        filter(None, [device.name if device else "", device.place.name if device and device.place else ""])
    )
    return {
        "label": row.ticket.label,
        "url": reverse("workbench:ticket", args=[row.ticket.number]),
        "where": where or (row.site.name if row.site else row.ticket.title),
        "cause": row.cause.name if row.cause else _("cause unknown"),
        "day": moments.short_day(timezone.localtime(row.happened_at).date()),
        **_learning(row),
    }


def _learning(row: Occurrence) -> dict[str, str]:
    if row.relapsed_at is not None:
        return {"icon": "rotate", "tone": "danger", "word": _("relapse, withdrawn")}
    if row.state == LearningState.COUNTED:
        return {"icon": "check", "tone": "ok", "word": _("counted")}
    if row.state == LearningState.WITHDRAWN:
        return {"icon": "arrow-back-up", "tone": "", "word": _("withdrawn")}
    if row.state == LearningState.NOT_LEARNED:
        return {"icon": "help", "tone": "", "word": _("not learned from")}
    days = max(0, (row.counts_at - timezone.now()).days + 1)
    words = ngettext("counts in %(n)s day", "counts in %(n)s days", days) % {"n": days}
    return {"icon": "hourglass-low", "tone": "warn", "word": words}


def _months(met: list[tuple[date, int]]) -> dict[str, Any]:
    total, most = sum(count for _day, count in met), max((count for _day, count in met), default=0)
    if not total:
        return {}
    locale = "en_GB" if (get_language() or "fr").startswith("en") else "fr"
    bars = []
    for number, (day, count) in enumerate(met):
        length = round(96 * count / most)
        bars.append(
            Bar(
                14 + 63 * number,
                122 - length,
                length,
                count,
                format_date(day, "MMM", locale=locale),
                number == len(met) - 1,
            )
        )
    words = ngettext("%(n)s case in 12 months", "%(n)s cases in 12 months", total) % {"n": total}
    return {"bars": bars, "words": words}


def _models(met: list[tuple[str, int]]) -> dict[str, Any]:
    if not met:
        return {}
    most = met[0][1]
    bars = [
        Bar(0, 8 + 46 * place, round(240 * cases / most), cases, name, not place)
        for place, (name, cases) in enumerate(met)
    ]
    words = ", ".join(f"{bar.word} {bar.value}" for bar in bars)
    return {"bars": bars, "height": 46 * len(bars) + 4, "words": words}


def _devices(met: list[tuple[Any, int]]) -> list[dict[str, Any]]:
    return [
        {
            "name": device.name,
            "place": device.place.name if device.place else "",
            "kind": device.get_kind_display(),
            "times": times,
        }
        for device, times in met
    ]


def _names(reader: Actor, history: Iterable[Entry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in history if entry.actor_id}
    return dict(people_visible_to(reader).filter(id__in=ids).values_list("id", "name"))


def _told(entry: Entry, names: dict[int, str]) -> dict[str, str]:
    words = getattr(entry, "words", None)
    return {
        "day": moments.short_day(timezone.localtime(entry.at).date()),
        "who": names.get(entry.actor_id or 0, "") or "Secours",
        "what": _sentence(entry.kind),
        "text": words.text if words else "",
    }


def _sentence(kind: str) -> str:
    return {
        "fault.recorded": _("recorded this fault"),
        "fault.promoted": _("made it from a ticket"),
        "fault.changed": _("changed its words"),
        "fault.reviewed": _("reviewed it"),
        "fault.retired": _("retired it"),
        "fault.restored": _("brought it back"),
        "fault.renewed": _("took over what a newer pack says"),
        "fault.proposal_accepted": _("took what the pack proposes"),
        "fault.proposal_declined": _("kept their own words against the pack’s"),
        "fault.check_retired": _("retired a check"),
        "fault.check_restored": _("brought a check back"),
        "fault.remedy_retired": _("retired a solution"),
        "fault.remedy_restored": _("brought a solution back"),
        "fault.cause_added": _("added a source"),
        "fault.cause_changed": _("changed a source"),
        "fault.check_added": _("added a check"),
        "fault.check_changed": _("changed a check"),
        "fault.remedy_added": _("added a solution"),
        "fault.remedy_changed": _("changed a solution"),
    }.get(kind, kind)
