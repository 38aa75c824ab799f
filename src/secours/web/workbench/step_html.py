"""The next step of a diagnosis and the forms that answer it, as HTML written here and not in templates: a panel has
seven questions and five solutions, and was a third of its page. Words of people pass through `escape`; signs are
HTML already."""

from dataclasses import dataclass
from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from secours.diagnosis.queries import PanelView, StepView
from secours.faults.choices import Identity
from secours.faults.models import Check, Remedy
from secours.web.templatetags.kept import address
from secours.web.templatetags.secours_ui import icon_html


@dataclass(frozen=True)
class Sheet:
    """What the parts of a panel share. `token`: the hidden field against forged forms; `requester`: a first name."""

    panel: PanelView
    token: str
    fault_url: str
    requester: str

    def url(self, name: str) -> str:
        return address(f"workbench:{name}", self.panel.ticket.number)

    def form(self, name: str, inner: str, *, css: str = "", label: str = "") -> str:
        """Posts to an address of this ticket, and what comes back takes the place of the panel."""
        url = self.url(name)
        css = f' class="{css}"' if css else ""
        label = f' aria-label="{escape(label)}"' if label else ""
        return (
            f'<form{css} method="post" action="{url}" hx-post="{url}" hx-target="#panel" hx-swap="outerHTML"{label}>'
            f"{self.token}{inner}</form>"
        )


def token_html(request: HttpRequest) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'


def step_html(sheet: Sheet, step: StepView) -> SafeString:
    told = {"ask": _ask, "remedy": _remedy, "solved": _solved}.get(step.kind, _hand_over)
    return mark_safe(
        f'<section class="card nbc" data-focus-here><div class="card-h"><h2 class="over">{escape(_title(step))}</h2>'
        f'{_effort(step)}</div>\n<div class="card-b stack-s">\n{told(sheet, step)}\n{_others(sheet, step)}\n</div></section>'
    )


def answer_html(sheet: Sheet, check: Check, chosen: str = "") -> str:
    """Yes, no, I don’t know."""
    values = {"yes": _("Yes"), "no": _("No"), "unknown": _("I don’t know")}
    buttons = "".join(
        f'<button class="btn btn-sm" name="value" value="{value}"{_pressed(value == chosen)}>{words}</button>'
        for value, words in values.items()
    )
    asked = f'<input type="hidden" name="check" value="{check.id}">'
    return sheet.form("diagnosis_findings", f'{asked}<div class="ans row-x">{buttons}</div>', label=check.ask)


def apply_html(sheet: Sheet, remedy: Remedy, *, css: str = "", long: bool = False) -> str:
    """The button that applies it; before that, where somebody must approve it, the one that asks."""
    button = f'<button class="btn btn-sm {css}" name="remedy" value="{remedy.id}">'
    approval = sheet.panel.approvals.get(remedy.id)
    if remedy.needs_approval and not (approval and approval.is_approved):
        if approval and approval.is_approved is None:
            return _in("span", "xs sub", _("Waiting for approval"))
        return sheet.form("diagnosis_approvals", button + escape(_("Ask for approval")) + "</button>")
    words = escape(_("Apply the solution"))
    if not long:
        words = escape(_("Apply")) + f'<span class="vh"> {escape(remedy.do)}</span>'
    inner = f"{_identity() if remedy.needs_identity else ''}{button}{words}</button>"
    return sheet.form("diagnosis_attempts", inner, css="stack-s" if remedy.needs_identity else "")


def how_html(lines: list[str]) -> SafeString:
    """How it is done, line by line, folded; nothing where nothing is written."""
    if not lines:
        return mark_safe("")
    words = escape(_("How to do it"))
    return mark_safe(
        f'<details class="more sm how"><summary>{icon_html("chevron-right", "s")}{words}</summary>'
        f'<ol class="num-steps">{_items(lines)}</ol></details>'
    )


def _title(step: StepView) -> str:
    if step.kind == "ask":
        return _("Safety first") if step.is_safety else _("Next useful check")
    if step.kind == "remedy":
        return _("Next solution to try")
    return _("It works again") if step.kind == "solved" else _("Hand over")


def _effort(step: StepView) -> str:
    if not step.effort:
        return ""
    place = _("step %(n)s") % {"n": step.number} + ", " if step.number else ""
    return f'<span class="push xs dim nw">{place}{escape(step.effort)}</span>'


def _ask(sheet: Sheet, step: StepView) -> str:
    check, may_act = step.check, sheet.panel.may_act
    if check is None:
        return ""
    ask = ""
    if may_act and check.by == "user":
        words = escape(_("Ask %(name)s") % {"name": sheet.requester})
        ask = (
            f'<form class="push" method="post" action="{sheet.url("diagnosis_questions")}">{sheet.token}'
            f'<button class="btn-text m" name="check" value="{check.id}">{words}</button></form>'
        )
    return (
        f'<p class="ask">{escape(check.ask)}</p>{_in("p", "sm sub", check.help)}\n{_what_it_tells(step)}\n'
        f'{answer_html(sheet, check) if may_act else ""}\n<div class="row-x sm">{_saving(step)}{ask}</div>'
    )


def _what_it_tells(step: StepView) -> str:
    if step.is_safety:
        return f'<p class="sm sub">{escape(step.why)}</p>'
    if step.if_yes is None or step.if_no is None:
        return ""
    told = ((_("Yes"), step.if_yes.sentence), (_("No"), step.if_no.sentence))
    rows = (f'<div class="row-x"><b>{words}</b><span>{escape(then)}</span></div>' for words, then in told)
    return f'<div class="ifs sm sub">{"".join(rows)}</div>'


def _remedy(sheet: Sheet, step: StepView) -> str:
    remedy = step.remedy
    if remedy is None:
        return ""
    lines = f'<ol class="num-steps sm">{_items(remedy.step_lines)}</ol>' if remedy.steps else ""
    act = ""
    if sheet.panel.may_act:
        act = f'<span class="push">{apply_html(sheet, remedy, long=True)}</span>'
    return (
        f'<p class="ask">{escape(remedy.do)}</p>{lines}<p class="sm sub">{escape(step.why)}</p>'
        f'{_make_sure() if remedy.needs_identity else ""}\n<div class="row-x sm">{_saving(step)}{act}</div>'
    )


def _solved(sheet: Sheet, _step: StepView) -> str:
    act = ""
    if sheet.panel.may_act:
        icon = icon_html("check", "s")
        words = escape(_("Resolve"))
        act = f'<div><a class="btn btn-sm" href="{sheet.url("resolution")}">{icon}{words}</a></div>'
    return _in("p", "sm sub", _("Record what it was: the next time takes a minute.")) + act


def _hand_over(sheet: Sheet, step: StepView) -> str:
    act = ""
    if sheet.panel.may_act:
        words = escape(_("Hand over to another team"))
        act = f'<div><a class="btn btn-sm" href="{sheet.url("escalation")}">{words}</a></div>'
    return f'<p class="sm {"c-danger m" if step.is_safety else "sub"}">{escape(step.why)}</p>{act}'


def _others(sheet: Sheet, step: StepView) -> str:
    checks = sheet.panel.other_checks
    if not (checks and sheet.panel.may_act) or step.kind == "solved":
        return ""
    asked = "".join(
        f'<div class="stack-s"><span>{escape(check.ask)}</span>{answer_html(sheet, check)}</div>'
        for check in checks
    )
    words = escape(_("Another check"))
    return (
        f'<details class="more sm"><summary>{icon_html("chevron-right", "s")}{words}</summary>'
        f'<div class="stack-s others">{asked}</div></details>'
    )


def _identity() -> str:
    ways = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in _ways())
    asked, choose = escape(_("Who is asking? Sure because:")), escape(_("Choose"))
    return (
        f'<label class="xs sub">{asked}<select class="form-select" name="identity" required>'
        f'<option value="">{choose}</option>{ways}</select></label>'
    )


def _ways() -> list[tuple[str, str]]:
    return [(str(value), str(words)) for value, words in Identity.choices]


def _make_sure() -> str:
    words = _(
        "Make sure of who is asking before you do this: call back on the directory’s number, ask the manager, or have a code read back. Never take the number they give."
    )
    return f'<p class="sm c-warn row-x">{icon_html("shield-check", "s")}<span>{escape(words)}</span></p>'


def _items(lines: list[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _saving(step: StepView) -> str:
    return _in("span", "dim", step.saving)


def _in(tag: str, css: str, words: str) -> str:
    """Nothing around nothing."""
    return f'<{tag} class="{css}">{escape(words)}</{tag}>' if words else ""


def _pressed(is_so: bool) -> str:
    return ' aria-pressed="true"' if is_so else ""
