"""What a helper from outside may see: versions, counts, codes and times. No name, no word, no key."""

import platform
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QFileDialog, QWidget

from i18n import _
from kyosei_desk import __version__, disk
from kyosei_desk.desk import Desk
from ui.widgets.asking import tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """`log`: the last lines of the sync's own (time, code, counts); `damages`: sentences of `verify`."""

    version: str
    python: str
    qt: str
    system: str
    people: int
    drafts: int
    waiting: dict[str, int]
    damages: list[str]
    log: list[tuple[str, str, dict[str, int | str]]]


def facts_of(desk: Desk) -> Facts:
    return Facts(
        version=__version__,
        python=platform.python_version(),
        qt=qt_version,
        system=platform.platform(),
        people=len(desk.people),
        drafts=len(desk.drafts()),
        waiting=desk.exchange.counts(),
        damages=desk.verify(),
        log=desk.exchange.log()[-200:],
    )


def diagnosis(screen: "SettingsScreen", _found: "Settings") -> QWidget:
    card = Card("card", 20, 12)
    card.body.addWidget(Words(_("困ったとき、市の担当に渡せるファイルです。|お名前もお話も入っていません。")))
    save = Button(screen.look, _("診断を保存する"), "plain", "doc")
    save.clicked.connect(partial(choose, screen))
    card.body.addWidget(save)
    return card


def choose(screen: "SettingsScreen") -> None:
    chosen, _kind = QFileDialog.getSaveFileName(screen, _("診断を保存する"), str(Path.home() / "diagnosis.json"))
    if chosen:
        save(screen, Path(chosen))


def save(screen: "SettingsScreen", path: Path) -> None:
    def done(_none: None) -> None:
        tell(screen.look, screen.window(), _("保存しました"), _("ファイルを、市の担当に渡してください。"))

    screen.session.act_long(screen, lambda desk: write(desk, path), done, screen.failed)


def write(desk: Desk, path: Path) -> None:
    content = msgspec.json.format(msgspec.json.encode(facts_of(desk)), indent=1)
    with disk.in_words():
        path.write_bytes(content)
