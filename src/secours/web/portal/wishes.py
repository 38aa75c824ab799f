"""“This is a request”: something wanted, nothing broken. What, by when, for whom."""

from datetime import date, datetime, time

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secours.diagnosis.access import runs_visible_to
from secours.diagnosis.alarm import danger_of, gesture_of
from secours.diagnosis.models import Run
from secours.diagnosis.operations import hand_over, keep_with_ticket
from secours.lib.text import number_in
from secours.people.actor import Actor
from secours.people.errors import Refused
from secours.service_levels.access import categories_visible_to
from secours.tickets.choices import TicketKind
from secours.tickets.lengths import LONGEST_TOLD
from secours.tickets.operations import declare_ticket
from secours.web.drafts import Drafts
from secours.web.forms.days import DayInput
from secours.web.portal.home import person_of
from secours.web.portal.page import for_people, once, page, reader_of
from secours.web.portal.uploads import files_to_hand_over, sent_files
from secours.web.portal.words import day


class WishForm(forms.Form):
    what = forms.CharField(
        label=gettext_lazy("What do you need?"),
        help_text=gettext_lazy(
            "For example: a second screen, access to a folder, an account for a newcomer."
        ),
        max_length=LONGEST_TOLD,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": True, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say in a few words what you need, then send.")},
    )
    by_when = forms.DateField(
        label=gettext_lazy("By when?"),
        required=False,
        widget=DayInput(),
        error_messages={
            "invalid": gettext_lazy("This is not a date. Write it like 2026-11-30, or leave it empty.")
        },
    )
    for_whom = forms.CharField(
        label=gettext_lazy("For whom?"),
        help_text=gettext_lazy("Empty: for you."),
        required=False,
        max_length=200,
    )

    def clean_by_when(self) -> date | None:
        wanted: date | None = self.cleaned_data["by_when"]
        if wanted is not None and wanted < timezone.localdate():
            raise forms.ValidationError(_("This day is past: choose a later one, or leave it empty."))
        return wanted


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def wish(request: HttpRequest) -> HttpResponse:
    """The form; from a diagnosis its words are already in it."""
    run = _run_of(reader_of(request), request.POST.get("run") or request.GET.get("run", ""))
    if request.method != "POST":
        return _form_page(request, WishForm(initial={"what": run.text if run else ""}), run)
    form = WishForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, run, status=422)
    try:
        return redirect(once(request, lambda: _sent(request, form, run)))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _form_page(request, form, run, status=422)


def _sent(request: HttpRequest, form: WishForm, run: Run | None) -> str:
    reader = reader_of(request)
    files = sent_files(request)
    told = _told(form)
    if run is not None:
        ticket = hand_over(
            run.id,
            by=reader,
            attachments=[*files_to_hand_over(run), *files],
            more=told if told != run.text else "",
            title=form.cleaned_data["what"],
            kind=TicketKind.REQUEST,
        )
    else:
        ticket = declare_ticket(
            by=reader,
            requester=person_of(reader),
            text=told,
            title=form.cleaned_data["what"],
            kind=TicketKind.REQUEST,
            category=categories_visible_to(reader).filter(organisation=None, code="request").first(),
            language=get_language() or "fr",
        )
        keep_with_ticket(ticket, files)
    _drafts(request, run).drop(form.fields)
    return f"{reverse('portal:ticket', args=[ticket.number])}?sent=1"


def _told(form: WishForm) -> str:
    told = [form.cleaned_data["what"].strip()]
    if form.cleaned_data["by_when"]:
        wanted = form.cleaned_data["by_when"]
        told.append(_("Wanted by: %(day)s") % {"day": _day(wanted)})
    if form.cleaned_data["for_whom"].strip():
        told.append(_("For: %(name)s") % {"name": form.cleaned_data["for_whom"].strip()})
    return "\n".join(told)


def _day(wanted: date) -> str:
    return day(datetime.combine(wanted, time(12), tzinfo=timezone.get_current_timezone()))


def _run_of(reader: Actor, asked: str) -> Run | None:
    run_id = number_in(asked)
    if run_id is None:
        return None
    own = runs_visible_to(reader).filter(person_id=reader.person_id or 0, state=Run.State.OPEN, ticket=None)
    return own.filter(id=run_id).first()


def _drafts(request: HttpRequest, run: Run | None) -> Drafts:
    return Drafts(reader_of(request), f"request-{run.id}" if run else "request")


def _form_page(request: HttpRequest, form: WishForm, run: Run | None, status: int = 200) -> HttpResponse:
    _drafts(request, run).fill(form)
    context = {
        "form": form,
        "run": run,
        "gesture": gesture_of(run) if run else "",
        "is_danger": run is not None and danger_of(run) is not None,
        "back": reverse("portal:home"),
    }
    return page(request, "request.html", context, status=status, fragment="_request.html")
