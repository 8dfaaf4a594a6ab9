"""同期: how it stands, in calm words; a press that syncs, and the way by USB where there is no line."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from i18n import _
from kyosei_desk import disk
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from sync import by_hand
from sync.bundle import Bundle
from sync.reaching import enrolment_of
from sync.round import Progress, Report
from sync.standing import ACTIVE, PENDING, check_number_of, load
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.status import Line, line_of, words_of
from ui.sync_status.running import Run
from ui.widgets.asking import ask, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, empty, facts, heading
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside, line

STEPS = {
    "pull": _("受け取っています"), "push": _("送っています"), "seal": _("封をしています"),
    "index": _("さがせるようにしています"), "letters": _("手紙を送っています"), "answers": _("返事をそろえています"),
}  # fmt: skip


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How this laptop stands with the city."""

    line: Line
    state: str
    district: str
    hub: str
    number: str
    conflicts: int
    aside: int
    refused: int


def standing(desk: Desk) -> Standing:
    enrolment, counts = load(desk.exchange), desk.exchange.counts()
    return Standing(
        line=line_of(desk),
        state=enrolment.state if enrolment else "",
        district=enrolment.district_name if enrolment else "",
        hub=enrolment.hub if enrolment else "",
        number=check_number_of(desk.exchange, enrolment) if enrolment and enrolment.state == PENDING else "",
        conflicts=counts["conflicts"],
        aside=counts["aside"] + desk.exchange.withheld(),
        refused=desk.exchange.refused(),
    )


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
        self._state = Card()
        self.page.main.addWidget(heading(_("同期のようす")))
        self.page.main.addWidget(self._state)
        self._result = Rows()
        self._result.hide()
        self.page.main.addWidget(self._result)
        self._build_progress()
        self._start: Button | None = None
        self._build_aside()

    def _build_progress(self) -> None:
        self._under_way = Card()
        self._step = Words("")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("同期の進みぐあい"))
        stop = Button(self.look, _("やめる"), "plain")
        stop.clicked.connect(self.run.stop)
        for part in (self._step, self._bar, stop):
            self._under_way.body.addWidget(part)
        self._under_way.setVisible(self.run.busy)
        self.page.main.addWidget(self._under_way)

    def _build_aside(self) -> None:
        self.page.aside.addWidget(heading(_("線がないとき（USB）")))
        card = Card()
        card.body.addWidget(Words(_("封をした束に書き出して、|ほかの机や市で取りこめます。")))
        out = Button(self.look, _("書き出す"), "plain", "send")
        out.clicked.connect(self._export)
        into = Button(self.look, _("取りこむ"), "plain", "receive")
        into.clicked.connect(self._import)
        card.body.addWidget(out)
        card.body.addWidget(into)
        self.page.aside.addWidget(card)
        log = Button(self.look, _("同期の記録を保存"), "link", "doc")
        log.clicked.connect(self._save_log)
        self.page.aside.addWidget(log)
        self.page.aside.addWidget(Words(_("日時と件数だけです。|お名前もお話も入っていません。"), "note"))

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, standing, self._show)

    def first(self) -> QWidget | None:
        return self._start

    # How it stands

    def _show(self, found: Standing) -> None:
        body = self._state.body
        empty(body)
        icon, words = words_of(found.line, self.session.now())
        body.addWidget(beside(Icon(self.look, icon), Words(words, "name"), stretch=False))
        if not found.state:
            body.addWidget(
                Words(_("この机は、市のハブに登録されていません。|登録しなくても、書いたものは保存されます。"))
            )
            to_settings = Button(self.look, _("市のハブに登録する"), "main", "settings")
            to_settings.clicked.connect(lambda: self.go(To(place=Place.SETTINGS, part="devices")))
            body.addWidget(to_settings)
            self._start = to_settings
            return
        pairs = [(_("地区"), found.district), (_("ハブ"), found.hub)]
        pairs.append((_("まだ送っていない"), _("{count}件").format(count=found.line.unsent)))
        body.addWidget(facts(self.look, pairs, 150))
        if found.state != ACTIVE:
            body.addWidget(Words(_("承認を待っています。|地区の責任者に、承認を頼んでください。")))
            if found.number:
                body.addWidget(line(found.number, "number"))
        start = Button(self.look, _("同期する"), "main", "sync", big=True)
        start.clicked.connect(self.start)
        body.addWidget(start)
        self._start = start
        self._show_open(found)

    def _show_open(self, found: Standing) -> None:
        """What needs a person: each with what to do."""
        body = self._state.body
        if found.conflicts:
            press = Button(self.look, _("くらべる"), "plain", "versions", row=True)
            press.clicked.connect(lambda: self.go(To(place=Place.CONFLICTS)))
            words = _("2つの記録が{count}件あります。|どちらにするか、決めてください。")
            body.addWidget(Row([Words(words.format(count=found.conflicts))], right=[press]))
        if found.aside:
            words = _("まだ読めないものが{count}件あります。|新しい版の道具か、次の同期で読めるようになります。")
            body.addWidget(Row([Words(words.format(count=found.aside))], Icon(self.look, "warn")))
        if found.refused:
            words = _("市が受け取らなかったものが{count}件あります。|ここに残っています。|市の担当に知らせてください。")
            body.addWidget(Row([Words(words.format(count=found.refused))], Icon(self.look, "warn")))

    # A sync

    def start(self) -> None:
        self._result.hide()
        self._step.say(_("つないでいます"))
        self._bar.setRange(0, 0)
        self._under_way.show()
        self.run.start(self._recognise)

    def _progress(self, progress: Progress) -> None:
        self._under_way.show()
        step = STEPS.get(progress.step, _("同期しています"))
        self._step.say(
            _("{step}　受け取り {pulled}件・送り {pushed}件").format(
                step=step, pulled=progress.pulled, pushed=progress.pushed
            )
        )

    def _recognise(self, number: str, answer: Callable[[bool], None]) -> None:
        """Both screens show a number; a person compares them, and no hub can make two that are alike."""
        ask(
            self.look,
            self.window(),
            _("照合番号をくらべてください"),
            _("承認した机の画面の番号と、同じですか。\n{number}").format(number=number),
            [(_("同じです"), "main", lambda: answer(True)), (_("ちがいます"), "second", lambda: answer(False))],  # noqa: FBT003
        )

    def _ended(self, report: Report) -> None:
        self._under_way.hide()
        self._result.clear()
        self._result.add(Row([Words(result_words(report), "name")], Icon(self.look, "check")))
        for each in (*report.news, *report.remarks):
            self._result.add(Row([Words(each)], Icon(self.look, "info")))
        self._result.show()

    def _not_ended(self, error: DeskError) -> None:
        self._under_way.hide()
        self._result.clear()
        words = [Words(error.happened, "name"), Words(f"{error.safe}{error.todo}")]
        self._result.add(Row(words, Icon(self.look, "offline")))
        self._result.show()

    # By hand

    def _export(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, _("束を書き出す"), str(Path.home() / "kyosei.bundle"))
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        def done(written: Bundle) -> None:
            words = _("記録{changes}件・手紙{letters}通を書き出しました。")
            counts = words.format(changes=by_hand.counted(written), letters=len(written.letters))
            tell(self.look, self.window(), _("書き出しました"), counts)

        self.session.act_long(self, lambda desk: by_hand.export(desk, enrolment_of(desk), path), done, self.failed)

    def _import(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("束を取りこむ"), str(Path.home()))
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, path: Path) -> None:
        self.session.act_long(
            self, lambda desk: by_hand.take(desk, enrolment_of(desk), path), self._ended, self._not_ended
        )

    def _save_log(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, _("同期の記録を保存"), str(Path.home() / "sync.log"))
        if chosen:
            path = Path(chosen)
            self.session.ask(
                self, lambda desk: save_log(desk, path), lambda _none: self.saved_note.emit(_("保存しました"))
            )


def save_log(desk: Desk, path: Path) -> None:
    """Times, codes and counts: it can be handed to a stranger."""
    lines = []
    for at, event, detail in desk.exchange.log():
        counts = " ".join(f"{name}={value}" for name, value in detail.items())
        lines.append(f"{at} {event} {counts}".rstrip())
    with disk.in_words():
        path.write_text("\n".join(lines) + "\n", "utf-8")


def run_of(session: Session) -> Run:
    """The session's one sync: the quiet one and the one a person starts are the same."""
    automatic = session.automatic
    return automatic.run if automatic is not None else Run(session)


def result_words(report: Report) -> str:
    counts = _("受け取り {pulled}件・送り {pushed}件・手紙 {up}通・返事 {down}通").format(
        pulled=report.pulled, pushed=report.pushed, up=report.letters_up, down=report.letters_down
    )
    if report.state != ACTIVE:
        return _("まだ承認を待っています。")
    return (
        _("同期済み　{counts}").format(counts=counts)
        if report.complete
        else _("途中までです　{counts}").format(counts=counts)
    )
