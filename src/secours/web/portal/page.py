"""What every page of the portal shares: who may be here, what its shell shows, one effect a form."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from secours.people.actor import Actor
from secours.tickets.models import Ticket
from secours.web.errors import expired_form

View = Callable[..., HttpResponse]
_KEPT_FORMS = 30


def for_people(view: View) -> View:
    """Signed-in people only; a contact that came by a link is led back to their one ticket."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader.only_ticket_id is not None:
            return _own_ticket(request, reader)
        return _known(request, view, *args, **kwargs)

    return guarded


def for_readers(view: View) -> View:
    """Signed-in people and contacts that came by a link; access decides what each may read."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _known(request, view, *args, **kwargs)

    return guarded


def reader_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.reader)  # type: ignore[attr-defined]


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    fragment: str = "",
    events: str = "",
) -> HttpResponse:
    """The page, or for htmx its `fragment`. `events`: the address of live updates."""
    given = {**_shell(request, events), **(context or {})}
    name = fragment if fragment and getattr(request, "htmx", False) else template
    return render(request, f"portal/{name}", given, status=status)


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """The address that `act` leads to. A form sent twice acts once and leads to the same place.

    The lock makes the second wait for the first; what the first did is then read anew.
    """
    token = request.POST.get("once", "")[:40]
    if not token:
        return _wholly(act)
    key = request.session.session_key or ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{key}:{token}"])
    sent = dict(type(request.session)(key).get("sent_forms", {}))
    if token in sent:
        return str(sent[token])
    address = _wholly(act)
    request.session["sent_forms"] = dict([*sent.items(), (token, address)][-_KEPT_FORMS:])
    request.session.save()
    return address


def _wholly(act: Callable[[], str]) -> str:
    """A refusal is answered with a page, and the page's transaction kept: what the act had done is undone first."""
    with transaction.atomic():
        return act()


def new_token() -> str:
    return secrets.token_urlsafe(12)


def _known(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    if reader_of(request).person_id is not None:
        return view(request, *args, **kwargs)
    if request.method == "POST":  # what was typed is shown, never lost
        return expired_form(request)
    return redirect_to_login(request.get_full_path())


def _own_ticket(request: HttpRequest, reader: Actor) -> HttpResponse:
    number = Ticket.objects.filter(id=reader.only_ticket_id or 0).values_list("number", flat=True).first()
    if request.method != "GET" or number is None:
        raise Http404
    return redirect("portal:ticket", number=number)


def _shell(request: HttpRequest, events: str) -> dict[str, Any]:
    reader = reader_of(request)
    urls = {"home": "/", "portal": reverse("portal:home")}
    if events:
        urls["events"] = events
    named = {"me": {"name": reader.name}} if reader.person_id else {}
    return {**named, "urls": urls, "menu": _menu(reader), "once": new_token()}


def _menu(reader: Actor) -> list[dict[str, str]]:
    if reader.person_id is None or reader.only_ticket_id is not None:
        return []
    mine = reverse("portal:tickets")
    entries = [{"label": _("My tickets"), "url": mine, "icon": "list-details"}]
    if reader.has("client"):
        label = _("Tickets of my organisation")
        entries.append({"label": label, "url": f"{mine}?whose=organisation", "icon": "building"})
    if reader.is_staff:
        entries.append({"label": _("Technician workspace"), "url": reverse("home"), "icon": "inbox"})
    return entries
