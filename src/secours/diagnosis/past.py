"""Past cases that speak for a ticket, as the panel shows them; only those that the reader may open."""

from dataclasses import dataclass
from datetime import datetime

from secours.diagnosis.knowledge import Known
from secours.faults.models import Fault, Remedy
from secours.faults.recall import SameAsked, Similar, SimilarAsked
from secours.lib.statements import Reading
from secours.people.actor import Actor
from secours.tickets.models import Ticket


@dataclass(frozen=True)
class Same:
    """The same fault was met before. `number` is None where the reader may not open that ticket. `tried`,
    `worked`, `relapsed` are those of its remedy."""

    number: int | None
    remedy: Remedy | None
    tried: int
    worked: int
    relapsed: int
    happened_at: datetime
    is_same_device: bool

    @property
    def label(self) -> str:
        return f"T-{self.number}" if self.number else ""


class PastAsked:
    """Past cases of a ticket, asked among what a page asks; of its fault, where it has one."""

    def __init__(self, reading: Reading, actor: Actor, ticket: Ticket, fault: Fault | None) -> None:
        self.ticket = ticket
        self._similar = SimilarAsked(reading, actor, ticket, fault.id if fault else None)
        self._same = SameAsked(reading, actor, fault, ticket.device_id, ticket.site_id) if fault else None

    def same(self, known: Known) -> Same | None:
        """Not the ticket itself, once it is solved."""
        met = self._same.told(known.counts) if self._same else None
        if met is None or met.ticket_number == self.ticket.number:
            return None
        relapsed = known.relapsed(met.remedy.id) if met.remedy else 0
        return Same(
            met.ticket_number,
            met.remedy,
            met.tried,
            met.worked,
            relapsed,
            met.happened_at,
            met.is_same_device,
        )

    def similar(self) -> list[Similar]:
        return self._similar.told()
