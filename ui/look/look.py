"""The look in force: which palette, how large the text, and what follows from both."""

from collections.abc import Callable
from importlib.resources import files

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from ui.look import icons
from ui.look.palettes import PALETTES, Dress, Palette
from ui.look.sheet import style_sheet

FAMILIES = ("BIZ UDPGothic", "Noto Sans JP")
SMALLEST, LARGEST = 1.0, 2.0
CONTROL = 48
"""No control is lower (px); with larger text it grows."""

Role = QPalette.ColorRole
ROLES = {
    Role.Window: "paper", Role.WindowText: "ink", Role.Base: "surface", Role.AlternateBase: "quiet",
    Role.Text: "ink", Role.Button: "surface", Role.ButtonText: "ink", Role.Highlight: "main",
    Role.HighlightedText: "on_main", Role.Link: "link", Role.LinkVisited: "link", Role.ToolTipBase: "surface",
    Role.ToolTipText: "ink", Role.PlaceholderText: "ink2", Role.BrightText: "l5", Role.Light: "surface",
    Role.Mid: "line", Role.Midlight: "line", Role.Dark: "edge", Role.Shadow: "edge",
}  # fmt: skip


class Look(QObject):
    """Given to every part of the window. `changed`: the palette or the size of the text is another now."""

    changed = Signal()

    def __init__(self, dress: Dress = "light", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dress: Dress = dress
        self.scale = scale
        self._followers: list[tuple[QObject, Callable[[], None]]] = []
        self._prune_at = 200
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}

    @property
    def palette(self) -> Palette:
        return PALETTES[self.dress]

    def change(self, app: QApplication, dress: Dress, scale: float) -> None:
        """Take another palette or size, everywhere at once."""
        self.dress, self.scale = dress, min(max(scale, SMALLEST), LARGEST)
        self._pictures = {}
        self.put_on(app)
        self._prune()
        for widget, act in list(self._followers):
            if shiboken6.isValid(widget):
                act()
        self.changed.emit()

    def put_on(self, app: QApplication) -> None:
        """Dress the application: Fusion, our palette, our sheet. Native styles misdraw our controls."""
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setPalette(self.qt_palette())
        app.setFont(self.font())
        app.setStyleSheet(style_sheet(self.palette, self.px, contrast=self.dress == "contrast"))

    def qt_palette(self) -> QPalette:
        found = QPalette()
        for role, name in ROLES.items():
            found.setColor(role, self.color(name))
        return found

    def px(self, size: float) -> int:
        """A measure at the present size of the text."""
        return round(size * self.scale)

    def control(self, at_least: float = CONTROL) -> int:
        """The height of a control (px): never under 48, and 2.1 times its text."""
        return max(round(at_least), round(2.1 * 18 * self.scale))

    def color(self, name: str) -> QColor:
        """A token's colour."""
        return QColor(getattr(self.palette, name))

    def hex(self, name: str) -> str:
        return str(getattr(self.palette, name))

    def font(self, size: float = 18, *, bold: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def icon(self, name: str, color: str = "ink", size: float = 22, ratio: float = 2.0) -> QIcon:
        return QIcon(self.picture(name, color, size, ratio))

    def picture(self, name: str, color: str = "ink", size: float = 22, ratio: float = 2.0) -> QPixmap:
        """An icon by its name, in a token's colour."""
        ink = self.hex(color)
        return self._drawn(icons.mark(ink) if name == "mark" else icons.outline(name, ink), ink, size, ratio)

    def _drawn(self, inside: str, ink: str, size: float, ratio: float) -> QPixmap:
        """Each picture is drawn once."""
        key = (inside, ink, self.px(size), ratio)
        if key not in self._pictures:
            self._pictures[key] = icons.drawn(*key)
        return self._pictures[key]

    def level_picture(self, level: int, size: float = 22, ratio: float = 2.0) -> QPixmap:
        ink, hole = (
            (self.hex("on_l5"), self.hex("l5")) if level == 5 else (self.hex(f"l{level}"), self.hex(f"l{level}t"))
        )
        return self._drawn(icons.level_shape(level, ink, hole), ink, size, ratio)

    def bare_level_picture(self, level: int, size: float = 20, ratio: float = 2.0) -> QPixmap:
        """A level's shape on a card, without its tag."""
        ink = self.hex(f"l{level}")
        return self._drawn(icons.level_shape(level, ink, self.hex("surface")), ink, size, ratio)

    def state_picture(self, state: str, size: float = 20, ratio: float = 2.0) -> QPixmap:
        ink = self.hex("ink")
        return self._drawn(icons.state_shape(state, ink, self.hex("surface")), ink, size, ratio)

    def follow(self, widget: QObject, act: Callable[[], None]) -> None:
        """Do it now and whenever the look changes, as long as the widget lives."""
        act()
        self._followers.append((widget, act))
        if len(self._followers) > self._prune_at:
            self._prune()

    def wide(self, widget: QWidget, size: float, more: int = 0) -> None:
        """So many px at 100 %, and as many more as the text grows; `more` stays as it is."""
        self.follow(widget, lambda: widget.setFixedWidth(self.px(size) + more))

    def let_go(self) -> None:
        """A screen has gone: in the next turn, when its parts have too, nothing of them stays in memory."""
        QTimer.singleShot(0, self, self._prune)

    def _prune(self) -> None:
        """Let go of parts of the window that are no more."""
        self._followers = [pair for pair in self._followers if shiboken6.isValid(pair[0])]
        self._prune_at = 2 * len(self._followers) + 200


def load_fonts() -> None:
    """The font that comes with the program; BIZ UDPGothic is used where the system has it (Windows does)."""
    QFontDatabase.addApplicationFontFromData((files("pylopdf_fonts_jp") / "NotoSansJP-Regular.otf").read_bytes())
