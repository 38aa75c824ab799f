"""People without account: a one-time mailed link opens one ticket, and only that one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from secours.channels.mail.outbox import write_letters
from secours.journal.operations import record
from secours.people.actor import acting_as_system
from secours.people.models import Person, PersonLink
from secours.people.operations import digest
from secours.tickets.access import tickets_visible_to
from secours.tickets.models import Ticket
from secours.web.portal.page import page, reader_of

RENEWAL_PAUSE = timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the address spends nothing, since mail scanners open every link: the button does."""
    link = PersonLink.objects.filter(sha256=digest(secret)).first()
    own = _already_open(request, link)
    if own:
        return redirect(own)
    if link is None or not _is_fresh(link):
        return _spent_page(request, link, secret)
    if request.method != "POST":
        return page(request, "follow.html", {"secret": secret})
    if not _spend(link):
        return _spent_page(request, link, secret)
    request.session.flush()  # whoever was here before is not whom the link was mailed to
    request.session["contact"] = [link.person_id, link.ticket_id]
    return redirect("portal:home")


@never_cache
@require_POST
def renewal(request: HttpRequest, secret: str) -> HttpResponse:
    """A new link goes to the address that the first was mailed to, never to the page. The answer is the
    same whether the link was known."""
    link = PersonLink.objects.filter(sha256=digest(secret)).first()
    if link is not None:
        _ask_new_link(link)
    return redirect(f"{reverse('portal:follow', args=[secret])}?asked=1")


def _already_open(request: HttpRequest, link: PersonLink | None) -> str:
    """The ticket's page, when this browser may read it already."""
    reader = reader_of(request)
    if link is None or reader.person_id is None:
        return ""
    number = tickets_visible_to(reader).filter(id=link.ticket_id).values_list("number", flat=True).first()
    return reverse("portal:ticket", args=[number]) if number else ""


def _is_fresh(link: PersonLink) -> bool:
    return link.used_at is None and link.expires_at > timezone.now()


def _spend(link: PersonLink) -> bool:
    """True for the one who came first."""
    now = timezone.now()
    return PersonLink.objects.filter(id=link.id, used_at=None, expires_at__gt=now).update(used_at=now) == 1


def _spent_page(request: HttpRequest, link: PersonLink | None, secret: str) -> HttpResponse:
    context = {"secret": secret, "was_used": bool(link and link.used_at), "asked": "asked" in request.GET}
    return page(request, "follow_spent.html", context, status=200 if context["asked"] else 410)


def _ask_new_link(link: PersonLink) -> None:
    """By mail, to the person the first was for; not again while a new one lies in their mailbox."""
    lately = timezone.now() - RENEWAL_PAUSE
    own = PersonLink.objects.filter(person_id=link.person_id, ticket_id=link.ticket_id)
    if own.filter(used_at=None, created_at__gte=lately).exclude(id=link.id).exists():
        return
    with acting_as_system() as by:
        person = Person.objects.filter(id=link.person_id, is_active=True).first()
        ticket = Ticket.objects.filter(id=link.ticket_id).first()
        if person is None or ticket is None:
            return
        entry = record(
            "link.asked",
            by=by,
            subject_kind="ticket",
            subject_id=ticket.id,
            organisation_id=ticket.organisation_id,
            data={"person": person.id},
            internal=True,
        )
        write_letters("link.asked", entry, ticket, [person])
