"""Teams, and who is in them."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from secours.lib.text import number_in
from secours.people.access import organisations_visible_to, people_visible_to, teams_visible_to
from secours.people.actor import SERVING, Actor
from secours.people.models import Person, Team
from secours.people.operations import change_team, create_team, join_team, leave_team
from secours.web.setup.forms.people import MemberForm, NewTeamForm, TeamForm
from secours.web.setup.page import Crumb, act, administrators, form_page, found, page, reader_of, row

MOST_OFFERED = 500


@administrators
def teams(request: HttpRequest) -> HttpResponse:
    known = teams_visible_to(reader_of(request)).select_related("organisation")
    counted = known.annotate(members=Count("memberships")).order_by("level", "name")
    context = {
        "rows": [_row(team, team.members) for team in counted],
        "teach": _(
            "People who share a queue. New tickets come to the default team; the others take what it passes on."
        ),
        "act": {"url": reverse("setup:team_new"), "label": _("Add a team")},
    }
    return page(request, "list.html", _("Teams"), context)


@administrators
def team_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)

    def save(data: dict[str, Any]) -> int:
        organisation = organisations_visible_to(by).get(id=data.pop("organisation"))
        return create_team(by=by, organisation=organisation, **data).id

    return form_page(
        request,
        NewTeamForm(request.POST or None, by=by, initial={"level": 1}),
        _("Add a team"),
        save=save,
        done=lambda made: reverse("setup:team", args=[made]),
        news=_("Added. Its members can follow here."),
        crumbs=(crumb(),),
        submit=_("Add"),
    )


@administrators
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    by, one = reader_of(request), _the_team(request, team_id)
    members = list(people_visible_to(by).filter(memberships__team=one).order_by("sort_key"))
    offered = _offered(by, members)
    initial = {"name": one.name, "level": one.level, "is_default": one.is_default}
    return form_page(
        request,
        TeamForm(request.POST or None, initial=initial),
        one.name,
        save=lambda data: change_team(one, by=by, **data),
        done=reverse("setup:team", args=[one.id]),
        template="team.html",
        crumbs=(crumb(),),
        note=one.organisation.name,
        members=[_member(one, person) for person in members],
        offered=offered,
        member_form=MemberForm(people=offered),
        members_url=reverse("setup:team_members", args=[one.id]),
    )


@administrators
@require_POST
def members(request: HttpRequest, team_id: int) -> HttpResponse:
    by, one = reader_of(request), _the_team(request, team_id)
    wanted = number_in(request.POST.get("person", "")) or 0
    person: Person = found(people_visible_to(by).filter(id=wanted).first())
    url = reverse("setup:team", args=[one.id])
    return act(
        request,
        lambda: join_team(one, person, by=by),
        url,
        _("%(name)s is in the team.") % {"name": person.name},
    )


@administrators
@require_POST
def member_removal(request: HttpRequest, team_id: int, person_id: int) -> HttpResponse:
    by, one = reader_of(request), _the_team(request, team_id)
    person: Person = found(people_visible_to(by).filter(id=person_id).first())
    url = reverse("setup:team", args=[one.id])
    return act(
        request,
        lambda: leave_team(one, person, by=by),
        url,
        _("%(name)s is no longer in the team.") % {"name": person.name},
    )


def crumb() -> Crumb:
    return _("Teams"), reverse("setup:teams")


def _the_team(request: HttpRequest, team_id: int) -> Team:
    known = teams_visible_to(reader_of(request)).select_related("organisation")
    one: Team = found(known.filter(id=team_id).first())
    return one


def _offered(by: Actor, members: list[Person]) -> list[tuple[int, str]]:
    """Those who serve and are not in it yet."""
    serving = people_visible_to(by).filter(is_active=True, roles__name__in=sorted(SERVING))
    rest = serving.exclude(id__in=[person.id for person in members]).order_by("sort_key").distinct()
    return [(person.id, person.name) for person in rest[:MOST_OFFERED]]


def _member(one: Team, person: Person) -> dict[str, str]:
    return {
        "title": person.name,
        "note": person.job_title,
        "url": reverse("setup:person", args=[person.id]),
        "removal": reverse("setup:team_member_removal", args=[one.id, person.id]),
    }


def _row(one: Team, count: int) -> dict[str, Any]:
    told = ngettext("one member", "%(count)s members", count) % {"count": count} if count else _("nobody yet")
    note = f"{one.organisation.name} · {told}"
    tags = [(_("level %(level)s") % {"level": one.level}, "")]
    if one.is_default:
        tags.insert(0, (_("new tickets"), "accent"))
    return row(one.name, reverse("setup:team", args=[one.id]), note, tuple(tags))
