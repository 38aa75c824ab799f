from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEWED = "reviewed", _("Reviewed")
    RETIRED = "retired", _("Retired")


class By(models.TextChoices):
    USER = "user", _("The person concerned")
    TECH = "tech", _("A technician")
    ADMIN = "admin", _("An administrator")
    VENDOR = "vendor", _("The supplier")


class Where(models.TextChoices):
    REMOTE = "remote", _("At a distance")
    ONSITE = "onsite", _("On site")


class Disruption(models.TextChoices):
    NONE = "none", _("None")
    SESSION = "session", _("The session closes")
    REBOOT = "reboot", _("The computer restarts")
    OUTAGE = "outage", _("The service stops")
    DATA = "data", _("Data at risk")


class Often(models.IntegerChoices):
    """Five words for a likelihood; its figure is what the engine counts with (rules.py)."""

    ALWAYS = 5, _("always")
    OFTEN = 4, _("often")
    SOMETIMES = 3, _("sometimes")
    RARELY = 2, _("rarely")
    NEVER = 1, _("never")


class LearningState(models.TextChoices):
    WAITING = "waiting", _("In its quiet window")
    COUNTED = "counted", _("Counted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_LEARNED = "not_learned", _("Not learned from")


class HowCommon(models.IntegerChoices):
    """Four words for how often a cause is the one; its figure is what the engine starts from (rules.py)."""

    VERY_COMMON = 4, _("very common")
    COMMON = 3, _("common")
    OCCASIONAL = 2, _("occasional")
    RARE = 1, _("rare")


class Outcome(models.TextChoices):
    """What a remedy did, as it is kept in an occurrence."""

    FIXED = "fixed", _("It works again")
    NOT_FIXED = "not_fixed", _("Not solved")


class Picture(models.TextChoices):
    """Drawings that show where to look; each is templates/portal/pictures/<name>.svg."""

    POWER_PLUG = "power-plug", _("A plug pushed fully into its outlet")
    POWER_BUTTON = "power-button", _("The power button and its light")
    NETWORK_PLUG = "network-plug", _("A network cable that clicks into its socket, with a small light above")
    SCREEN_CABLE = "screen-cable", _("The cable between the computer and the screen")
    PRINTER_LIGHT = "printer-light", _("The power button of a printer, at its front, with its light")
    PRINTER_SCREEN = "printer-screen", _("The small screen at the top of a printer")
    PAPER_JAM = "paper-jam", _("A sheet stuck in an open printer, pulled with both hands")
    WIFI = "wifi", _("The network icon at the bottom right of the screen, and the Wi-Fi button")
    BATTERY = "battery", _("A battery that is charging")
    RESTART = "restart", _("The start menu, then the power button, then Restart")


class Identity(models.TextChoices):
    """How the team made sure of who is asking, before a secret changes hands."""

    CALL_BACK = "call_back", _("Called back on the directory’s number")
    MANAGER = "manager", _("Confirmed by the manager")
    CODE = "code", _("Code read back from their registered device")
    IN_PERSON = "in_person", _("Seen in person, with a badge")
