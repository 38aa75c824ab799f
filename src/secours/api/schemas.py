"""What the API takes and gives. Numbers are those that people see."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

Kind = Literal["incident", "request"]
State = Literal["new", "in_progress", "on_hold", "solved", "closed"]
Confirmation = Literal["verified", "user", "monitoring", "unconfirmed"]


class Declaration(Schema):
    text: str = Field(max_length=100_000)
    title: str = Field("", max_length=200)
    kind: Kind = "incident"
    category: str = Field("", max_length=40, description="Code of a shared category")
    device: str = Field("", max_length=80, description="Name of a device that the reader may see")
    requester: str = Field("", max_length=254, description="Address, when it is for someone else")
    callback_phone: str = Field("", max_length=30)


class Reply(Schema):
    text: str = Field(max_length=100_000)
    internal: bool = Field(False, description="A note for the team only")


class Solution(Schema):
    confirmed_how: Confirmation
    text: str = Field("", max_length=100_000)
    fault: int | None = Field(None, description="Number of the fault record")
    cause: str = Field("", max_length=60, description="Code of its source")
    remedy: int | None = Field(None, description="Place of the solution under its source, from 1")
    identity: Literal["", "call_back", "manager", "code", "in_person"] = Field(
        "", description="How you made sure of who is asking: needed for a solution that hands over a secret"
    )


class Erasure(Schema):
    reason: Literal["asked", "secret", "mistake"] = Field(
        "asked", description="The person asked for it, it holds a secret, it was sent by mistake"
    )


class Erased(Schema):
    quoting: int = Field(description="Other messages that still quote these words: each is erased by itself")


class Ticket(Schema):
    number: int
    label: str
    kind: Kind
    state: State
    title: str
    priority: int
    requester: str
    organisation: str
    category: str | None
    device: str | None
    team: str | None
    assigned_to: str | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None


class Message(Schema):
    id: int
    at: datetime
    author: str
    from_requester: bool
    internal: bool
    channel: str
    text: str
    erased: bool = Field(description="Its words were erased, for privacy")


class TicketWithMessages(Ticket):
    messages: list[Message]


class TicketPage(Schema):
    items: list[Ticket]
    next: str


class TicketFilter(Schema):
    state: Literal["", "open", "new", "in_progress", "on_hold", "solved", "closed"] = ""
    organisation: str = Field("", max_length=120, description="Its name")
    after: str = Field("", max_length=80, description="The `next` of the page before")
    limit: int = Field(50, ge=1, le=200)


class Resolved(Schema):
    ticket: Ticket
    fault: int | None
    cause: str
