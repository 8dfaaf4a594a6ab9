"""Draws the README's picture from a practice case: python packaging/pictures.py, after `make demo`."""

from pathlib import Path

import pypdfium2

SHEETS = Path("build/demo/sheets")
PICTURES = Path("packaging/pictures")
SCALE = 1.5
"""108 dots an inch: readable in a README, and small."""


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, case in (("sheet", "P01"), ("letter", "P01-自立相談支援機関")):
        page = pypdfium2.PdfDocument(SHEETS / f"{case}.pdf")[0]
        page.render(scale=SCALE).to_pil().convert("L").save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
