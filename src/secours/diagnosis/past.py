"""Past cases that speak for a ticket, as the panel shows them; only those that the reader may open."""

from dataclasses import dataclass

from secours.faults.models import Fault, Remedy
from secours.people.actor import Actor
from secours.tickets.models import Ticket


@dataclass(frozen=True)
class Same:
    """The same fault was met before. `tried`, `worked`, `relapsed` are those of its remedy."""

    ticket: Ticket
    remedy: Remedy | None
    tried: int
    worked: int
    relapsed: int
    is_same_device: bool


@dataclass(frozen=True)
class Similar:
    ticket: Ticket
    remedy: Remedy | None


def same_fault_of(actor: Actor, ticket: Ticket, fault: Fault | None) -> Same | None:
    return None


def similar_to(actor: Actor, ticket: Ticket) -> list[Similar]:
    return []
