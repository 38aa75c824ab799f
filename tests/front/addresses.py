"""The few addresses that the shells name; the product's own need the whole product."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.i18n import set_language


def done(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("language", set_language, name="set_language"),
    path("theme", done, name="set_theme"),
    path("leave", done, name="account_logout"),
]
