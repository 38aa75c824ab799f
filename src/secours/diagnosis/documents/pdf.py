"""The assessment as an accessible PDF (PDF/UA-1): tagged, in its language, with its own fonts.

Pure: no database, no clock, no network. The template is part of the package and reads nothing else; what
people wrote enters as JSON strings, so no sign in it is ever markup (foundations.md 7).
"""

import json
from pathlib import Path
from typing import Any, Final

import typst

_FOLDER: Final = Path(__file__).resolve().parent
_FONTS: Final = _FOLDER.parent.parent / "fonts"


def assessment_pdf(data: dict[str, Any], language: str) -> bytes:
    """`data` as `assessment_document` makes it. The same data gives the same bytes."""
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
