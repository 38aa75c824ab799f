"""Addresses of static files carry a digest of their bytes, so that browsers keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedStorage(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        plain = super().url(name)
        digest = _digest(name or "")
        return f"{plain}?v={digest}" if digest else plain


@lru_cache(maxsize=512)
def _digest(name: str) -> str:
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if path else ""
