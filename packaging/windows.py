"""Pictures of the window for paper and README: a part of what `make screens` drew, in few colours."""

from pathlib import Path

from PIL import Image

COLOURS = 64
"""As many as the window's own palette needs; letters stay sharp, and a picture stays under 120 KB."""

WHOLE = (0, 0, 1366, 688)
PAGE = (216, 64, 1366, 648)
"""Without band, rail and strip."""
FLOW = (216, 64, 1366, 572)
"""The same of a page of 新しい相談, without its footer."""
Area = tuple[int, int, int, int]


def drawn(screens: Path, stop: str, dress: str = "light") -> Path | None:
    """What `make screens` drew of a stop; None where it was not drawn."""
    return next(iter(sorted(screens.glob(f"{dress}-[0-9][0-9]-{stop}.png"))), None)


def reduce(source: Path, area: Area, target: Path) -> None:
    with Image.open(source) as whole:
        part = whole.convert("RGB").crop(area)
    part.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
