"""The five opening questions that every incident shares, and what a text already tells of them."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secours.diagnosis.models import Run
from secours.lib.text import listed_once, one_line, plain
from secours.service_levels.models import Category, Level

Text = str | Promise


@dataclass(frozen=True)
class OpeningQuestion:
    """`choices`: (value, words); empty when any words answer. `is_free`: words beside the choices.
    `suggested` is what is already known and only wants a nod."""

    key: str
    ask: Text
    choices: tuple[tuple[str, Text], ...] = ()
    is_free: bool = False
    hint: Text = ""
    suggested: str = ""


QUESTIONS: Final = (
    OpeningQuestion(
        "others",
        _("Is it only you, or are others affected too?"),
        (("no", _("Only me")), ("yes", _("Others too")), ("unknown", _("I don’t know"))),
    ),
    OpeningQuestion(
        "since",
        _("Since when, and what changed?"),
        (
            ("now", _("Just now")),
            ("today", _("Today")),
            ("days", _("For a few days")),
            ("always", _("It has never worked")),
        ),
        is_free=True,
        hint=_("For example: since this morning, after an update."),
    ),
    OpeningQuestion(
        "message",
        _("What does the screen say, word for word?"),
        is_free=True,
        hint=_("Copy the message, or add a photo of it."),
    ),
    OpeningQuestion("where", _("Where are you?"), is_free=True, hint=_("Site, floor, office, or at home.")),
    OpeningQuestion(
        "stops",
        _("Does it stop your work?"),
        (("yes", _("Yes, I am stuck")), ("partly", _("I can work another way")), ("no", _("No"))),
    ),
)
QUESTION_KEYS: Final = tuple(question.key for question in QUESTIONS)
_BY_KEY: Final = {question.key: question for question in QUESTIONS}


def opening_questions(run: Run) -> list[OpeningQuestion]:
    """Those that nothing has answered yet; none once the step was passed, or for a request."""
    if run.is_opening_done or run.opening.get("request") == "yes":
        return []
    place = _known_place(run)
    return [
        OpeningQuestion(q.key, q.ask, q.choices, q.is_free, q.hint, place if q.key == "where" else "")
        for q in QUESTIONS
        if not run.opening.get(q.key)
    ]


def opening_answers(run: Run) -> list[tuple[Text, Text]]:
    """(question, answer) in words, in the order of the questions."""
    return [
        (_BY_KEY[key].ask, answer_words(key, run.opening[key]))
        for key in QUESTION_KEYS
        if run.opening.get(key)
    ]


def answer_words(key: str, value: str) -> Text:
    return dict(_BY_KEY[key].choices).get(value, value)


def impact_from(run: Run, category: Category | None) -> int:
    """Others affected: at least medium; a category that says more keeps it."""
    usual = category.impact if category else Level.LOW
    return min(usual, Level.MEDIUM) if run.opening.get("others") == "yes" else usual


def urgency_from(run: Run, category: Category | None) -> int:
    """Stopped work is urgent; work that goes on is not, whatever the category."""
    usual = category.urgency if category else Level.MEDIUM
    told = {"yes": Level.HIGH, "partly": Level.MEDIUM, "no": Level.LOW}
    return told.get(run.opening.get("stops", ""), usual)


def complete_opening(opening: dict[str, str]) -> dict[str, str]:
    """Only what can be kept: no empty answer."""
    return {key: value for key, value in opening.items() if value}


def answers_in_text(text: str) -> dict[str, str]:
    """What the person's own words already tell. A rule that is not sure says nothing: asking costs less
    than believing wrongly."""
    words = _HELLO.sub("", plain(text))
    told = {
        "others": _first(words, _OTHERS),
        "since": _since(text),
        "message": _message(text),
        "where": _where(text),
        "stops": _first(words, _STOPS),
    }
    return {key: value for key, value in told.items() if value}


# “Bonjour tout le monde” says nothing of the colleagues.
_HELLO: Final = re.compile(
    r"^(bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|good (morning|afternoon|evening))\s+"
    r"(a tous( et a toutes)?|a toutes( et a tous)?|a toute l'equipe|tout le monde|tous|everyone|everybody|all)\b"
)
_OTHERS: Final = (
    (
        "no",
        r"\b(je suis (le|la) seule?|(que|uniquement|seulement) (moi|chez moi|mon poste)|"
        r"(tout le monde|tous|toutes|les autres)[^.;!?]{0,40} sauf (moi|chez moi|mon poste)|"
        r"(marche|fonctionne|imprime)(nt)? (tres bien |bien )?(chez|pour|sur) (les autres|mes collegues|tout le monde|tous)|"
        r"(les|mes) collegues n'ont (pas|aucun)|(les|mes) collegues (y arrivent|impriment|peuvent)|"
        r"only me|just me|(everyone|everybody|all)[^.;!?]{0,40} (except|but) (for )?me|my colleagues (can|do not|don't)|"
        r"works (fine |well )?for (others|the others|my colleagues|everyone|everybody|all))\b",
    ),
    (
        "yes",
        r"\b(toute l'equipe|tout le (service|monde|bureau|batiment|couloir|plateau|site|secretariat)|"
        r"tous les (postes|collegues|pc|ordinateurs)|mes collegues aussi|les collegues aussi|"
        r"(plusieurs|tous mes|autres) collegues|on est (tous|plusieurs)|nous sommes (tous|plusieurs)|"
        r"personne (ne |n')(peut|arrive|parvient|recoit|imprime|accede|a plus|a acces|a internet|a le reseau)|aucun (poste|collegue)|moi et (mes|ma|mon) coll?egues?|"
        r"(the )?(whole|entire) (team|office|floor|ward|department|site|building)|"
        r"everyone|everybody|nobody (can|is able)|no one can|(all|several) (of us|my colleagues|colleagues)|"
        r"my colleagues (too|as well)|we all)\b",
    ),
)
_STOPS: Final = (
    (
        "partly",
        r"\b(pas bloquant|pas urgent|ce n'est pas urgent|je peux (encore )?travailler|en attendant je|"
        r"not urgent|no rush|not blocking|i can (still )?work)\b",
    ),
    (
        "yes",
        r"\b(je suis (completement |totalement )?bloquee?|on est (completement )?bloques?|nous sommes bloquee?s|"
        r"(ne|n') ?(peux|peut|pouvons|peuvent) (plus|pas) (du tout )?(travailler|bosser)|plus travailler|"
        r"impossible de travailler|bloque notre travail|c'est bloquant|"
        r"(can't|cannot|can not|unable to) work|i am stuck|i'm stuck|we are stuck|work has stopped)\b",
    ),
)
_SPAN: Final = r"[^,.;!?\n]{0,40}"
_EVENT: Final = (
    r"(?:changement|mise à jour|maj|déménagement|redémarrage|coupure|panne|week-?end|début|matin|retour|"
    r"passage|installation|remplacement|migration|orage|reprise|semaine|\d)"
)
_DAY: Final = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_HAPPENING: Final = (
    r"(?:update|upgrade|move|restart|reboot|change|outage|storm|weekend|migration|replacement|"
    r"installation|new |beginning|start)"
)
_WEEKDAY: Final = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
# "depuis" and "since" also mean "from" a place and "because": only words of time or of a change count.
_SINCE: Final = re.compile(
    r"\b(?:depuis (?:ce matin|cet après-midi|hier(?: soir| matin)?|avant-hier|tout à l['’]heure|ce midi|"
    rf"(?:le |la |l['’]){_EVENT}{_SPAN}|{_DAY}(?: dernier)?|"
    r"(?:environ )?(?:\d+|une?|deux|trois|quelques|plusieurs) (?:minutes?|heures?|jours?|semaines?|mois))|"
    r"(?:ce matin|cet après-midi|hier (?:soir|matin))|"
    rf"(?:après|suite à) (?:la |une |le |un |l['’])?{_EVENT}{_SPAN}|"
    r"since (?:this (?:morning|afternoon)|yesterday|last (?:night|week|month)|"
    rf"(?:the |an? |my )?(?:\w+ )?{_HAPPENING}{_SPAN}|{_WEEKDAY})|"
    rf"this (?:morning|afternoon)|after (?:the |an? |my )?(?:\w+ )?{_HAPPENING}{_SPAN}|"
    r"for (?:\d+|an?|two|three|several|a few) (?:minutes?|hours?|days?|weeks?|months?))",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[«“\"]\s*([^«»“”\"\n]{6,200}?)\s*[»”\"]")
_CODE: Final = re.compile(
    r"\b((?:erreur|error|code)(?: code| d['’]erreur)?\s*:?\s*(?:0x[0-9a-f]{4,}|[A-Z_]*\d{2,}[\w.-]*))|"
    r"\b(0x[0-9a-f]{4,})\b",
    re.IGNORECASE,
)
_WHERE: Final = re.compile(
    r"\b((?:bureau|salle|guichet|chambre|box|porte|poste de soins|room|desk|office|counter)\s+"
    r"(?:n°\s*)?(?:[A-Z]{0,3}[- ]?\d+[\w.-]*))|"
    r"\b((?:en|au) télétravail|chez moi(?= |[,.]|$)|working from home|at home)\b|"
    r"\b(au (?:\d+(?:er?|e|ème)|premier|deuxième|troisième|quatrième|rez-de-chaussée)(?: étage)?(?=[ ,.]|$)|"
    r"on the (?:\d+(?:st|nd|rd|th)|first|second|third|fourth|ground) floor)",
    re.IGNORECASE,
)


def _first(words: str, rules: tuple[tuple[str, str], ...]) -> str:
    return next((value for value, pattern in rules if re.search(pattern, words)), "")


def _since(text: str) -> str:
    found = _SINCE.search(one_line(text))
    return one_line(found.group(0)) if found else ""


def _message(text: str) -> str:
    found = _QUOTED.search(text) or _CODE.search(text)
    return one_line(next(filter(None, found.groups()))) if found else ""


def _where(text: str) -> str:
    found = _WHERE.search(one_line(text))
    return one_line(next(filter(None, found.groups()))) if found else ""


def _known_place(run: Run) -> str:
    person = run.person
    site = run.site or person.site
    return listed_once(site.name if site else "", person.place.name if person.place else "")
