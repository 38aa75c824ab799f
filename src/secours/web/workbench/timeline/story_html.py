"""The story as HTML, written here and not in a template: it may have a hundred cards. Words of people pass
through `escape`; a sentence is HTML already (telling.py), and so are the signs."""

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.journal.models import Attachment
from secours.web.templatetags.secours_ui import avatar_html, icon_html, is_doubtful_file
from secours.web.templatetags.workbench_words import size
from secours.web.workbench.timeline.story import Card, Story


def story_html(story: Story, requester: str) -> SafeString:
    """`requester`: whom our messages go to."""
    days = (
        f'<div class="day">{escape(day["title"])}</div>\n' + "\n".join(_cards(day["cards"], requester))
        for day in story.days
    )
    return mark_safe(
        f'<div class="tl">{_earlier(story.earlier)}\n' + "\n".join(days) + '<span id="end"></span></div>'
    )


def _earlier(count: int) -> str:
    if not count:
        return ""
    words = ngettext("Show the earlier entry", "Show the %(n)s earlier entries", count) % {"n": count}
    return f'<a class="btn btn-sm btn-ghost" href="?all=1">{icon_html("chevron-up")}{escape(words)}</a>'


def _cards(cards: Iterable[Card], requester: str) -> Iterable[str]:
    for card in cards:
        yield _message(card, requester) if card.is_message else _line(card)


def _line(card: Card) -> str:
    said = ""
    if card.text:
        said = f'<q class="{_css("said-q", card.css)}">{escape(card.text)}</q>'
    elif card.is_erased:
        said = f'<span class="sub blk-i">{_erased()}</span>'
    sentence = f'<span class="grow">{card.sentence}{said}</span>'
    return f'<div class="ev">{icon_html(card.icon)}{sentence}<time>{card.hour}</time></div>'


def _message(card: Card, requester: str) -> str:
    head = _note_head(card) if card.css == "note" else _head(card, requester)
    words = f'<p class="sub">{_erased()}</p>' if card.is_erased else f'<p class="txt">{escape(card.text)}</p>'
    return (
        f'<article class="{_css("msg", card.css)}" id="m{card.message_id}" tabindex="-1">'
        f"<header>{head}<time>{card.hour}</time>{_erasure(card.erase_url)}</header>{words}"
        f"{_answers(card)}{_files(card.files)}</article>"
    )


def _note_head(card: Card) -> str:
    never = _("%(name)s, never seen by the requester") % {"name": card.name}
    return (
        f'{icon_html("lock", "s")}<b>{escape(_("Internal note"))}</b><span class="sub">{escape(never)}</span>'
    )


def _head(card: Card, requester: str) -> str:
    aside = _("to %(name)s") % {"name": requester} if card.css == "ours" else card.aside.lower()
    return f'{avatar_html(card.name)}<b>{escape(card.name)}</b><span class="dim">{escape(aside)}</span>'


def _erasure(url: str) -> str:
    if not url:
        return ""
    words = escape(_("Erase the words of this message"))
    return (
        f'<a class="btn btn-sm btn-ghost btn-icon" href="{url}" hx-get="{url}" hx-target="#dialogs"'
        f' aria-label="{words}" title="{words}">{icon_html("trash", "s")}</a>'
    )


def _answers(card: Card) -> str:
    count = len(card.answers)
    if not count:
        return ""
    title = ngettext("Guided checks, one answer", "Guided checks, %(n)s answers", count) % {"n": count}
    pairs = "".join(
        f"<dt>{escape(question)}</dt><dd>{escape(answer)}</dd>" for question, answer in card.answers
    )
    head = f'<dt class="over">{escape(title)}</dt><dd class="over">{escape(card.name)}</dd>'
    return f'<dl class="qa">{head}{pairs}</dl>'


def _files(files: list[Attachment]) -> str:
    return f'<div class="row-x row-w">{"".join(map(_file, files))}</div>' if files else ""


def _file(file: Attachment) -> str:
    icon = icon_html("photo" if file.media_type.startswith("image/") else "file", "s")
    address = escape(reverse("file", args=[file.id, file.name]))
    weight = f'<span class="dim nw">{escape(size(file.size))}</span>'
    return f'<a class="att" href="{address}">{icon}{escape(file.name)} {weight}{_doubt(file.name)}</a>'


def _doubt(name: str) -> str:
    if not is_doubtful_file(name):
        return ""
    words = escape(_("Take care: not a document"))
    return f'<span class="tag t-warn">{icon_html("alert-triangle")}{words}</span>'


def _css(name: str, kind: str) -> str:
    return f"{name} {kind}" if kind else name


def _erased() -> str:
    return escape(_("This text was erased, for privacy."))
