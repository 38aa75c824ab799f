from importlib import import_module

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "secours.diagnosis"

    def ready(self) -> None:
        import_module("secours.diagnosis.reactions")
