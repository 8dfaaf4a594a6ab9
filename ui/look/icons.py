"""Icons and shapes as pictures: an SVG made from one path, tinted, drawn at the size of the text."""

import tomllib
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

RING = '<circle cx="12" cy="12" r="9" fill="none" stroke="{ink}" stroke-width="2.4"/><circle cx="12" cy="12" r="3.6"/>'
BANG = '<path d="M12 7v6.5M12 17v.2" stroke="{hole}" stroke-width="2.6" stroke-linecap="round" fill="none"/>'
STATES = {
    "draft": '<circle cx="12" cy="12" r="9" fill="none" stroke="{ink}" stroke-width="2.2" stroke-dasharray="4.2 2.9"/>',
    "closed": (
        '<path d="M4 4h16v16H4z" fill="none" stroke="{ink}" stroke-width="2.2"/>'
        '<path d="M7.5 12.5l3 3 6-7" fill="none" stroke="{ink}" stroke-width="2.2"/>'
    ),
    "sent": (
        '<circle cx="12" cy="12" r="10"/>'
        '<path d="M7.5 12.5l3 3 6-7" fill="none" stroke="{hole}" stroke-width="2.4" stroke-linecap="round"/>'
    ),
}
"""The states of a record, by shape."""


@cache
def paths() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "icons.toml").read_text("utf-8"))


def icon_names() -> tuple[str, ...]:
    return tuple(paths()["icons"])


def outline(name: str, ink: str) -> str:
    """One icon as the inside of an SVG."""
    return (
        f'<path d="{paths()["icons"][name]}" fill="none" stroke="{ink}" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def level_shape(level: int, ink: str, hole: str) -> str:
    """A level's shape; `hole` is the colour of the mark in it."""
    if level == 2:
        return RING.format(ink=ink)
    path = paths()["levels"][str(level)]
    if level == 1:
        return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="2.2" stroke-linejoin="round"/>'
    return f'<path d="{path}"/>' + (BANG.format(hole=hole) if level >= 4 else "")


def state_shape(state: str, ink: str, hole: str) -> str:
    return STATES[state].format(ink=ink, hole=hole)


def mark(ink: str) -> str:
    """The mark: a roof over two people, on the grid of 24."""
    roof = paths()["mark"]["roof"]
    people = "M10 20a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0 M18.8 20a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0"
    bodies = "M7 33c.6-5 3-7 6.6-7s4.4 2 4.4 2s.8-2 4.4-2s6 2 6.6 7"
    return (
        f'<g transform="scale(.6667)" fill="none" stroke="{ink}" stroke-width="2.5" stroke-linecap="round"'
        f' stroke-linejoin="round"><path d="{roof}"/><path d="{people}"/><path d="{bodies}"/></g>'
    )


def drawn(inside: str, ink: str, size: int, ratio: float = 1.0) -> QPixmap:
    """A picture `size` by `size` pixels of the screen's own measure; shapes without a colour take `ink`."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="{ink}">{inside}</svg>'
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
