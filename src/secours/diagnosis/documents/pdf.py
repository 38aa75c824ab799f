"""The assessment as an accessible PDF (PDF/UA-1): tagged, in its language, with its own fonts.

Pure: no database, no clock, no network. The template is part of the package and reads nothing else; what
people wrote enters as JSON strings, so no sign in it is ever markup (foundations.md 7).
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import typst

_FOLDER: Final = Path(__file__).resolve().parent
# What IBM Plex Sans surely draws: Latin letters, figures, the punctuation of French and English.
_FOREIGN: Final = re.compile("[^\\s\\u0020-\\u017f\\u2010-\\u2026\\u2030-\\u203a\\u20ac\\u2122]+")
_FONTS: Final = _FOLDER.parent.parent / "fonts"


def assessment_pdf(data: dict[str, Any], language: str) -> bytes:
    """`data` as `assessment_document` makes it. The same data gives the same bytes."""
    try:
        return _compiled(data, language)
    except typst.TypstError as error:
        # PDF/UA refuses a sign that the font lacks: an emoji must not cost the document.
        if "could not be displayed" not in str(error):
            raise
        return _compiled(_displayable(data), language)


def _compiled(data: dict[str, Any], language: str) -> bytes:
    return bytes(
        typst.compile(
            _FOLDER / "assessment.typ",
            root=_FOLDER,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps({**data, "language": language}, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=data["at"],
        )
    )


def _displayable(value: Any) -> Any:
    """The same with a mark in the place of each sign outside Latin script and common punctuation."""
    if isinstance(value, str):
        return _FOREIGN.sub("[?]", value)
    if isinstance(value, dict):
        return {name: _displayable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_displayable(part) for part in value]
    return value
