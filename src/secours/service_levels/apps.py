from django.apps import AppConfig


class ServiceLevelsConfig(AppConfig):
    name = "secours.service_levels"
