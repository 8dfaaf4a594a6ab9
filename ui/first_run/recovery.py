"""合言葉を忘れたとき: the printed recovery code, and a new passphrase."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.opening import people_of, recover_access
from kyosei_desk.vault.recovery_code import parse
from ui.background import Background
from ui.first_run.parts import CodeLine, NewWords, narrow
from ui.first_run.restoring import RestoreForm
from ui.first_run.wizard import Wizard
from ui.look import Look
from ui.widgets.asking import tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.fields import Field
from ui.widgets.page import Page
from ui.widgets.text import Words
from ui.widgets.tiles import Choice


class RecoveryScreen(Wizard):
    title = _("合言葉を忘れたとき")

    def __init__(self, look: Look, background: Background, clock: Clock, folder: Path) -> None:
        super().__init__(look, background, clock, folder)
        self._busy = False
        page = Page(look)
        self.box.addWidget(page)
        card = Card("card", 28, 14)
        card.body.addWidget(Words(_("合言葉を忘れたとき"), "huge"))
        card.body.addWidget(Words(_("紙に残した、回復コードを使います。|記録はそのままです。")))
        people = people_of(folder)
        self.people = Choice(look, _("あなたのお名前"), [each.name for each in people], columns=2)
        if len(people) == 1:
            self.people.show_value(people[0].name)
        self.code, self.words = CodeLine(), NewWords(look, _("新しい合言葉"))
        self.who = Field(look, _("あなたのお名前"), self.people)
        self.field = Field(look, _("回復コード"), self.code, _("紙を見て、5文字ずつ打ちます。"))
        for part in (self.who, self.field, self.words):
            card.body.addWidget(part)
        row = QHBoxLayout()
        back = Button(look, _("もどる"), "plain", "back")
        back.clicked.connect(self.finished.emit)
        self.button = Button(look, _("合言葉を決める"), "main", "key", big=True)
        self.button.clicked.connect(self.recover)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.button)
        card.body.addLayout(row)
        restore = Button(look, _("控えから戻す"), "link", "undo")
        restore.clicked.connect(self.ask_backup)
        card.body.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        self._page = page
        page.main.addLayout(narrow(look, card))

    def first(self) -> QWidget | None:
        return self.code if self.people.value else next(iter(self.people.tiles.values()), self.code)

    def ask_backup(self) -> None:
        """Where the records here cannot be opened, or are damaged: a copy in their place."""
        empty(self._page.main)
        card = Card("card", 28, 14)
        card.body.addWidget(Words(_("控えから戻す"), "huge"))
        card.body.addWidget(Words(_("控えの記録を使います。|いまの記録は、別の名前で残します。")))
        form = RestoreForm(self.look, self.background, self.clock, self.folder)
        card.body.addWidget(form)
        row = QHBoxLayout()
        back = Button(self.look, _("もどる"), "plain", "back")
        back.clicked.connect(self.finished.emit)
        go = Button(self.look, _("戻す"), "main", "undo", big=True)
        go.clicked.connect(form.go)
        form.working.connect(lambda busy: go.show_as(_("戻しています") if busy else _("戻す")))
        form.restored.connect(self._restored)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(go)
        card.body.addLayout(row)
        self._page.main.addLayout(narrow(self.look, card))
        self._page.show_top()
        form.pick.setFocus()

    def _restored(self) -> None:
        window = self.window()
        self.finished.emit()
        tell(self.look, window, _("戻しました"), _("控えを取ったときの合言葉か、|新しい合言葉で、鍵をあけてください。"))

    def recover(self) -> None:
        if self._busy:
            return
        self.who.problem("" if self.people.value else _("あなたのお名前をえらんでください。"))
        try:
            parse(self.code.text_now())
        except FieldError as error:
            self.field.problem(f"{error.happened}{error.todo}")
            self.code.setFocus()
            return
        self.field.problem("")
        words = self.words.words()
        if words is None or not self.people.value:
            return
        code, person = self.code.text_now(), self.people.value
        self._busy = True
        self.button.show_as(_("確かめています"))
        self.background.run(
            self,
            lambda: recover_access(self.folder, code, words, person=person, clock=self.clock),
            lambda _name: self._done(),
            self._refused,
        )

    def _done(self) -> None:
        window = self.window()
        self.finished.emit()
        tell(self.look, window, _("合言葉を決めました"), _("新しい合言葉で、鍵をあけてください。"))

    def _refused(self, error: DeskError) -> None:
        self._busy = False
        self.button.show_as(_("合言葉を決める"))
        self.field.problem(str(error))
