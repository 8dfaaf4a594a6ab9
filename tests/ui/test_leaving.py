"""The seat is left: the system locks or sleeps, and what was copied does not stay behind."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from ctypes import addressof, wintypes
from itertools import takewhile

import pytest
from PySide6.QtCore import QByteArray, QObject
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ME, WORDS
from ui.background import Failed
from ui.clipboard import Copied
from ui.main_window import MainWindow
from ui.system_lock import Messages, OnLinux, SystemLock, means_away, session_path, watch
from ui.unlock.screen import UnlockScreen

Mode = QClipboard.Mode
WM_PAINT, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x000F, 0x0218, 0x02B1


# The clipboard


@pytest.fixture
def clipboard(fonts: QApplication) -> QClipboard:
    found = fonts.clipboard()
    found.clear()
    return found


def ours(_mode: Mode) -> bool:
    """The offscreen platform owns nothing: a real one is asked on the virtual screen below."""
    return True


def test_what_was_copied_goes_after_its_time(clipboard: QClipboard, qtbot: QtBot) -> None:
    copied = Copied(clipboard, 0.05, ours)
    clipboard.setText("見本 トメ")
    assert clipboard.text() == "見本 トメ"
    qtbot.waitUntil(lambda: not clipboard.text(), timeout=5_000)
    copied.deleteLater()


def test_each_copy_begins_the_time_anew(clipboard: QClipboard, qtbot: QtBot) -> None:
    copied = Copied(clipboard, 0.3, ours)
    clipboard.setText("見本 トメ")
    qtbot.wait(200)
    clipboard.setText("見本 和夫")
    begun = time.monotonic()
    qtbot.waitUntil(lambda: not clipboard.text(), timeout=5_000)
    assert time.monotonic() - begun >= 0.25
    copied.deleteLater()


def test_what_another_program_put_there_stays(clipboard: QClipboard, qtbot: QtBot) -> None:
    copied = Copied(clipboard, 0.01, lambda _mode: False)
    clipboard.setText("ほかの道具の言葉")
    qtbot.wait(60)
    copied.forget_all()
    assert clipboard.text() == "ほかの道具の言葉"
    copied.deleteLater()


def test_a_lock_empties_it_at_once(window: MainWindow, clipboard: QClipboard, qtbot: QtBot) -> None:
    window.copied._owns = ours
    clipboard.setText("見本 トメ")
    window.lock()
    assert clipboard.text() == ""
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)


REAL = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
from PySide6.QtTest import QTest
from PySide6.QtCore import QTimer
from tests.ui.conftest import ME, WORDS
from ui.background import Failed
from ui.clipboard import Copied
app = QApplication(sys.argv)
copied = Copied(app.clipboard(), 0.3)
line = QLineEdit("mihon"); line.show(); line.selectAll(); line.copy()
print(app.clipboard().text(), flush=True)
QTimer.singleShot(3000, app.quit)
poll = QTimer(); poll.timeout.connect(lambda: app.clipboard().text() or app.quit()); poll.start(50)
app.exec()
print("left", repr(app.clipboard().text()), flush=True)
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no virtual screen here")
def test_a_real_screens_clipboard_is_known_to_be_ours() -> None:
    shown = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", REAL],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert shown.stdout.splitlines() == ["mihon", "left ''"], shown.stderr[-600:]


# The system's lock


class Told:
    """How often it was said that nobody sits here."""

    def __init__(self, heard: SystemLock) -> None:
        self.times = 0
        heard.locked.connect(self._tell)

    def _tell(self) -> None:
        self.times += 1


def test_the_windows_messages_that_mean_a_left_seat() -> None:
    away = [(WM_WTSSESSION_CHANGE, 7), (WM_WTSSESSION_CHANGE, 2), (WM_WTSSESSION_CHANGE, 4), (WM_POWERBROADCAST, 4)]
    here = [(WM_WTSSESSION_CHANGE, 8), (WM_WTSSESSION_CHANGE, 5), (WM_POWERBROADCAST, 7), (WM_PAINT, 7)]
    assert all(means_away(*each) for each in away)
    assert not any(means_away(*each) for each in here)


def test_a_windows_message_is_read_and_let_pass(fonts: QApplication) -> None:
    heard = SystemLock(fonts)
    told, messages = Told(heard), Messages(heard)
    message = wintypes.MSG()
    message.message, message.wParam = WM_WTSSESSION_CHANGE, 7
    for kind in (QByteArray(b"windows_generic_MSG"), b"windows_generic_MSG"):
        assert messages.nativeEventFilter(kind, addressof(message)) == (False, 0)
    assert told.times == 2
    assert messages.nativeEventFilter(b"xcb_generic_event_t", 0) == (False, 0)  # another system's: never looked into
    assert told.times == 2


def test_a_system_that_tells_nothing_is_no_trouble(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for platform, kind in (("darwin", SystemLock), ("linux", OnLinux)):
        found = watch(window, platform)
        assert type(found) is kind
        found.stop()


def test_a_sessions_path_is_written_as_logind_does() -> None:
    assert session_path("2") == "/org/freedesktop/login1/session/_32"
    assert session_path("c1") == "/org/freedesktop/login1/session/c1"
    assert session_path("12-a") == "/org/freedesktop/login1/session/_312_2da"
    assert session_path("") == ""


LISTEN = """
import os, sys
from threading import Thread
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication, QWidget
from ui.system_lock import slot, watch

class Marker(QObject):
    @Slot()
    def passed(self):
        print("mark", flush=True)

app = QApplication(sys.argv)
window, marker = QWidget(), Marker()
heard = watch(window, "linux")
heard.locked.connect(lambda: print("locked", flush=True))
QDBusConnection.sessionBus().connect("", "/mark", "kyosei.Mark", "Passed", marker, slot("passed()"))
print(os.environ["DBUS_SESSION_BUS_ADDRESS"], flush=True)
Thread(target=lambda: (sys.stdin.read(), app.quit()), daemon=True).start()
QTimer.singleShot(60_000, app.quit)
app.exec()
"""
LOGIN = "/org/freedesktop/login1"
MINE, OTHER = f"{LOGIN}/session/_32", f"{LOGIN}/session/_33"
HINT = ("org.freedesktop.DBus.Properties.PropertiesChanged", "'org.freedesktop.login1.Session'")
SIGNALS = [
    ((MINE, "org.freedesktop.login1.Session.Lock"), True),
    ((OTHER, "org.freedesktop.login1.Session.Lock"), False),
    ((LOGIN, "org.freedesktop.login1.Manager.PrepareForSleep", "true"), True),
    ((LOGIN, "org.freedesktop.login1.Manager.PrepareForSleep", "false"), False),
    ((MINE, *HINT, "{'LockedHint': <true>}", "@as []"), True),
    ((MINE, *HINT, "{'LockedHint': <false>}", "@as []"), False),
    ((MINE, *HINT, "{'IdleHint': <true>}", "@as []"), False),
    (("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "true"), True),
    (("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "false"), False),
    (("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "true"), True),
]
"""What is told on a bus, and whether it means a left seat."""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None or shutil.which("gdbus") is None, reason="no bus here")
def test_a_real_bus_is_heard() -> None:
    """One private bus stands for both. After each signal comes a mark, so that silence is known without waiting."""
    both = 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$0" -c "$1"'
    with subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", both, sys.executable, LISTEN],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_SESSION_ID": "2"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdin is not None
        address = child.stdout.readline().strip()
        assert address.startswith("unix:")
        heard = []
        for (path, name, *rest), _means in SIGNALS:
            emit(address, path, name, rest)
            emit(address, "/mark", "kyosei.Mark.Passed", [])
            heard.append(until_mark(child.stdout))
        child.stdin.close()
        child.wait(timeout=20)
    assert heard == [["locked\n"] if means else [] for _signal, means in SIGNALS]


def emit(address: str, path: str, name: str, rest: list[str]) -> None:
    call = ["gdbus", "emit", "--session", "--object-path", path, "--signal", name, *rest]
    there = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    subprocess.run(call, env=there, check=True, capture_output=True, timeout=20)


def until_mark(lines: Iterable[str]) -> list[str]:
    """What was said before the mark; a listener that has died ends it too."""
    return list(takewhile(lambda said: said != "mark\n", lines))


def test_the_desk_locks_once_when_the_system_tells_of_it_three_times(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    put_away, closings = window.session.close, list[QObject]()

    def counted(owner: QObject, done: Callable[[], None], failed: Failed) -> None:
        closings.append(owner)
        put_away(owner, done, failed)

    monkeypatch.setattr(window.session, "close", counted)
    for _telling in range(3):  # sleep, lock and screen saver tell of one leaving
        window.system_lock.locked.emit()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    assert closings == [window]
    assert isinstance(window.frame.stack.currentWidget(), UnlockScreen)


def test_a_window_closed_while_it_locks_does_close(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    window.close()
    assert window.isVisible()  # the keys are put away first
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert window.session is None


def test_it_opens_and_locks_again(window: MainWindow, qtbot: QtBot) -> None:
    for _time in range(2):
        window.lock()
        qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
        window.way_in.unlock(ME, WORDS)
        qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
