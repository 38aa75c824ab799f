import gc
import os
from itertools import count

from django.core.wsgi import get_wsgi_application

from secours.cli.processes import die_with_parent

_FULL = 2
_TIMES = 4
_collections = count()


def _keep_survivors(phase: str, about: dict[str, int]) -> None:
    """What the first pages left (statements, texts, templates) stays too: a full collection stopped one page in two
    hundred for 48 ms. Only a few times: what a page holds at that moment is kept with it."""
    if phase == "stop" and about["generation"] == _FULL and next(_collections) < _TIMES:
        gc.freeze()


die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secours.config.settings")
application = get_wsgi_application()
gc.callbacks.append(_keep_survivors)
# What was imported stays: the collector need not walk a million objects of it in the middle of a page.
gc.collect()
