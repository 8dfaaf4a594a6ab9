"""Draws the README's pictures: `make pictures`, of the papers of `make demo` and the screens of `make screens`.

`make demo` draws papers where there is no screen; `python -m sync.practice_round build/demo` does so anywhere.
"""

from pathlib import Path

import pypdfium2
from windows import WHOLE, drawn, reduce

SHEETS, SCREENS = Path("build/demo/sheets"), Path("build/screens")
PICTURES = Path("packaging/pictures")
SCALE = 1.5
"""108 dots an inch: readable in a README, and small."""

PAPERS = {"sheet": "P01", "letter": "P01-自立相談支援機関"}
WINDOWS = {
    "today": ("light", "today"),
    "checklist": ("light", "intake-5"),
    "consent": ("light", "intake-7"),
    "household": ("light", "household"),
    "large": ("200", "intake-2"),
    "contrast": ("contrast", "intake-5"),
}
"""A picture's name, and the dress and the stop of the tour that it shows."""


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, case in PAPERS.items():
        page = pypdfium2.PdfDocument(SHEETS / f"{case}.pdf")[0]
        page.render(scale=SCALE).to_pil().convert("L").save(PICTURES / f"{name}.png", optimize=True)
    for name, (dress, stop) in WINDOWS.items():
        source = drawn(SCREENS, stop, dress)
        if source is None:
            raise SystemExit(f"{stop} の絵がありません。先に make screens を。")
        reduce(source, WHOLE, PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
