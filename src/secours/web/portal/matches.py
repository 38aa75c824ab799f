"""What recall finds for a person's words, shaped for the portal. The only file that knows its answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.diagnosis.models import Run
from secours.faults.access import articles_for_everyone
from secours.faults.models import Fault, Symptom
from secours.faults.recall import RequesterNews, find_documents, match_situations, requester_news, suggest
from secours.lib.text import sort_key
from secours.people.actor import Actor
from secours.web.portal.words import when_of_day

MOST_CHOICES = 3
_MOST_ARTICLES = 2
_NEAR = 10


@dataclass(frozen=True)
class Choice:
    """A situation to choose from: `say` is how people tell it, `met` that it was met here."""

    fault_id: int
    title: str
    icon: str
    say: str = ""
    met: str = ""


@dataclass(frozen=True)
class Hint:
    """A situation offered while one types."""

    fault_id: int
    title: str


def suggestions_for(reader: Actor, words: str) -> list[Hint]:
    """Those that the next page would offer for these words, in the same order: what moves under the finger is
    pressed by mistake. While the words are few, only those whose wording has them."""
    found = match_situations(reader, words, get_language() or "fr", most=MOST_CHOICES)
    near = {one.fault_id for one in suggest(reader, words, most=_NEAR)} if found.is_unsure else None
    return [
        Hint(match.fault.id, match.fault.title)
        for match in found.choices
        if near is None or match.fault.id in near
    ]


def choices_for(reader: Actor, run: Run) -> tuple[list[Choice], bool]:
    """At most three, best first, and whether none is sure: “something else” then comes first."""
    language = get_language() or "fr"
    found = match_situations(reader, run.text, language, most=MOST_CHOICES)
    faults = [match.fault for match in found.choices]
    say = _how_people_say(faults, language)
    return [_choice(reader, run, fault, say.get(fault.id, "")) for fault in faults], found.is_unsure


def articles_for(reader: Actor, run: Run, choices: Iterable[Choice]) -> list[dict[str, str | int]]:
    """Those that the words recall, and those of the situations offered."""
    found = find_documents("article", run.text, get_language() or "fr")
    near = {one.subject_id: one.nearness for one in found if one.is_near}
    wanted = Q(fault_id__in=[choice.fault_id for choice in choices]) | Q(id__in=near)
    articles = sorted(
        articles_for_everyone(reader).filter(wanted), key=lambda one: (-near.get(one.id, 0.0), one.id)
    )
    told: list[dict[str, str | int]] = [
        {"id": article.id, "title": article.title} for article in articles if article.title
    ]
    return told[:_MOST_ARTICLES]


def news_for(reader: Actor, run: Run) -> tuple[str, bool]:
    """The same fault seen lately: that it was, and what they can do or who will do it; then whether a technician
    put this very device right, so that sending at once spares what failed for somebody else."""
    if run.fault is None:
        return "", False
    news = requester_news(reader, fault=run.fault, device=run.device, site=run.site)
    if news is None:
        return "", False
    return _met(run, news), news.is_same_device and (news.remedy is None or not news.remedy.do)


def _choice(reader: Actor, run: Run, fault: Fault, say: str) -> Choice:
    news = requester_news(reader, fault=fault, device=run.device, site=run.site)
    icon = fault.category.icon if fault.category else "help-circle"
    return Choice(fault.id, fault.title, icon, say, _met(run, news) if news else "")


def _how_people_say(faults: list[Fault], language: str) -> dict[int, str]:
    """The first of its wordings that is not its title over again."""
    said: dict[int, str] = {}
    titles = {fault.id: sort_key(fault.title) for fault in faults}
    spoken = "fr" if language.startswith("fr") else "en"
    for symptom in Symptom.objects.filter(fault__in=faults, language=spoken).order_by("id"):
        if symptom.fault_id not in said and sort_key(symptom.text) != titles[symptom.fault_id]:
            said[symptom.fault_id] = symptom.text[:1].upper() + symptom.text[1:]
    return said


def _met(run: Run, news: RequesterNews) -> str:
    words = {"when": when_of_day(news.happened_at), "device": run.device.name if run.device else ""}
    place = _("Solved on %(device)s %(when)s.") if news.is_same_device else _("Already solved here %(when)s.")
    return f"{place % words} {_who_or_what(news)}"


def _who_or_what(news: RequesterNews) -> str:
    """What they can do themselves, else who will do it."""
    if news.remedy is None or not news.remedy.do:
        return _("A technician put it right.")
    words = {"remedy": news.remedy.do, "worked": news.worked, "tried": news.tried}
    if not news.tried:
        return _("What helped: %(remedy)s.") % words
    return _("What helped: %(remedy)s (%(worked)s times of %(tried)s).") % words
