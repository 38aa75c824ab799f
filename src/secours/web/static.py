"""Addresses of static files carry a digest of their bytes, so that browsers keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedStorage(StaticFilesStorage):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._urls: dict[str, str] = {}

    def url(self, name: str | None) -> str:
        """Worked out once a process: every icon of a page asks for the same one."""
        known = self._urls.get(name or "")
        if known is None:
            plain, digest = super().url(name), _digest(name or "")
            known = self._urls[name or ""] = f"{plain}?v={digest}" if digest else plain
        return known


@lru_cache(maxsize=512)
def _digest(name: str) -> str:
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if path else ""
