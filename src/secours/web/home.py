from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from secours.people.actor import Actor


def home(request: HttpRequest) -> HttpResponse:
    """Each person to their own face: staff to the queue, others to the portal."""
    reader: Actor = request.reader  # type: ignore[attr-defined]
    if reader.person_id is None:
        return redirect("account_login" if _has_accounts() else "setup:first")
    if reader.serves:
        return redirect("workbench:queue")
    if reader.administers:
        return redirect("setup:home")
    if reader.oversees:
        return redirect("oversight:home")
    return redirect("portal:home")


def _has_accounts() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM people_account)")
        return bool(cursor.fetchone()[0])
