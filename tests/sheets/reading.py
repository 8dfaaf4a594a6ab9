"""Reads a printed sheet back: its text, its sizes, and its pixels."""

import re
from io import BytesIO
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image
from pypdf import PdfReader

POINTS_A_MILLIMETRE = 72 / 25.4


def text_of(pdf: bytes) -> str:
    """All text of all pages, without spaces and line ends: lines break where the paper ends."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return re.sub(r"[\s\u200b]", "", "".join(pages))


class Description(NamedTuple):
    """What a PDF says of itself."""

    tagged: bool
    language: str
    metadata: str


def description_of(pdf: bytes) -> Description:
    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"].get_object()
    metadata = root["/Metadata"].get_object().get_data().decode()
    return Description(bool(root["/MarkInfo"]["/Marked"]), str(root["/Lang"]), metadata)


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def sizes_of(pdf: bytes) -> set[float]:
    """The letter sizes on all pages in points, as they stand on paper."""
    sizes: set[float] = set()

    def note(text: str, _cm: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * abs(matrix[3]), 2))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return sizes


def millimetres_of(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of every page."""
    boxes = [page.mediabox for page in PdfReader(BytesIO(pdf)).pages]
    return {
        (round(float(box.width) / POINTS_A_MILLIMETRE), round(float(box.height) / POINTS_A_MILLIMETRE)) for box in boxes
    }


def ink_of(pdf: bytes) -> tuple[int, int, int, int]:
    """Left, top, right and bottom white margins in millimetres, the narrowest of all pages."""
    margins = [edges(page.render(scale=1).to_pil().convert("L")) for page in pypdfium2.PdfDocument(pdf)]
    return (
        min(m[0] for m in margins),
        min(m[1] for m in margins),
        min(m[2] for m in margins),
        min(m[3] for m in margins),
    )


def edges(page: Image.Image) -> tuple[int, int, int, int]:
    box = page.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box is not None, "an empty page"
    left, top, right, bottom = box
    white = (left, top, page.width - right, page.height - bottom)
    return tuple(round(each / POINTS_A_MILLIMETRE) for each in white)  # type: ignore[return-value]
