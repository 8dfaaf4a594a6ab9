"""Fields: label above, hint, control, error below. Japanese input is never cut, validated or written back into."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from i18n import BREAK
from ui.look import Look
from ui.widgets.text import Icon, Words, beside, literal


class Line(QLineEdit):
    """One line. `edited` comes while a person types and when composing ends; `text_now()` has what is composed too."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = ""
        self.textEdited.connect(lambda _text: self.edited.emit())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        self.composing = event.preeditString()  # before Qt tells of what was taken over: it must not count twice
        super().inputMethodEvent(event)
        self.edited.emit()

    def text_now(self) -> str:
        """What stands there, with what is still being composed at the cursor."""
        text, at = self.text(), self.cursorPosition()
        return text[:at] + self.composing + text[at:]


class Area(QPlainTextEdit):
    """Several lines. Tab goes on to the next field; grows with what is written up to a bound."""

    edited = Signal()

    def __init__(self, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = ""
        self._rows = rows
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._changed)
        self._known = ""
        self._grow()

    def _changed(self) -> None:
        """Qt says so when a font is put on too: only other words are an edit."""
        self._grow()
        if (text := self.toPlainText()) != self._known:
            self._known = text
            self.edited.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._grow()

    def _grow(self) -> None:
        lines = max(self._rows, min(12, round(self.document().size().height()) or 1))
        self.setFixedHeight(max(72, round(lines * self.fontMetrics().lineSpacing() * 1.15) + 28))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        self.composing = event.preeditString()  # before Qt tells of what was taken over: it must not count twice
        super().inputMethodEvent(event)
        self.edited.emit()

    def text(self) -> str:
        return self.toPlainText()

    def setText(self, text: str) -> None:  # noqa: N802
        self._known = text.replace("\r\n", "\n")
        self.setPlainText(text)

    def text_now(self) -> str:
        text, at = self.toPlainText(), self.textCursor().position()
        return text[:at] + self.composing + text[at:]


class Pick(QComboBox):
    """One of a longer list. The first entry is "" : nothing chosen."""

    picked = Signal(str)

    def __init__(self, options: Sequence[str], nothing: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(nothing, "")
        for each in options:
            self.addItem(each, each)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _place: self.picked.emit(self.value))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """With the sign that it opens: a sheet takes Qt's own away."""
        super().paintEvent(event)
        size = max(8, self.fontMetrics().height() // 3)
        right, middle = self.width() - self.fontMetrics().height(), self.height() // 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 2))
        ends, tip = middle - size // 2, QPoint(right, middle + size // 2)
        painter.drawPolyline([QPoint(right - size, ends), tip, QPoint(right + size, ends)])
        painter.end()

    def wheelEvent(self, event: QEvent) -> None:  # noqa: N802 - a wheel over a page must change no answer
        event.ignore()

    @property
    def value(self) -> str:
        return str(self.currentData() or "")

    def show_value(self, value: str) -> None:
        place = self.findData(value)
        if place < 0 and value:  # a word of a newer list stays what it is
            self.addItem(value, value)
            place = self.count() - 1
        self.setCurrentIndex(max(0, place))


class Field(QWidget):
    """A control with its words. `problem(text)` shows an error under it, "" takes it away."""

    def __init__(self, look: Look, label: str, control: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self.label = label
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        heading = QLabel(literal(label))
        heading.setProperty("kind", "label")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        heading.setBuddy(control)
        layout.addWidget(heading)
        if hint:
            layout.addWidget(Words(hint, "note"))
        layout.addWidget(control)
        self._wrong = Words("", "wrong")
        self._error = beside(Icon(look, "warn", "l5"), self._wrong, stretch=False)
        self._error.hide()
        layout.addWidget(self._error)
        self._hint = hint.replace(BREAK, "")
        control.setAccessibleName(label)
        control.setAccessibleDescription(self._hint)

    def problem(self, text: str) -> None:
        """What to write, in words; "" where all is well."""
        self._wrong.say(text)
        self._error.setVisible(bool(text))
        self.control.setProperty("wrong", "true" if text else "false")
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)
        self.control.setAccessibleDescription(" ".join(part for part in (self._hint, text) if part))


class Secret(Line):
    """A passphrase: shown as dots, never remembered by the input method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide_words()

    def hide_words(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def show_words(self) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal)


def commit_composing() -> None:
    """Before a save, a page change, a lock or a close: what is being composed becomes text."""
    method = QGuiApplication.inputMethod()
    if method is not None:
        method.commit()
