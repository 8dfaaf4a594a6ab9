"""Contrast of every pair in use, computed as WCAG 2.2 says: 7 for text (AAA), 3 for marks that carry meaning."""

import pytest

from ui.look.palettes import PALETTES, Palette

SURFACES = ("paper", "surface", "rail", "quiet", "tint")
TEXTS = (
    *(("ink", each) for each in (*SURFACES, "l5t", "l4t", "l3t", "l2t", "l1t")),
    *(("ink2", each) for each in (*SURFACES, "l5t", "l4t", "l3t", "l2t", "l1t")),
    ("on_band", "band"), ("on_band2", "band"), ("on_main", "main"), ("on_main", "main_hover"),
    ("on_main", "main_press"),
    ("link", "surface"), ("link", "paper"), ("link", "rail"), ("link", "tint"), ("on_l5", "l5"),
    *((level, ground) for level in ("l5", "l4", "l3", "l2", "l1") for ground in ("surface", f"{level}t")),
    ("l5", "paper"), ("l3", "l3t"), ("l5", "l5t"),
)  # fmt: skip
MARKS = (
    ("edge", "surface"), ("edge", "paper"), ("edge", "rail"), ("scroll", "quiet"), ("bar", "surface"),
    ("focus", "focus_in"), ("main", "tint"), ("main", "surface"),
)  # fmt: skip


def luminance(color: str) -> float:
    """Source: WCAG 2.2, "relative luminance"."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(palette: Palette, one: str, other: str) -> float:
    high, low = sorted((luminance(getattr(palette, one)), luminance(getattr(palette, other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dress", PALETTES)
def test_text_is_readable(dress: str) -> None:
    palette = dict(PALETTES)[dress]  # type: ignore[index]
    weak = {pair: round(contrast(palette, *pair), 1) for pair in TEXTS if contrast(palette, *pair) < 7}
    assert weak == {}


@pytest.mark.parametrize("dress", PALETTES)
def test_marks_can_be_seen(dress: str) -> None:
    palette = dict(PALETTES)[dress]  # type: ignore[index]
    weak = {pair: round(contrast(palette, *pair), 1) for pair in MARKS if contrast(palette, *pair) < 3}
    assert weak == {}


def test_black_on_white_is_twenty_one() -> None:
    assert round((luminance("#FFFFFF") + 0.05) / (luminance("#000000") + 0.05), 3) == 21
