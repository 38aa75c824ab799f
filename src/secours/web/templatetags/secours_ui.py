"""The small signs of the interface, drawn on the server: icons, priority, band, success, clock, avatar.

Each tag has a plain function beside it (`icon_html`, `priority_html`…): rows of tables are shaped in Python
with these, because a tag or a component in fifty rows costs more than the query.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secours.lib.wilson import wilson_interval
from secours.tickets.attachments import ACCEPT, is_accepted, limit_mb

register = template.Library()

THEMES = ("auto", "light", "dark")
AVATAR_TINTS = "abcd"
LIKELIHOOD = (_("almost ruled out"), _("unlikely"), _("possible"), _("likely"), _("very likely"))
FREQUENCY = (_("never"), _("rarely"), _("sometimes"), _("often"), _("always"))
CLOCK_ICONS = {
    "ok": "clock",
    "soon": "hourglass-low",
    "late": "alert-triangle",
    "hold": "player-pause",
    "done": "check",
}


@register.simple_tag(name="icon")
def icon_html(name: str, size: str = "", label: str = "", tone: str = "") -> SafeString:
    """An icon of the sprite. `size`: "", "s" or "l"; `tone`: a class as "dim" or "c-warn"; alone, give a `label`."""
    return _icon(_sprite(), name, size, label, tone)


@register.simple_tag
def file_accept() -> str:
    """What the browser's picker shows: the same kinds as the server takes."""
    return ACCEPT


@register.simple_tag
def file_limit_mb() -> int:
    return limit_mb()


@register.filter
def is_doubtful_file(name: str) -> bool:
    """It came by mail and would not have been taken from a form: a program, a script, a page."""
    return not is_accepted(name)


@register.simple_tag(name="priority")
def priority_html(level: int) -> SafeString:
    """Four bars whose number and height tell P1 (all four, red) to P4 (one, grey)."""
    return _priority(int(level), gettext("Priority %(level)s") % {"level": level})


@register.simple_tag(name="band")
def band_html(level: int, words: str = "likelihood", word: str = "") -> SafeString:
    """Five cells and a word. `words`: "likelihood" or "frequency"; `word` replaces it; level 0 lights no cell."""
    scale = FREQUENCY if words == "frequency" else LIKELIHOOD
    cells = "".join(_cell(index, index < int(level)) for index in range(5))
    drawing = mark_safe(f'<svg viewBox="0 0 44 8" aria-hidden="true">{cells}</svg>')
    return format_html('<span class="band">{}{}</span>', drawing, word or scale[max(int(level), 1) - 1])


@register.simple_tag(name="success")
def success_html(worked: int, tried: int, href: str = "") -> SafeString:
    """Dot = seen, thick line = 90 % interval, then "14 of 17", as a link when `href` is given."""
    if not tried:
        return format_html(
            '<span class="sub xs">{}</span>', gettext("from the starter pack, not yet seen here")
        )
    words = gettext("%(worked)s of %(tried)s") % {"worked": worked, "tried": tried}
    link = format_html('<a href="{}">{}</a>', href, words) if href else words
    return format_html('<span class="success">{}{}</span>', _interval(worked, tried), link)


@register.simple_tag(name="clock")
def clock_html(kind: str, text: str, due: int = 0) -> SafeString:
    """A deadline in words. `kind`: ok, soon, late, hold or done. `due`, in seconds of Unix time: what is left
    until then, which goes on by itself."""
    css = "clock" if kind == "ok" else f"clock {kind}"
    runs = format_html(' data-due="{}" data-as="left"', due) if due else ""
    return format_html('<span class="{}"{}>{}{}</span>', css, runs, icon_html(CLOCK_ICONS[kind]), text)


@register.simple_tag(name="avatar")
def avatar_html(name: str, size: str = "", named: bool = False) -> SafeString:
    """Initials in a disc; the name is its title, and read aloud when `named`. No name: nobody is assigned."""
    css = "av av-l" if size == "l" else "av"
    if not name:
        nobody = gettext("Not assigned")
        disc = format_html(
            '<span class="{} av-0" title="{}">{}</span>', css, nobody, icon_html("user-plus", "s")
        )
        return format_html('{}<span class="vh">{}</span>', disc, nobody)
    disc = format_html(
        '<span class="{} av-{}" title="{}" aria-hidden="true">{}</span>',
        css,
        tint(name),
        name,
        initials(name),
    )
    return format_html('{}<span class="vh">{}</span>', disc, name) if named else disc


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """auto, light or dark: what the page was given, else the cookie that theme.js keeps."""
    request: HttpRequest | None = context.get("request")
    cookie = request.COOKIES.get("secours_theme", "") if request else ""
    return next((word for word in (context.get("theme"), cookie) if word in THEMES), "auto")


def initials(name: str) -> str:
    """First letters of the first and last word: "Claire Morvan" gives CM."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def tint(name: str) -> str:
    """The same person has the same tint everywhere, whatever the process."""
    return AVATAR_TINTS[sum(name.encode()) % len(AVATAR_TINTS)]


@lru_cache(maxsize=1)
def _sprite() -> str:
    """The build decides; asked once a process."""
    return static("built/icons.svg")


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, size: str, label: str, tone: str) -> SafeString:
    css = " ".join(filter(None, ["icon", f"icon-{size}" if size else "", tone]))
    drawing = format_html('<use href="{}#i-{}"/>', sprite, name)
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><title>{}</title>{}</svg>', css, label, label, drawing
        )
    return format_html('<svg class="{}" aria-hidden="true">{}</svg>', css, drawing)


@lru_cache(maxsize=64)
def _priority(level: int, title: str) -> SafeString:
    lit = 5 - level
    bars = "".join(_bar(index, index < lit) for index in range(4))
    head = format_html('<svg class="prio p{}" viewBox="0 0 17 14" role="img"><title>{}</title>', level, title)
    return head + mark_safe(f"{bars}</svg>")


def _bar(index: int, lit: bool) -> str:
    height = 3.5 + 3.3 * index
    return (
        f'<rect{_lit(lit)} x="{4.5 * index}" y="{14 - height:.1f}" width="3.2" height="{height:.1f}" rx="1"/>'
    )


def _cell(index: int, lit: bool) -> str:
    return f'<rect{_lit(lit)} x="{9 * index}" width="7" height="8" rx="2"/>'


def _lit(lit: bool) -> str:
    return ' class="on"' if lit else ""


def _interval(worked: int, tried: int) -> SafeString:
    low, high = wilson_interval(worked, tried)
    label = gettext("%(worked)s of %(tried)s, true rate between %(low)s and %(high)s %%") % {
        "worked": worked, "tried": tried, "low": round(low * 100), "high": round(high * 100)
    }  # fmt: skip
    x = [f"{6 + 108 * rate:.1f}" for rate in (low, high, worked / tried)]
    return format_html(
        '<svg viewBox="0 0 120 12" role="img" aria-label="{}"><rect class="bar3" x="6" y="5" width="108" height="2" rx="1"/>'
        '<line class="ci" x1="{}" x2="{}" y1="6" y2="6"/><circle class="dot" cx="{}" cy="6" r="4.5"/></svg>',
        label, *x,
    )  # fmt: skip
