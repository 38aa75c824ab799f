"""Which of our two languages a text is written in."""

import re
from functools import cache
from typing import Any

# Words that settle a short text at once; the model is unsure below some twenty words.
_FRENCH = {
    "bonjour", "merci", "je", "j'ai", "vous", "nous", "les", "des", "est", "une", "pas", "plus", "mon",
    "ma", "mes", "votre", "pour", "avec", "sur", "dans", "cordialement", "salut", "bonsoir", "ne", "ça",
    "c'est", "depuis", "ce", "du", "et", "qui", "que", "au", "aux", "le", "la", "un", "il", "elle",
    "ordinateur", "imprimante",
}  # fmt: skip
_ENGLISH = {
    "hello", "hi", "thanks", "thank", "the", "is", "are", "my", "i", "you", "we", "have", "not", "and",
    "for", "with", "please", "your", "this", "that", "of", "to", "it", "can't", "regards", "dear", "was",
    "be", "can", "in", "on", "does", "doesn't", "don't", "what", "when", "printer", "computer",
}  # fmt: skip


def language_of(text: str) -> str | None:
    """ "fr" or "en"; None where there is nothing to tell by."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text[:4000].lower().replace("’", "'"))[:400]
    if not words:
        return None
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if french != english and max(french, english) >= 3 * min(french, english):
        return "fr" if french > english else "en"
    return str(_identifier().classify(text[:4000])[0])


@cache
def _identifier() -> Any:
    # Loading the model takes a third of a second: only when a text needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier
