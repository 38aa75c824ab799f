"""What the pages of oversight print: figures with their addresses, bars, rows. Shaped here, printed there."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.reports.load import Load
from secours.reports.recurrence import Situation, Struck
from secours.tickets.models import Ticket
from secours.web.oversight.asked import Asked
from secours.web.oversight.charts import Column, bar, columns, cumulated
from secours.web.oversight.words import share_words, took
from secours.web.templatetags.secours_ui import clock_html
from secours.web.workbench import moments
from secours.web.workbench.equipment import fault_address

SHOWN_SITUATIONS = 7
WEEKS, WEEKS_ON_PHONE = 12, 6


def kpis(asked: Asked, told: dict[str, Any], tasks: tuple[int, int], now: datetime) -> list[dict[str, Any]]:
    """Six figures, each the address of its tickets or tasks. `tasks`: late, open."""
    kept, due = told["solutions_kept"], told["solutions"]
    oldest, latest = told["oldest_unassigned"], told["latest_due"]
    soon = ngettext("%(n)s within the hour", "%(n)s within the hour", told["due_soon"]) % {
        "n": told["due_soon"]
    }
    since_oldest = (
        _("the oldest: %(age)s") % {"age": moments.age(oldest, now)}
        if oldest
        else _("everyone has their tickets")
    )
    longest = (
        _("the longest: %(age)s") % {"age": moments.age(latest, now)}
        if latest
        else _("every promise is on time")
    )
    of_resolved = _("of %(n)s resolved") % {"n": told["resolved"]}
    share = share_words(kept, due) if due else "—"
    of_open = ngettext("of %(n)s open", "of %(n)s open", tasks[1]) % {"n": tasks[1]}
    of_due = _("%(kept)s of %(due)s solutions") % {"kept": kept, "due": due}
    return [
        _kpi(_("Late"), told["late"], longest, "alert-triangle", "danger", asked.tickets_url("late")),
        _kpi(
            _("Unassigned"),
            told["unassigned"],
            since_oldest,
            "inbox",
            "warn",
            asked.tickets_url("unassigned"),
        ),
        _kpi(_("Reopened"), told["reopened"], of_resolved, "rotate", "known", asked.tickets_url("reopened")),
        _kpi(
            _("Due today"), told["due_today"], soon, "hourglass-low", "warn", asked.tickets_url("due_today")
        ),
        _kpi(_("Promises kept"), share, of_due, "clock", "ok", asked.tickets_url("solutions")),
        _kpi(_("Late tasks"), tasks[0], of_open, "clipboard-list", "danger", asked.late_tasks_url()),
    ]


def recurring(asked: Asked, met: Sequence[Situation]) -> dict[str, Any]:
    """The most frequent situations with their cumulated share, the others together."""
    every = sum(one.cases for one in met)
    named = [one for one in met if one.fault is not None]
    shown = named[:SHOWN_SITUATIONS]
    most = max((one.cases for one in shown), default=1)
    shares, told = [], 0
    for one in shown:
        told += one.cases
        shares.append(told / every)
    around = [None, *shares, None]
    rows = []
    for place, one in enumerate(shown):
        is_first_half = place == 0 or shares[place - 1] < 0.5
        rows.append(
            {
                **_situation(asked, one),
                "bar": bar([("bar" if is_first_half else "bar2", one.cases / most)]),
                "line": cumulated(around[place], shares[place], around[place + 2]),
                "share": share_words(round(every * shares[place]), every) if every >= 20 else "",
            }
        )
    return {
        "rows": rows,
        "cases": every,
        "others": every - told,
        "total": took(sum((one.total for one in met), timedelta())),
        "lead": _lead(shares),
    }


def situation_rows(asked: Asked, met: Sequence[Situation]) -> list[dict[str, Any]]:
    return [_situation(asked, one) for one in met]


def teams(asked: Asked, loads: Sequence[Load]) -> list[dict[str, Any]]:
    most = max((one.total for one in loads), default=1)
    return [
        {
            "name": one.name or (_("Without a team") if one.team_id is None else _("Another team")),
            "url": asked.tickets_url("team", str(one.team_id or 0)),
            "total": one.total,
            "late": ngettext("%(n)s late", "%(n)s late", one.late) % {"n": one.late}
            if one.late
            else _("none late"),
            "held": ngettext("%(n)s on hold", "%(n)s on hold", one.held) % {"n": one.held}
            if one.held
            else "",
            "bar": bar(
                [("f-danger", one.late / most), ("bar", one.running / most), ("bar2", one.held / most)]
            ),
        }
        for one in loads
    ]


def promise(
    asked: Asked, told: dict[str, Any], name: str, weeks: Sequence[tuple[datetime, int, int]]
) -> dict[str, Any]:
    """A promise over the period: how many were kept, week by week."""
    titles = {"answers": _("First answer"), "solutions": _("Solution")}
    kept, every = told[f"{name}_kept"], told[name]
    drawn = [_column(asked, name, week) for week in weeks]
    return {
        "title": titles[name],
        "words": _("%(kept)s of %(every)s in time") % {"kept": kept, "every": every},
        "url": asked.tickets_url(name),
        "broken": every - kept,
        "broken_url": asked.tickets_url(f"{name}_broken"),
        "wide": columns(drawn[-WEEKS:], titles[name], 520) if drawn else "",
        "narrow": columns(drawn[-WEEKS_ON_PHONE:], titles[name], 320) if drawn else "",
    }


def late_rows(tickets: Iterable[Ticket], now: datetime) -> list[dict[str, Any]]:
    """The longest overdue first, with what seems to stand in the way."""
    return [
        {
            "url": reverse("workbench:ticket", args=[one.number]),
            "label": one.label,
            "title": one.title,
            "who": one.requester.name,
            "vip": one.requester.is_vip,
            "team": one.team.name if one.team else "",
            "late": _lateness(one, now),
            "why": _standing(one, now),
        }
        for one in tickets
    ]


def _lateness(ticket: Ticket, now: datetime) -> str:
    kind, words = moments.promise_clock(ticket.next_due_at, ticket.due_at, now)
    return clock_html(kind, words) if kind else ""


def struck(asked: Asked, figure: str, found: Sequence[Struck]) -> list[dict[str, Any]]:
    most = max((one.cases for one in found), default=1)
    return [
        {
            "name": one.name,
            "about": one.about,
            "cases": one.cases,
            "url": asked.tickets_url(figure, one.key),
            "page": reverse("equipment:device", args=[int(one.key)]) if figure == "device" else "",
            "bar": bar([("bar" if place == 0 else "bar2", one.cases / most)]),
        }
        for place, one in enumerate(found)
    ]


def exports(asked: Asked) -> list[tuple[str, str]]:
    """(words, address) of the lists that can be taken away."""
    return [
        (_("What recurs"), asked.export_url("situations")),
        (_("Devices struck"), asked.export_url("devices")),
        (_("Models struck"), asked.export_url("models")),
        (_("Load per team"), asked.export_url("teams")),
        (_("Promises by week"), asked.export_url("promises")),
        (_("Late tickets"), f"{reverse('oversight:export', args=['tickets'])}?{asked.query(figure='late')}"),
        (
            _("Unassigned tickets"),
            f"{reverse('oversight:export', args=['tickets'])}?{asked.query(figure='unassigned')}",
        ),
        (
            _("Reopened tickets"),
            f"{reverse('oversight:export', args=['tickets'])}?{asked.query(figure='reopened')}",
        ),
    ]


def week_words(week: datetime) -> str:
    return _("wk %(n)s") % {"n": format_date(timezone.localtime(week).date(), "w", locale="fr")}


def _kpi(label: str, value: Any, note: str, icon: str, tone: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "icon": icon, "tone": tone, "url": url}


def _situation(asked: Asked, one: Situation) -> dict[str, Any]:
    return {
        "title": (one.fault.title or one.fault.label) if one.fault else _("Situation not known"),
        "label": one.fault.label if one.fault else "",
        "cases": one.cases,
        "before": one.before,
        "devices": one.devices,
        "median": took(one.median),
        "url": asked.tickets_url("fault", str(one.fault.id if one.fault else 0)),
        "fault_url": fault_address(one.fault) if one.fault else "",
    }


def _lead(shares: Sequence[float]) -> str:
    """How few situations make half of the cases; nothing where none do."""
    half = next((place + 1 for place, share in enumerate(shares) if share >= 0.5), 0)
    if not half:
        return ""
    return ngettext(
        "%(n)s situation makes half of the cases or more.",
        "%(n)s situations make half of the cases or more.",
        half,
    ) % {"n": half}


def _column(asked: Asked, name: str, week: tuple[datetime, int, int]) -> Column:
    monday, kept, every = week
    words = week_words(monday)
    said = _("%(week)s: %(kept)s of %(every)s in time") % {"week": words, "kept": kept, "every": every}
    day = timezone.localtime(monday).date().isoformat()
    return words, kept, every, asked.tickets_url(name, week=day), said


def _standing(ticket: Ticket, now: datetime) -> str:
    if ticket.assigned_to_id is None:
        return _("nobody has it")
    quiet = moments.age(ticket.updated_at, now)
    if ticket.awaits_reading:
        return _("the requester wrote %(age)s ago, unread") % {"age": quiet}
    if ticket.responded_at is None:
        return _("no answer yet")
    return _("nothing new for %(age)s") % {"age": quiet}
