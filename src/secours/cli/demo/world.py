"""The demo world: a small IT service company and its clients, a year of tickets, by operations only."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import override

from secours.cli.demo.articles import write_articles
from secours.cli.demo.cast import Cast, build_cast
from secours.cli.demo.clock import at
from secours.cli.demo.haste import in_haste
from secours.cli.demo.population import populate
from secours.cli.demo.stories import (
    FIRST_ANSWERS,
    KNOWN,
    NOTES,
    RECOMMENDED,
    REQUESTS,
    STANDARD_REPLIES,
    STILL,
    STORIES,
    THANKS,
    WAITING,
    Story,
)
from secours.diagnosis.operations import choose_situation, hand_over, recommend, record_finding, start_run
from secours.diagnosis.queries import next_step_of
from secours.equipment.models import Device
from secours.faults.choices import Identity
from secours.faults.models import Cause, Remedy
from secours.faults.operations import count_due_occurrences, resolve_with_remedy
from secours.people.actor import Actor, actor_of_account, actor_of_person
from secours.people.models import Person
from secours.tickets.choices import Channel, Confirmation, State, TicketKind
from secours.tickets.models import Ticket
from secours.tickets.operations import (
    assign_ticket,
    change_ticket,
    close_ticket,
    declare_ticket,
    hold_ticket,
    reopen_ticket,
    reply_to_ticket,
)
from secours.tickets.operations.standard_replies import keep_standard_reply

PAST_TICKETS = 260
GUIDED = timedelta(days=45)  # since the portal asks first checks; half of the tickets came through it
OPEN_TICKETS = 40
_PARIS = ZoneInfo("Europe/Paris")
_OFFICES = [Channel.PORTAL] * 5 + [Channel.MAIL] * 3 + [Channel.PHONE] * 3 + [Channel.WALK_IN]


@dataclass
class World:
    cast: Cast
    dice: random.Random
    people: list[Person]
    devices: dict[int, list[Device]]
    technicians: list[Actor]
    causes: dict[tuple[str, str], Cause]


def build_world(by: Actor, *, seed: int = 2026) -> None:
    """On an installed database without people. The same seed gives the same world."""
    with in_haste():
        _build(by, random.Random(seed))


def _build(by: Actor, dice: random.Random) -> None:
    cast = build_cast(by)
    people, devices = populate(cast, dice)
    causes = {
        (cause.fault.code, cause.code): cause
        for cause in Cause.objects.filter(organisation=None).select_related("fault__category")
    }
    technicians = [_actor(cast, key) for key in ("technician", "technician", "mission", "supervisor")]
    world = World(cast, dice, people, devices, technicians, causes)
    now = timezone.now()
    # A growing company: more than a third of the year's tickets are of the last quarter.
    for moment in sorted(
        _moment(dice, now, 6 + int(359 * dice.random() ** 1.7)) for _ in range(PAST_TICKETS)
    ):
        _past_ticket(world, moment, now)
    for moment in sorted(
        _moment(dice, now, dice.choice([0, 0, 0, 1, 1, 2, 3, 5])) for _ in range(OPEN_TICKETS)
    ):
        _open_ticket(world, moment, now)
    _known_incident(world, now)
    _recommendations(_actor(cast, "supervisor"), cast, timezone.localdate(now))
    _standard_replies(_actor(cast, "supervisor"))
    write_articles(_actor(cast, "technician"), _actor(cast, "supervisor"))
    count_due_occurrences(by=cast.by)


def _past_ticket(world: World, moment: datetime, now: datetime) -> None:
    story = _story(world)
    is_guided = now - moment < GUIDED and world.dice.random() < 0.5
    person, ticket = (_guided if is_guided else _declared)(world, story, moment)
    technician = _technician(world, ticket)
    later = _Later(moment, now, world.dice)
    with at(later.after(4, 90)):
        assign_ticket(ticket.id, by=technician, person_id=technician.person_id)
        reply_to_ticket(ticket.id, by=technician, text=world.dice.choice(FIRST_ANSWERS[ticket.language]))
    if world.dice.random() < 0.12:
        with at(later.after(1, 30)):
            reply_to_ticket(ticket.id, by=technician, text=world.dice.choice(NOTES), internal=True)
    with at(later.after(10, 600)):
        _resolve(world, ticket, story, technician)
    if world.dice.random() < 0.08:
        with at(later.after(60, 2000)):
            reopen_ticket(ticket.id, by=actor_of_person(person.id), why=STILL[ticket.language])
        with at(later.after(30, 900)):
            _resolve(world, ticket, story, technician)
    if world.dice.random() < 0.3:
        with at(later.after(5, 300)):
            reply_to_ticket(
                ticket.id, by=actor_of_person(person.id), text=world.dice.choice(THANKS[ticket.language])
            )
    with at(min(later.after(5 * 1440, 5 * 1440 + 60), now)):
        close_ticket(ticket.id, by=world.cast.by)


def _open_ticket(world: World, moment: datetime, now: datetime) -> None:
    """Of the last hours: some wait for someone. Older: answered in time; most wait for a reason, a few are late."""
    is_request = world.dice.random() < 0.15
    ticket = _request(world, moment) if is_request else _declared(world, _story(world), moment)[1]
    later, fate = _Later(moment, now, world.dice), world.dice.random()
    if now - moment < timedelta(hours=1) and fate < 0.6:
        return
    technician = _technician(world, ticket)
    with at(later.after(3, 25)):
        assign_ticket(ticket.id, by=technician, person_id=technician.person_id)
        reply_to_ticket(ticket.id, by=technician, text=world.dice.choice(FIRST_ANSWERS[ticket.language]))
    if now - moment > timedelta(hours=16) and fate < 0.85:
        with at(later.after(20, 60)):
            _hold(world, ticket, technician, now)


def _hold(world: World, ticket: Ticket, technician: Actor, now: datetime) -> None:
    french, english, reason, days = world.dice.choice(WAITING)
    until = _moment(world.dice, now, -days) if days else None
    comment = english if ticket.language == "en" else french
    hold_ticket(ticket.id, by=technician, reason=reason, until=until, comment=comment)


def _declared(world: World, story: Story, moment: datetime) -> tuple[Person, Ticket]:
    person = _someone(world, story)
    device = _device(world, person, story)
    channel = world.dice.choice(_OFFICES)
    cause = world.causes[story.fault, story.cause]
    with at(moment):
        ticket = declare_ticket(
            by=world.cast.by,
            requester=person,
            text=story.english if person.language == "en" else story.french,
            channel=channel,
            category=cause.fault.category,
            device=device,
            impact=world.dice.choices([1, 2, 3], [1, 3, 12])[0],
            urgency=world.dice.choices([1, 2, 3], [2, 6, 6])[0],
            callback_phone=person.phone,
        )
    return person, ticket


def _guided(world: World, story: Story, moment: datetime) -> tuple[Person, Ticket]:
    """Through the portal: the situation chosen, the first checks answered as its true cause would have it."""
    person, cause = _someone(world, story), world.causes[story.fault, story.cause]
    by = actor_of_person(person.id)
    with at(moment), override(person.language):
        text = story.english if person.language == "en" else story.french
        run = start_run(by=by, person=person, text=text, device=_device(world, person, story))
        run = choose_situation(run.id, by=by, fault_id=cause.fault_id)
        while (step := next_step_of(run, "user")).kind == "ask" and step.check is not None:
            link = step.check.links.filter(cause=cause).first()
            chance = link.p_yes if link else step.check.p_yes_otherwise
            value = "yes" if world.dice.random() < chance else "no"
            record_finding(run.id, by=by, check_id=step.check.id, value=value)
        return person, hand_over(run.id, by=by, callback_phone=person.phone)


def _request(world: World, moment: datetime) -> Ticket:
    person = world.dice.choice(world.people)
    french, english = world.dice.choice(REQUESTS)
    with at(moment):
        return declare_ticket(
            by=world.cast.by,
            requester=person,
            text=english if person.language == "en" else french,
            kind=TicketKind.REQUEST,
        )


def _known_incident(world: World, now: datetime) -> None:
    person = world.cast.people["requester"]
    with at(now - timedelta(minutes=70)):
        ticket = declare_ticket(
            by=world.cast.by,
            requester=person,
            text="Le dossier patient ouvre mal les prescriptions. L’éditeur est prévenu.",
            title="Dossier patient : erreur à l’ouverture des prescriptions",
            channel=Channel.PHONE,
            category=world.causes["app.business_error", "rights"].fault.category,
            impact=1,
            urgency=1,
        )
        change_ticket(ticket.id, by=world.cast.by, is_known_incident=True)
        assign_ticket(ticket.id, by=world.technicians[0], person_id=world.technicians[0].person_id)
    with at(now - timedelta(minutes=64)):
        reply_to_ticket(ticket.id, by=world.technicians[0], text=KNOWN)


def _resolve(world: World, ticket: Ticket, story: Story, technician: Actor) -> None:
    """Mostly the true cause; one in eight ends without a known cause, as in life."""
    cause = world.causes[story.fault, story.cause]
    how = world.dice.choice(
        [Confirmation.USER, Confirmation.USER, Confirmation.VERIFIED, Confirmation.UNCONFIRMED]
    )
    known = world.dice.random() > 0.12
    remedy = Remedy.objects.filter(cause=cause).first() if known else None
    resolve_with_remedy(
        ticket.id,
        by=technician,
        fault_id=cause.fault_id if known else None,
        cause_id=cause.id if known else None,
        remedy_id=remedy.id if remedy else None,
        confirmed_how=how,
        identity=Identity.CALL_BACK if remedy and remedy.needs_identity else "",
        text=remedy.do_en if remedy and ticket.language == "en" else remedy.do_fr if remedy else "",
    )


class _Later:
    """Moments that follow one another, never past the present."""

    def __init__(self, start: datetime, now: datetime, dice: random.Random) -> None:
        self.moment, self.now, self.dice = start, now, dice

    def after(self, least_minutes: int, most_minutes: int) -> datetime:
        self.moment = min(
            self.moment + timedelta(minutes=self.dice.randrange(least_minutes, most_minutes)), self.now
        )
        return self.moment


def _story(world: World) -> Story:
    return world.dice.choices(STORIES, [story.weight for story in STORIES])[0]


def _someone(world: World, story: Story) -> Person:
    hospital = world.cast.hospital.id
    people = [one for one in world.people if one.organisation_id == hospital or not story.is_of_care]
    return world.dice.choice(people)


def _recommendations(by: Actor, cast: Cast, today: date) -> None:
    """Left by tickets that are closed, followed up all the same."""
    closed = Ticket.objects.filter(state=State.CLOSED).order_by("-number")[: len(RECOMMENDED)]
    for ticket, (french, english, role, days) in zip(closed, RECOMMENDED, strict=True):
        recommend(
            ticket.id,
            by=by,
            title=english if ticket.language == "en" else french,
            owner_id=cast.people[role].id if role else None,
            due_on=None if days is None else today + timedelta(days=days),
        )


def _standard_replies(by: Actor) -> None:
    for french, english in STANDARD_REPLIES:
        keep_standard_reply(
            by=by, name_fr=french[0], text_fr=french[1], name_en=english[0], text_en=english[1]
        )


def _device(world: World, person: Person, story: Story) -> Device | None:
    devices = [d for d in world.devices[person.organisation_id] if _fits(d, story)]
    own = [d for d in devices if d.last_user and d.last_user == person.login]
    if own:
        return own[0]
    near = [d for d in devices if d.place_id == person.place_id and d.is_shared]
    return world.dice.choice(near) if near else None


def _fits(device: Device, story: Story) -> bool:
    if story.device == "printer":
        return device.kind == "printer"
    return device.kind in ("computer", "laptop")


def _technician(world: World, ticket: Ticket) -> Actor:
    return world.dice.choice([actor for actor in world.technicians if ticket.organisation_id in actor.reach])


def _moment(dice: random.Random, now: datetime, days_ago: int) -> datetime:
    """Office hours of a weekday that many days ago (ahead, below zero); today: within the last hours."""
    if days_ago == 0:
        return now - timedelta(minutes=dice.randrange(5, 300))
    day = (now - timedelta(days=days_ago)).astimezone(_PARIS)
    while day.weekday() > 4:
        day += timedelta(days=1 if days_ago < 0 else -1)
    return day.replace(hour=dice.choice([8, 9, 9, 10, 10, 11, 14, 14, 15, 16, 17]), minute=dice.randrange(60))


def _actor(cast: Cast, key: str) -> Actor:
    account_id = cast.people[key].account_id
    actor = actor_of_account(account_id) if account_id else None
    if actor is None:
        raise LookupError(f"the cast lacks {key}")
    return actor
