"""The channel of meaning: sentences of both languages placed in one space of 512 dimensions.

One process of the machine owns the model (secours/lib/meaning); where it cannot be asked, recall goes on with
words alone. `SECOURS_MEANING=here` reads the model in this process instead; `none` does without
it, on a machine that lacks its 150 MB.
"""

from collections.abc import Sequence

from django.conf import settings

from secours.lib.meaning import Vectors, ask, place

MODEL = "use-multilingual-3/0.2.1"


def embed(texts: Sequence[str], *, patience: float = 0.0) -> Vectors | None:
    """One row of length 1 for each text; None without the model, or when its owner does not answer.
    `patience`: seconds to wait for an owner that is starting."""
    quiet, where = [_quiet(text) for text in texts], settings.SECOURS_MEANING
    if where == "none":
        return None
    if where == "here":
        return place(quiet)
    return ask(settings.DATA, quiet, patience=patience)


def literal(vector: Vectors) -> str:
    """As pgvector reads it."""
    return "[" + ",".join(f"{number:.6g}" for number in vector.tolist()) + "]"


def _quiet(text: str) -> str:
    """Shouted text is placed far from the same words said calmly; a text without letters is a blank."""
    return text.replace("’", "'").lower().strip() or " "
