from django.urls import URLPattern, path

from secours.web.oversight import calibration, exports, pages

app_name = "oversight"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("recurring", pages.recurring, name="recurring"),
    path("calibration", calibration.calibration, name="calibration"),
    path("tickets", pages.tickets, name="tickets"),
    path("<slug:name>.csv", exports.export, name="export"),
]
