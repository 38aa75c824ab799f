from django.urls import URLPattern, path

from secours.web.workbench import equipment

app_name = "equipment"
urlpatterns: list[URLPattern] = [
    path("", equipment.devices, name="list"),
    path("<int:device_id>/", equipment.device, name="device"),
    path("<int:device_id>/edition", equipment.edition, name="edition"),
    path("<int:device_id>/custody", equipment.custody, name="custody"),
    path("<int:device_id>/custody/end", equipment.custody_end, name="custody_end"),
]
