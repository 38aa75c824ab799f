from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleName(models.TextChoices):
    REQUESTER = "requester", _("Requester")
    TECHNICIAN = "technician", _("Technician")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("IT manager")
    CLIENT = "client", _("Client contact")
    ADMINISTRATOR = "administrator", _("Administrator")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class PersonKind(models.TextChoices):
    PERSON = "person", _("Person")
    UNIT = "unit", _("Unit or ward")
    WORKSTATION = "workstation", _("Shared workstation")


class PlaceKind(models.TextChoices):
    FLOOR = "floor", _("Floor")
    ROOM = "room", _("Room")
    WARD = "ward", _("Ward")
    COUNTER = "counter", _("Counter")


class Criticality(models.IntegerChoices):
    NORMAL = 1, _("Normal")
    HIGH = 2, _("High")
    VITAL = 3, _("Vital")


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
