"""What a laptop asks a city's hub with: address, code, its own name, the hub's authority. Also for the settings."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import FieldError
from sync.enrolling import Application
from sync.reaching import application
from ui.first_run.parts import CodeLine
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field, Line


class HubForm(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._url, self._code, self._name = Line(), CodeLine(), Line()
        self._ca: Path | None = None
        self._fields = {
            "hub": Field(look, _("ハブのアドレス"), self._url, _("https:// で始まります。")),
            "code": Field(look, _("登録コード"), self._code, _("5文字ずつのまとまりです。")),
            "name": Field(look, _("このパソコンの名前"), self._name, _("「みどり集会所の机」など")),
        }
        self._authority = Button(look, _("証明書のファイルをえらぶ"), "link", "doc")
        self._authority.clicked.connect(self._choose_authority)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for field in self._fields.values():
            column.addWidget(field)
        column.addWidget(self._authority, 0, Qt.AlignmentFlag.AlignLeft)

    def first(self) -> QWidget:
        return self._url

    def asked(self) -> Application | None:
        """What stands there; None where it cannot be one, which is said at its field."""
        for field in self._fields.values():
            field.problem("")
        try:
            return application(self._url.text_now(), self._code.text_now(), self._name.text_now(), self._ca)
        except FieldError as error:
            field = self._fields.get(error.field, self._fields["hub"])
            field.problem(f"{error.happened}{error.todo}")
            field.control.setFocus()
            return None

    def problem(self, words: str) -> None:
        """What the hub answered."""
        self._fields["hub"].problem(words)

    def _choose_authority(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("証明書のファイルをえらぶ"), str(Path.home()))
        if name:
            self._ca = Path(name)
            self._authority.show_as(self._ca.name)
