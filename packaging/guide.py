"""Makes the volunteer's guide, build/guide.pdf: `make guide`. Its text is packaging/guide/text.typ.

The pictures are those of `make screens`; one that was not drawn is left out, and said.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import typst
from pylopdf_fonts_jp import sans_path
from windows import FLOW, PAGE, WHOLE, Area, drawn, reduce

SOURCE = Path(__file__).parent / "guide"
SHAPES = Path(__file__).parents[1] / "kyosei_desk" / "sheets" / "shapes.typ"
SCREENS, TARGET = Path("build/screens"), Path("build/guide.pdf")
SHOTS: dict[str, Area] = {
    "first-run": (0, 64, 1110, 590),
    "unlock": WHOLE,
    "today": WHOLE,
    "intake-1": (0, 64, 1366, 648),
    **{f"intake-{page}": FLOW for page in range(2, 9)},
    "household": PAGE,
    "sync": (216, 64, 1366, 380),
    "paper": PAGE,
    "settings": (216, 64, 1366, 470),
}


def main() -> int:
    missing = [stop for stop in SHOTS if drawn(SCREENS, stop) is None]
    if missing:
        print(f"絵のないところは、はぶきました（make screens で描けます）: {'、'.join(missing)}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(compiled(SCREENS))
    print(TARGET)
    return 0


def compiled(screens: Path) -> bytes:
    """The guide as a tagged PDF, with the pictures that are there."""
    with tempfile.TemporaryDirectory() as place:
        room = Path(place)
        for part in (*SOURCE.glob("*.typ"), SHAPES):
            shutil.copy(part, room)
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])
        pictures = json.dumps(put_pictures(screens, room))
        compiler = typst.Compiler(str(room / "guide.typ"), root=str(room), font_paths=fonts)
        pdf = compiler.compile(format="pdf", sys_inputs={"pictures": pictures}, pdf_standards=["ua-1", "a-2a"])
    if not isinstance(pdf, bytes):
        raise TypeError
    return pdf


def put_pictures(screens: Path, room: Path) -> list[str]:
    """The pictures that were drawn, cut to what is told of them; their names."""
    there = []
    for stop, area in SHOTS.items():
        source = drawn(screens, stop)
        if source:
            reduce(source, area, room / f"{stop}.png")
            there.append(stop)
    return there


if __name__ == "__main__":
    sys.exit(main())
