from django.urls import URLPattern, path

from secours.web.workbench import equipment

app_name = "equipment"
urlpatterns: list[URLPattern] = [
    path("", equipment.devices, name="list"),
    path("<int:device_id>/", equipment.device, name="device"),
    path("<int:device_id>/edition", equipment.edition, name="edition"),
]
