"""同期: how it stands, in calm words; a press that syncs, and the way by USB where there is no line."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from i18n import _
from kyosei_desk import disk
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from sync import by_hand
from sync.errors import HubUnreachable
from sync.reaching import enrolment_of
from sync.round import Hooks, Report
from sync.standing import ACTIVE
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.status import words_of
from ui.sync_status.running import Answer, Run, UnderWay
from ui.sync_status.standing import Standing, log_lines, standing
from ui.sync_status.words import (
    counted,
    counts_words,
    held_up_words,
    result_words,
    step_words,
    taken_words,
    todo_words,
)
from ui.widgets.asking import Panel, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, empty, facts, heading
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside, line

LABELS = 150
SETTINGS_PART = "devices"
"""Where in the settings a laptop asks to be of a district."""


class SyncScreen(Screen):
    title = _("同期")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=372)
        self.box.addWidget(self.page)
        self.run = run_of(session)
        self.run.progressed.connect(self._progress)
        self.run.ended.connect(self._ended)
        self.run.failed.connect(self._not_ended)
        self._fresh, self._by_hand = True, False
        self._build_state()
        self._build_progress()
        self._result, self._open = Rows(), Rows()
        self._open_heading = heading(_("見てほしいこと"))
        for part in (self._result, self._open_heading, self._open):
            part.hide()
            self.page.main.addWidget(part)
        self._build_by_hand()

    # What stands there

    def _build_state(self) -> None:
        card = Card("card", 20, 12)
        self._state = Card("flat", 0, 8)
        self.start_button = Button(self.look, _("同期する"), "main", "sync", big=True)
        self.start_button.clicked.connect(self.start)
        self.enrol_button = Button(self.look, _("市のハブに登録する"), "main", "settings", big=True)
        self.enrol_button.clicked.connect(lambda: self.go(To(place=Place.SETTINGS, part=SETTINGS_PART)))
        for part in (self._state, self.start_button, self.enrol_button):
            card.body.addWidget(part)
        self.start_button.hide()
        self.enrol_button.hide()
        self.page.main.addWidget(heading(_("同期のようす")))
        self.page.main.addWidget(card)

    def _build_progress(self) -> None:
        self._under_way = Card("card", 20, 12)
        self._step = Words("", "name")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("同期の進みぐあい"))
        self.stop_button = Button(self.look, _("やめる"), "plain")
        self.stop_button.clicked.connect(self._stop)
        for part in (self._step, self.bar):
            self._under_way.body.addWidget(part)
        self._under_way.body.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._under_way.setVisible(self.run.busy)
        self.page.main.addWidget(self._under_way)

    def _build_by_hand(self) -> None:
        self._hand = Card("card", 20, 12)
        self._hand.body.addWidget(Words(_("封をした束に書き出して、|ほかの机や市で取りこめます。")))
        out = Button(self.look, _("書き出す"), "plain", "send")
        out.clicked.connect(self._export)
        into = Button(self.look, _("取りこむ"), "plain", "receive")
        into.clicked.connect(self._import)
        log = Button(self.look, _("同期の記録を保存"), "link", "doc")
        log.clicked.connect(self._save_log)
        for part in (out, into):
            self._hand.body.addWidget(part)
        self._hand_heading = heading(_("USBで受けわたす"))
        self.page.aside.addWidget(self._hand_heading)
        self.page.aside.addWidget(self._hand)
        self.page.aside.addWidget(log, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.aside.addWidget(Words(_("日時と件数だけです。|お名前もお話も、入っていません。"), "note"))

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        self._fresh = True
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, standing, self._show)

    def first(self) -> QWidget | None:
        """Known once the desk has answered; the focus goes there then."""
        return None

    # How it stands

    def _show(self, found: Standing) -> None:
        body = self._state.body
        empty(body)
        icon, words = words_of(found.line, self.session.now())
        body.addWidget(beside(Icon(self.look, icon), Words(words, "name"), stretch=False))
        here = bool(found.state)
        if not here:
            words = _("登録しなくても、|書いたものは保存されます。|登録すると、市とほかの机に届きます。")
            body.addWidget(Words(words))
        else:
            unsent = _("{count}件").format(count=found.line.unsent)
            pairs = [(_("地区"), found.district), (_("ハブ"), found.hub), (_("まだ送っていない"), unsent)]
            body.addWidget(facts(self.look, pairs, LABELS))
        if here and found.state != ACTIVE:
            self._show_waiting(found.number)
        self.enrol_button.setVisible(not here)
        self.start_button.setVisible(here and not self.run.busy)
        for part in (self._hand_heading, self._hand):
            part.setVisible(here)
        self._show_open(found)
        self._take_focus()

    def _show_waiting(self, number: str) -> None:
        self._state.body.addWidget(Words(_("承認を待っています。|地区の責任者に、承認を頼んでください。")))
        if number:
            self._state.body.addWidget(Words(_("承認する机に、この番号が出ます。|同じかどうか、見くらべてください。")))
            self._state.body.addWidget(line(number, "number"))

    def _show_open(self, found: Standing) -> None:
        """What needs a person: each with what to do."""
        self._open.clear()
        if found.conflicts:
            press = Button(self.look, _("くらべる"), "plain", "versions", row=True)
            press.clicked.connect(lambda: self.go(To(place=Place.CONFLICTS)))
            what = _("2つの記録　{count}件").format(count=found.conflicts)
            todo = _("どちらも残っています。|どちらにするか、決めてください。")
            self._open.add(Row([Words(what, "name"), Words(todo)], Icon(self.look, "versions"), [press]))
        for reason, count in found.held_up.items():
            what, todo = held_up_words(reason, count)
            self._open.add(Row([Words(what, "name"), Words(todo)], Icon(self.look, "warn")))
        there = self._open.body.count() > 0
        self._open.setVisible(there)
        self._open_heading.setVisible(there)

    def _take_focus(self) -> None:
        if self._fresh:
            self._fresh = False
            for button in (self.stop_button, self.start_button, self.enrol_button):
                if button.isVisible():
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    # A sync

    def start(self) -> None:
        self._begin(_("つないでいます"))
        self.run.start(self._recognise)

    def _begin(self, words: str) -> None:
        self._result.hide()
        self._step.say(words)
        self.bar.setRange(0, 0)
        self._under_way.show()
        self.stop_button.setFocus()
        self.start_button.hide()

    def _stop(self) -> None:
        self._step.say(_("やめています"))
        self.run.stop()

    def _progress(self, now: UnderWay) -> None:
        self._under_way.show()
        self.start_button.hide()
        self._step.say(step_words(now))
        self.bar.setRange(0, now.total if counted(now) else 0)
        if counted(now):
            self.bar.setValue(min(now.pushed, now.total))

    def _recognise(self, number: str, answer: Answer) -> None:
        """Both screens show a number; a person compares them, and no hub can make two that are alike."""
        panel = Panel(self.look, self.window(), _("照合番号をくらべてください"), _("承認した机の番号と、|同じですか。"))
        panel.body.addWidget(line(number, "number"))
        panel.press(_("同じです"), "main", partial(answer, True))  # noqa: FBT003
        panel.press(_("ちがいます"), "plain", partial(answer, False))  # noqa: FBT003
        panel.press(_("あとで"), "plain", self.run.stop).setFocus()
        panel.open()

    def _ended(self, report: Report) -> None:
        words, by_hand_now = result_words(report), self._by_hand
        self._by_hand = False
        counts = taken_words(report) if by_hand_now else counts_words(report)
        title = _("取りこみました。") if by_hand_now else words
        sign = "info" if report.remarks else "check" if report.complete or by_hand_now else "sync"
        self._say_result(sign, [Words(title, "name"), Words(counts)], [*report.news, *report.remarks])

    def _not_ended(self, error: DeskError) -> None:
        self._by_hand = False
        words = [Words(error.happened, "name"), Words(error.safe), Words(todo_words(error))]
        self._say_result("offline" if isinstance(error, HubUnreachable) else "info", words, [])

    def _say_result(self, sign: str, words: list[Words], more: list[str]) -> None:
        """What it came to stands until the next time, for a message that goes by itself is missed."""
        focused = self.stop_button.hasFocus()
        self._under_way.hide()
        self._result.clear()
        self._result.add(Row(words, Icon(self.look, sign)))
        for each in more:
            self._result.add(Row([Words(each)], Icon(self.look, "info")))
        self._result.show()
        self._fresh = self._fresh or focused
        self.refresh()

    # By hand

    def _export(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, _("束を書き出す"), str(Path.home() / "kyosei.bundle"))
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        self.session.act_long(self, lambda desk: exported(desk, path), self._is_out, self._not_ended)

    def _is_out(self, outcome: tuple[str, str]) -> None:
        counts, behind = outcome
        self._say_result("check", [Words(_("書き出しました。"), "name"), Words(counts)], [behind] if behind else [])

    def _import(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("束を取りこむ"), str(Path.home()))
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, path: Path) -> None:
        """A laptop may be let in by a bundle too: its number is compared just the same."""
        if self.run.busy:
            tell(self.look, self.window(), _("同期しています"), _("終わってから、もう一度どうぞ。"))
            return
        self._by_hand = True
        self._begin(_("取りこんでいます"))
        self.run.start(self._recognise, partial(taken, path))

    def _save_log(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, _("同期の記録を保存"), str(Path.home() / "sync.log"))
        if chosen:
            self.save_log_to(Path(chosen))

    def save_log_to(self, path: Path) -> None:
        saved = partial(self.saved_note.emit, _("同期の記録を保存しました"))
        self.session.ask(self, lambda desk: save_log(desk, path), lambda _none: saved(), self.failed)


def exported(desk: Desk, path: Path) -> tuple[str, str]:
    """Counts, and what had to stay behind, in words."""
    written = by_hand.export(desk, enrolment_of(desk), path)
    words = _("記録 {changes}件・手紙 {letters}通").format(
        changes=by_hand.counted(written), letters=len(written.letters)
    )
    return words, by_hand.left_behind(desk.exchange)


def taken(path: Path, desk: Desk, hooks: Hooks) -> Report:
    return by_hand.take(desk, enrolment_of(desk), path, hooks)


def save_log(desk: Desk, path: Path) -> None:
    disk.write_whole(path, ("\n".join(log_lines(desk)) + "\n").encode())


def run_of(session: Session) -> Run:
    """The session's one sync: the quiet one and the one a person starts are the same."""
    automatic = session.automatic
    return automatic.run if automatic is not None else Run(session)
