"""Every screen as a screen reader, a keyboard and a trembling hand meet it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from kyosei_desk.clock import fixed_clock
from kyosei_desk.practice import room
from tests.ui.tour import NOW, SIZE, settled, stops
from ui.app import make_window
from ui.main_window import MainWindow
from ui.widgets.page import Page
from ui.widgets.tiles import Choice, Tile

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
FLOOR = 48


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "room"
    room.furnish(folder, fixed_clock(NOW))
    return folder


@pytest.fixture(params=[1.0, 2.0], ids=["100", "200"])
def walked(
    request: pytest.FixtureRequest, fonts: QApplication, furnished: Path, tmp_path: Path
) -> Iterator[tuple[MainWindow, float]]:
    window = make_window(fonts, furnished, furnished, tmp_path / "window.json", fixed_clock(NOW))
    window.look.change(fonts, "light", request.param)
    window.resize(SIZE)
    window.show()
    yield window, request.param
    window.lock()
    settled(window)
    window.close()
    window.look.change(fonts, "light", 1.0)


def controls(window: MainWindow) -> list[QWidget]:
    """Every control that can be seen; not those inside another control (a list's own parts)."""
    found = [each for each in window.findChildren(QWidget) if isinstance(each, CONTROLS) and each.isVisible()]
    return [each for each in found if not isinstance(each.parentWidget(), QComboBox)]


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"


def nameless(window: MainWindow) -> Iterator[str]:
    for each in controls(window):
        interface = QAccessible.queryAccessibleInterface(each)
        if not interface.text(QAccessible.Text.Name).strip():
            yield described(each)


def too_small(window: MainWindow) -> Iterator[str]:
    for each in controls(window):
        if min(each.width(), each.height()) < FLOOR:
            yield f"{described(each)} {each.width()}×{each.height()}"


def without_stop(window: MainWindow) -> Iterator[str]:
    """A tile is reached inside its group, by the arrows; a group has one stop."""
    for each in controls(window):
        group = each.parentWidget()
        if isinstance(each, Tile) and isinstance(group, Choice):
            if not any(tile.focusPolicy() & Qt.FocusPolicy.TabFocus for tile in group.tiles.values()):
                yield described(each)
        elif not each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield described(each)


def cut_off(window: MainWindow) -> Iterator[str]:
    """Nothing reaches over the side of its page, and no page is wider than the window."""
    if window.width() > SIZE.width():
        yield f"window {window.width()}"
    for area in (each for each in window.findChildren(QScrollArea) if each.isVisible()):
        inner = area.widget()
        if inner is not None and inner.width() > area.viewport().width() + 1:
            yield f"{type(area).__name__} {inner.width()} > {area.viewport().width()}"
    for each in controls(window):
        page = page_of(each)
        inner = page.widget() if page is not None else None
        if page is not None and inner is not None:
            left = each.mapTo(inner, QPoint(0, 0)).x()
            if not QRect(0, 0, page.viewport().width() + 1, 1).contains(left + each.width() - 1, 0):
                yield f"{described(each)} ends at {left + each.width()} of {page.viewport().width()}"


def page_of(widget: QWidget) -> Page | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, Page):
        parent = parent.parentWidget()
    inner = parent.widget() if parent is not None else None
    return parent if inner is not None and inner.isAncestorOf(widget) else None


def test_every_control_has_a_name_a_size_a_stop_and_room(walked: tuple[MainWindow, float]) -> None:
    window, _scale = walked
    faults = [
        f"{stop}: {check.__name__}: {fault}"
        for stop in stops(window)
        for check in (nameless, too_small, without_stop, cut_off)
        for fault in dict.fromkeys(check(window))
    ]
    assert faults == []
