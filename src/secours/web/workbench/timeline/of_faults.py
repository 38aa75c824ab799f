"""Entries of the fault base: what became of the case that the ticket taught it."""

from django.utils.translation import gettext as _

from secours.journal.models import Entry
from secours.web.workbench.timeline.names import Names, bold
from secours.web.workbench.timeline.telling import Sentence, by, told


def _relapsed(entry: Entry, names: Names) -> str:
    ticket = bold(f"T-{entry.data.get('ticket', '')}")
    return told(_("The same fault came back ({ticket}): this case counts no more"), ticket=ticket)


SENTENCES: dict[str, Sentence] = {
    "occurrence.counted": Sentence("stethoscope", by(lambda: _("It held: the fault base counts this case"))),
    "occurrence.relapsed": Sentence("rotate", _relapsed),
    "occurrence.restored": Sentence(
        "stethoscope", by(lambda: _("It was another fault that came back: this case waits to count again"))
    ),
}
