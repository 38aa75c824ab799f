"""Words by which people tell a danger: to people, to the building, or an attack going on. Told before any question.

A wrong alarm costs a glance, a missed one a fire: harmless senses are left out one by one, never guessed at.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secours.lib.text import plain


class Danger(StrEnum):
    BATTERY = "battery"
    FIRE = "fire"
    WATER = "water"
    ATTACK = "attack"
    SECRET = "secret"


@dataclass(frozen=True)
class Alarm:
    """`name` says the danger, `gesture` what to do when no situation says it; `code` the situation that does."""

    name: str | Promise
    gesture: str | Promise
    code: str


ALARMS: Final = {
    Danger.BATTERY: Alarm(
        _("a battery that may catch fire"),
        _(
            "Switch the device off, unplug it, do not charge it again and keep it away from anything that burns."
        ),
        "hw.battery",
    ),
    Danger.FIRE: Alarm(
        _("smoke, a smell of burning or sparks"),
        _("If you can without risk, unplug. Move away, warn those around you and call building safety."),
        "site.power",
    ),
    Danger.WATER: Alarm(
        _("water or liquid on electric equipment"),
        _("Touch nothing wet. Keep away, and have the power cut off where it comes from."),
        "site.power",
    ),
    Danger.ATTACK: Alarm(
        _("files held to ransom or encrypted"),
        _("Unplug the network cable and turn Wi-Fi off, leave the computer on, touch nothing else."),
        "sec.malware",
    ),
    Danger.SECRET: Alarm(
        _("a password given to a fraudulent site or person"),
        _(
            "Change this password now, from another computer, and refuse any sign-in that you did not ask for."
        ),
        "sec.account_compromised",
    ),
}


def danger_in(text: str) -> Danger | None:
    """The first danger that the words tell, unless they say that it is not there."""
    words = plain(text)
    return next((danger for danger, signs in _SIGNS if any(_tells(sign, words) for sign in signs)), None)


def _tells(sign: re.Pattern[str], words: str) -> bool:
    return any(not _NOT.search(_before(words, found.start("sign"))) for found in sign.finditer(words))


def _before(words: str, place: int) -> str:
    """As far as a negation reaches. All of it, a long text of signs would be read as often as it has signs."""
    return words[max(0, place - _NEGATION) : place]


_NEGATION: Final = 80


_NOT: Final = re.compile(
    r"(?:\b(?:pas|jamais) (?:du tout |encore )?(?:de |d')|\b(?:aucune?|sans|ni) (?:odeur de |trace de )?|"
    r"\bn(?:e |')[\w']+ (?:\w+ )?(?:pas|jamais) (?:du tout |encore )?|"
    r"\b(?:no|without|never|any) |(?:\bnot|n't) (?:yet |at all )?(?:a |any )?)$"
)
_GAP: Final = r"[^.;!?]{0,40}?\b"
_DEVICE: Final = (
    r"(?:ordinateur|pc|portable|ecran|imprimante|appareil|chargeur|prise|multiprise|serveur|onduleur|boitier|"
    r"unite centrale|machine|telephone|station d'accueil|laptop|computer|screen|monitor|printer|charger|socket|server|phone)"
)
_ELECTRIC: Final = (
    r"(?:multiprise|prise|rallonge|serveur|onduleur|tableau electrique|baie|local technique|ordinateur|portable|pc|"
    r"power strip|sockets?|outlets?|extension|server|rack|plugs?|ups|laptop|computer)"
)
_FAKE: Final = r"(?:faux|fausse|frauduleu\w+|pirate\w*|hameconnage|phishing|escroc\w*|arnaqu\w*|louche|fake|fraud\w*|scam\w*)"


def _signs(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_SIGNS: Final = (
    (
        Danger.BATTERY,
        _signs(
            rf"\bbatter(?:ie|y){_GAP}(?P<sign>gonfl\w+|bombee?|enfle\w*|explos\w+|fuit|brul\w+|"
            r"swollen|swell\w*|bulg\w+|bloat\w+|leak\w*|explod\w+|hiss\w*|puff\w+)",
            r"\b(?P<sign>gonfl\w+|swollen|bulging|bloated) (?:[\w']+ ){0,3}batter(?:ie|y)",
            r"\b(?:portable|boitier|telephone|coque|pave tactile|laptop|phone|case|trackpad)\b[^.;!?]{0,20}?"
            r"\b(?P<sign>gonfl(?:e|ee|ait)|bombee?|swollen|bulging|swelling)\b",
        ),
    ),
    (
        Danger.FIRE,
        _signs(
            r"(?<!detecteur de )(?<!detecteurs de )(?<!ecran de )(?P<sign>\b(?:(?:la|une|cette|odeur de|grosse|petite|plein de|"
            r"beaucoup de|trop de|peu de) fumees?\b(?! de (?:cigarette|cuisine))|fumee (?:qui )?(?:sort|s'echappe|noire|blanche|grise)))",
            rf"\b(?:{_DEVICE}|ca|cela) (?:\w+ )?(?P<sign>fume|fumait|se met a fumer)\b",
            r"^\W*(?P<sign>fumee)\b",
            r"\b(?P<sign>smoke)\b(?![ -](?:detector|alarm|test|break|screen|free))",
            r"\b(?:is|was|started|starts|keeps) (?P<sign>smoking)\b(?! (?:area|room|break))",
            r"(?<!\bme )\b(?P<sign>(?:sens|sent|sentait|odeurs?)\b(?! (?:pas|plus|rien|jamais)\b)[^.;!?]{0,25}?"
            r"\b(?:brulee?|cramee?|roussi))\b",
            r"\b(?P<sign>pren(?:d|ait) feu|pris feu|en feu|debut d'incendie|etincelles?|court-circuit|"
            r"electrocut\w+|decharge electrique)\b",
            r"\b(?P<sign>smell\w* (?:of |like )?(?:something )?burn\w*|burn(?:ing|t) (?:\w+ )?smell|on fire|caught fire|"
            r"sparks|sparking|a spark|electric shock)\b",
            r"\b(?P<sign>flammes?|flames)\b",
        ),
    ),
    (
        Danger.WATER,
        _signs(
            rf"(?P<sign>\b(?:eau|cafe|liquide|soda|water|liquid|coffee|tea)\b)[^.;!?]{{0,30}}?"
            r"\b(?:sur|dans|sous|pres de|on|in|into|onto|over|near|under|inside)\b (?:[\w']+ ){0,2}?(?:l'|d')?"
            rf"{_ELECTRIC}\b",
            r"\b(?P<sign>degats? des eaux|(?:local|salle|bureau|baie|sol) (?:est |sont )?inonde\w*)\b",
            r"\b(?:room|office|floor|basement) (?:is |was )?(?P<sign>flooded)\b",
        ),
    ),
    (
        Danger.ATTACK,
        _signs(
            r"\b(?P<sign>rancons?|rancongiciels?|ransom\w*|cryptolocker)\b",
            rf"\b(?:fichiers|documents|dossiers|donnees)\b{_GAP}(?:sont|ete|tous|toutes|etaient) (?:\w+ )?"
            r"(?P<sign>(?:chiffre|crypte)e?s)\b",
            rf"\b(?:files|documents|folders)\b{_GAP}(?:are|were|been|got|all) (?:\w+ )?(?P<sign>encrypted)\b",
        ),
    ),
    (
        Danger.SECRET,
        _signs(
            r"\b(?P<sign>donne|saisi|entre|tape|communique|rentre|envoye|gave|given|entered|typed|sent)\b[^.;!?]{0,25}?"
            r"\b(?:mots? de passe|mdp|identifiants?|carte bancaire|passwords?|credentials|card number)\b"
            rf"[^.;!?]{{0,40}}?\b{_FAKE}\b",
            rf"\b{_FAKE}\b[^.;!?]{{0,50}}?\b(?P<sign>donne|saisi|entre|tape|communique|gave|given|entered|typed)\b"
            r"[^.;!?]{0,25}?\b(?:mots? de passe|mdp|identifiants?|passwords?|credentials)\b",
            rf"\b(?P<sign>clique|clicked|fell for)\b[^.;!?]{{0,30}}?\b{_FAKE}\b",
        ),
    ),
)
