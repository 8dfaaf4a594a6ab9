"""控えから戻す: which file, who, and with which key. The same at the first run and when a passphrase was forgotten."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.opening import vault_exists
from kyosei_desk.vault import Person
from kyosei_desk.vault.recovery_code import parse
from ui.background import Background
from ui.first_run import steps
from ui.first_run.parts import CodeLine, NewWords
from ui.first_run.steps import Key
from ui.look import Look
from ui.widgets.asking import ask, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import empty
from ui.widgets.fields import Field, Secret
from ui.widgets.text import Words, beside
from ui.widgets.tiles import Choice


class RestoreForm(QWidget):
    """`restored`: the records of the backup stand in the vault's place. `working`: whether it is under way."""

    restored = Signal()
    working = Signal(bool)

    def __init__(self, look: Look, background: Background, clock: Clock, folder: Path) -> None:
        super().__init__()
        self._look, self._background, self._clock, self._folder = look, background, clock, folder
        self._source: Path | None = None
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self.pick = Button(look, _("控えをえらぶ"), "second", "doc")
        self.pick.clicked.connect(self._choose)
        self._name = Words(_("まだえらんでいません。"), "note")
        self.file = Field(look, _("控えのファイル"), beside(self.pick, self._name, stretch=False))
        self._people = QVBoxLayout()
        self.who: Choice | None = None
        self._who_field: Field | None = None
        self.words, self.code, self.fresh = Secret(), CodeLine(), NewWords(look, _("新しい合言葉"))
        self.known = Field(look, _("合言葉"), self.words, _("控えを取ったときのものです。"))
        self.paper = Field(look, _("回復コード"), self.code, _("紙を見て、5文字ずつ打ちます。"))
        self.forgotten = Button(look, _("合言葉を忘れたとき"), "link")
        self.forgotten.setCheckable(True)
        self.forgotten.toggled.connect(self._with_paper)
        column.addWidget(self.file)
        column.addLayout(self._people)
        for part in (self.known, self.paper, self.fresh):
            column.addWidget(part)
        column.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        self._with_paper(paper=False)

    def _with_paper(self, paper: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.known.setVisible(not paper)
        self.paper.setVisible(paper)
        self.fresh.setVisible(paper)
        self.forgotten.show_as(_("合言葉で戻す") if paper else _("合言葉を忘れたとき"))

    def _choose(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("控えをえらぶ"), str(Path.home()))
        if name:
            self.take(Path(name))

    def take(self, source: Path) -> None:
        """A file was chosen: who may open it is read at once, so that a wrong file is said before any typing."""
        self.file.problem("")
        self._background.run(
            self,
            lambda: steps.people_of_backup(source),
            lambda people: self._taken(source, people),
            lambda error: self.file.problem(str(error)),
        )

    def _taken(self, source: Path, people: tuple[Person, ...]) -> None:
        self._source = source
        self._name.say(source.name)
        empty(self._people)
        self.who = Choice(self._look, _("あなたのお名前"), [each.name for each in people], columns=2)
        self._who_field = Field(self._look, _("あなたのお名前"), self.who)
        if len(people) == 1:
            self.who.show_value(people[0].name)
        self._people.addWidget(self._who_field)

    def _key(self) -> Key | None:
        """What was typed; None where something is still to be written, which is said at its field."""
        for field in (self.file, self.known, self.paper, *([self._who_field] if self._who_field else [])):
            field.problem("")
        if self._source is None or self.who is None or self._who_field is None:
            self.file.problem(_("控えのファイルをえらんでください。"))
            return None
        if not self.who.value:
            self._who_field.problem(_("あなたのお名前をえらんでください。"))
            return None
        return self._by_paper(self.who.value) if self.forgotten.isChecked() else self._by_words(self.who.value)

    def _by_words(self, person: str) -> Key | None:
        if self.words.text():
            return Key(words=self.words.text(), person=person)
        self.known.problem(_("合言葉を打ってください。"))
        self.words.setFocus()
        return None

    def _by_paper(self, person: str) -> Key | None:
        try:
            parse(self.code.text_now())
        except FieldError as error:
            self.paper.problem(f"{error.happened}{error.todo}")
            self.code.setFocus()
            return None
        words = self.fresh.words()
        return Key(words=words, code=self.code.text_now(), person=person) if words else None

    def go(self) -> None:
        """Restore; where there are records already, a person is asked first, and those are set aside."""
        key = None if self._busy else self._key()
        if key is None:
            return
        if not vault_exists(self._folder):
            self._restore(key)
            return
        ask(
            self._look,
            self.window(),
            _("いまの記録と入れかえますか"),
            _("控えを取ったあとに書いたものは、見えなくなります。|いまの記録は、消さずに別の名前で残します。"),
            [(_("入れかえる"), "second", lambda: self._restore(key)), (_("やめる"), "main", nothing)],
        )

    def _restore(self, key: Key) -> None:
        source = self._source
        assert source is not None  # noqa: S101 - a key is only made where a file was chosen
        self._set_busy(busy=True)
        self._background.run(
            self,
            lambda: steps.restore(source, self._folder, key, self._clock),
            lambda _none: self._done(),
            self._refused,
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.working.emit(busy)

    def _done(self) -> None:
        self._set_busy(busy=False)
        self.restored.emit()

    def _refused(self, error: DeskError) -> None:
        self._set_busy(busy=False)
        (self.paper if self.forgotten.isChecked() else self.known).problem(str(error))
