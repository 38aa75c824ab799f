from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "secours.people"
