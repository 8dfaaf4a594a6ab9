"""The system locks its screen, sleeps, or hands the seat to another: the desk locks too. Where nothing tells, it waits.

Windows: WTSRegisterSessionNotification and WM_POWERBROADCAST (Microsoft, Win32 API), through a native event filter.
Linux: logind on the system's bus (org.freedesktop.login1) and the desktops' screen savers on the session's bus.
"""

import ctypes
import logging
import os
import re
import sys
from ctypes import wintypes
from typing import TypeAlias, cast

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

log = logging.getLogger("kyosei_desk.ui")

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND = 0x4
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
AWAY = frozenset({WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK})
THIS_SESSION = 0

LOGIND, PROPERTIES = "org.freedesktop.login1", "org.freedesktop.DBus.Properties"
SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
    ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
)
"""Path and interface: each desktop tells on its own."""


class SystemLock(QObject):
    """`locked`: nobody sits here any more. It may come several times for one locking."""

    locked = Signal()

    def stop(self) -> None:
        """Listen no more: the window goes."""


def watch(window: QWidget, platform: str = sys.platform) -> SystemLock:
    """What this system can tell. It never fails: a system that tells nothing leaves the idle lock and the key."""
    if platform == "win32":
        return OnWindows(window)
    if platform.startswith("linux"):
        return OnLinux(window)
    return SystemLock(window)


# Windows


def means_away(message: int, parameter: int) -> bool:
    """Whether a window's message says that the session is locked or left, or that the machine goes to sleep."""
    if message == WM_WTSSESSION_CHANGE:
        return parameter in AWAY
    return message == WM_POWERBROADCAST and parameter == PBT_APMSUSPEND


Kind: TypeAlias = QByteArray | bytes | bytearray | memoryview


class Messages(QAbstractNativeEventFilter):
    """Looks at the messages that windows are sent, and lets every one pass."""

    def __init__(self, heard: SystemLock) -> None:
        super().__init__()
        self._heard = heard

    def nativeEventFilter(self, kind: Kind, message: int) -> object:  # noqa: N802 - Qt's name
        if kind == b"windows_generic_MSG":
            found = wintypes.MSG.from_address(int(message))
            if means_away(found.message, found.wParam):
                self._heard.locked.emit()
        return False, 0


class OnWindows(SystemLock):
    """Registered for the window's own handle, and taken back before that goes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._handle = 0
        self._filter = Messages(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        if sys.platform == "win32":
            sessions = ctypes.WinDLL("wtsapi32")
            sessions.WTSRegisterSessionNotification.argtypes = (wintypes.HWND, wintypes.DWORD)
            sessions.WTSRegisterSessionNotification.restype = wintypes.BOOL
            handle = int(window.winId())
            if sessions.WTSRegisterSessionNotification(handle, THIS_SESSION):
                self._handle = handle

    def stop(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)
        if sys.platform == "win32" and self._handle:
            sessions = ctypes.WinDLL("wtsapi32")
            sessions.WTSUnRegisterSessionNotification.argtypes = (wintypes.HWND,)
            sessions.WTSUnRegisterSessionNotification(self._handle)
        self._handle = 0


# Linux


def session_path(session: str) -> str:
    """logind's path of a session by its id, "" where that is not known: then every session's signal counts.

    As sd_bus_path_encode(3): what is no letter or digit, and a digit at the beginning, stands as _ and two hex digits.
    """
    if not session:
        return ""
    first = re.sub(r"[^A-Za-z]", lambda sign: f"_{ord(sign[0]):02x}", session[0])
    return f"/org/freedesktop/login1/session/{first}" + re.sub(
        r"[^A-Za-z0-9]", lambda sign: f"_{ord(sign[0]):02x}", session[1:]
    )


def slot(name: str) -> bytes:
    """As QtDBus wants a slot named: PySide's own types say bytes, and it takes nothing but str."""
    return cast("bytes", SLOT(name))


class OnLinux(SystemLock):
    """Asks the buses for their signals; a bus that is not there is no trouble."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        try:
            self._listen()
        except (ImportError, TypeError, ValueError) as error:  # no libdbus, another PySide: the desk opens
            log.warning("the system's lock is not heard: %s", type(error).__name__)

    def _listen(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        here = session_path(os.environ.get("XDG_SESSION_ID", ""))
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            manager, own = f"{LOGIND}.Manager", f"{LOGIND}.Session"
            system.connect("", "/org/freedesktop/login1", manager, "PrepareForSleep", self, slot("_on_saver(bool)"))
            system.connect("", here, own, "Lock", self, slot("_on_lock()"))
            hinted = slot("_on_properties(QString,QVariantMap,QStringList)")
            system.connect("", here, PROPERTIES, "PropertiesChanged", self, hinted)
        if session.isConnected():
            for path, interface in SAVERS:
                session.connect("", path, interface, "ActiveChanged", self, slot("_on_saver(bool)"))

    @Slot()
    def _on_lock(self) -> None:
        self.locked.emit()

    @Slot(bool)
    def _on_saver(self, away: bool) -> None:  # noqa: FBT001 - the bus's signal
        if away:
            self.locked.emit()

    @Slot(str, "QVariantMap", "QStringList")
    def _on_properties(self, interface: str, changed: dict[str, object], _gone: list[str]) -> None:
        """GNOME locks by itself and tells logind so."""
        if interface == f"{LOGIND}.Session" and changed.get("LockedHint") is True:
            self.locked.emit()
