"""Every contrast of the design language, recomputed from tokens.css (WCAG 2)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src" / "secours" / "static" / "css" / "tokens.css"
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", TOKENS.read_text()))
SHEETS = ("bg", "surface", "sunken", "raised")
SOFT = ("danger-soft", "warn-soft", "ok-soft", "info-soft", "known-soft")
TEXT = [
    *[("ink", ground) for ground in (*SHEETS, *SOFT, "note", "row-hover", "row-on")],
    *[("ink-2", ground) for ground in (*SHEETS, *SOFT, "note", "row-hover", "row-on", "accent-soft")],
    *[("ink-3", ground) for ground in (*SHEETS, "row-hover", "row-on")],
    *[("accent", ground) for ground in (*SHEETS, "row-hover", "row-on", "accent-soft")],
    *[("danger", ground) for ground in (*SHEETS, "row-hover", "row-on")],
    *[("warn", ground) for ground in (*SHEETS, "row-hover", "row-on")],
    *[(tone.removesuffix("-soft"), tone) for tone in SOFT],
    ("accent-strong", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong"), ("surface", "ink"),
]  # fmt: skip
SIGNS = [("control", "bg"), ("control", "surface"), ("bar", "surface"), ("bar-2", "surface")]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, ground: str, theme: int) -> float:
    light, dark = sorted(
        (luminance(PAIRS[name].split(", ")[theme]) for name in (front, ground)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_reads(front: str, ground: str, theme: int) -> None:
    assert contrast(front, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SIGNS)
def test_sign_shows(front: str, ground: str, theme: int) -> None:
    assert contrast(front, ground, theme) >= 3


def test_known_ratio_is_found() -> None:
    assert contrast("on-accent", "accent", 0) == pytest.approx(6.8, abs=0.05)
