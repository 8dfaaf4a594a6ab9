"""送る前に、もう一度: to whom, why, and every line that would arrive; then a press that sends."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from ui.intake.letter import letter_to, lines_of
from ui.intake.page import IntakePage
from ui.intake.writing import Writing
from ui.look import Look
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, facts, heading
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside
from ui.widgets.tiles import Choice


class FinalLook(QWidget):
    """Lies over 確かめる. `sent`: send just this; `kept_back`: end without sending; `mended`: back to the ticks."""

    sent = Signal()
    kept_back = Signal()
    mended = Signal()

    def __init__(
        self, look: Look, session: Session, writing: Writing, agencies: tuple[str, ...], page: IntakePage
    ) -> None:
        super().__init__(page)
        self._look, self._session, self._writing, self._page = look, session, writing, page
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.inner = Page(look, aside=380)
        column.addWidget(self.inner, 1)
        self.inner.main.addWidget(heading(_("送る前に、もう一度")))
        self._lines = Rows()
        self.agencies = Choice(look, _("だれに"), agencies, columns=1)
        self.agencies.chosen.connect(self._show)
        self.inner.main.addWidget(self._lines)
        self.inner.aside.addWidget(heading(_("だれに")))
        self.inner.aside.addWidget(
            Words(_("市が受け取り、|次の所に協力を頼みます。|押すと、その中身が見られます。"), "note")
        )
        self.inner.aside.addWidget(self.agencies)
        self.inner.aside.addWidget(
            beside(
                Icon(look, "offline"),
                Words(_("オフラインのときは、|つながったときに届きます。|それまでは取り消せます。"), "note"),
                stretch=False,
            )
        )
        column.addWidget(self._foot())
        self._chosen = agencies[0]
        self.agencies.show_value(self._chosen)
        self._show(self._chosen)
        page.installEventFilter(self)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("box", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(28, 10, 28, 10)
        mend = Button(self._look, _("直す"), "plain", "back")
        later = Button(self._look, _("まだ送らない"), "plain")
        self.send = Button(self._look, _("この内容で送る"), "main", "send")
        mend.clicked.connect(self.mended.emit)
        later.clicked.connect(self.kept_back.emit)
        self.send.clicked.connect(self.sent.emit)
        row.addWidget(mend)
        row.addStretch(1)
        row.addWidget(later)
        row.addWidget(self.send)
        return foot

    def _show(self, agency: str) -> None:
        if not agency:  # pressed again: one of them always stands there
            self.agencies.show_value(self._chosen)
            return
        self._chosen = agency
        self._lines.clear()
        ticked = self._writing.form.ticks.get(agency)
        letter = letter_to(self._writing.file(), agency, self._session.now().date(), ticked)
        lines = list(lines_of(letter))
        self._lines.add(
            Row(
                [
                    Words(
                        _("{agency}に届くのは、|この{count}つだけです。").format(agency=agency, count=len(lines)),
                        "name",
                    )
                ]
            )
        )
        for each in lines:
            self._lines.add(Row([facts(self._look, [(each.label, each.value)], 160)]))

    def cover(self) -> None:
        self.resize(self._page.size())
        self.show()
        self.raise_()
        self.send.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.resize(self._page.size())
        return False
