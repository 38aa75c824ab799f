"""Eight steps to the first real ticket. Each knows by itself whether it is done: nothing is ticked by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.channels.models import Mailbox
from secours.journal.models import Entry
from secours.people.access import people_visible_to, sites_visible_to, teams_visible_to
from secours.people.actor import Actor
from secours.people.choices import RoleName
from secours.people.models import Membership, Organisation, Place
from secours.service_levels.models import Calendar
from secours.service_levels.queries import default_agreement
from secours.tickets.access import tickets_visible_to
from secours.web.setup.weekly import hours_in_words

_DONE = "setup_done"


@dataclass(frozen=True)
class Step:
    title: str
    note: str
    is_done: bool
    minutes: int
    act: str
    url: str


@dataclass(frozen=True)
class Following:
    """The next step that is missing, and how many are."""

    step: Step
    left: int


def steps_for(reader: Actor) -> list[Step]:
    """In the order in which one does them; a fixed number of queries."""
    own = Organisation.objects.get(is_provider=True, id__in=reader.reach)
    builders: tuple[Callable[[Actor, Organisation], Step], ...] = (
        _organisation,
        _urgent_phone,
        _site,
        _team,
        _technicians,
        _hours,
        _mailbox,
        _ticket,
    )
    return [build(reader, own) for build in builders]


def following_of(request: HttpRequest) -> Following | None:
    """For the pages of setup. Once all is done the session knows it, and nothing is asked again."""
    reader: Actor = request.reader  # type: ignore[attr-defined]
    if request.session.get(_DONE) or not (reader.administers and reader.is_provider):
        return None
    missing = [step for step in steps_for(reader) if not step.is_done]
    if not missing:
        request.session[_DONE] = True
        return None
    # Under its own address too: whoever adds a site is about it already.
    is_here = request.path.startswith(missing[0].url.partition("#")[0])
    return None if is_here else Following(missing[0], len(missing))


def _organisation(reader: Actor, own: Organisation) -> Step:
    changed = Entry.objects.filter(
        subject_kind="organisation", subject_id=own.id, kind="organisation.changed", organisation_id=own.id
    )
    done = changed.exists()
    note = own.name if done else _("Its name stands on every mail and on every page people see.")
    return Step(
        _("Your organisation"),
        note,
        done,
        1,
        _("Give its name"),
        reverse("setup:organisation", args=[own.id]),
    )


def _urgent_phone(reader: Actor, own: Organisation) -> Step:
    note = own.urgent_phone or _("Shown at every step of the portal: a person is always one tap away.")
    url = reverse("setup:organisation", args=[own.id])
    return Step(
        _("Urgent number"), note, bool(own.urgent_phone), 1, _("Give the number"), f"{url}#id_urgent_phone"
    )


def _site(reader: Actor, own: Organisation) -> Step:
    names = list(sites_visible_to(reader).exclude(address="").values_list("name", flat=True)[:3])
    places = Place.objects.filter(organisation_id__in=sorted(reader.reach)).values_list("name", flat=True)[:3]
    told = names or list(places)
    note = ", ".join(told) or _("One place is enough to begin. It says who is touched and where to go.")
    return Step(_("Sites and places"), note, bool(told), 2, _("Add a site"), reverse("setup:sites"))


def _team(reader: Actor, own: Organisation) -> Step:
    team = teams_visible_to(reader).filter(organisation_id=own.id, is_default=True).first()
    count = Membership.objects.filter(team=team).count() if team else 0
    note = _("New tickets reach the default team: someone must be in it.")
    if team and count:
        note = ngettext("%(team)s, one member", "%(team)s, %(count)s members", count) % {
            "team": team.name,
            "count": count,
        }
    url = reverse("setup:team", args=[team.id]) if team else reverse("setup:teams")
    return Step(_("The team that answers"), note, count > 0, 1, _("Add members"), url)


def _technicians(reader: Actor, own: Organisation) -> Step:
    staff = people_visible_to(reader).filter(roles__name=RoleName.TECHNICIAN, is_active=True)
    others = staff.exclude(id=reader.person_id or 0).filter(
        Q(account__isnull=False) | Q(invitations__isnull=False)
    )
    names = list(others.order_by("sort_key").distinct().values_list("name", flat=True)[:3])
    note = ", ".join(names) or _("Paste addresses, one a line. Everyone receives a link.")
    return Step(_("Invite the team"), note, bool(names), 1, _("Invite"), reverse("setup:invitations"))


def _hours(reader: Actor, own: Organisation) -> Step:
    looked = Entry.objects.filter(subject_kind="calendar", kind="calendar.changed").exists()
    agreement = default_agreement(own.id)
    calendar: Calendar | None = agreement.calendar if agreement else None
    note = _("When the clock runs, and what is promised. What is shipped suits many: read it and keep it.")
    if looked and calendar:
        note = capfirst(hours_in_words(calendar.hours))
    return Step(_("Hours and agreement"), note, looked, 2, _("Look at them"), reverse("setup:hours"))


def _mailbox(reader: Actor, own: Organisation) -> Step:
    tested = (
        Mailbox.objects.filter(organisation_id__in=sorted(reader.reach), checked_at__isnull=False, failure="")
        .exclude(imap_host="")
        .first()
    )
    note = (
        tested.address
        if tested
        else _("Every mail received becomes a ticket. The connection is tested first.")
    )
    return Step(
        _("The support mailbox"), note, tested is not None, 3, _("Connect it"), reverse("setup:mailboxes")
    )


def _ticket(reader: Actor, own: Organisation) -> Step:
    first = tickets_visible_to(reader).order_by("id").values_list("number", flat=True).first()
    note = (
        f"T-{first}" if first else _("Declare it from your telephone as anyone would, then follow it here.")
    )
    return Step(
        _("A first ticket, to try"), note, first is not None, 2, _("Declare it"), reverse("portal:home")
    )
