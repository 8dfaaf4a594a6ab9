"""The first run: practise, begin a desk of one's own, join a city's hub, or restore. One question a page."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.records import District
from kyosei_desk.sheets.recovery import GROUPS_A_ROW, draw_recovery
from kyosei_desk.vault.people import checked_name
from kyosei_desk.vault.recovery_code import parse
from sync.devices import ACTIVE
from ui.background import Background
from ui.first_run import steps
from ui.first_run.hub_form import HubForm
from ui.first_run.parts import CodeLine, NewWords, narrow
from ui.first_run.restoring import RestoreForm
from ui.first_run.steps import Founding
from ui.first_run.wizard import Wizard
from ui.look import Look
from ui.paper.printing import Printing
from ui.widgets.asking import tell, tell_error
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Words, line


class FirstRunScreen(Wizard):
    title = _("はじめに")

    def __init__(self, look: Look, background: Background, clock: Clock, folder: Path) -> None:
        super().__init__(look, background, clock, folder)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self._founding: Founding | None = None
        self._code = ""
        self._printing: Printing
        self.welcome()

    def first(self) -> QWidget | None:
        return next(iter(self.page.findChildren(Button)), None)

    # Pages

    def _page(self, title: str, words: str) -> Card:
        empty(self.page.main)
        card = Card("card", 28, 14)
        card.body.addWidget(Words(title, "huge"))
        if words:
            card.body.addWidget(Words(words))
        self.page.main.addLayout(narrow(self.look, card))
        self.page.show_top()
        return card

    def _foot(self, card: Card, onward: str, act: Callable[[], None], back: Callable[[], None]) -> Button:
        row = QHBoxLayout()
        to = Button(self.look, _("もどる"), "plain", "back")
        to.clicked.connect(back)
        go = Button(self.look, onward, "main", big=True)
        go.clicked.connect(act)
        row.addWidget(to)
        row.addStretch(1)
        row.addWidget(go)
        card.body.addSpacing(8)
        card.body.addLayout(row)
        return go

    def welcome(self) -> None:
        card = self._page(_("ようこそ"), _("地域の困りごとを受け止める場の、|記録と確認とつなぎの道具です。"))
        for word, icon, role, act in (
            (_("まず練習してみる"), "info", "main", self.practice.emit),
            (_("この机で始める"), "write", "second", lambda: self.ask_person(joins=False)),
            (_("市のハブに入る"), "sync", "plain", lambda: self.ask_person(joins=True)),
            (_("控えから戻す"), "undo", "plain", self.ask_backup),
        ):
            press = Button(self.look, word, role, icon, big=True)  # type: ignore[arg-type]
            press.clicked.connect(act)
            card.body.addWidget(press)
        card.body.addWidget(Words(_("練習の場のものは、|ほんとうの記録にはなりません。"), "note"))

    def ask_person(self, *, joins: bool, called: str = "") -> None:
        """`called`: the name that stands there already, for whoever came back."""
        card = self._page(_("あなたのこと"), _("はじめの人は、責任者になります。|あとから人を足せます。"))
        name, words = Line(), NewWords(self.look, _("合言葉"))
        name.setText(called)
        field = Field(self.look, _("お名前"), name)
        card.body.addWidget(field)
        card.body.addWidget(words)

        def onward() -> None:
            field.problem("")
            try:
                known_as = checked_name(name.text_now(), ())
            except FieldError as error:
                field.problem(f"{error.happened}{error.todo}")
                name.setFocus()
                return
            chosen = words.words()
            if chosen is not None:
                bare = Founding(name=known_as, words=chosen, district=District(id="district"))
                (self.ask_hub if joins else self.ask_district)(bare)

        self._foot(card, _("つぎへ"), onward, self.welcome)
        name.setFocus()

    def ask_district(self, founding: Founding) -> None:
        card = self._page(_("この机のこと"), _("紙の見出しになります。|空けておいて、あとで書いてもかまいません。"))
        fields = {
            "city": Line(), "name": Line(), "desk": Line(), "place": Line(), "phone": Line(), "manager": Line(),
        }  # fmt: skip
        labels = (_("市町村"), _("地区"), _("机の名前"), _("場所"), _("電話"), _("責任者のお名前"))
        for label, control in zip(labels, fields.values(), strict=True):
            card.body.addWidget(Field(self.look, label, control))

        def onward() -> None:
            said = {name: each.text_now() for name, each in fields.items()}
            district = msgspec.structs.replace(District(id="district"), **said)
            self._make(Founding(name=founding.name, words=founding.words, district=district))

        self._foot(card, _("つぎへ"), onward, lambda: self.ask_person(joins=False, called=founding.name))
        fields["city"].setFocus()

    def ask_hub(self, founding: Founding) -> None:
        card = self._page(_("市のハブ"), _("市からもらった紙を見て、打ってください。"))
        form = HubForm(self.look)
        card.body.addWidget(form)

        def onward() -> None:
            application = form.asked()
            if application is not None:
                self._make(msgspec.structs.replace(founding, application=application))

        self._foot(card, _("つぎへ"), onward, lambda: self.ask_person(joins=True, called=founding.name))
        form.first().setFocus()

    # The vault and its code

    def _make(self, founding: Founding) -> None:
        self._founding = founding
        self._page(_("用意しています"), _("鍵を作っています。|1、2秒かかります。"))
        self.background.run(self, lambda: steps.begin(self.folder, founding, self.clock), self.show_code, self._failed)

    def show_code(self, code: str) -> None:
        self._code = code
        card = self._page(
            _("回復コードを紙に残します"),
            _("合言葉を忘れたとき、この紙だけが頼りです。|パソコンには残りません。|鍵のかかる所にしまってください。"),
        )
        groups = code.split("-")
        for start in range(0, len(groups), GROUPS_A_ROW):  # as on the paper
            card.body.addWidget(line("-".join(groups[start : start + GROUPS_A_ROW]), "number"))
        printed = Button(self.look, _("印刷する"), "second", "print")
        printed.clicked.connect(self.print_code)
        self._printing = Printing(self.look, self.background, printed)
        card.body.addWidget(printed, 0, Qt.AlignmentFlag.AlignLeft)
        typed = CodeLine()
        field = Field(self.look, _("紙を見て、打ってください"), typed, _("紙に残ったことを確かめます。"))
        card.body.addWidget(field)

        def onward() -> None:
            try:
                same = parse(typed.text_now()) == parse(code)
            except FieldError as error:
                field.problem(f"{error.happened}{error.todo}")
                return
            if not same:
                field.problem(_("紙のコードと同じではありません。"))
                return
            self.background.run(
                self, lambda: steps.settle(self.folder, self.clock()), lambda _none: self._settled(), self._failed
            )

        self._foot(card, _("紙に残しました"), onward, self.welcome)
        typed.setFocus()

    def print_code(self) -> None:
        """The sheet is drawn off the window's thread; it goes to a printer and never to a disk."""
        self._printing.look_for_printers(self._draw_code, self._no_printer)

    def _no_printer(self) -> None:
        tell(self.look, self.window(), _("プリンターが見つかりません"), _("紙に書き写してください。"))

    def _draw_code(self) -> None:
        code, now = self._code, self.clock()
        owner = self._printing.press  # another page has none
        self.background.run(owner, lambda: draw_recovery(code, now).pdf, self._print, self._not_printed)

    def _print(self, pdf: bytes) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self._printing.paint(pdf, printer, lambda _error: None)
        else:
            self._printing.over()

    def _not_printed(self, error: DeskError) -> None:
        self._printing.over()
        tell_error(self.look, self.window(), error)

    def _settled(self) -> None:
        founding = self._founding
        self._code, self._founding = "", None
        if founding is None or founding.application is None:
            self.finished.emit()
            return
        self._page(_("市のハブにつないでいます"), _("しばらくお待ちください。"))
        self.background.run(self, lambda: steps.join(self.folder, founding, self.clock), self._joined, self._not_joined)

    def _joined(self, state: str) -> None:
        words = (
            _("地区に入りました。") if state == ACTIVE else _("申しこみました。|地区の責任者に、承認を頼んでください。")
        )
        self._end(_("できました"), words)

    def _not_joined(self, error: DeskError) -> None:
        """The desk is there and usable; joining can be done later."""
        self._end(_("まだハブに入れていません"), f"{error.happened}{error.safe}{_('あとで「設定」から登録できます。')}")

    def _end(self, title: str, words: str) -> None:
        self._founding = None
        card = self._page(title, words)
        go = Button(self.look, _("鍵をあける"), "main", "key", big=True)
        go.clicked.connect(self.finished.emit)
        card.body.addWidget(go)
        go.setFocus()

    # A backup

    def ask_backup(self) -> None:
        card = self._page(_("控えから戻す"), _("控えのファイルと、|控えを取ったときの合言葉を使います。"))
        form = RestoreForm(self.look, self.background, self.clock, self.folder)
        card.body.addWidget(form)
        go = self._foot(card, _("戻す"), form.go, self.welcome)
        form.working.connect(lambda busy: go.show_as(_("戻しています") if busy else _("戻す")))
        form.restored.connect(lambda: self._end(_("戻しました"), _("記録が戻りました。")))
        form.pick.setFocus()

    def _failed(self, error: DeskError) -> None:
        tell_error(self.look, self.window(), error)
        self.welcome()
