"""A new recovery code from the settings: the passphrase once more, the paper typed back, and nothing before that."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kyosei_desk.errors import WrongPassphrase
from kyosei_desk.vault import Role, read_slots, unlock_bytes_with_code
from tests.ui.conftest import ME, WORDS, find
from tests.ui.test_settings import NEW, NEW_WORDS, panel_of, words_on
from ui.first_run.new_code import NewCode
from ui.first_run.parts import CodeLine
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.settings.screen import SettingsScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Secret
from ui.widgets.tiles import Tile

Settled = Callable[[], None]


@pytest.fixture
def screen(window: MainWindow, went: Callable[..., Screen]) -> SettingsScreen:
    assert window.session is not None
    window.session.desk.add_person(NEW, Role.STAFF, NEW_WORDS)
    found = went(Place.SETTINGS)
    assert isinstance(found, SettingsScreen)
    return found


def begun(window: MainWindow, screen: SettingsScreen, settled: Settled, paper: str = "ない") -> Panel:
    find(screen, Button, "回復コードを新しくする").click()
    settled()
    panel = panel_of(window)
    find(panel, Tile, f"いままでの紙 {paper}").click()
    return panel


def shown_code(window: MainWindow, screen: SettingsScreen, settled: Settled) -> str:
    """As far as the paper; the code that is shown."""
    panel = begun(window, screen, settled)
    find(panel, Secret, "あなたの合言葉").setText(WORDS)
    find(panel, Button, "つぎへ").click()
    settled()
    (paper,) = panel_of(window).findChildren(NewCode)
    return paper._code


def opens(folder: Path, code: str, person: str = ME) -> bool:
    try:
        unlock_bytes_with_code(read_slots(folder / "people.slots"), code, person)
    except WrongPassphrase:
        return False
    return True


def test_a_lost_paper_is_replaced_by_one_that_was_typed_back(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = read_slots(folder / "people.slots")
    code = shown_code(window, screen, settled)
    panel = panel_of(window)
    assert all(group in words_on(panel) for group in code.split("-"))
    typed = find(panel, CodeLine, "紙を見て、打ってください")
    for wrong in ("", code[:-1], "00000-00001-00002-00003-00004-00005-00006"):
        typed.setText(wrong)
        find(panel, Button, "紙に残しました").click()
        assert typed.accessibleDescription() != "紙に残ったことを確かめます。"
    settled()
    assert read_slots(folder / "people.slots") == before
    typed.setText(code.lower().replace("-", " "))
    press = find(panel, Button, "紙に残しました")
    press.click()
    press.click()
    settled()
    assert opens(folder, code)
    said = words_on(panel_of(window))
    assert "破って捨ててください" in said
    assert f"{NEW}さんは、次に自分で鍵をあけたあとから" in said
    find(panel_of(window), Button, "わかりました").click()
    settled()
    assert f"{NEW}さんは、次に自分で鍵をあけたあとから" in words_on(screen)
    assert code.split("-")[0] not in caplog.text
    assert code.split("-")[0] not in QApplication.clipboard().text()


def test_with_the_old_paper_everyone_is_brought_back_at_once(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path
) -> None:
    old = renewed(window, screen, settled)
    panel = begun(window, screen, settled, "ある")
    find(panel, CodeLine, "いままでの回復コード").setText(old)
    find(panel, Secret, "あなたの合言葉").setText(WORDS)
    find(panel, Button, "つぎへ").click()
    settled()
    (paper,) = panel_of(window).findChildren(NewCode)
    paper.typed.setText(paper._code)
    find(panel_of(window), Button, "紙に残しました").click()
    settled()
    assert (opens(folder, old), opens(folder, paper._code)) == (False, True)


def renewed(window: MainWindow, screen: SettingsScreen, settled: Settled) -> str:
    """A first renewal, whole: its code."""
    code = shown_code(window, screen, settled)
    find(panel_of(window), CodeLine, "紙を見て、打ってください").setText(code)
    find(panel_of(window), Button, "紙に残しました").click()
    settled()
    find(panel_of(window), Button, "わかりました").click()
    settled()
    return code


def test_a_desk_left_open_is_not_enough_and_each_field_says_what_is_wrong(
    window: MainWindow, screen: SettingsScreen, settled: Settled
) -> None:
    find(screen, Button, "回復コードを新しくする").click()
    settled()
    panel = panel_of(window)
    find(panel, Button, "つぎへ").click()
    words = find(panel, Secret, "あなたの合言葉")
    assert "合言葉を打ってください" in words.accessibleDescription()
    assert "えらんでください" in words_on(panel)
    find(panel, Tile, "いままでの紙 ある").click()
    code = find(panel, CodeLine, "いままでの回復コード")
    find(panel, Button, "つぎへ").click()
    assert "文字の数が合いません" in code.accessibleDescription()
    code.setText("00000-00001-00002-00003-00004-00005-00006")
    words.setText("ちがう あいことば です")
    find(panel, Button, "つぎへ").click()
    settled()
    assert "合言葉が違う" in words.accessibleDescription()
    words.setText(WORDS)
    find(panel, Button, "つぎへ").click()
    settled()
    assert "この記録のものではありません" in code.accessibleDescription()
    assert not panel.findChildren(NewCode)


def test_stopping_leaves_the_paper_of_before(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path
) -> None:
    before = read_slots(folder / "people.slots")
    shown_code(window, screen, settled)
    QTest.keyClick(panel_of(window), Qt.Key.Key_Escape)
    settled()
    assert "そのまま使えます" in words_on(panel_of(window))
    assert read_slots(folder / "people.slots") == before


def test_locking_in_the_middle_leaves_everything_as_it_was(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path, qtbot: QtBot
) -> None:
    before = read_slots(folder / "people.slots")
    code = shown_code(window, screen, settled)
    find(panel_of(window), CodeLine, "紙を見て、打ってください").setText(code)
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    assert not [each for each in window.findChildren(Panel) if each.isVisible()]
    assert read_slots(folder / "people.slots") == before


def test_one_who_is_no_manager_is_told_who_can(
    window: MainWindow, screen: SettingsScreen, settled: Settled, qtbot: QtBot
) -> None:
    del screen
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(NEW, NEW_WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    window.go(To(place=Place.SETTINGS))
    settled()
    here = window.shown()
    assert here is not None
    find(here, Button, "回復コードを新しくする").click()
    settled()
    assert "責任者に頼んでください" in words_on(panel_of(window))
