"""A copy at a place of one's own, and whether it can really be restored."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from i18n import _
from kyosei_desk.backup_check import BackupFacts, LastBackup, check_backup, make_backup, reminder
from kyosei_desk.errors import DeskError
from ui.settings.once import Once
from ui.settings.practising import practice_words
from ui.widgets.asking import Panel, nothing, tell, tell_error
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.dates import day_words
from ui.widgets.fields import Field, Secret
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen


def copies(screen: "SettingsScreen", found: "Settings") -> QWidget:
    card = Card("card", 20, 12)
    card.body.addWidget(Words(last_words(found.backup)))
    if words := reminder(found.backup):
        card.body.addWidget(Words(words, "label"))
    make = Button(screen.look, _("控えを取る"), "second", "doc")
    make.clicked.connect(partial(choose, screen))
    check = Button(screen.look, _("控えをためしに戻す"), "plain", "check")
    check.clicked.connect(partial(choose_to_check, screen))
    card.body.addWidget(make)
    card.body.addWidget(check)
    card.body.addWidget(Words(_("控えは、USBメモリなど、別の所に置いてください。|中身は鍵がかかっています。"), "note"))
    return card


def last_words(last: LastBackup | None) -> str:
    if last is None:
        return _("まだ、控えを取っていません。")
    return _("さいごに取った日：{day}").format(day=day_words(last.at.date()))


def choose(screen: "SettingsScreen") -> None:
    name = f"kyosei-{datetime.now(screen.session.now().tzinfo):%Y%m%d}.backup"
    chosen, _kind = QFileDialog.getSaveFileName(screen, _("控えを取る"), str(Path.home() / name))
    if chosen:
        make(screen, Path(chosen))


def make(screen: "SettingsScreen", path: Path) -> None:
    """It may take half a minute: the window stays usable, and says when it is done."""
    wait = Panel(screen.look, screen.window(), _("控えを取っています"), _("取ったあと、開けることも確かめます。"))
    wait.open()

    def done(_none: None) -> None:
        wait.accept()
        tell(screen.look, screen.window(), _("控えを取りました"), _("開けることを確かめました。"))

    def failed(error: DeskError) -> None:
        wait.accept()
        tell_error(screen.look, screen.window(), error)

    screen.session.act_long(wait, lambda desk: make_backup(desk, path), done, failed)


def choose_to_check(screen: "SettingsScreen") -> None:
    chosen, _kind = QFileDialog.getOpenFileName(screen, _("控えをためしに戻す"), str(Path.home()))
    if chosen:
        ask_words(screen, Path(chosen))


def ask_words(screen: "SettingsScreen", path: Path) -> None:
    panel = Panel(
        screen.look,
        screen.window(),
        _("控えをためしに戻す"),
        _("別の場所で開いて確かめ、すぐ消します。|今の記録にはさわりません。"),
    )
    words = Secret()
    field = Field(screen.look, _("控えを取ったときの合言葉"), words, practice_words(screen.session))
    panel.body.addWidget(field)

    def act() -> None:
        typed = words.text()
        if not typed:
            field.problem(_("合言葉を打ってください。"))
            return
        field.problem("")
        if once.begun():
            screen.session.act_long(panel, lambda _desk: check_backup(path, typed), done, refused)

    def refused(error: DeskError) -> None:
        once.over()
        field.problem(str(error))

    def done(facts: BackupFacts) -> None:
        panel.accept()
        tell(screen.look, screen.window(), _("確かめました"), facts_words(facts))

    once = Once(panel.press(_("確かめる"), "main", act, close=False), _("確かめる"), _("確かめています"))
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    words.setFocus()


def facts_words(facts: BackupFacts) -> str:
    if not facts.good:
        return "".join(facts.damages)
    words = _("この控えは戻せます。\n世帯 {households}・相談 {talks}・使う人 {people}")
    return words.format(households=facts.households, talks=facts.talks, people=facts.people)
