"""Words of people stand on the screen as they were typed; ours break between phrases; large ones are not cut."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from i18n import _
from ui.frame import Band
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field, Line
from ui.widgets.steady import steady
from ui.widgets.text import Words
from ui.widgets.tiles import Choice

TYPED = "A|B & C"


@pytest.fixture(params=[1.0, 2.0])
def look(fonts: QApplication, request: pytest.FixtureRequest) -> Iterator[Look]:
    found = Look("light", request.param)
    found.put_on(fonts)
    yield found
    Look("light", 1.0).put_on(fonts)


def test_what_people_typed_stands_there_whole(look: Look) -> None:
    assert Words(TYPED).text() == TYPED
    assert Words(TYPED).accessibleName() == TYPED
    button = Button(look, TYPED)
    assert (button.text(), button.accessibleName()) == ("A|B && C", TYPED)  # Qt shows the doubled one once
    assert button.shortcut().isEmpty()
    button.show_as("D & E")
    assert button.text() == "D && E"
    assert Field(look, TYPED, Line()).label == TYPED


def test_a_sentence_of_ours_breaks_between_its_phrases_whatever_was_typed_in_it(look: Look) -> None:
    words = Words(_("{name}さんの記録は、|そのままです。").format(name=TYPED))
    assert words.text() == f"{TYPED}さんの記録は、そのままです。"
    narrow = words.fontMetrics().horizontalAdvance(f"{TYPED}さんの記録は、") + 4
    assert words._lines(narrow) == [f"{TYPED}さんの記録は、", "そのままです。"]
    assert look.scale


def shown(widget: QWidget, qtbot: QtBot, width: int) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.addWidget(widget)
    box.addStretch(1)
    page.resize(width, 600)
    qtbot.addWidget(page)
    page.show()
    for _round in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents()
    return page


def test_a_long_choice_is_as_high_as_its_words(look: Look, qtbot: QtBot) -> None:
    long = "とても長い名前の見本 太郎 さんと、おなじくらい長い続柄の言葉"
    choice = Choice(look, "どちら", (long, "みじかい"), columns=1)
    page = shown(choice, qtbot, 300)
    tile = choice.tiles[long]
    assert tile.height() >= tile.heightForWidth(tile.width()) > tile.minimumHeight()
    assert tile.width() <= page.width()


def test_a_long_title_of_the_band_is_not_cut(qtbot: QtBot, look: Look) -> None:
    band = Band(look)
    band.say("同じ人を、ひとつにまとめるための画面の長い題名です", "")
    band.narrow(narrow=True)
    page = shown(band, qtbot, 640)
    assert band.title.height() >= band.title.heightForWidth(band.title.width())
    assert band.width() <= page.width()


@pytest.mark.parametrize(("press", "after"), [("外す 二", "外す 三"), ("外す 三", "外す 二")])
def test_the_focus_stays_near_where_the_press_was(look: Look, qtbot: QtBot, press: str, after: str) -> None:
    presses = {name: Button(look, name) for name in ("外す 一", "外す 二", "外す 三")}
    page, box = QWidget(), QVBoxLayout()
    page.setLayout(box)
    for each in presses.values():
        box.addWidget(each)
    elsewhere = QPushButton("画面をかくす")
    window = QWidget()
    around = QVBoxLayout(window)
    around.addWidget(elsewhere)
    around.addWidget(page)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    presses[press].setFocus()
    qtbot.waitUntil(presses[press].hasFocus)
    with steady(page):
        box.removeWidget(presses[press])
        presses[press].setParent(None)
    qtbot.waitUntil(presses[after].hasFocus)
