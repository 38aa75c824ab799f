"""One person's page: who they are, their roles, whom they serve, their account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.people.access import organisations_visible_to, people_visible_to
from secours.people.models import Person, Reach
from secours.people.operations import (
    deactivate_person,
    grant_reach,
    reactivate_person,
    set_roles,
    withdraw_reach,
)
from secours.web.setup.forms.people import PersonForm, ReachForm, RolesForm
from secours.web.setup.page import act, administrators, attempt, found, page, reader_of
from secours.web.setup.sending import invited
from secours.web.workbench.moments import short_day

_PLAIN = ("name", "kind", "email", "phone", "login", "job_title", "department", "language", "is_vip")


def the_person(request: HttpRequest, person_id: int) -> Person:
    people = people_visible_to(reader_of(request)).select_related("organisation", "account")
    one: Person = found(people.filter(id=person_id).first())
    return one


def person_page(
    request: HttpRequest, one: Person, *, status: int = 200, news: str = "", **given: Any
) -> HttpResponse:
    """`given`: bound forms that were refused, an invitation's link. With `news` it was done: go and see."""
    url = reverse("setup:person", args=[one.id])
    if news:
        messages.success(request, news)
        return redirect(url)
    by = reader_of(request)
    initial = {name: getattr(one, name) for name in _PLAIN} | {"site": one.site_id, "place": one.place_id}
    context = {
        "person": one,
        "note": one.organisation.name,
        "form": given.pop("form", None)
        or PersonForm(by=by, organisation_id=one.organisation_id, initial=initial),
        "roles_form": given.pop("roles_form", None)
        or RolesForm(initial={"roles": list(one.roles.values_list("name", flat=True))}),
        "reach_form": given.pop("reach_form", None) or ReachForm(by=by, auto_id="reach_%s"),
        "reaches": [_reach_row(reach) for reach in _reaches(one)],
        **_invited(one),
        "is_oneself": one.id == by.person_id,
        "urls_of": {name: reverse(f"setup:person_{name}", args=[one.id]) for name in _ACTS},
        **given,
    }
    crumbs = ((_("People"), reverse("setup:people")),)
    return page(request, "person.html", one.name, context, crumbs=crumbs, status=status)


def _invited(one: Person) -> dict[str, Any]:
    """The day of the last invitation, while nobody has answered it."""
    last = one.invitations.order_by("-id").first()
    waits = last is not None and last.accepted_at is None
    return {"invited_on": short_day(timezone.localtime(last.created_at).date()) if last and waits else ""}


@administrators
@require_POST
def roles(request: HttpRequest, person_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    form = RolesForm(request.POST)
    accepted, _none = attempt(form, lambda data: set_roles(one, set(data["roles"]), by=by))
    if not accepted:
        return person_page(request, one, roles_form=form, status=422)
    return person_page(request, one, news=_("Roles saved."))


@administrators
@require_POST
def reaches(request: HttpRequest, person_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    form = ReachForm(request.POST, by=by, auto_id="reach_%s")

    def save(data: dict[str, Any]) -> Reach:
        served = organisations_visible_to(by).filter(id=data.pop("served") or 0).first()
        return grant_reach(one, by=by, served=served, **data)

    accepted, _made = attempt(form, save)
    if not accepted:
        return person_page(request, one, reach_form=form, status=422)
    return person_page(request, one, news=_("Reach granted."))


@administrators
@require_POST
def reach_removal(request: HttpRequest, person_id: int, reach_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    reach: Reach = found(_reaches(one).filter(id=reach_id).first())
    url = reverse("setup:person", args=[one.id])
    return act(request, lambda: withdraw_reach(reach, by=by), url, _("Reach withdrawn."))


@administrators
@require_POST
def invitation(request: HttpRequest, person_id: int) -> HttpResponse:
    """Mailed, and its link shown in this one answer, for who has no mail yet."""
    one = the_person(request, person_id)
    sent = invited(one, by=reader_of(request))
    if sent.refusal:
        messages.error(request, sent.refusal)
        return redirect("setup:person", person_id=one.id)
    return person_page(request, the_person(request, person_id), invitation=sent, status=201)


@administrators
@require_POST
def deactivation(request: HttpRequest, person_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    url = reverse("setup:person", args=[one.id])
    return act(
        request,
        lambda: deactivate_person(one, by=by),
        url,
        _("Switched off: this account no longer signs in."),
    )


@administrators
@require_POST
def reactivation(request: HttpRequest, person_id: int) -> HttpResponse:
    by, one = reader_of(request), the_person(request, person_id)
    url = reverse("setup:person", args=[one.id])
    return act(request, lambda: reactivate_person(one, by=by), url, _("Switched on again."))


_ACTS = ("roles", "reaches", "invitation", "deactivation", "reactivation")


def _reaches(one: Person) -> Any:
    return Reach.objects.filter(person=one).select_related("served", "person").order_by("id")


def _reach_row(reach: Reach) -> dict[str, str]:
    dates = [
        _("from %(day)s") % {"day": short_day(reach.starts_on)} if reach.starts_on else "",
        _("until %(day)s") % {"day": short_day(reach.ends_on)} if reach.ends_on else "",
        reach.reason,
    ]
    return {
        "title": reach.served.name if reach.served else _("All organisations"),
        "note": ", ".join(filter(None, dates)) or _("without end"),
        "url": reverse("setup:reach_removal", args=[reach.person_id, reach.id]),
    }
