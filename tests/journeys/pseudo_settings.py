"""The product's settings, where French is the pseudo-language: every translated text stands between ⟦ and ⟧."""

import os
from pathlib import Path

from secours.config.settings import *  # noqa: F403

LOCALE_PATHS = [Path(os.environ["SECOURS_PSEUDO_LOCALES"])]
