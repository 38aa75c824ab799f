"""A queue kept under a name: a person's own, so the journal does not hold it."""

from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.models import SavedView

MOST_VIEWS = 12


def save_view(*, by: Actor, name: str, query: str) -> SavedView:
    """Under a name that exists, the view is replaced."""
    name = name.strip()[:60]
    if not name:
        raise Refused("name_missing", _("Give this view a name."), field="name")
    if by.account_id is None or by.organisation_id is None:
        raise Refused("no_account", _("Only someone with an account can keep a view."))
    others = SavedView.objects.filter(account_id=by.account_id).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise Refused(
            "too_many_views", _("You have twelve views: remove one before keeping another."), field="name"
        )
    return SavedView.objects.update_or_create(
        account_id=by.account_id,
        name=name,
        defaults={"query": query[:400], "organisation_id": by.organisation_id},
    )[0]


def remove_view(view_id: int, *, by: Actor) -> None:
    gone, _rows = SavedView.objects.filter(account_id=by.account_id or 0, id=view_id).delete()
    if not gone:
        raise NotFound("view_not_found", _("This view does not exist any more."))
