"""The current step of a diagnosis: which situation, a few answers, checks and solutions, the end."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from secours.diagnosis.access import run_for
from secours.diagnosis.alarm import danger_of, gesture_of
from secours.diagnosis.device_kinds import kinds_for
from secours.diagnosis.models import Attempt, Run
from secours.diagnosis.opening import opening_questions
from secours.diagnosis.queries import StepView, next_step_of
from secours.diagnosis.told import answer_lines
from secours.diagnosis.wishes import sounds_like_request
from secours.equipment.access import devices_visible_to
from secours.equipment.models import Custody
from secours.faults.choices import Picture
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.models import Draft, Resolution
from secours.web.portal.known import known_incidents, share_a_word
from secours.web.portal.matches import articles_for, choices_for, news_for
from secours.web.portal.page import for_people, page, reader_of
from secours.web.portal.uploads import files_of_run
from secours.web.portal.words import DEVICE_ICONS, minutes_words

MOST_DEVICES = 6


@require_safe
@for_people
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    return run_page(request, own_run(reader_of(request), run_id))


def own_run(reader: Actor, run_id: int) -> Run:
    """One's own only: the technicians work on a run from the ticket."""
    found = run_for(reader, run_id)
    if found.person_id != reader.person_id:
        raise NotFound("run_not_found", _("This diagnosis does not exist, or is not in your reach."))
    return found


def run_page(request: HttpRequest, found: Run, *, refusal: Refused | None = None) -> HttpResponse:
    """The step where the run stands; after a refusal with its sentence, what was typed kept."""
    if found.ticket is not None and found.state != Run.State.SOLVED:
        return redirect("portal:ticket", number=found.ticket.number)
    name, context = _step(request, reader_of(request), found)
    given = {
        "run": found,
        "refusal": refusal,
        "typed": request.POST,
        "joined": files_of_run(found),
        "gesture": gesture_of(found),
        "is_danger": danger_of(found) is not None,
        "step_name": name,
        "back": reverse("portal:home"),
        **context,
    }
    status = 422 if refusal else 200
    return page(request, "run.html", given, status=status, fragment="_run.html")


def _step(request: HttpRequest, reader: Actor, found: Run) -> tuple[str, dict[str, Any]]:
    if found.state == Run.State.SOLVED:
        return "solved", _solved(found)
    if found.state == Run.State.ABANDONED:
        return "left", {}
    if "request" not in found.opening:
        return "choices", _choices(reader, found)
    if found.opening["request"] == "yes":
        return "escalate", {"step": next_step_of(found, "user"), "lines": answer_lines(found)}
    if not found.is_opening_done:
        opening = _opening(reader, found, request.POST or _draft(reader, found))
        if opening["questions"] or opening["devices"]:
            return "opening", opening
    step = next_step_of(found, "user")
    return step.kind, _check(reader, found, step)


def _choices(reader: Actor, found: Run) -> dict[str, Any]:
    choices, is_unsure = choices_for(reader, found)
    return {
        "choices": choices,
        "is_wish": sounds_like_request(found.text),
        "is_unsure": is_unsure or not choices,
        **_incidents(reader, found),
        "articles": articles_for(reader, found, choices),
    }


def _incidents(reader: Actor, found: Run) -> dict[str, Any]:
    """Those that the words may be about come before the choices, the others after."""
    known = known_incidents(reader, found.person)
    near = [one for one in known if share_a_word(one["title"], found.text)]
    return {"incidents": near, "other_incidents": [one for one in known if one not in near]}


def _opening(reader: Actor, found: Run, typed: Mapping[str, str]) -> dict[str, Any]:
    """The questions that nothing has answered, with what was typed when the form comes back."""
    questions = [
        {
            "asked": question,
            "value": typed.get(question.key, question.suggested),
            "words": typed.get(f"{question.key}_words", ""),
        }
        for question in opening_questions(found)
    ]
    chosen = typed.get("device", str(found.device_id or ""))
    return {"questions": questions, "devices": _devices(reader, found, chosen)}


def draft_key(found: Run) -> str:
    return f"opening:{found.id}"


def _draft(reader: Actor, found: Run) -> dict[str, str]:
    """What was typed in the opening step and not sent."""
    kept = Draft.objects.filter(account_id=reader.account_id or 0, key=draft_key(found)).first()
    return dict(json.loads(kept.text)) if kept else {}


def _devices(reader: Actor, found: Run, chosen: str) -> list[dict[str, Any]]:
    """Those one holds first, then the shared ones of one's site; only what the situation may be about."""
    held = set(
        Custody.objects.filter(person_id=reader.person_id or 0, until=None).values_list(
            "device_id", flat=True
        )
    )
    seen = (
        devices_visible_to(reader)
        .filter(organisation_id=found.organisation_id, kind__in=kinds_for(found.fault))
        .select_related("place", "site")
    )
    shown = list(seen.filter(id__in=held).order_by("sort_key"))
    shared = seen.filter(is_shared=True, site_id=found.site_id or 0).exclude(id__in=held)
    # Those of the person's own ward or counter before the rest of the site.
    near = Case(When(place_id=found.person.place_id or 0, then=0), default=1)
    shown += list(shared.order_by(near, "sort_key")[:MOST_DEVICES])
    return [
        {
            "id": device.id,
            "name": device.name,
            "about": ", ".join(filter(None, [device.model, device.place.name if device.place else ""])),
            "whose": _("yours") if device.id in held else _("shared"),
            "icon": DEVICE_ICONS.get(device.kind, "device-desktop"),
            "is_chosen": str(device.id) == chosen,
        }
        for device in shown
    ]


def _check(reader: Actor, found: Run, step: StepView) -> dict[str, Any]:
    news, by_technician = news_for(reader, found)
    lines = step.check.help_lines if step.check else step.remedy.step_lines if step.remedy else []
    return {
        "step": step,
        "steps": lines,
        "picture": _picture(step),
        "news": news,
        "by_technician": by_technician,
        "lines": answer_lines(found) if step.kind == "escalate" else [],
        "minutes": minutes_words(step.takes_minutes) if step.takes_minutes else "",
    }


def _picture(step: StepView) -> dict[str, Any] | None:
    """The drawing that shows where to look, and what it says to who does not see it."""
    shown = step.check or step.remedy
    if shown is None or shown.picture not in Picture.values:
        return None
    picture = Picture(shown.picture)
    return {"template": f"portal/pictures/{picture.value}.svg", "words": picture.label}


def _solved(found: Run) -> dict[str, Any]:
    fixed = Attempt.objects.filter(run=found, outcome=Attempt.Outcome.FIXED).select_related("remedy__cause")
    worked = fixed.order_by("-id").first()
    said = Resolution.objects.filter(ticket=found.ticket, withdrawn_at=None).values_list("text", flat=True)
    return {
        "ticket": found.ticket,
        "origin": worked.remedy.cause.name if worked else "",
        "remedy": worked.remedy.do if worked else said.first() or "",
        "spent": minutes_words((found.updated_at - found.created_at).total_seconds() / 60),
        "site": found.site.name if found.site else "",
        "back": "",
    }
