"""API v1: the second door to the same operations."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI

from secours.api.auth import TokenAuth
from secours.api.errors import add_handlers
from secours.api.me import router as me
from secours.api.tickets import router as tickets


class Api(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        response.headers["Content-Language"] = translation.get_language() or "fr"
        response.headers["Cache-Control"] = "no-store"
        return response


api = Api(
    title="Secours",
    version="1",
    urls_namespace="api",
    docs_url=None,
    auth=TokenAuth(),
    description="Tickets by program. Sign in with a personal key: `Authorization: Bearer sec_…`.",
)
add_handlers(api)
api.add_router("/me", me)
api.add_router("/tickets", tickets)
