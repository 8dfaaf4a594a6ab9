"""One thing said, seen or heard: where it comes from, the words, and whose matter it is."""

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from i18n import _
from kyosei_desk.records import Source, Statement
from ui.intake.controls import Fitting, fill
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.fields import Area, Field
from ui.widgets.page import Page
from ui.widgets.tiles import Choice

SOURCES = (
    (str(Source.SAID), _("本人が話した")),
    (str(Source.SEEN), _("見た")),
    (str(Source.HEARSAY), _("人から聞いた（伝聞）")),
)
WHOLE = "whole"
ICONS = {str(Source.SAID): "speech", str(Source.SEEN): "eye", str(Source.HEARSAY): "ear"}


class StatementCard(Card):
    """`edited`: something is another now; `removed`: 消す was pressed."""

    edited = Signal()
    removed = Signal()

    def __init__(self, page: Page, look: Look, key: str, statement: Statement) -> None:
        super().__init__("card", 18, 10)
        self._page, self._look, self.key, self._statement = page, look, key, statement
        self.source = Choice(look, _("だれの言葉"), SOURCES, size=18, icons=ICONS)
        self.source.chosen.connect(self._choose_source)
        Fitting(page, self.source, (3, 3, 1))
        self.remove = Button(look, _("消す"), "link")
        self.remove.clicked.connect(self.removed.emit)
        head = QHBoxLayout()
        head.addWidget(self.source)
        head.addStretch(1)
        head.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.words = Area(2)
        self.words.edited.connect(self.edited.emit)
        self.body.addWidget(self.words)
        self._whose_box = QVBoxLayout()
        self.body.addLayout(self._whose_box)
        self.whose: Choice | None = None

    # What stands there

    def statement_now(self, place: int) -> Statement:
        whose = self._statement.member_id
        if self.whose is not None:
            whose = self.whose.value if self.whose.value != WHOLE else ""
        source = Source(self.source.value) if self.source.value else self._statement.source
        return msgspec.structs.replace(
            self._statement, source=source, text=self.words.text_now(), position=place, member_id=whose
        )

    def is_blank(self) -> bool:
        return not self.words.text_now().strip()

    def show_statement(self, statement: Statement, names: Mapping[str, str]) -> None:
        """`names`: of the members by their ids; whose matter it is, is asked where there are several."""
        self._statement = statement
        self.source.show_value(str(statement.source))
        fill(self.words, statement.text)
        self._ask_whose(names)

    def show_place(self, place: int) -> None:
        """Counted from 1, for those who hear the page."""
        self.words.setAccessibleName(_("聞いたこと {place}").format(place=place))
        self.remove.setAccessibleName(_("聞いたこと {place} 消す").format(place=place))
        for tile in self.source.tiles.values():
            tile.setAccessibleName(_("聞いたこと {place} {source}").format(place=place, source=tile.text()))
        for tile in self.whose.tiles.values() if self.whose is not None else ():
            tile.setAccessibleName(_("聞いたこと {place} だれのこと {name}").format(place=place, name=tile.text()))

    def _ask_whose(self, names: Mapping[str, str]) -> None:
        empty(self._whose_box)
        self.whose = None
        if len(names) < 2:
            return
        self.whose = Choice(self._look, _("だれのこと"), [*names.items(), (WHOLE, _("世帯ぜんたい"))], size=18)
        self.whose.show_value(self._statement.member_id or WHOLE)
        self.whose.chosen.connect(lambda _value: self.edited.emit())
        Fitting(self._page, self.whose, (4, 3, 2))
        field = Field(self._look, _("だれのこと"), self.whose)
        self._whose_box.addWidget(field)
        field.show()

    def _choose_source(self, source: str) -> None:
        """One of the three always stands there: a word without a source helps nobody."""
        if not source:
            self.source.show_value(str(self._statement.source))
        else:
            self._statement = msgspec.structs.replace(self._statement, source=Source(source))
        self.edited.emit()
