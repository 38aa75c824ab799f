"""Entries of the ticket itself: declared, assigned, on hold, linked, solved."""

from datetime import datetime

from django.utils.translation import gettext as _

from secours.journal.models import Entry
from secours.tickets.choices import Channel, Closure, Confirmation, HoldReason, LinkKind
from secours.web.workbench import moments
from secours.web.workbench.timeline.names import Names
from secours.web.workbench.timeline.telling import Sentence, by, label, told


def _declared(entry: Entry, names: Names) -> str:
    words = {"who": names.who(entry), "channel": label(Channel, entry.data.get("channel")).lower()}
    if entry.data.get("requester") not in (None, entry.actor_id):
        words["person"] = names.person(entry.data["requester"])
        return told(_("{who} declared it for {person} ({channel})"), **words)
    if entry.data.get("kind") == "request":
        return told(_("{who} made the request ({channel})"), **words)
    return told(_("{who} declared the incident ({channel})"), **words)


def _assigned(entry: Entry, names: Names) -> str:
    who, person, team = names.who(entry), entry.data.get("person"), entry.data.get("team")
    if person is not None and person == entry.actor_id:
        return told(_("{who} took it in charge"), who=who)
    if person is not None:
        return told(_("{who} assigned it to {person}"), who=who, person=names.person(person))
    if team is not None:
        return told(_("{who} gave it to the team {team}"), who=who, team=names.team(team))
    return told(_("{who} left it to no one"), who=who)


def _escalated(entry: Entry, names: Names) -> str:
    return told(
        _("{who} handed it over to {team}"), who=names.who(entry), team=names.team(entry.data.get("to"))
    )


def _held(entry: Entry, names: Names) -> str:
    reason = label(HoldReason, entry.data.get("reason")).lower()
    until = entry.data.get("until")
    if until:
        day = moments.when(datetime.fromisoformat(until))
        if entry.data["reason"] == HoldReason.DATE:
            return told(_("{who} put it on hold until {day}"), who=names.who(entry), day=day)
        return told(
            _("{who} put it on hold: {reason}, until {day}"), who=names.who(entry), reason=reason, day=day
        )
    return told(_("{who} put it on hold: {reason}"), who=names.who(entry), reason=reason)


def _changed(entry: Entry, names: Names) -> str:
    words = _field_words()
    fields = ", ".join(words.get(name, name) for name in entry.data.get("after", {}))
    return told(_("{who} changed: {fields}"), who=names.who(entry), fields=fields)


def _affects_too(entry: Entry, names: Names) -> str:
    words = {"person": names.person(entry.data.get("person")), "count": entry.data.get("count", "")}
    return told(_("{person} is affected too, {count} in all"), **words)


def _linked(entry: Entry, names: Names) -> str:
    kind = label(LinkKind, entry.data.get("kind")).lower()
    words = {"who": names.who(entry), "kind": kind, "ticket": names.ticket(entry.data.get("other"))}
    if "was" in entry.data:
        return told(_("{who} changed the link: {kind} {ticket}"), **words)
    return told(_("{who} linked it: {kind} {ticket}"), **words)


def _unlinked(entry: Entry, names: Names) -> str:
    return told(
        _("{who} removed the link to {ticket}"),
        who=names.who(entry),
        ticket=names.ticket(entry.data.get("other")),
    )


def _solved(entry: Entry, names: Names) -> str:
    how = label(Confirmation, entry.data.get("confirmed")).lower()
    return told(_("{who} solved it ({how})"), who=names.who(entry), how=how)


def _closed(entry: Entry, names: Names) -> str:
    closure = label(Closure, entry.data.get("closure")).lower()
    return told(_("{who} closed it ({how})"), who=names.who(entry), how=closure)


def _field_words() -> dict[str, str]:
    return {
        "title": _("subject"), "kind": _("kind"), "category": _("category"), "impact": _("impact"),
        "urgency": _("urgency"), "device": _("device"), "site": _("site"), "place": _("place"),
        "affected": _("person concerned"), "is_confidential": _("confidentiality"),
        "callback_phone": _("call-back number"), "callback_place": _("call-back place"),
        "is_known_incident": _("known incident"),
    }  # fmt: skip


SENTENCES: dict[str, Sentence] = {
    "ticket.declared": Sentence("circle-plus", _declared),
    "ticket.changed": Sentence("adjustments-horizontal", _changed),
    "ticket.promised": Sentence(
        "clock", lambda entry, names: _("The deadline follows the new hours or promise")
    ),
    "ticket.affects_too": Sentence("users-group", _affects_too),
    "ticket.assigned": Sentence("user-check", _assigned),
    "ticket.escalated": Sentence("arrow-up", _escalated),
    "ticket.held": Sentence("player-pause", _held),
    "ticket.resumed": Sentence("progress", by(lambda: _("{who} resumed it, the clock runs again"))),
    "ticket.linked": Sentence("link", _linked),
    "ticket.unlinked": Sentence("unlink", _unlinked),
    "ticket.replied": Sentence("message", by(lambda: _("{who} replied"))),
    "ticket.noted": Sentence("lock", by(lambda: _("{who} wrote an internal note"))),
    "ticket.reminded": Sentence("bell", by(lambda: _("{who} reminded the requester of the question"))),
    "ticket.solved": Sentence("check", _solved),
    "ticket.reopened": Sentence("rotate", by(lambda: _("{who} reopened it"))),
    "ticket.closed": Sentence("archive", _closed),
    "text.erased": Sentence("trash", by(lambda: _("{who} erased a text, for privacy"))),
}
