from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "secours.faults"

    def ready(self) -> None:
        from secours.faults import reactions

        assert reactions
