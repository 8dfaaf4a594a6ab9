"""Buttons by their part: one `main` a screen, `second`, `plain`, `link` for what is rare. None is greyed out."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.look import Look
from ui.widgets.text import literal

Role = Literal["main", "second", "plain", "link", "band", "alarm", "rail"]
INK = {"main": "on_main", "second": "link", "link": "link", "band": "on_band", "alarm": "l5"}


class Button(QPushButton):
    """A press with a word. `row`: beside a row, 48 high; `big`: the one action of an entry page, 64 high."""

    def __init__(
        self,
        look: Look,
        text: str,
        role: Role = "plain",
        icon: str = "",
        *,
        big: bool = False,
        row: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(literal(text), parent)
        self._look, self._icon, self._ink = look, icon, INK.get(role, "ink")
        self.setProperty("role", role)
        self.setProperty("big", "true" if big else "false")
        self.setProperty("row", "true" if row else "false")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.follow(self, self._dress)

    def _dress(self) -> None:
        if self._icon:
            self.setIcon(self._look.icon(self._icon, self._ink))
            self.setIconSize(QSize(self._look.px(22), self._look.px(22)))

    def show_as(self, text: str, icon: str = "") -> None:
        """Another word on the same button."""
        self.setText(literal(text))
        self.setAccessibleName(text)
        self._icon = icon or self._icon
        self._dress()

    def play(self, role: Role) -> None:
        """Another part: where one screen has a press that now matters more."""
        self.setProperty("role", role)
        self._ink = INK.get(role, "ink")
        self.style().unpolish(self)
        self.style().polish(self)
        self._dress()

    def mark_chosen(self, chosen: bool) -> None:  # noqa: FBT001
        """For the rail: where one is."""
        self.setProperty("chosen", "true" if chosen else "false")
        self._ink = "link" if chosen else "ink"
        self.style().unpolish(self)
        self.style().polish(self)
        self._dress()
