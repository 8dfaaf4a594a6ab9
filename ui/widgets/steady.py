"""A page that is read anew keeps the focus where it was: what came with a sync must not take it from anyone."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget


@contextmanager
def steady(page: QWidget) -> Iterator[None]:
    """While the page is filled anew. The focus goes back to the press of the same name, or to the one in its place."""
    held = QApplication.focusWidget()
    if held is None or not page.isAncestorOf(held):
        yield
        return
    name, presses = held.accessibleName(), shown_presses(page)
    place = presses.index(held) if isinstance(held, QPushButton) and held in presses else 0
    yield
    if not held.isVisible():  # it was taken off the page
        QTimer.singleShot(0, page, lambda: back_to(page, name, place))  # what was put on is shown one turn later


def shown_presses(page: QWidget) -> list[QPushButton]:
    return [each for each in page.findChildren(QPushButton) if each.isVisibleTo(page)]


def back_to(page: QWidget, name: str, place: int) -> None:
    presses = shown_presses(page)
    focus = QApplication.focusWidget()
    if not presses or not page.isVisible() or (focus is not None and page.isAncestorOf(focus)):
        return
    again = next((each for each in presses if name and each.accessibleName() == name), None)
    (again or presses[min(place, len(presses) - 1)]).setFocus()
