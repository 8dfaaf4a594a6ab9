"""The window's composition: application, look, one main window."""

import sys
from pathlib import Path

from platformdirs import PlatformDirs
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from i18n import _
from kyosei_desk.clock import Clock, system_clock
from ui import preferences
from ui.look import Look
from ui.look.look import load_fonts
from ui.main_window import MainWindow
from ui.warming import calm

FOLDERS = PlatformDirs("kyosei-desk", appauthor=False, roaming=False)


def default_vault() -> Path:
    """Where the records lie if nobody says otherwise."""
    return Path(FOLDERS.user_data_dir) / "vault"


def practice_room() -> Path:
    return Path(FOLDERS.user_data_dir) / "practice"


def make_app(arguments: list[str]) -> QApplication:
    """The application, with Japanese words for Qt's own dialogs."""
    app = QApplication(arguments)
    app.setApplicationName("kyosei-desk")
    app.setApplicationDisplayName(_("相談の場"))
    app.setQuitOnLastWindowClosed(True)
    translator = QTranslator(app)
    if translator.load(QLocale("ja"), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    load_fonts()
    return app


def make_window(app: QApplication, folder: Path, room: Path, kept: Path, clock: Clock = system_clock) -> MainWindow:
    chosen = preferences.load(kept)
    look = Look(chosen.dress, chosen.scale, parent=app)
    look.put_on(app)
    return MainWindow(app, look, clock, folder, room, kept)


def run(folder: Path | None = None, *, practice: bool = False) -> int:
    """Open the window and stay until it is closed; the exit status."""
    app = make_app(sys.argv[:1])
    window = make_window(app, folder or default_vault(), practice_room(), Path(FOLDERS.user_config_dir) / "window.json")
    window.start(practice=practice)
    window.show()
    calm()
    window.warm()
    return app.exec()
