"""Giving a task to someone, and its day: of one task, or of several at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secours.people.access import people_visible_to
from secours.people.actor import STAFF, Actor
from secours.web.forms.days import DayInput

KEEP = "keep"
_MOST_OFFERED = 200


class TaskChangeForm(forms.Form):
    """`tasks`: id of owner and day of each. Of several, what is left alone stays as it is."""

    owner = forms.ChoiceField(label=_("By whom"), required=False)
    due_on = forms.DateField(label=_("Before"), required=False, widget=DayInput())

    def __init__(self, *args: Any, reader: Actor, tasks: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_one = len(tasks) == 1
        people = people_visible_to(reader).filter(roles__name__in=sorted(STAFF), is_active=True)
        offered = list(people.distinct().order_by("sort_key").values_list("id", "name")[:_MOST_OFFERED])
        known = {None, *(person_id for person_id, _name in offered)}
        choices: list[tuple[Any, Any]] = [("", _("No one in particular")), *offered]
        if not self.is_one or tasks[0]["owner_id"] not in known:
            choices.insert(0, (KEEP, _("Leave as it is")))
        owner, due_on = self.fields["owner"], self.fields["due_on"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = choices
        owner.widget.attrs["autofocus"] = True
        if self.is_one:
            now = tasks[0]["owner_id"]
            owner.initial = KEEP if now not in known else now or ""
            due_on.initial = tasks[0]["due_on"]
        else:
            owner.initial = KEEP
            due_on.help_text = _("Without a day, each keeps its own.")

    @property
    def gives(self) -> bool:
        return bool(self.cleaned_data["owner"] != KEEP)

    @property
    def owner_id(self) -> int | None:
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None

    @property
    def dates(self) -> bool:
        return self.is_one or self.cleaned_data["due_on"] is not None
