from django.conf import settings
from django.db import models

from secours.lib.text import sort_key
from secours.people.choices import Language, PersonKind, RoleName
from secours.people.models.organisation import Organisation, Place, Site


class Person(models.Model):
    """Someone who asks or serves; a contact may have no account. A unit or a shared workstation
    may be a requester too."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="people")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    kind = models.CharField(max_length=12, choices=PersonKind.choices, default=PersonKind.PERSON)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=120, editable=False)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    login = models.CharField(max_length=60, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.FRENCH)
    is_vip = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=~models.Q(email=""),
                name="person_email",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_key"], name="person_sort"),
            models.Index(fields=["email"], name="person_email_index"),
            models.Index(fields=["phone"], name="person_phone_index"),
        ]

    def __str__(self) -> str:
        return self.name

    def make_keys(self) -> None:
        """What people are sorted and found by."""
        self.sort_key = sort_key(self.name)
        self.email = self.email.strip().lower()

    def save(self, *args: object, **kwargs: object) -> None:
        self.make_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Role(models.Model):
    """What a person is: technician, supervisor… Everyone is a requester of their organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=15, choices=RoleName.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="role_once")]


class Reach(models.Model):
    """Which organisation a person of staff serves, from when to when; none named: all of them.

    `organisation` (of the person) carries the wall; `served` is whom they reach.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reaches")
    served = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="served_by"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)


class Team(models.Model):
    """People who share a queue. New tickets reach the default team."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_default=True), name="one_default_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="membership_once")]
