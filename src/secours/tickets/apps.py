from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "secours.tickets"

    def ready(self) -> None:
        from secours.tickets import reactions  # noqa: F401  (listing its answers is enough)
