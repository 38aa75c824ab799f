"""What every page's shell knows: who reads, and (lazily) the navigation of the workbench."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from secours.web.navigation import menu_of, workbench_navigation
from secours.web.urgent import urgent_phone_of


def shell(request: HttpRequest) -> dict[str, Any]:
    reader = getattr(request, "reader", None)
    return {
        "reader": reader,
        "theme": reader.theme if reader else "auto",
        "navigation": SimpleLazyObject(lambda: workbench_navigation(request)),
        "urgent_phone": SimpleLazyObject(lambda: urgent_phone_of(reader)),
        "menu": SimpleLazyObject(lambda: menu_of(request)),
        "is_demo": bool(settings.SECOURS_DEMO not in ("", "0")),
    }
