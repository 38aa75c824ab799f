from django.db import models
from django.utils.translation import get_language

from secours.faults.choices import By, Disruption, Picture, ReviewState, Where
from secours.people.models import Organisation
from secours.service_levels.models import Category


def _in_language(french: str, english: str) -> str:
    return french if (get_language() or "fr").startswith("fr") else english


def _lines(text: str) -> list[str]:
    """One step a line, without the dash or the dot that its author may have put."""
    return [line.strip(" -•\t") for line in text.splitlines() if line.strip()]


class Shared(models.Model):
    """Knowledge belongs to everyone (no organisation) or to one organisation."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        abstract = True


class Fault(Shared):
    """A situation of the fault base: what people see, what may cause it, what puts it right."""

    number = models.BigIntegerField(unique=True)
    code = models.CharField(max_length=60)
    category = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="faults")
    title_fr = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    from_pack = models.BooleanField(default=False)
    is_request = models.BooleanField(default=False)
    prior_other = models.FloatField(default=0.1)
    share = models.FloatField(default=1.0)
    escalate_fr = models.CharField(max_length=250, blank=True)
    escalate_en = models.CharField(max_length=250, blank=True)
    first_gesture_fr = models.CharField(max_length=250, blank=True)
    first_gesture_en = models.CharField(max_length=250, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="fault_code", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return _in_language(self.title_fr, self.title_en)

    @property
    def label(self) -> str:
        return f"P-{self.number}"

    @property
    def escalate(self) -> str:
        return _in_language(self.escalate_fr, self.escalate_en)

    @property
    def first_gesture(self) -> str:
        return _in_language(self.first_gesture_fr, self.first_gesture_en)


class Symptom(Shared):
    """Words by which people tell a fault; the vector is filled by the recall index."""

    fault = models.ForeignKey(Fault, on_delete=models.CASCADE, related_name="symptoms")
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=250)


class Cause(Shared):
    """What may produce a fault."""

    fault = models.ForeignKey(Fault, on_delete=models.CASCADE, related_name="causes")
    code = models.CharField(max_length=60)
    name_fr = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    prior = models.FloatField()
    is_safety = models.BooleanField(default=False)
    is_reviewed = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fault", "code"], name="cause_code")]
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self.name_fr, self.name_en)


class Check(Shared):
    """One question or gesture whose answer tells causes apart."""

    fault = models.ForeignKey(Fault, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=60)
    ask_fr = models.CharField(max_length=250, blank=True)
    ask_en = models.CharField(max_length=250, blank=True)
    help_fr = models.TextField(blank=True)
    help_en = models.TextField(blank=True)
    picture = models.CharField(max_length=20, choices=Picture.choices, blank=True)
    minutes = models.FloatField(default=1)
    by = models.CharField(max_length=10, choices=By.choices, default=By.USER)
    where = models.CharField(max_length=10, choices=Where.choices, default=Where.REMOTE)
    probe = models.CharField(max_length=60, blank=True)
    p_yes_otherwise = models.FloatField(default=0.5)
    is_safety = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fault", "code"], name="check_code")]
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.ask

    @property
    def ask(self) -> str:
        return _in_language(self.ask_fr, self.ask_en)

    @property
    def help(self) -> str:
        return _in_language(self.help_fr, self.help_en)

    @property
    def help_lines(self) -> list[str]:
        return _lines(self.help)


class CheckLink(Shared):
    """How often a check is answered yes when a cause is the true one."""

    check_asked = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="links")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="links")
    p_yes = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_asked", "cause"], name="check_link_once")]


class Remedy(Shared):
    """What puts a cause right. `shared`: the code of a gesture that many situations have (restart): its tries
    are counted over all of them."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="remedies")
    do_fr = models.CharField(max_length=300, blank=True)
    do_en = models.CharField(max_length=300, blank=True)
    steps_fr = models.TextField(blank=True)
    steps_en = models.TextField(blank=True)
    picture = models.CharField(max_length=20, choices=Picture.choices, blank=True)
    by = models.CharField(max_length=10, choices=By.choices, default=By.TECH)
    where = models.CharField(max_length=10, choices=Where.choices, default=Where.REMOTE)
    minutes = models.FloatField(default=5)
    wait_minutes = models.FloatField(default=0)
    disruption = models.CharField(max_length=10, choices=Disruption.choices, default=Disruption.NONE)
    p_success = models.FloatField(default=0.8)
    needs_approval = models.BooleanField(default=False)
    needs_identity = models.BooleanField(default=False)
    shared = models.CharField(max_length=40, blank=True)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "remedies"
        indexes = [
            models.Index(fields=["shared"], condition=~models.Q(shared=""), name="remedy_shared"),
        ]

    def __str__(self) -> str:
        return self.do

    @property
    def do(self) -> str:
        return _in_language(self.do_fr, self.do_en)

    @property
    def steps(self) -> str:
        return _in_language(self.steps_fr, self.steps_en)

    @property
    def step_lines(self) -> list[str]:
        return _lines(self.steps)
