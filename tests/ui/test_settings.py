"""設定: what is typed or asked for there stays there, and every act reaches the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.clock import fixed_clock, system_clock
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import open_desk, people_of
from kyosei_desk.sheets import SheetKind
from kyosei_desk.vault import Role
from sync import devices
from sync.practice_hub import PracticeHub, start_hub
from tests.builders import intake
from tests.ui.conftest import ME, NOW, WORDS, compose, find, type_in
from tests.ui.hub import opened
from ui import preferences
from ui.app import make_window
from ui.help.texts import texts
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.paper.screen import PaperScreen
from ui.screen import Screen
from ui.settings import copies, diagnosis
from ui.settings.screen import SettingsScreen
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Line, Secret
from ui.widgets.tiles import Tile

Went = Callable[..., Screen]
Settled = Callable[[], None]
NEW = "練習 次郎"
NEW_WORDS = "あたらしい べつの あいことば"
TALK = "見本の電気が止まりそう"


@pytest.fixture
def screen(went: Went) -> SettingsScreen:
    found = went(Place.SETTINGS)
    assert isinstance(found, SettingsScreen)
    return found


def panel_of(window: MainWindow) -> Panel:
    shown = [each for each in window.findChildren(Panel) if each.isVisible()]
    assert len(shown) == 1, [each.windowTitle() for each in shown]
    return shown[0]


def words_on(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return " ".join(each.accessibleName() or each.text() for each in labels)


def test_what_is_being_typed_outlives_a_change_elsewhere(
    window: MainWindow, screen: SettingsScreen, settled: Settled
) -> None:
    city = find(screen, Line, "市")
    city.clear()
    type_in(city, "見本市")
    compose(city, "のまち")
    assert window.session is not None
    window.session.changed.emit()
    settled()
    assert find(screen, Line, "市").text_now() == "見本市のまち"


def test_what_was_typed_of_the_desk_is_kept_when_one_goes(
    window: MainWindow, screen: SettingsScreen, went: Went, settled: Settled
) -> None:
    desk = find(screen, Line, "机の名前")
    desk.clear()
    type_in(desk, "見本の")
    compose(desk, "机")
    went(Place.TODAY)
    settled()
    assert window.session is not None
    assert window.session.desk.district().desk == "見本の机"


def test_a_change_elsewhere_shows_where_nobody_types(
    window: MainWindow, screen: SettingsScreen, settled: Settled
) -> None:
    assert window.session is not None
    desk, mine, theirs = window.session.desk, find(screen, Line, "市"), find(screen, Line, "電話")
    mine.setText("わたしの市")
    desk.set_district(msgspec.structs.replace(desk.district(), phone="000-0000-0000"))
    window.session.changed.emit()
    settled()
    assert (mine.text(), theirs.text()) == ("わたしの市", "000-0000-0000")


# People


def test_a_person_is_added_and_can_open_the_desk(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path
) -> None:
    find(screen, Button, "人を足す").click()
    panel = panel_of(window)
    type_in(find(panel, Line, "お名前"), NEW)
    find(panel, Secret, "合言葉").setText("みじかい")
    find(panel, Secret, "もう一度、同じもの").setText("みじかい")
    find(panel, Button, "足す").click()
    assert "短すぎます" in find(panel, Secret, "合言葉").accessibleDescription()
    for each in ("合言葉", "もう一度、同じもの"):
        find(panel, Secret, each).setText(NEW_WORDS)
    add = find(panel, Button, "足す")
    add.click()
    add.click()  # a second press meanwhile is none
    settled()
    assert f"{NEW}さん" in words_on(screen)
    assert [each.name for each in people_of(folder)] == [ME, NEW]


def test_a_person_is_taken_out_only_after_two_questions(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path, qtbot: QtBot
) -> None:
    assert window.session is not None
    window.session.desk.add_person(NEW, Role.STAFF, NEW_WORDS)
    screen.refresh()
    settled()
    find(screen, Button, f"{NEW}さんを外す").click()
    settled()
    assert "この机を開けられなくなります" in words_on(panel_of(window))
    find(panel_of(window), Button, "つぎへ").click()
    settled()
    assert len(people_of(folder)) == 2
    last = panel_of(window)
    find(last, Button, "外す").click()
    assert "合言葉を打ってください" in find(last, Secret, "あなたの合言葉").accessibleDescription()
    find(last, Secret, "あなたの合言葉").setText(WORDS)
    find(last, Button, "外す").click()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=30_000)
    assert [each.name for each in people_of(folder)] == [ME]
    assert isinstance(window.frame.stack.currentWidget(), UnlockScreen)
    with pytest.raises(DeskError), open_desk(folder, NEW_WORDS, person=NEW):
        pass


def test_ones_own_passphrase_is_changed(
    window: MainWindow, screen: SettingsScreen, settled: Settled, folder: Path, qtbot: QtBot
) -> None:
    find(screen, Button, "自分の合言葉を変える").click()
    for each in ("新しい合言葉", "もう一度、同じもの"):
        find(panel_of(window), Secret, each).setText(NEW_WORDS)
    find(panel_of(window), Button, "変える").click()
    settled()
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    with open_desk(folder, NEW_WORDS, person=ME) as desk:
        assert desk.me.name == ME


def test_what_speaks_against_a_removal_is_said_before_the_desk_locks(
    window: MainWindow, screen: SettingsScreen, settled: Settled, qtbot: QtBot
) -> None:
    assert window.session is not None
    window.session.desk.add_person(NEW, Role.STAFF, NEW_WORDS)
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(NEW, NEW_WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    window.go(To(place=Place.SETTINGS))
    settled()
    here = window.shown()
    assert here is not None
    assert here is not screen
    find(here, Button, f"{ME}さんを外す").click()
    settled()
    assert "責任者に頼んでください" in words_on(panel_of(window))
    assert window.session is not None


# The practice room


@pytest.fixture
def practising(fonts: QApplication, qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """Somebody tries first: there is a practice room, and no vault yet."""
    window = make_window(fonts, tmp_path / "none", folder, tmp_path / "window.json", fixed_clock(NOW))
    window.start(practice=True)
    window.show()
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    window.go(To(place=Place.SETTINGS))
    qtbot.waitUntil(window.background.idle, timeout=20_000)
    QApplication.processEvents()
    yield window
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    window.close()
    window.deleteLater()


def settings_of(window: MainWindow) -> Screen:
    screen = window.shown()
    assert isinstance(screen, SettingsScreen)
    return screen


def test_the_practice_room_goes_to_no_city_and_keeps_its_passphrase(practising: MainWindow) -> None:
    screen = settings_of(practising)
    assert "練習の場は、市のハブにつながりません" in words_on(screen)
    assert not [each for each in screen.findChildren(Button) if each.accessibleName() == "登録コードで入る"]
    find(screen, Button, "自分の合言葉を変える").click()
    assert "いつも同じ" in words_on(panel_of(practising))
    assert not panel_of(practising).findChildren(Secret)


def test_a_person_is_taken_out_of_the_practice_room_too(practising: MainWindow, qtbot: QtBot, folder: Path) -> None:
    assert practising.session is not None
    before = practising.session
    before.desk.add_person(NEW, Role.STAFF, NEW_WORDS)
    settings_of(practising).refresh()
    qtbot.waitUntil(practising.background.idle, timeout=20_000)
    QApplication.processEvents()
    find(settings_of(practising), Button, f"{NEW}さんを外す").click()
    qtbot.waitUntil(practising.background.idle, timeout=20_000)
    find(panel_of(practising), Button, "つぎへ").click()
    QApplication.processEvents()
    last = panel_of(practising)
    assert WORDS in words_on(last)  # nobody was told it before
    find(last, Secret, "あなたの合言葉").setText(WORDS)
    find(last, Button, "外す").click()
    qtbot.waitUntil(lambda: practising.session not in (None, before), timeout=30_000)
    assert practising.session is not None
    assert practising.session.practice
    assert [each.name for each in people_of(folder)] == [ME]


# Looks


def test_a_larger_text_and_other_colours_are_kept(
    window: MainWindow, screen: SettingsScreen, settled: Settled, fonts: QApplication, tmp_path: Path
) -> None:
    find(screen, Tile, "文字の大きさ 150%").click()
    find(screen, Tile, "色 高コントラスト").click()
    find(screen, Tile, "鍵がかかるまで 20分").click()
    settled()
    try:
        assert (window.look.scale, window.look.dress) == (1.5, "contrast")
        kept = preferences.load(tmp_path / "window.json")
        assert (kept.scale, kept.dress, kept.idle_minutes) == (1.5, "contrast", 20)
        window.resize_text(0.25)
        settled()
        assert find(screen, Tile, "文字の大きさ 175%").isChecked()
    finally:
        window.look.change(fonts, "light", 1.0)


# Copies


def test_a_copy_is_made_and_really_restored(
    window: MainWindow, screen: SettingsScreen, settled: Settled, tmp_path: Path
) -> None:
    assert window.session is not None
    window.session.desk.record(intake(TALK))
    assert "まだ、控えを取っていません" in words_on(screen)
    copies.make(screen, tmp_path / "stick.backup")
    settled()
    assert "開けることを確かめました" in words_on(panel_of(window))
    find(panel_of(window), Button, "わかりました").click()
    settled()
    assert "さいごに取った日：10月21日" in words_on(screen)
    copies.ask_words(screen, tmp_path / "stick.backup")
    panel = panel_of(window)
    find(panel, Secret, "控えを取ったときの合言葉").setText("ちがう あいことば です")
    find(panel, Button, "確かめる").click()
    settled()
    assert "合言葉が違う" in find(panel, Secret, "控えを取ったときの合言葉").accessibleDescription()
    find(panel, Secret, "控えを取ったときの合言葉").setText(WORDS)
    find(panel, Button, "確かめる").click()
    settled()
    assert "この控えは戻せます" in words_on(panel_of(window))
    assert "相談 1" in words_on(panel_of(window))


def test_a_damaged_copy_is_said(window: MainWindow, screen: SettingsScreen, settled: Settled, tmp_path: Path) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    settled()
    find(panel_of(window), Button, "わかりました").click()
    content = bytearray((tmp_path / "stick.backup").read_bytes())
    content[len(content) // 2] ^= 255
    (tmp_path / "stick.backup").write_bytes(content)
    copies.ask_words(screen, tmp_path / "stick.backup")
    panel = panel_of(window)
    find(panel, Secret, "控えを取ったときの合言葉").setText(WORDS)
    find(panel, Button, "確かめる").click()
    settled()
    shown = words_on(panel_of(window))
    assert "こわれている" in shown
    assert "戻せます" not in shown


# A diagnosis


def test_a_diagnosis_has_nobody_in_it(
    window: MainWindow, screen: SettingsScreen, settled: Settled, tmp_path: Path
) -> None:
    assert window.session is not None
    window.session.desk.record(intake(TALK))
    diagnosis.save(screen, tmp_path / "diagnosis.json")
    settled()
    text = (tmp_path / "diagnosis.json").read_text("utf-8")
    found = msgspec.json.decode(text, type=diagnosis.Facts)
    assert (found.people, found.damages) == (1, [])
    district = window.session.desk.district()
    for word in (ME, TALK, "見本", district.desk, district.phone, str(tmp_path), Path.home().name + "/"):
        assert word not in text, word


# Laptops


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PracticeHub]:
    with start_hub(tmp_path / "hub", clock=system_clock) as up:
        yield up


@pytest.fixture
def enrolled(hub: PracticeHub, folder: Path) -> Path:
    with opened(folder, hub) as here:
        here.enrol(hub.code(), "窓の机")
    return folder


@pytest.mark.usefixtures("enrolled")
def test_the_laptops_of_the_district_stay_listed(window: MainWindow, settled: Settled, went: Went) -> None:
    screen = went(Place.SETTINGS)
    find(screen, Button, "机を見る").click()
    settled()
    assert "一覧を聞きます" not in words_on(screen)
    window.go(To(place=Place.TODAY))
    settled()
    assert "一覧を聞きます" in words_on(went(Place.SETTINGS))


@pytest.mark.usefixtures("enrolled")
def test_a_laptop_is_let_in_after_its_number_was_compared_and_taken_out(
    window: MainWindow, hub: PracticeHub, settled: Settled, went: Went, tmp_path: Path
) -> None:
    with opened(tmp_path / "other", hub) as other:
        other.enrol(hub.code(), "もう1つの机")
        screen = went(Place.SETTINGS)
        find(screen, Button, "机を見る").click()
        settled()
        assert "照合番号" in words_on(screen)
        find(screen, Button, "もう1つの机を承認する").click()
        number = devices.check_number_of(other.desk.exchange, other.enrolment, other.enrolment.device)
        assert number in words_on(panel_of(window))
        find(panel_of(window), Button, "同じなので承認する").click()
        settled()
        find(screen, Button, "もう1つの机を外す").click()
        find(panel_of(window), Button, "外す").click()
        settled()
        assert "もう1つの机" not in words_on(screen)


# Help


def test_help_stands_on_the_screen_one_came_from_and_goes_back(
    window: MainWindow, screen: SettingsScreen, settled: Settled
) -> None:
    assert screen is window.shown()
    window.show_help()
    settled()
    found = window.shown()
    assert found is not None
    assert words_on(found).startswith("設定")
    for place in HELPED:
        assert any(each.place == place for each in texts().section), place
    find(found, Button, "もどる").click()
    settled()
    assert window.shown() is screen


HELPED = set(Place) - {Place.HELP}
"""Every other screen has words of its own behind F1."""


@pytest.mark.parametrize("word", ["近道とヘルプを見る", "1枚の手引き"])
def test_help_and_the_guide_are_a_press_away(
    window: MainWindow, screen: SettingsScreen, settled: Settled, word: str
) -> None:
    find(screen, Button, word).click()
    settled()
    shown = window.shown()
    assert shown is not None
    assert not [each for each in window.findChildren(Panel) if each.isVisible()]
    if isinstance(shown, PaperScreen):
        assert shown.sheet is not None
        assert shown.sheet.kind is SheetKind.GUIDE
