"""In a process of its own, with a real window: do the keys that must work everywhere work over a panel?

`python -m tests.ui.keys_child FOLDER` prints a word for each that does.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kyosei_desk.clock import fixed_clock
from kyosei_desk.opening import make_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from tests.ui.conftest import ME, NOW, WORDS
from ui.app import make_app, make_window
from ui.main_window import MainWindow
from ui.widgets.asking import Panel, nothing
from ui.widgets.fields import Area


def until(window: MainWindow, opened: bool) -> None:
    while (window.session is not None) is not opened or not window.background.idle():
        QApplication.processEvents()


def panel_over(window: MainWindow) -> Panel:
    panel = Panel(window.look, window, "見本", "どうしますか。")
    panel.body.addWidget(Area(3))
    panel.press("やめる", "plain", nothing).setFocus()
    panel.open()
    assert QTest.qWaitForWindowActive(panel)
    return panel


def shown(window: MainWindow) -> list[str]:
    return [each.accessibleName() for each in window.findChildren(Panel) if each.isVisible()]


def main(folder: Path) -> None:
    make_desk(folder / "vault", ME, WORDS, fixed_clock(NOW), practice_district(), FLOOR)
    app = make_app(["kyosei-desk"])
    window = make_window(app, folder / "vault", folder / "room", folder / "window.json", fixed_clock(NOW))
    window.start()
    window.show()
    window.way_in.unlock(ME, WORDS)
    until(window, opened=True)
    panel = panel_over(window)
    QTest.keyClick(panel, Qt.Key.Key_F9)
    if "緊急のとき" in shown(window):
        print("numbers")
        next(each for each in window.findChildren(Panel) if each.accessibleName() == "緊急のとき").close()
    panel.activateWindow()
    assert QTest.qWaitForWindowActive(panel)
    QTest.keyClick(panel, Qt.Key.Key_F8)
    if window.cover.isVisible() and not shown(window):
        print("hidden")
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(window, opened=False)
    print("locked" if not window.cover.isVisible() else "covered")
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
