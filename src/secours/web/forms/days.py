"""Days in forms."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own picker of a day, which reads ISO 8601 and nothing else, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
