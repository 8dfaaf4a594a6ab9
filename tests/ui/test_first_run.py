"""はじめに, 合言葉を忘れたとき, 控えから戻す: each way to a desk that opens, and what is left where one stops."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.backup_check import make_backup
from kyosei_desk.clock import fixed_clock, system_clock
from kyosei_desk.errors import VaultBusy, VaultDamaged, WrongPassphrase
from kyosei_desk.opening import make_desk, open_desk, vault_exists
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from kyosei_desk.sheets.recovery import draw_recovery
from kyosei_desk.vault import Role
from kyosei_desk.vault.recovery_code import new_code
from kyosei_desk.vault_folder import VaultFolder
from sync import devices
from sync.practice_hub import PracticeHub, start_hub
from tests.builders import intake
from tests.sheets.reading import pages_of, text_of
from tests.ui.conftest import ME, NOW, WORDS, compose, find, type_in
from ui.app import make_window
from ui.first_run import steps
from ui.first_run.parts import CodeLine
from ui.first_run.recovery import RecoveryScreen
from ui.first_run.restoring import RestoreForm
from ui.first_run.screen import FirstRunScreen
from ui.first_run.steps import Key
from ui.main_window import MainWindow
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Line, Secret
from ui.widgets.tiles import Tile

Still = Callable[[MainWindow], None]
CLOCK = fixed_clock(NOW)
HER, NEW_WORDS = "見本 花子", "はじめての あいことば です"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that a key may cost: how it is measured has tests of its own."""
    monkeypatch.setattr("kyosei_desk.opening.calibrate", lambda: FLOOR)


@pytest.fixture
def bare(fonts: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A window where nobody has begun yet."""
    window = make_window(fonts, tmp_path / "vault", tmp_path / "room", tmp_path / "window.json", CLOCK)
    window.start()
    window.show()
    yield window
    window.close()
    window.background.wait()
    window.deleteLater()


@pytest.fixture
def still(qtbot: QtBot) -> Callable[[MainWindow], None]:
    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(window.background.idle, timeout=30_000)
        QApplication.processEvents()
        QApplication.sendPostedEvents()

    return wait


def first_run(window: MainWindow) -> FirstRunScreen:
    screen = window.frame.stack.currentWidget()
    assert isinstance(screen, FirstRunScreen)
    return screen


def words_on(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return " ".join(each.accessibleName() or each.text() for each in labels)


def said_at(field: QWidget) -> str:
    return field.accessibleDescription()


def press(within: QWidget, word: str) -> None:
    find(within, Button, word).click()
    QApplication.processEvents()  # what was put on a page is shown one turn later


def panel_of(window: MainWindow) -> Panel:
    shown = [each for each in window.findChildren(Panel) if each.isVisible()]
    assert len(shown) == 1, [each.windowTitle() for each in shown]
    return shown[0]


def tell_of_oneself(screen: FirstRunScreen, words: str = NEW_WORDS) -> None:
    type_in(find(screen, Line, "お名前"), HER)
    find(screen, Secret, "合言葉").setText(words)
    find(screen, Secret, "もう一度、同じもの").setText(words)
    press(screen, "つぎへ")


def up_to_the_code(window: MainWindow, still: Still) -> str:
    """A desk of one's own as far as the paper; the code that is shown."""
    screen = first_run(window)
    press(screen, "この机で始める")
    tell_of_oneself(screen)
    type_in(find(screen, Line, "地区"), "見本地区")
    compose(find(screen, Line, "机の名前"), "見本の机")
    press(screen, "つぎへ")
    still(window)
    return screen._code


# A desk of one's own


def test_a_desk_of_ones_own_opens_with_what_was_said(bare: MainWindow, still: Still) -> None:
    code = up_to_the_code(bare, still)
    screen = first_run(bare)
    assert all(group in words_on(screen) for group in code.split("-"))
    type_in(find(screen, CodeLine, "紙を見て、打ってください"), code.lower().replace("-", " "))
    press(screen, "紙に残しました")
    still(bare)
    unlock = bare.frame.stack.currentWidget()
    assert isinstance(unlock, UnlockScreen)
    with open_desk(bare.way_in.folder, NEW_WORDS, person=HER, clock=CLOCK) as desk:
        assert desk.me.role is Role.MANAGER
        assert (desk.district().name, desk.district().desk) == ("見本地区", "見本の机")


def test_there_is_no_vault_until_the_code_was_typed_back(bare: MainWindow, still: Still) -> None:
    first = up_to_the_code(bare, still)
    screen, slip = first_run(bare), find(first_run(bare), CodeLine, "紙を見て、打ってください")
    groups = first.split("-")
    groups[2] = groups[2][:-1] + ("0" if groups[2][-1] != "0" else "1")
    slip.setText("-".join(groups))
    press(screen, "紙に残しました")
    assert "3番目のまとまり" in said_at(slip)
    slip.setText(new_code())
    press(screen, "紙に残しました")
    assert "紙のコードと同じではありません" in said_at(slip)
    assert not vault_exists(bare.way_in.folder)
    bare.way_in.show_first_run()  # the program is ended here, and begun again
    assert up_to_the_code(bare, still) != first
    assert not vault_exists(bare.way_in.folder)


def test_pressed_twice_it_is_one_desk(bare: MainWindow, still: Still) -> None:
    code = up_to_the_code(bare, still)
    find(first_run(bare), CodeLine, "紙を見て、打ってください").setText(code)
    again = find(first_run(bare), Button, "紙に残しました")
    again.click()
    again.click()
    still(bare)
    assert vault_exists(bare.way_in.folder)
    assert sorted(each.name for each in bare.way_in.folder.parent.iterdir() if each.is_dir()) == ["vault"]


def test_what_cannot_be_a_passphrase_is_said_at_its_field_before_anything_is_made(bare: MainWindow) -> None:
    screen = first_run(bare)
    press(screen, "この机で始める")
    tell_of_oneself(screen, "みじかい")
    assert "短すぎます" in said_at(find(screen, Secret, "合言葉"))
    find(screen, Secret, "合言葉").setText(NEW_WORDS)
    press(screen, "つぎへ")
    assert "2回が同じではありません" in said_at(find(screen, Secret, "もう一度、同じもの"))
    find(screen, Line, "お名前").clear()
    press(screen, "つぎへ")
    assert said_at(find(screen, Line, "お名前"))
    assert not bare.way_in.folder.exists()


@pytest.mark.parametrize("way", ["この机で始める", "市のハブに入る"])
def test_whoever_goes_back_finds_their_name(bare: MainWindow, way: str) -> None:
    screen = first_run(bare)
    press(screen, way)
    tell_of_oneself(screen)
    press(screen, "もどる")
    assert find(screen, Line, "お名前").text() == HER
    assert find(screen, Secret, "合言葉").text() == ""


def test_a_place_whose_keys_alone_are_gone_is_not_passed_over(folder: Path) -> None:
    VaultFolder(folder).slots.unlink()
    before = sorted(folder.iterdir())
    founding = steps.Founding(name=HER, words=NEW_WORDS, district=practice_district())
    with pytest.raises(VaultDamaged):
        steps.begin(folder, founding, CLOCK)
    assert sorted(folder.iterdir()) == before


def test_the_field_of_the_code_has_its_whole_height(bare: MainWindow, still: Still) -> None:
    """The page is built while it is seen: nothing may keep the height it had before it was dressed."""
    up_to_the_code(bare, still)
    field = find(first_run(bare), CodeLine, "紙を見て、打ってください").parentWidget()
    assert isinstance(field, QWidget)
    assert field.height() >= field.minimumSizeHint().height()


# A city's hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PracticeHub]:
    with start_hub(tmp_path / "hub", clock=system_clock) as up:
        yield up


def ask_to_join(window: MainWindow, still: Still, url: str, code: str) -> FirstRunScreen:
    screen = first_run(window)
    press(screen, "市のハブに入る")
    tell_of_oneself(screen)
    find(screen, Line, "ハブのアドレス").setText(url)
    find(screen, CodeLine, "登録コード").setText(code)
    type_in(find(screen, Line, "このパソコンの名前"), "見本集会所の机")
    press(screen, "つぎへ")
    still(window)
    return screen


def paper_kept(window: MainWindow, still: Still) -> None:
    screen = first_run(window)
    find(screen, CodeLine, "紙を見て、打ってください").setText(screen._code)
    press(screen, "紙に残しました")
    still(window)


def test_a_desk_joins_its_citys_hub(bare: MainWindow, still: Still, hub: PracticeHub) -> None:
    screen = ask_to_join(bare, still, hub.url, hub.code())
    paper_kept(bare, still)
    assert "地区に入りました" in words_on(screen)
    with open_desk(bare.way_in.folder, NEW_WORDS, person=HER, clock=CLOCK) as desk:
        enrolment = devices.load(desk.exchange)
        assert enrolment is not None
        assert enrolment.state == devices.ACTIVE
        assert enrolment.device.name == "見本集会所の机"
        assert desk.district().name == enrolment.district_name != ""


def test_a_slip_in_the_code_is_told_by_its_group(bare: MainWindow, still: Still, hub: PracticeHub) -> None:
    groups = hub.code().split("-")
    groups[1] = groups[1][:-1] + ("0" if groups[1][-1] != "0" else "1")
    screen = ask_to_join(bare, still, hub.url, "-".join(groups))
    assert "2番目のまとまり" in said_at(find(screen, CodeLine, "登録コード"))
    assert not bare.way_in.folder.exists()


def test_without_a_line_the_desk_is_there_and_usable(bare: MainWindow, still: Still, hub: PracticeHub) -> None:
    screen = ask_to_join(bare, still, "http://127.0.0.1:9", hub.code())
    paper_kept(bare, still)
    assert "まだハブに入れていません" in words_on(screen)
    press(screen, "鍵をあける")
    assert isinstance(bare.frame.stack.currentWidget(), UnlockScreen)
    with open_desk(bare.way_in.folder, NEW_WORDS, person=HER, clock=CLOCK) as desk:
        assert desk.record(intake("話")).id


# The paper


def test_the_paper_shows_every_group_and_tells_of_nobody() -> None:
    code = new_code()
    sheet = draw_recovery(code, NOW)
    assert sheet.tagged
    assert pages_of(sheet.pdf) == 1
    assert all(group in text_of(sheet.pdf) for group in code.split("-"))
    assert draw_recovery(code, NOW).pdf == sheet.pdf


def test_without_a_printer_it_is_written_by_hand(
    bare: MainWindow, still: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    up_to_the_code(bare, still)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    press(first_run(bare), "印刷する")
    still(bare)
    assert "書き写してください" in words_on(panel_of(bare))


# A forgotten passphrase


@pytest.fixture
def coded(tmp_path: Path) -> tuple[Path, str]:
    """A vault of two people, with its recovery code."""
    code = make_desk(tmp_path / "vault", ME, WORDS, CLOCK, practice_district(), FLOOR)
    with open_desk(tmp_path / "vault", WORDS, clock=CLOCK) as desk:
        desk.add_person(HER, Role.STAFF, NEW_WORDS)
        desk.record(intake("見本の話"))
    return tmp_path / "vault", code


def test_the_paper_gives_one_person_a_new_passphrase(coded: tuple[Path, str], bare: MainWindow, still: Still) -> None:
    folder, code = coded
    bare.way_in.show_recovery()
    screen = bare.frame.stack.currentWidget()
    assert isinstance(screen, RecoveryScreen)
    screen.words.once.setText("あたらしい べつの ことば")
    screen.words.twice.setText("あたらしい べつの ことば")
    screen.code.setText(code)
    screen.recover()
    assert "えらんでください" in said_at(screen.people)
    find(screen, Tile, f"あなたのお名前 {HER}").click()
    screen.recover()
    screen.recover()  # a second press meanwhile is none
    still(bare)
    assert isinstance(bare.frame.stack.currentWidget(), UnlockScreen)
    with open_desk(folder, "あたらしい べつの ことば", person=HER, clock=CLOCK) as desk:
        assert desk.me.name == HER
    with open_desk(folder, WORDS, person=ME, clock=CLOCK) as desk:
        assert desk.me.name == ME
    with pytest.raises(WrongPassphrase), open_desk(folder, NEW_WORDS, person=HER, clock=CLOCK):
        pass


# A backup


@pytest.fixture
def copy(coded: tuple[Path, str], tmp_path: Path) -> Path:
    """A backup of it, on a stick."""
    with open_desk(coded[0], WORDS, clock=CLOCK) as desk:
        make_backup(desk, tmp_path / "stick.backup")
    return tmp_path / "stick.backup"


@pytest.fixture
def elsewhere(fonts: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A new laptop, where only the stick is."""
    window = make_window(fonts, tmp_path / "new" / "vault", tmp_path / "room", tmp_path / "window.json", CLOCK)
    window.start()
    window.show()
    yield window
    window.close()
    window.background.wait()
    window.deleteLater()


def form_of(window: MainWindow) -> RestoreForm:
    return window.frame.stack.findChildren(RestoreForm)[-1]


def chosen(window: MainWindow, still: Still, copy: Path, person: str) -> RestoreForm:
    form = form_of(window)
    form.take(copy)
    still(window)
    find(form, Tile, f"あなたのお名前 {person}").click()
    return form


def test_a_backup_is_restored_on_a_new_laptop(elsewhere: MainWindow, copy: Path, still: Still) -> None:
    press(first_run(elsewhere), "控えから戻す")
    form = chosen(elsewhere, still, copy, ME)
    form.words.setText("ちがう あいことば です")
    press(first_run(elsewhere), "戻す")
    still(elsewhere)
    assert "合言葉が違う" in said_at(form.words)
    assert not vault_exists(elsewhere.way_in.folder)
    form.words.setText(WORDS)
    press(first_run(elsewhere), "戻す")
    still(elsewhere)
    assert "記録が戻りました" in words_on(first_run(elsewhere))
    with open_desk(elsewhere.way_in.folder, WORDS, person=ME, clock=CLOCK) as desk:
        assert {each.name for each in desk.people} == {ME, HER}
        assert desk.search("見本の話")


def test_the_paper_opens_a_backup_for_the_one_who_is_named(
    elsewhere: MainWindow, coded: tuple[Path, str], copy: Path, still: Still
) -> None:
    press(first_run(elsewhere), "控えから戻す")
    form = chosen(elsewhere, still, copy, HER)
    form.forgotten.click()
    form.code.setText(coded[1])
    form.fresh.once.setText("あたらしい べつの ことば")
    form.fresh.twice.setText("あたらしい べつの ことば")
    press(first_run(elsewhere), "戻す")
    still(elsewhere)
    with open_desk(elsewhere.way_in.folder, "あたらしい べつの ことば", person=HER, clock=CLOCK) as desk:
        assert desk.me.name == HER


def test_what_is_no_backup_is_said_before_any_typing(elsewhere: MainWindow, tmp_path: Path, still: Still) -> None:
    (tmp_path / "letter.txt").write_text("手紙", "utf-8")
    press(first_run(elsewhere), "控えから戻す")
    form = form_of(elsewhere)
    press(first_run(elsewhere), "戻す")
    assert "えらんでください" in said_at(form.file.control)
    form.take(tmp_path / "letter.txt")
    still(elsewhere)
    assert "控えではありません" in said_at(form.file.control)


KILLED = """
import os, sys
from pathlib import Path
from kyosei_desk import restoring
from kyosei_desk.clock import system_clock
from ui.first_run import steps
restoring.write_slots = lambda *_each: os._exit(9)
steps.restore(Path(sys.argv[1]), Path(sys.argv[2]), steps.Key(words=sys.argv[3]), system_clock)
"""


def test_a_restore_cut_short_can_be_begun_again(copy: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "vault"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(copy), str(place), WORDS], env={**os.environ}, check=False, timeout=60
    )
    assert killed.returncode == 9
    assert not place.exists()
    steps.restore(copy, place, Key(words=WORDS), CLOCK)
    with open_desk(place, WORDS, person=ME, clock=CLOCK) as desk:
        assert len(desk.people) == 2
    assert not steps.beside(place).exists()


def test_records_that_are_there_are_asked_about_and_set_aside(bare: MainWindow, copy: Path, still: Still) -> None:
    with open_desk(bare.way_in.folder, WORDS, person=ME, clock=CLOCK) as desk:
        desk.record(intake("あとの話"))
    bare.way_in.show_recovery()
    screen = bare.frame.stack.currentWidget()
    assert isinstance(screen, RecoveryScreen)
    press(screen, "控えから戻す")
    form = chosen(bare, still, copy, ME)
    form.words.setText(WORDS)
    press(screen, "戻す")
    press(panel_of(bare), "やめる")
    assert [each.name for each in bare.way_in.folder.parent.glob("vault*")] == ["vault"]
    press(screen, "戻す")
    press(panel_of(bare), "入れかえる")
    still(bare)
    with open_desk(bare.way_in.folder, WORDS, person=ME, clock=CLOCK) as desk:
        assert not desk.search("あとの話")
    (aside,) = bare.way_in.folder.parent.glob("vault.before-*")
    with open_desk(aside, WORDS, person=ME, clock=CLOCK) as desk:
        assert desk.search("あとの話")


def test_a_desk_that_is_open_elsewhere_is_not_moved(coded: tuple[Path, str], copy: Path) -> None:
    with open_desk(coded[0], WORDS, clock=CLOCK), pytest.raises(VaultBusy):
        steps.restore(copy, coded[0], Key(words=WORDS), CLOCK)
    assert vault_exists(coded[0])


def test_what_was_purged_here_stays_purged(coded: tuple[Path, str], copy: Path) -> None:
    with open_desk(coded[0], WORDS, clock=CLOCK) as desk:
        (talk,) = desk.search("見本の話")
    VaultFolder(coded[0]).tombstones.write_text(f"{talk.record_id}\n", "ascii")
    steps.restore(copy, coded[0], Key(words=WORDS), CLOCK)
    with open_desk(coded[0], WORDS, person=ME, clock=CLOCK) as desk:
        assert not desk.search("見本の話")
