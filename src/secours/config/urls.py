"""Addresses. Each face keeps its own list beside its pages."""

from django.urls import URLPattern, URLResolver, include, path

from secours.api.main import api
from secours.web import drafts, errors, files, health, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("files/<int:attachment_id>/<str:name>", files.attachment, name="file"),
    path("drafts/<str:key>", drafts.draft, name="draft"),
    path("portal/", include("secours.web.portal.urls")),
    path("workbench/", include("secours.web.workbench.urls")),
    path("faults/", include("secours.web.workbench.fault_urls")),
    path("equipment/", include("secours.web.workbench.equipment_urls")),
    path("oversight/", include("secours.web.oversight.urls")),
    path("setup/", include("secours.web.setup.urls")),
    path("account/", include("secours.web.account_urls")),
    path("api/v1/", api.urls),
]

handler400 = errors.malformed
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
