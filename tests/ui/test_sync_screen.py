"""同期, against a real hub on loopback: what is sent, what is said, what is asked, and how it is stopped."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kyosei_desk.clock import system_clock
from kyosei_desk.desk import Desk
from sync import by_hand, devices
from sync.devices import ACTIVE, PENDING
from sync.errors import Cancelled
from sync.practice_hub import PracticeHub, start_hub
from sync.round import Hooks, Report
from tests.builders import intake
from tests.ui.conftest import find
from tests.ui.hub import Other, no_line, opened, question, stands_still, state_of, words_on
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.sync_status.automatic import AT_MOST, EVERY, wait_after
from ui.sync_status.running import UnderWay
from ui.sync_status.screen import SyncScreen
from ui.widgets.buttons import Button

Went = Callable[..., Screen]
SAID = "見本の電気が止まりそう"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PracticeHub]:
    with start_hub(tmp_path / "hub", clock=system_clock) as up:
        yield up


@pytest.fixture
def enrolled(hub: PracticeHub, folder: Path) -> Path:
    """The window's vault begins the district, and has one talk that was not sent yet."""
    with opened(folder, hub) as here:
        here.enrol(hub.code(), "窓の机")
        here.desk.record(intake(SAID))
    return folder


@pytest.fixture
def waiting(hub: PracticeHub, folder: Path, tmp_path: Path) -> Iterator[Other]:
    """The window's vault was let in by another desk, with a code older than the district: nobody has compared yet."""
    with opened(tmp_path / "other", hub) as other:
        older, newer = hub.code(), hub.code()
        other.enrol(newer, "もう1つの机")
        with opened(folder, hub) as here:
            here.enrol(older, "窓の机")
        other.approve()
        yield other


@pytest.fixture
def sync_screen(went: Went) -> Callable[[], SyncScreen]:
    def shown() -> SyncScreen:
        screen = went(Place.SYNC)
        assert isinstance(screen, SyncScreen)
        return screen

    return shown


def test_a_desk_of_no_district_is_told_calmly_where_to_enrol(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    screen = sync_screen()
    assert "この机だけで使っています" in words_on(screen)
    assert not screen.start_button.isVisible()
    assert window.focusWidget() is screen.enrol_button
    screen.enrol_button.click()
    settled()
    assert window.at is Place.SETTINGS


@pytest.mark.usefixtures("enrolled")
def test_opening_the_desk_sends_quietly_what_waited(window: MainWindow) -> None:
    assert window.session is not None
    assert window.session.desk.exchange.counts()["local"] == 0
    assert "同期済み" in window.frame.strip.words
    assert "保存しました" not in window.frame.strip.words


@pytest.mark.usefixtures("enrolled")
def test_a_press_sends_and_says_what_went(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    screen = sync_screen()
    assert window.session is not None
    window.session.desk.record(intake("もう1つの話"))
    waiting_here = window.session.desk.exchange.counts()["local"]
    screen.refresh()
    settled()
    assert f"{waiting_here}件" in words_on(screen)
    seen: list[UnderWay] = []
    screen.run.progressed.connect(seen.append)
    screen.start_button.click()
    assert screen.stop_button.isVisible()
    assert not screen.start_button.isVisible()
    settled()
    assert "同期済みです。" in words_on(screen)
    assert f"送った記録 {waiting_here}件" in words_on(screen)
    assert {each.step for each in seen} >= {"pull", "push"}
    assert {each.total for each in seen} == {waiting_here}
    assert screen.start_button.isVisible()
    assert window.focusWidget() is screen.start_button


@pytest.mark.usefixtures("enrolled")
def test_stopping_keeps_what_is_here_and_says_so(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    screen = sync_screen()
    screen._begin("")
    screen.run.start(None, stands_still)
    screen.stop_button.click()
    settled()
    assert "同期を途中でやめました。" in words_on(screen)
    assert not screen.run.busy
    assert window.session is not None


@pytest.mark.usefixtures("enrolled")
def test_locking_cuts_a_sync_short(window: MainWindow, qtbot: QtBot) -> None:
    assert window.session is not None
    automatic = window.session.automatic
    assert automatic is not None
    automatic.run.start(None, stands_still)
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)


@pytest.mark.usefixtures("enrolled")
def test_without_a_line_the_window_names_no_command(
    sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    screen = sync_screen()
    screen.run.start(None, no_line)
    settled()
    words = words_on(screen)
    assert "市のハブにつながりません。" in words
    assert "USBに書き出せます。" in words
    assert "bundle" not in words


@pytest.mark.usefixtures("waiting")
def test_the_same_number_lets_this_laptop_in(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], qtbot: QtBot
) -> None:
    screen = sync_screen()
    assert state_of(window) == PENDING
    screen.start_button.click()
    qtbot.waitUntil(lambda: question(window) is not None, timeout=20_000)
    panel = question(window)
    assert panel is not None
    assert window.session is not None
    find(panel, Button, "同じです").click()
    qtbot.waitUntil(window.background.idle, timeout=20_000)
    assert state_of(window) == ACTIVE
    assert "同期済みです。" in words_on(screen)


def test_the_number_shown_is_the_one_of_the_other_desk(
    waiting: Other, window: MainWindow, sync_screen: Callable[[], SyncScreen], qtbot: QtBot
) -> None:
    assert window.session is not None
    screen = sync_screen()
    screen.start_button.click()
    qtbot.waitUntil(lambda: question(window) is not None, timeout=20_000)
    panel = question(window)
    assert panel is not None
    mine = devices.load(window.session.desk.exchange)
    assert mine is not None
    assert devices.check_number_of(waiting.desk.exchange, waiting.enrolment, mine.device) in words_on(panel)
    find(panel, Button, "あとで").click()
    qtbot.waitUntil(window.background.idle, timeout=20_000)
    assert state_of(window) == PENDING
    assert "同期を途中でやめました。" in words_on(screen)


@pytest.mark.usefixtures("waiting")
def test_another_number_keeps_this_laptop_out(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], qtbot: QtBot
) -> None:
    screen = sync_screen()
    screen.start_button.click()
    qtbot.waitUntil(lambda: question(window) is not None, timeout=20_000)
    panel = question(window)
    assert panel is not None
    find(panel, Button, "ちがいます").click()
    qtbot.waitUntil(window.background.idle, timeout=20_000)
    assert state_of(window) == PENDING
    assert "照合番号が違う" in words_on(screen)


@pytest.mark.usefixtures("waiting")
def test_locking_while_the_number_is_asked_holds_nobody_up(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], qtbot: QtBot
) -> None:
    sync_screen().start_button.click()
    qtbot.waitUntil(lambda: question(window) is not None, timeout=20_000)
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)


@pytest.mark.usefixtures("enrolled")
def test_what_is_written_to_a_stick_is_read_at_the_other_desk(
    hub: PracticeHub,
    tmp_path: Path,
    window: MainWindow,
    sync_screen: Callable[[], SyncScreen],
    settled: Callable[[], None],
) -> None:
    assert window.session is not None
    with opened(tmp_path / "other", hub) as other:
        other.enrol(hub.code(), "もう1つの机")
        Other(window.session.desk, hub).approve()
        other.sync()
        other.sync()
        other.desk.record(intake("ほかの机の話"))
        by_hand.export(other.desk, other.enrolment, tmp_path / "other.bundle")
        screen = sync_screen()
        screen.start_button.click()
        settled()
        screen.import_from(tmp_path / "other.bundle")
        settled()
        assert "取りこみました。" in words_on(screen)
        assert window.session.desk.search("ほかの机の話")
        window.session.desk.record(intake("窓の机の話"))
        screen.export_to(tmp_path / "mine.bundle")
        settled()
        assert "書き出しました。" in words_on(screen)
        by_hand.take(other.desk, other.enrolment, tmp_path / "mine.bundle")
        assert other.desk.search("窓の机の話")


@pytest.mark.usefixtures("enrolled")
def test_what_did_not_get_through_says_what_to_do(
    window: MainWindow, sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    assert window.session is not None
    screen = sync_screen()
    assert "見てほしいこと" not in words_on(screen)
    exchange = window.session.desk.exchange
    own = exchange.rows_between(exchange.device, 1, 1)[0]
    exchange.set_aside(own.id, "too_large")
    screen.refresh()
    settled()
    assert "大きすぎて、市に置けなかった記録　1件" in words_on(screen)
    assert "短く分けて書くと、届きます。" in words_on(screen)


@pytest.mark.usefixtures("enrolled")
def test_the_log_has_counts_and_no_word_of_anyone(
    tmp_path: Path, sync_screen: Callable[[], SyncScreen], settled: Callable[[], None]
) -> None:
    screen = sync_screen()
    screen.save_log_to(tmp_path / "sync.log")
    settled()
    log = tmp_path / "sync.log"
    assert "synced" in log.read_text()
    assert SAID not in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_line_that_fails_is_tried_less_and_less_often() -> None:
    waits = [wait_after(failures) for failures in range(6)]
    assert waits[0] == EVERY
    assert waits == sorted(waits)
    assert waits[1] == 2 * EVERY
    assert max(waits) == AT_MOST


@pytest.mark.usefixtures("enrolled")
def test_a_failure_makes_the_next_quiet_try_later_and_a_success_sooner(
    window: MainWindow, settled: Callable[[], None]
) -> None:
    assert window.session is not None
    automatic = window.session.automatic
    assert automatic is not None

    def fails(_desk: Desk, _hooks: Hooks) -> Report:
        raise Cancelled

    automatic.run.start(None, fails)
    settled()
    assert automatic.timer.interval() == 2000 * EVERY
    assert question(window) is None
    automatic.attempt()
    settled()
    assert (automatic.failures, automatic.timer.interval()) == (0, 1000 * EVERY)
