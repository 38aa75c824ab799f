"""“Merci, bonne journée” must not reopen what was solved."""

import re

from secours.lib.text import sort_key
from secours.people.actor import Actor
from secours.tickets.access import is_concerned
from secours.tickets.choices import State
from secours.tickets.models import Ticket

_MOST_WORDS = 20
_WORD = re.compile(r"[a-z]+")
_THANKS = {
    "merci",
    "mercis",
    "remercie",
    "remercions",
    "thanks",
    "thank",
    "thx",
    "parfait",
    "perfect",
    "super",
    "great",
    "nickel",
}
_ALLOWED = _THANKS | {
    "a", "again", "all", "and", "au", "beaucoup", "bien", "bon", "bonjour", "bonne", "bonsoir", "c", "ca", "ce",
    "cela", "cher", "chers", "chere", "cordialement", "day", "de", "dear", "en", "encore", "est", "et", "everyone",
    "fonctionne", "for", "good", "have", "hello", "help", "hi", "infiniment", "intervention", "is", "it", "je",
    "journee", "l", "la", "le", "les", "lot", "madame", "marche", "mille", "monsieur", "much", "nice", "now", "ok",
    "okay", "pour", "quick", "rapide", "rapidite", "regards", "kind", "best", "remarche", "reponse", "salut", "so",
    "soiree", "solved", "such", "tout", "toute", "equipe", "team", "the", "tres", "va", "very", "votre", "vous",
    "vos", "week", "weekend", "end", "works", "working", "you", "your", "aide", "j", "reactivite", "d", "avoir",
}  # fmt: skip


def reopens(ticket: Ticket, *, by: Actor, text: str) -> bool:
    """Whether a reply, by mail or in the portal, says that what was solved is not."""
    return ticket.state == State.SOLVED and is_concerned(by, ticket) and not is_courtesy(text)


def is_courtesy(text: str) -> bool:
    """Only thanks and greetings, in French or English; anything more is work to be read."""
    words = _WORD.findall(sort_key(text))
    return 0 < len(words) <= _MOST_WORDS and bool(_THANKS & set(words)) and set(words) <= _ALLOWED
