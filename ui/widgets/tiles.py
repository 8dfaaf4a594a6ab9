"""Big choices: tiles with a ring (one of several), rows with a tick (any of several). All of a tile is the target."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QCheckBox, QGridLayout, QRadioButton, QSizePolicy, QWidget

from ui.look import Look
from ui.widgets.text import draw_lines, pitch, wrapped

RING, PAD, GAP, ICON = 22, 12, 8, 22


class Tile(QRadioButton):
    """One choice. Pressed again, it is taken back: no answer is an answer too, and never a No."""

    def __init__(
        self,
        look: Look,
        text: str,
        size: float = 20,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        framed: bool = True,
    ) -> None:
        """`framed`: with an edge of its own; a tile on a card that is chosen as a whole has none."""
        super().__init__(text, parent)
        self._look, self._size, self._sign, self._framed = look, size, icon, framed
        self.setAutoExclusive(False)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._heights: dict[int, int] = {}
        look.follow(self, self._dress)

    def _dress(self) -> None:
        self._heights.clear()
        self.setFont(self._look.font(self._size))
        self.setMinimumHeight(self._look.control(52))
        self.updateGeometry()

    def _left(self) -> int:
        """Where the word begins: behind ring and icon."""
        px = self._look.px
        return px(PAD) + px(RING) + px(GAP) + (px(ICON) + px(GAP) if self._sign else 0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        words = QFontMetrics(self._look.font(self._size)).horizontalAdvance(self.text())
        return QSize(self._left() + self._look.px(PAD) + words + 6, self._look.control(52))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(self.sizeHint().width(), self._look.px(90)), self._look.control(52))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            look, font = self._look, self._look.font(self._size)
            lines = wrapped(self.text(), font, width - self._left() - look.px(PAD))
            self._heights[width] = max(look.control(52), len(lines) * pitch(font) + look.px(16))
        return self._heights[width]

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802
        return self.rect().contains(at)

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        width = 3 if chosen else 2
        edge = self.rect().adjusted(width - 1, width - 1, -width + 1, -width + 1)
        if self._framed:
            painter.setPen(QPen(look.color("main" if chosen else "edge"), width))
            painter.setBrush(look.color("tint" if chosen else "quiet" if self.underMouse() else "surface"))
            painter.drawRoundedRect(edge, 8, 8)
        self._ring(painter, chosen=chosen)
        painter.setPen(look.color("ink"))
        painter.setFont(look.font(self._size))
        if self._sign:
            size = look.px(ICON)
            at = QRect(look.px(PAD) + look.px(RING) + look.px(GAP), (self.height() - size) // 2, size, size)
            painter.drawPixmap(at, look.picture(self._sign, "ink", ICON))
        draw_words(painter, self.rect().adjusted(self._left(), 0, -look.px(PAD), 0), self.text())

    def _ring(self, painter: QPainter, *, chosen: bool) -> None:
        look, size = self._look, self._look.px(RING)
        thick = look.px(7) if chosen else 2
        box = QRect(look.px(PAD), (self.height() - size) // 2, size, size)
        half = thick // 2
        painter.setPen(QPen(look.color("main" if chosen else "edge"), thick))
        painter.setBrush(QColor(look.color("surface")))
        painter.drawEllipse(box.adjusted(half, half, -half, -half))


class Choice(QWidget):
    """Tiles of which one or none is chosen. `chosen` tells the value, "" where it was taken back."""

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        name: str,
        options: Sequence[str] | Sequence[tuple[str, str]],
        columns: int = 0,
        size: float = 20,
        parent: QWidget | None = None,
        *,
        icons: Mapping[str, str] | None = None,
    ) -> None:
        """`options`: words, or (value, word); `columns` 0: all in one row; `icons`: value → icon beside its word."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        pairs = [(each, each) if isinstance(each, str) else each for each in options]
        self.tiles = {value: Tile(look, word, size, icon=(icons or {}).get(value, "")) for value, word in pairs}
        for value, tile in self.tiles.items():
            tile.setAccessibleName(f"{name} {tile.text()}" if name else tile.text())
            tile.clicked.connect(lambda _checked=False, value=value: self._press(value))
            tile.installEventFilter(self)
        self.lay_out(columns or len(self.tiles))
        self._value = ""
        self._stops()

    def lay_out(self, columns: int) -> None:
        """In so many columns: fewer where the text is large."""
        for place, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, place // columns, place % columns)

    @property
    def value(self) -> str:
        return self._value

    def show_value(self, value: str) -> None:
        """Show a choice without telling anyone."""
        self._value = value if value in self.tiles else ""
        for each, tile in self.tiles.items():
            tile.setChecked(each == self._value)
        self._stops()

    def _press(self, value: str) -> None:
        self.show_value("" if value == self._value else value)
        self.chosen.emit(self._value)

    def _stops(self) -> None:
        """One tab stop a group, as with native radios; the arrows walk inside."""
        first = self._value or next(iter(self.tiles), "")
        for value, tile in self.tiles.items():
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if value == first else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: object, event: object) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and isinstance(watched, Tile):
            step = STEPS.get(Qt.Key(event.key()))
            if step is not None:
                tiles = list(self.tiles.values())
                tiles[(tiles.index(watched) + step) % len(tiles)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                watched.click()
                return True
        return False


STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Tick(QCheckBox):
    """A row with a tick box; wraps, and is pressed anywhere."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(text, parent)
        self._look, self._framed = look, framed
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.follow(self, self._dress)

    def _dress(self) -> None:
        self.setFont(self._look.font(18))
        self.setMinimumHeight(self._look.control())
        self.updateGeometry()

    def _left(self) -> int:
        return self._look.px(26) + self._look.px(10) + (self._look.px(PAD) if self._framed else 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        words = QFontMetrics(self._look.font(18)).horizontalAdvance(self.text())
        return QSize(self._left() + words + self._look.px(PAD) + 4, self._look.control())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(self.sizeHint().width(), self._look.px(120)), self._look.control())

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        look, font = self._look, self._look.font(18)
        lines = wrapped(self.text(), font, width - self._left() - look.px(PAD))
        return max(look.control(), len(lines) * pitch(font) + look.px(14))

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802
        return self.rect().contains(at)

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        look, painter, on = self._look, QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._framed:
            width = 3 if on else 2
            painter.setPen(QPen(look.color("main" if on else "edge"), width))
            painter.setBrush(look.color("tint" if on else "quiet" if self.underMouse() else "surface"))
            painter.drawRoundedRect(self.rect().adjusted(width - 1, width - 1, -width + 1, -width + 1), 8, 8)
        size = look.px(26)
        box = QRect(look.px(PAD) if self._framed else 1, (self.height() - size) // 2, size, size)
        painter.setPen(QPen(look.color("main" if on else "edge"), 2))
        painter.setBrush(look.color("main" if on else "surface"))
        painter.drawRoundedRect(box, 5, 5)
        if on:
            painter.drawPixmap(box.adjusted(3, 3, -3, -3), look.picture("check", "on_main", 20))
        painter.setPen(look.color("ink"))
        painter.setFont(look.font(18))
        draw_words(painter, self.rect().adjusted(self._left(), 0, -look.px(PAD), 0), self.text())


def draw_words(painter: QPainter, within: QRect, text: str) -> None:
    """In the painter's font, on as many lines as it takes."""
    font = painter.font()
    draw_lines(painter, within, wrapped(text, font, within.width()), pitch(font))


class Ticks(QWidget):
    """Any of several, in columns. `changed` tells the values ticked."""

    changed = Signal(frozenset)

    def __init__(
        self, look: Look, name: str, options: Iterable[str], columns: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.ticks = {word: Tick(look, word) for word in options}
        for tick in self.ticks.values():
            tick.toggled.connect(lambda _on: self.changed.emit(self.value))
        self.lay_out(columns)

    def lay_out(self, columns: int) -> None:
        for place, tick in enumerate(self.ticks.values()):
            self._grid.addWidget(tick, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @property
    def value(self) -> frozenset[str]:
        return frozenset(word for word, tick in self.ticks.items() if tick.isChecked())

    def show_value(self, value: Iterable[str]) -> None:
        """Show ticks without telling anyone."""
        there = frozenset(value)
        for word, tick in self.ticks.items():
            with QSignalBlocker(tick):
                tick.setChecked(word in there)
