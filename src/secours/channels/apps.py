from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "secours.channels"

    def ready(self) -> None:
        from secours.channels import reactions

        assert reactions
