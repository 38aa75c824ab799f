"""Long texts of forms, kept on the server as one types them; they come back when the form is opened again, and go
when it is sent. The texts of a ticket's conversation have their own (tickets/operations/replying.py)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.models import Draft
from secours.tickets.operations import discard_draft, save_draft
from secours.web.portal.page import for_people, reader_of
from secours.web.workbench import moments

_KEY = re.compile(r"[a-z0-9_-]+\.[a-z0-9_]+(:[0-9]+)?")
_LONG_LINE = 160


@require_POST
@for_people
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """One's own words, whatever the form: nobody else reads them."""
    if not _KEY.fullmatch(key):
        raise NotFound("draft_unknown", _("This form does not exist any more."))
    return kept(reader_of(request), key, request.POST.get("text", ""))


def kept(by: Actor, key: str, text: str) -> HttpResponse:
    """Too long, the browser keeps it and says why."""
    try:
        save_draft(by, key, text)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@dataclass(frozen=True)
class Drafts:
    """Of one form: `page` names it. With the number of its ticket, what is erased there is erased here too."""

    by: Actor
    page: str
    ticket: int | None = None

    def fill(self, form: forms.Form) -> None:
        """Of a form just opened, what was kept is in it; of a refused one, what was typed is kept."""
        names = [name for name, field in form.fields.items() if _is_long(field)]
        if self.by.account_id is None or not names:
            return
        if form.is_bound:
            for name in set(names).intersection(form.changed_data):
                self._keep(name, str(form[name].value() or ""))
        found = {} if form.is_bound else self.texts(names)
        for name in names:
            back = None if form.is_bound else found.get(name)
            attributes = self.attributes(name, back)
            if back is not None:
                # Not form[name].initial: read once, a bound field keeps it.
                attributes["data-draft-instead"] = str(
                    form.get_initial_for_field(form.fields[name], name) or ""
                )
                form.initial[name] = back.text
            form.fields[name].widget.attrs.update(attributes)

    def drop(self, names: Iterable[str]) -> None:
        """Sent, it is no draft any more. A form is the names of its fields."""
        self._mine(names).delete()

    def texts(self, names: Iterable[str]) -> dict[str, Draft]:
        keys = {self.key(name): name for name in names}
        return {keys[one.key]: one for one in self._mine(keys.values())}

    def attributes(self, name: str, found: Draft | None = None) -> dict[str, Any]:
        """What js/autosave.js reads of a field, and the words of a draft that came back."""
        told = {
            "data-draft-url": reverse("draft", args=[self.key(name)]),
            "data-saved": _("Draft kept at {time}"),
            "data-failed": _("Draft kept on this device only: the server does not answer."),
        }
        if found is not None:
            told["data-kept"] = _("Draft kept %(when)s, not sent yet.") % {
                "when": moments.when(found.saved_at)
            }
            told["data-drop"] = _("Discard the draft")
        return told

    def key(self, name: str) -> str:
        return f"{self.page}.{name}" + (f":{self.ticket}" if self.ticket else "")

    def _mine(self, names: Iterable[str]) -> QuerySet[Draft]:
        return Draft.objects.filter(
            account_id=self.by.account_id or 0, key__in=[self.key(name) for name in names]
        )

    def _keep(self, name: str, text: str) -> None:
        try:
            save_draft(self.by, self.key(name), text)
        except Refused:  # it is in the form, with its sentence
            discard_draft(self.by, self.key(name))


def page_of(request: HttpRequest) -> str:
    """A form that has an address of its own is named by it."""
    return request.path.strip("/").replace("/", "-")


def _is_long(field: forms.Field) -> bool:
    if isinstance(field.widget, forms.Textarea):
        return True
    is_line = type(field.widget) is forms.TextInput and isinstance(field, forms.CharField)
    return is_line and (getattr(field, "max_length", None) or 0) >= _LONG_LINE
