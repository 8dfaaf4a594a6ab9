"""The street on the unlock page: decoration, hidden from readers."""

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look

LINES = (
    "M0 108H380", "M14 108V52L46 26 78 52V108 M4 60L46 26 88 60", "M38 108V78h18V108 M22 68h8v10h-8z M62 68h8v10h-8z",
    "M112 108V74", "M138 52L200 4 262 52 M150 43V108 M250 43V108",
    "M162 96c0-14 8-18 18-18s18 4 18 18z M202 96c0-14 8-18 18-18s18 4 18 18z M162 96h76",
    "M286 108V78", "M312 108V62L340 38 366 62V108 M304 68L340 38 376 68",
    "M332 108V82h16V108 M318 72h8v9h-8z M354 72h8v9h-8z",
)  # fmt: skip


class Street(QWidget):
    """Houses, trees, two people under a roof; drawn in the house's green."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.follow(self, lambda: self.setFixedHeight(look.px(120)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        ink, tint = self._look.hex("main"), self._look.hex("tint")
        paths = "".join(f'<path d="{each}"/>' for each in LINES)
        crowns = f'<g fill="{tint}"><circle cx="112" cy="58" r="21"/><circle cx="286" cy="66" r="16"/></g>'
        heads = '<circle cx="180" cy="62" r="8"/><circle cx="220" cy="62" r="8"/>'
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -4 380 120"><g fill="none" stroke="{ink}"'
            f' stroke-width="2" stroke-linejoin="round">{crowns}{paths}{heads}</g></svg>'
        )
        wide = min(float(self.width()), self.height() * 380 / 120)
        painter = QPainter(self)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, wide, wide * 120 / 380))
        painter.end()
