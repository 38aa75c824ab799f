"""The team invited by a paste of addresses, and the page where an invitation is accepted."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from secours.people.access import people_visible_to, teams_visible_to
from secours.people.actor import Actor, acting, actor_of_person
from secours.people.choices import RoleName
from secours.people.errors import Refused
from secours.people.models import Account, Person, Team
from secours.people.operations import (
    accept_invitation,
    create_person,
    digest,
    grant_reach,
    grant_role,
    join_team,
    reaches_everything,
)
from secours.web.accounts import BACKEND
from secours.web.setup.forms.founding import InvitationForm
from secours.web.setup.forms.people import InvitationsForm
from secours.web.setup.page import administrators, attempt, page, reader_of
from secours.web.setup.sending import Sent, invited


@administrators
def invitations(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    teams = list(teams_visible_to(by).order_by("-is_default", "name"))
    first = teams[0].id if teams else None
    form = InvitationsForm(
        request.POST or None, teams=[(t.id, t.name) for t in teams], initial={"team": first}
    )
    sent: list[Sent] = []
    if form.is_bound:
        _accepted, made = attempt(form, lambda data: _invite_all(by, teams, **data))
        sent = made or []
    status = 201 if sent else 422 if form.is_bound else 200
    return page(
        request, "invitations.html", _("Invite the team"), {"form": form, "sent": sent}, status=status
    )


@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Anyone who holds the link; it works once, within its days."""
    known = _known(secret)
    if known is None:
        return render(request, "setup/invitation_spent.html", status=410)
    invitation_id, person_id = known
    language = get_language()  # of the page, not of the person whom acting() speaks to
    with acting(actor_of_person(person_id)) as guest, translation.override(language):
        email = people_visible_to(guest).values_list("email", flat=True).get(id=person_id)
        form = InvitationForm(request.POST or None, initial={"email": email})
        account = _accepted(form, invitation_id, guest) if form.is_bound and form.is_valid() else None
    if account is None:
        context = {"form": form, "name": guest.name}
        return render(request, "setup/invitation.html", context, status=422 if form.is_bound else 200)
    if is_mfa_enabled(account):
        return redirect("account_login")  # the link replaces the password, never the second factor
    login(request, account, backend=BACKEND)
    return redirect("home")


def _invite_all(
    by: Actor, teams: list[Team], addresses: list[tuple[str, str]], role: str, team: int | None
) -> list[Sent]:
    chosen = next((t for t in teams if t.id == team), None)
    return [invited(_colleague(by, name, email, RoleName(role), chosen), by=by) for name, email in addresses]


def _colleague(by: Actor, name: str, email: str, role: RoleName, team: Team | None) -> Person:
    """Known or new in one's own organisation, with the role, every organisation, and the team;
    whoever only asks for help has none of them."""
    organisation_id = by.organisation_id or 0
    person = people_visible_to(by).filter(organisation_id=organisation_id, email=email).first()
    if person is None:
        person = create_person(
            by=by, organisation_id=organisation_id, name=name, email=email, language=by.language
        )
    if role == RoleName.REQUESTER:  # everyone is
        return person
    grant_role(person, role, by=by)
    if reaches_everything(by) and not person.reaches.exists():
        grant_reach(person, by=by)
    if team is not None:
        join_team(team, person, by=by)
    return person


def _known(secret: str) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, person_id FROM people_invitation(%s)", [digest(secret)])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else None


def _accepted(form: InvitationForm, invitation_id: int, guest: Actor) -> Account | None:
    try:
        return accept_invitation(
            invitation_id, by=guest, password=form.cleaned_data["password"], language=get_language()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
