"""A page that is read anew keeps the focus where it was: what came with a sync must not take it from anyone."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget


@contextmanager
def steady(page: QWidget) -> Iterator[None]:
    """While the page is filled anew. The focus goes back to the press of the same name, where there still is one."""
    held = QApplication.focusWidget()
    name = held.accessibleName() if held is not None and page.isAncestorOf(held) else ""
    yield
    if name and held is not None and not held.isVisible():  # it was taken off the page
        QTimer.singleShot(0, page, lambda: back_to(page, name))  # what was put on a page is shown one turn later


def back_to(page: QWidget, name: str) -> None:
    presses = page.findChildren(QPushButton)
    again = next((each for each in presses if each.accessibleName() == name and each.isVisibleTo(page)), None)
    if again is not None and page.isVisible():
        again.setFocus()
