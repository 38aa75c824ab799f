"""The texts that the team sends often: kept by supervisors and administrators, for their own organisation."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from secours.journal.operations import record
from secours.people.actor import Actor
from secours.people.errors import NotFound, Refused
from secours.tickets.access import require_keeper, standard_replies_of
from secours.tickets.lengths import require_length
from secours.tickets.models import StandardReply

LONGEST_NAME = 80
LONGEST = 10_000
MOST = 200


@transaction.atomic
def keep_standard_reply(
    *,
    by: Actor,
    reply_id: int | None = None,
    name_fr: str = "",
    name_en: str = "",
    text_fr: str = "",
    text_en: str = "",
) -> StandardReply:
    """A new one, or another text of one. In each language a name and a text, or neither."""
    require_keeper(by)
    reply = _theirs(by, reply_id) if reply_id is not None else _new(by)
    told = {"fr": (name_fr, text_fr), "en": (name_en, text_en)}
    for language, words in told.items():
        name, text = words[0].strip(), words[1].strip()
        require_length(name, LONGEST_NAME, f"name_{language}")
        require_length(text, LONGEST, f"text_{language}")
        _require_whole(language, name, text)
        setattr(reply, f"name_{language}", name)
        setattr(reply, f"text_{language}", text)
    if not (reply.text_fr or reply.text_en):
        raise Refused("text_missing", _("Write the text in one language at least."), field="text_fr")
    reply.save()
    _record("standard_reply.kept", reply, by)
    return reply


@transaction.atomic
def remove_standard_reply(reply_id: int, *, by: Actor) -> None:
    require_keeper(by)
    reply = _theirs(by, reply_id)
    _record("standard_reply.removed", reply, by)
    reply.delete()


def _new(by: Actor) -> StandardReply:
    if standard_replies_of(by).count() >= MOST:
        raise Refused("too_many_replies", _("There are very many standard replies: remove one first."))
    return StandardReply(organisation_id=by.organisation_id)


def _theirs(by: Actor, reply_id: int) -> StandardReply:
    reply = standard_replies_of(by).select_for_update().filter(id=reply_id).first()
    if reply is None:
        raise NotFound("reply_not_found", _("This standard reply does not exist any more."))
    return reply


def _require_whole(language: str, name: str, text: str) -> None:
    if text and not name:
        raise Refused("name_missing", _("Give this text a name."), field=f"name_{language}")
    if name and not text:
        raise Refused("text_missing", _("Write the text that goes with this name."), field=f"text_{language}")


def _record(kind: str, reply: StandardReply, by: Actor) -> None:
    record(
        kind,
        by=by,
        subject_kind="standard_reply",
        subject_id=reply.id,
        organisation_id=reply.organisation_id,
        internal=True,
    )
