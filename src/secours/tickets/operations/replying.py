from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secours.people.actor import Actor
from secours.people.errors import NotAllowed, Refused
from secours.tickets.access import is_concerned, locked_ticket, may_reply, sees_notes
from secours.tickets.choices import Channel, Doing, HoldReason, State
from secours.tickets.lengths import LONGEST_MESSAGE, require_length
from secours.tickets.models import Draft, Message, Presence, Ticket
from secours.tickets.operations.declaring import start_work
from secours.tickets.operations.holding import end_hold
from secours.tickets.operations.recording import index_words, record_on, set_deadlines


@transaction.atomic
def reply_to_ticket(
    ticket_id: int,
    *,
    by: Actor,
    text: str,
    internal: bool = False,
    channel: str = Channel.PORTAL,
    resolves: bool = False,
) -> Message:
    """A public reply or an internal note. A requester's reply ends a hold that waited for them;
    a closed ticket takes no reply (the caller declares a linked one). Who only follows it reads.
    `resolves`: the words of the solution that is recorded with it, whose mail tells them."""
    ticket = locked_ticket(by, ticket_id)
    if not text.strip():
        raise Refused("text_missing", _("Write your message, then send."), field="text")
    if channel != Channel.MAIL:  # what came by mail is already stored whole, and is never refused
        require_length(text, LONGEST_MESSAGE)
    if internal and not sees_notes(by, ticket):
        raise NotAllowed("note_not_allowed", _("Only the support team writes internal notes."))
    if not internal and not may_reply(by, ticket):
        raise NotAllowed(
            "only_follows", _("You only follow this ticket. To write to the team, declare yours.")
        )
    if ticket.state == State.CLOSED:
        raise Refused(
            "ticket_closed", _("This ticket is closed. Declare a new one, it will be linked to it.")
        )
    # Staff speak for the team unless the ticket is their own; a note is never the requester's word.
    from_requester = not internal and (is_concerned(by, ticket) or not (by.is_staff or by.is_system))
    if from_requester:
        _requester_spoke(ticket)
    elif not internal:
        _team_answered(ticket)
    ticket.message_count += 0 if internal else 1
    kind = "ticket.noted" if internal else "ticket.replied"
    data = {"channel": str(channel), "from_requester": from_requester}
    if resolves:
        data["resolves"] = True
    entry = record_on(ticket, kind, by=by, text=text.strip(), internal=internal, data=data)
    message = Message.objects.create(
        organisation_id=ticket.organisation_id,
        ticket=ticket,
        entry=entry,
        kind=Message.Kind.NOTE if internal else Message.Kind.PUBLIC,
        author_id=by.person_id,
        author_name=by.name,
        from_requester=from_requester,
        channel=channel,
        at=entry.at,
    )
    index_words(ticket, text)
    discard_draft(by, f"{'note' if internal else 'reply'}:{ticket.number}")
    Presence.objects.filter(ticket=ticket, person_id=by.person_id or 0).delete()
    return message


def save_draft(by: Actor, key: str, text: str) -> Draft | None:
    """Keep what is being written; an empty text discards it. Never a part of it: a draft too long is refused."""
    if by.account_id is None or by.organisation_id is None:
        return None
    if not text.strip():
        discard_draft(by, key)
        return None
    require_length(text, LONGEST_MESSAGE)
    return Draft.objects.update_or_create(
        account_id=by.account_id,
        key=key[:80],
        defaults={"text": text, "organisation_id": by.organisation_id},
    )[0]


def discard_draft(by: Actor, key: str) -> None:
    Draft.objects.filter(account_id=by.account_id or 0, key=key[:80]).delete()


def note_presence(ticket: Ticket, *, by: Actor, doing: Doing) -> list[Presence]:
    """Say that one reads or answers; gives back the others who did within the last minute."""
    now = timezone.now()
    if by.person_id:
        Presence.objects.update_or_create(
            ticket=ticket,
            person_id=by.person_id,
            defaults={"doing": doing, "at": now, "organisation_id": ticket.organisation_id},
        )
    recent = Presence.objects.filter(ticket=ticket, at__gte=now - timedelta(seconds=60))
    return list(recent.exclude(person_id=by.person_id or 0).select_related("person"))


def _requester_spoke(ticket: Ticket) -> None:
    """A part that is ordered, or an appointment, is waited for all the same: their words are shown as unread."""
    ticket.awaits_reading = True
    if ticket.holds.filter(ends_at=None, reason=HoldReason.REQUESTER).exists():
        end_hold(ticket)
        ticket.state = State.IN_PROGRESS
        set_deadlines(ticket)


def _team_answered(ticket: Ticket) -> None:
    ticket.awaits_reading = False
    ticket.responded_at = ticket.responded_at or timezone.now()
    start_work(ticket)
