"""Categories."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secours.service_levels.access import categories_visible_to
from secours.service_levels.models import Category, Level
from secours.service_levels.operations import (
    change_category,
    create_category,
)
from secours.web.setup.forms.levels import CategoryForm, NewCategoryForm
from secours.web.setup.page import Crumb, administrators, form_page, found, page, reader_of, row


@administrators
def categories(request: HttpRequest) -> HttpResponse:
    known = categories_visible_to(reader_of(request)).order_by("-is_active", F(_name_field()))
    context = {
        "rows": [_row(category) for category in known],
        "teach": _(
            "What a ticket is about. People read the name in their language; the usual impact and urgency give the first priority."
        ),
        "act": {"url": reverse("setup:category_new"), "label": _("Add a category")},
    }
    return page(request, "list.html", _("Categories"), context)


@administrators
def category_new(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    initial = {"impact": Level.LOW, "urgency": Level.MEDIUM, "is_active": True}
    return form_page(
        request,
        NewCategoryForm(request.POST or None, initial=initial),
        _("Add a category"),
        save=lambda data: create_category(by=by, **data),
        done=reverse("setup:categories"),
        news=_("Category added."),
        crumbs=(_crumb(),),
        submit=_("Add"),
    )


@administrators
def category(request: HttpRequest, category_id: int) -> HttpResponse:
    by = reader_of(request)
    one: Category = found(categories_visible_to(by).filter(id=category_id).first())
    form = CategoryForm(request.POST or None, initial={n: getattr(one, n) for n in CategoryForm.base_fields})
    return form_page(
        request,
        form,
        one.name,
        save=lambda data: change_category(one, by=by, **data),
        done=reverse("setup:categories"),
        crumbs=(_crumb(),),
        note=one.code,
    )


def _name_field() -> str:
    return "name_en" if (get_language() or "fr").startswith("en") else "name_fr"


def _crumb() -> Crumb:
    return _("Categories"), reverse("setup:categories")


def _row(one: Category) -> dict[str, Any]:
    note = _("impact %(impact)s, urgency %(urgency)s") % {
        "impact": str(one.get_impact_display()).lower(),
        "urgency": str(one.get_urgency_display()).lower(),
    }
    tags = []
    if one.asks_assessment:
        tags.append((_("assessment"), "info"))
    if not one.is_active:
        tags.append((_("not offered"), "line"))
    return row(one.name, reverse("setup:category", args=[one.id]), note, tuple(tags))
