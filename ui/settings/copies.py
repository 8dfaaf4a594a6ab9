"""A copy at a place of one's own, and whether it can really be restored."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QFileDialog, QWidget

from i18n import _
from kyosei_desk.backup_check import BackupFacts, LastBackup, check_backup, make_backup, reminder
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.watching import GivenUp, Watch
from ui.settings.copying import UnderWay, copying_of, say_stopped
from ui.settings.practising import practice_words
from ui.widgets.asking import Panel, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.dates import day_words
from ui.widgets.fields import Field, Secret
from ui.widgets.once import Once
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen


def copies(screen: "SettingsScreen", found: "Settings") -> QWidget:
    card, copying = Card("card", 20, 12), copying_of(screen.session)
    card.body.addWidget(Words(last_words(found.backup)))
    if words := reminder(found.backup):
        card.body.addWidget(Words(words, "label"))
    make = Button(screen.look, _("控えを取る"), "second", "doc")
    make.clicked.connect(partial(choose, screen))
    check = Button(screen.look, _("控えをためしに戻す"), "plain", "check")
    check.clicked.connect(partial(choose_to_check, screen))
    for part in (UnderWay(screen.look, copying), make, check):
        card.body.addWidget(part)
    card.body.addWidget(Words(_("控えは、USBメモリなど、別の所に置いてください。|中身は鍵がかかっています。"), "note"))
    return card


def last_words(last: LastBackup | None) -> str:
    if last is None:
        return _("まだ、控えを取っていません。")
    return _("さいごに取った日：{day}").format(day=day_words(last.at.date()))


def free(screen: "SettingsScreen") -> bool:
    """One at a time; where one is under way, it is said."""
    copying = copying_of(screen.session)
    if copying.busy:
        tell(screen.look, screen.window(), copying.what, _("終わってから、もう一度どうぞ。"))
    return not copying.busy


def choose(screen: "SettingsScreen") -> None:
    name = f"kyosei-{datetime.now(screen.session.now().tzinfo):%Y%m%d}.backup"
    if not free(screen):
        return
    chosen, _kind = QFileDialog.getSaveFileName(screen, _("控えを取る"), str(Path.home() / name))
    if chosen:
        make(screen, Path(chosen))


def make(screen: "SettingsScreen", path: Path) -> None:
    """It may take a minute: the window stays usable, and says when it is done."""
    look, window, session = screen.look, screen.window(), screen.session

    def done(_none: None) -> None:
        say(screen, _("控えを取りました"), _("開けることを確かめました。"))

    failed = partial(say_stopped, look, window, session)
    work = partial(made, path)
    if copying_of(session).start(window, _("控えを取っています"), work, done, failed):
        to_the_stop(screen)


def to_the_stop(screen: "SettingsScreen") -> None:
    """Where it says how far it is: in sight, and with the focus, as at a sync."""
    if under_way := screen.findChild(UnderWay):
        under_way.stop_button.setFocus()


def made(path: Path, desk: Desk, watch: Watch) -> None:
    make_backup(desk, path, watch)


def say(screen: "SettingsScreen", title: str, body: str) -> None:
    """Good news interrupts nobody who has gone on to write elsewhere."""
    if not shiboken6.isValid(screen):
        return
    if screen.isVisible():
        told(screen, title, body)
    else:
        screen.saved_note.emit(title)


def told(screen: "SettingsScreen", title: str, body: str) -> None:
    tell(screen.look, screen.window(), title, body)


def choose_to_check(screen: "SettingsScreen") -> None:
    if not free(screen):
        return
    chosen, _kind = QFileDialog.getOpenFileName(screen, _("控えをためしに戻す"), str(Path.home()))
    if chosen:
        ask_words(screen, Path(chosen))


def ask_words(screen: "SettingsScreen", path: Path) -> None:
    trial = Trial(screen, path)
    trial.open()
    trial.words.setFocus()


class Trial(Panel):
    """The panel stays until the passphrase is known to be right: from then on it goes on in the background."""

    def __init__(self, screen: "SettingsScreen", path: Path) -> None:
        body = _("別の場所で開いて確かめ、すぐ消します。|今の記録にはさわりません。")
        super().__init__(screen.look, screen.window(), _("控えをためしに戻す"), body)
        self._screen, self._path, self._copying = screen, path, copying_of(screen.session)
        self.words = Secret()
        hint = practice_words(screen.session)
        self._field = Field(screen.look, _("控えを取ったときの合言葉"), self.words, hint)
        self.body.addWidget(self._field)
        check = self.press(_("確かめる"), "main", self._begin, close=False)
        self._once = Once(check, _("確かめる"), _("確かめています"))
        self.press(_("やめる"), "plain", self._copying.stop)
        self._copying.stepped.connect(self._opened)
        self.finished.connect(lambda _how: self._copying.stepped.disconnect(self._opened))

    def _begin(self) -> None:
        typed = self.words.text()
        self._field.problem("" if typed else _("合言葉を打ってください。"))
        if not typed or not self._once.begun():
            return
        window, title, work = self._screen.window(), _("控えを確かめています"), partial(tried, self._path, typed)
        if not self._copying.start(window, title, work, partial(checked, self, self._screen), self._refused):
            self._once.over()

    def _opened(self) -> None:
        if self._copying.percent:
            self.accept()
            to_the_stop(self._screen)

    def _refused(self, error: DeskError) -> None:
        if shiboken6.isValid(self) and self.isVisible():
            self._once.over()
            self._field.problem("" if isinstance(error, GivenUp) else str(error))
        else:
            say_stopped(self._screen.look, self._screen.window(), self._screen.session, error)


def checked(panel: Panel, screen: "SettingsScreen", facts: BackupFacts) -> None:
    if shiboken6.isValid(panel):
        panel.accept()
    (say if facts.good else told)(screen, _("確かめました"), facts_words(facts))


def tried(path: Path, words: str, _desk: Desk, watch: Watch) -> BackupFacts:
    return check_backup(path, words, watch=watch)


def facts_words(facts: BackupFacts) -> str:
    if not facts.good:
        return "".join(facts.damages)
    words = _("この控えは戻せます。\n世帯 {households}・相談 {talks}・使う人 {people}")
    return words.format(households=facts.households, talks=facts.talks, people=facts.people)
