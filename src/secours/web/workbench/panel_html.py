"""The large parts of the diagnosis panel as HTML: causes, solutions, opening questions, answers. Written here and not
in templates, as step_html.py says. Words of people pass through `escape`; signs are HTML already."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.diagnosis.opening import OpeningQuestion
from secours.diagnosis.queries import AnswerView, CauseView, Reason, RemedyView
from secours.web.templatetags.secours_ui import band_html, icon_html, success_html
from secours.web.workbench.step_html import Sheet, answer_html, apply_html, how_html, step_html


def parts_html(sheet: Sheet) -> dict[str, SafeString]:
    """The parts that `workbench/diagnosis/_panel.html` shows, each where there is something of it."""
    seen = sheet.panel
    is_known = seen.fault is not None
    return {
        "step": step_html(sheet, seen.step) if is_known and seen.ticket.is_open else mark_safe(""),
        "opening": opening_html(sheet) if seen.opening and seen.may_act else mark_safe(""),
        "causes": causes_html(sheet) if is_known else mark_safe(""),
        "remedies": remedies_html(sheet) if is_known else mark_safe(""),
        "answers": answers_html(sheet) if seen.answers else mark_safe(""),
    }


def causes_html(sheet: Sheet) -> SafeString:
    panel = sheet.panel
    causes = "".join(f"{_cause(view, place == 0)}\n" for place, view in enumerate(panel.causes))
    title = escape(panel.fault.title) if panel.fault else ""
    return _card(
        _heading(_("Probable source")) + _record(sheet),
        f'\n<p class="sm sub">{title}{_another_situation(sheet)}</p>\n{causes}{_other(panel.other)}\n'
        f"{_excluded(panel.excluded)}\n",
    )


def remedies_html(sheet: Sheet) -> SafeString:
    if not sheet.panel.remedies:
        return mark_safe("")
    shown = "\n".join(_remedy(sheet, view) for view in sheet.panel.remedies)
    is_measured = any(view.tried for view in sheet.panel.remedies)
    title = _("Measured solutions") if is_measured else _("Suggested solutions")
    return _card(_heading(title), f"\n{shown}\n")


def opening_html(sheet: Sheet) -> SafeString:
    """Questions of the opening that nobody has answered, to be kept together."""
    asked = sheet.panel.opening
    title = ngettext(
        "%(counter)s opening question not answered", "%(counter)s opening questions not answered", len(asked)
    )
    words = escape(_("Keep the answers"))
    keep = f'<div><button class="btn btn-sm">{words}</button></div>'
    fields = "".join(map(_opening_field, asked))
    form = sheet.form("diagnosis_opening", f"\n{fields}\n{keep}", css="stack-s others")
    return _folded(title % {"counter": len(asked)}, f"\n{form}")


def answers_html(sheet: Sheet) -> SafeString:
    given = sheet.panel.answers
    title = ngettext(
        "%(counter)s answer, to correct if needed", "%(counter)s answers, to correct if needed", len(given)
    )
    shown = "".join(_answer(sheet, view) for view in given)
    return _folded(title % {"counter": len(given)}, f'<div class="stack-s others">{shown}</div>')


def _card(head: str, body: str) -> SafeString:
    return mark_safe(
        f'<section class="card"><div class="card-h">{head}</div><div class="card-b">{body}</div></section>'
    )


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def _folded(title: str, body: str) -> SafeString:
    return mark_safe(
        f'<section class="card"><div class="card-b"><details class="more sm"><summary>{icon_html("chevron-right", "s")}'
        f"{escape(title)}</summary>{body}</details></div></section>"
    )


def _record(sheet: Sheet) -> str:
    if not (sheet.fault_url and sheet.panel.fault):
        return ""
    words = _("Record %(label)s") % {"label": sheet.panel.fault.label}
    return f'<a class="push sm" href="{escape(sheet.fault_url)}">{escape(words)}</a>'


def _another_situation(sheet: Sheet) -> str:
    if not sheet.panel.may_act:
        return ""
    url, words = sheet.url("diagnosis_situation"), escape(_("Another situation"))
    return f' <a href="{url}" hx-get="{url}" hx-target="#dialogs">{words}</a>'


def _cause(view: CauseView, is_first: bool) -> str:
    """The reasons of the first are open; those of the others behind “Why?”."""
    ask, reasons = escape(_("Why?")), _reasons(view.reasons) if view.reasons else ""
    why = f'<details class="more"><summary>{ask}</summary>{reasons}</details>' if reasons else ""
    name = escape(view.cause.name) if view.cause else ""
    return (
        f'<div class="cause"><div class="h row-x"><span class="rank dim">{view.rank}</span><span class="m grow">{name}'
        f"</span>{band_html(view.band, 'likelihood', view.label)}</div>\n{reasons if is_first else ''}\n"
        f'<div class="meta row-x xs dim"><span>{escape(view.figure)}</span>{"" if is_first else why}</div></div>'
    )


def _reasons(reasons: Iterable[Reason]) -> str:
    return f'<ul class="why sm sub">{"".join(map(_reason, reasons))}</ul>'


def _reason(reason: Reason) -> str:
    speaks_for = reason.sign == "+"
    words = _("speaks for it:") if speaks_for else _("speaks against it:")
    return (
        f'<li class="row-x"><span class="s {"c-ok" if speaks_for else "c-danger"}">{reason.sign}'
        f'<span class="vh">{escape(words)}</span></span><span>{escape(reason.sentence)}</span></li>'
    )


def _other(view: CauseView | None) -> str:
    if view is None:
        return ""
    band = band_html(view.band, "likelihood", view.label)
    words = escape(_("Another source"))
    return f'<div class="cause"><div class="h row-x"><span class="rank"></span><span class="grow sub">{words}</span>{band}</div></div>'


def _excluded(views: list[CauseView]) -> str:
    if not views:
        return ""
    title = ngettext("%(counter)s source ruled out", "%(counter)s sources ruled out", len(views))
    return (
        f'<hr class="hr"><details class="more sm"><summary>{icon_html("chevron-right", "s")}'
        f"{escape(title % {'counter': len(views)})}</summary>"
        f'<ul class="stack-s sub">{"".join(map(_ruled_out, views))}</ul></details>'
    )


def _ruled_out(view: CauseView) -> str:
    why = ""
    if view.reasons:
        first = view.reasons[0]
        why = f' <span class="dim xs">{first.sign} {escape(first.sentence)}</span>'
    return f"<li>{escape(view.cause.name) if view.cause else ''}{why}</li>"


def _remedy(sheet: Sheet, view: RemedyView) -> str:
    success = success_html(view.worked, view.tried, sheet.fault_url)
    return (
        f'<div class="rem"><span class="m">{escape(view.remedy.do)}</span>{_outcome(sheet, view)}\n'
        f'<span class="row-x xs sub">{success}</span><span class="xs dim num">{escape(view.effort)}</span>'
        f"{how_html(view.remedy.step_lines)}</div>"
    )


def _outcome(sheet: Sheet, view: RemedyView) -> str:
    """What became of it, or the button that applies it."""
    if view.outcome and view.outcome != "unknown":
        css = "c-ok" if view.outcome == "fixed" else "dim"
        return f'<span class="xs {css} nw num">{escape(view.outcome_word)}</span>'
    if sheet.panel.may_act and not view.outcome:
        return apply_html(sheet, view.remedy)
    return "<span></span>"


def _opening_field(question: OpeningQuestion) -> str:
    key = escape(question.key)
    field = f'id="opening-{key}" name="opening_{key}"'
    if question.is_free:
        control = f'<input class="form-control" {field} value="{escape(str(question.suggested))}">'
    else:
        choices = "".join(
            f'<option value="{escape(str(value))}">{escape(str(words))}</option>'
            for value, words in question.choices
        )
        nothing = escape(_("Not asked"))
        control = f'<select class="form-select" {field}><option value="">{nothing}</option>{choices}</select>'
    return f'<div class="field"><label for="opening-{key}">{escape(str(question.ask))}</label>{control}</div>'


def _answer(sheet: Sheet, view: AnswerView) -> str:
    asked = f'<span>{escape(view.question)} <b class="m">{escape(view.answer)}</b></span>'
    form = answer_html(sheet, view.finding.check_asked, view.finding.value) if sheet.panel.may_act else ""
    return f'<div class="stack-s">{asked}{form}</div>'
