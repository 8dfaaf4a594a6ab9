"""What the pages before an open desk are made of: names, passphrases typed twice, codes in groups."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.sealing.passphrase import check_new
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field, Line, Secret

READABLE = 820
"""The width of a card of one question (px at 100 %)."""


class NewWords(QWidget):
    """A new passphrase, typed twice; shown where a person asks for it."""

    def __init__(self, look: Look, label: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.once, self.twice = Secret(), Secret()
        hint = _("12文字より長い、覚えやすい文がよいです。|ひらがなでもかまいません。")
        self.field = Field(look, label, self.once, hint)
        self.again = Field(look, _("もう一度、同じもの"), self.twice)
        self.shown = Button(look, _("文字を見る"), "plain", "eye", row=True)
        self.shown.setCheckable(True)
        self.shown.toggled.connect(self._show)
        column.addWidget(self.field)
        column.addWidget(self.again)
        column.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignLeft)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        for each in (self.once, self.twice):
            (each.show_words if shown else each.hide_words)()
        self.shown.show_as(_("文字をかくす") if shown else _("文字を見る"), "hide" if shown else "eye")

    def words(self) -> str | None:
        """The passphrase; None where it cannot be one or the two differ, which is said."""
        self.again.problem("")
        self.field.problem(reason := self._reason())
        if reason:
            self.once.setFocus()
            return None
        if self.once.text() != self.twice.text():
            self.again.problem(_("2回が同じではありません。もう一度打ってください。"))
            self.twice.setFocus()
            return None
        return self.once.text()

    def _reason(self) -> str:
        """What speaks against it, "" where nothing does: said here, before anything is made."""
        if not self.once.text():
            return _("合言葉を打ってください。")
        try:
            check_new(self.once.text())
        except FieldError as error:
            return f"{error.happened}{error.todo}"
        return ""


def narrow(look: Look, card: QWidget) -> QHBoxLayout:
    """A card no wider than is good to read. In a row: a column would ask for its height at the page's whole width."""
    card.setMaximumWidth(look.px(READABLE))
    row = QHBoxLayout()
    row.addWidget(card, 1)
    row.addStretch(0)
    return row


class CodeLine(Line):
    """A printed code, typed in groups; letters are read in any case, and so are the signs that look alike."""
