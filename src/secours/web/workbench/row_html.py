"""The rows of a list of tickets as HTML, written here and not in a template: of a page of fifty, Django's
template took two fifths (foundations.md 5). Words of people pass through `escape`; the rest are signs that
are HTML already, or our own."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from operator import itemgetter

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from secours.web.templatetags.secours_ui import icon_html
from secours.web.workbench.rows import Row

GROUP_ICONS = {"late": ("alert-triangle", "c-danger"), "hold": ("player-pause", "dim")}


def grouped(rows: Iterable[Row], *, begins: bool, ends: bool) -> list[Row]:
    """Rows under their deadline. A group cut by the page (its first when the list began before, its
    last when it goes on) says no number: it would be wrong."""
    groups = [(bucket, list(inside)) for bucket, inside in groupby(rows, key=itemgetter("bucket"))]
    told = []
    for place, (bucket, inside) in enumerate(groups):
        whole = (place > 0 or begins) and (place < len(groups) - 1 or ends)
        told.append(_group(bucket, inside, str(len(inside)) if whole else ""))
    if begins and groups and groups[0][0] != "late":
        told.insert(0, _group("late", [], "0"))  # not shown until the script puts there what becomes late
    return told


def _group(bucket: str, inside: list[Row], count: str) -> Row:
    icon, tone = GROUP_ICONS.get(bucket, ("calendar-due", "dim"))
    return {
        "key": bucket,
        "title": _group_titles()[bucket],
        "icon": icon_html(icon, "s", tone=tone),
        "count": count,
        "rows": rows_html(inside),
    }


def rows_html(rows: Iterable[Row]) -> SafeString:
    return mark_safe("\n".join(map(_row, rows)))


def _row(r: Row) -> str:
    device = escape(r["device"])
    return (
        f'<tr class="{r["css"]}" role="row">{_selection(r)}<td class="k-p" role="cell">{r["priority"]}</td>'
        f'<td class="k-no no" role="cell">{r["label"]}{_in("only-p dim cut", device)}</td>'
        f'<td class="k-s" role="cell">{_subject(r)}</td><td class="k-w" role="cell">{_requester(r)}</td>'
        f'<td class="k-d" role="cell">{_device(r, device)}</td><td class="k-age dim" role="cell" data-since="{r["since"]}">{r["age"]}</td>'
        f'<td class="k-c" role="cell"{_running(r)}>{r["clock"]}</td><td class="k-a" role="cell">{r["avatar"]}</td></tr>'
    )


def _selection(r: Row) -> str:
    box = f'<input class="form-check-input" type="checkbox" name="t" value="{r["number"]}"'
    return f'<td class="k-sel" role="cell">{box} aria-label="{escape(r["select"])}"></td>'


def _subject(r: Row) -> str:
    title, affected = escape(r["title"]), f"×{r['affected']}" if r["affected"] else ""
    return (
        f'<div class="subj">{_in("vh", escape(r["unread"]))}'
        f'<a class="cut" href="{escape(r["url"])}" title="{title}">{title}</a>'
        f"{_in('msgs only-wide', r['messages'])}{_in('msgs c-warn', affected)}{_in('typing', r['presence'])}</div>"
        + (f'<div class="hit cut">{r["met"]}</div>' if r["met"] else "")
    )


def _requester(r: Row) -> str:
    vip = '<span class="tag vip">VIP</span>' if r["vip"] else ""
    where = f'<span class="dim cut">{escape(r["where"])}</span>'
    return f'<div class="who"><b class="cut">{escape(r["who"])}</b>{vip}{where}</div>'


def _device(r: Row, name: str) -> str:
    return f'<div class="dev cut">{r["device_icon"]}<span class="cut">{name}</span></div>' if name else ""


def _running(r: Row) -> str:
    if not r["due"]:
        return ""
    return f' data-due="{r["due"]}" data-as="in"{" data-answer" if r["is_answer"] else ""}'


def _in(css: str, html: str) -> str:
    """Nothing around nothing."""
    return f'<span class="{css}">{html}</span>' if html else ""


def _group_titles() -> dict[str, str]:
    return {
        "late": _("Late"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("Within a week"),
        "later": _("Later"),
        "none": _("No deadline"),
        "hold": _("On hold"),
        "done": _("Solved or closed"),
    }
