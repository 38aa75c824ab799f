"""Past cases that speak for a ticket, as the panel shows them; only those that the reader may open."""

from dataclasses import dataclass
from datetime import datetime

from secours.diagnosis.knowledge import Known
from secours.faults.models import Fault, Remedy
from secours.faults.recall import Similar, same_fault, similar_tickets
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


def same_fault_of(actor: Actor, ticket: Ticket, known: Known) -> Same | None:
    """Not the ticket itself, once it is solved."""
    met = same_fault(actor, fault=known.fault, device=ticket.device, site=ticket.site, counts=known.counts)
    if met is None or met.ticket_number == ticket.number:
        return None
    relapsed = known.relapsed(met.remedy.id) if met.remedy else 0
    return Same(
        met.ticket_number, met.remedy, met.tried, met.worked, relapsed, met.happened_at, met.is_same_device
    )


def similar_to(actor: Actor, ticket: Ticket, fault: Fault | None) -> list[Similar]:
    return similar_tickets(actor, ticket, fault_id=fault.id if fault else None)
