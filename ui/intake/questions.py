"""One question of つなぎ確認: its words, three tiles, and in place under it what was found and what is asked next."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.checklist import AgencyDecision, Definition, Finding, Question, consequences
from kyosei_desk.records import Action, Answer, ConsentState, Level
from kyosei_desk.vocabulary import Number
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import FindingBox, empty
from ui.widgets.text import Words, line
from ui.widgets.tiles import Choice

ANSWERS = tuple((str(each), str(each)) for each in (Answer.YES, Answer.NO, Answer.UNKNOWN))


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What stands under a question: its finding, what may be done with its agencies, the numbers it names."""

    finding: Finding
    decisions: tuple[AgencyDecision, ...]
    numbers: tuple[Number, ...]


class QuestionRow(QWidget):
    """`answered` and `sub_answered` tell the question's id and the answer ("" where it was taken back)."""

    answered = Signal(str, str)
    sub_answered = Signal(str, str)
    called = Signal(object)

    def __init__(self, look: Look, definition: Definition, question: Question) -> None:
        super().__init__()
        self._look, self._definition, self.question = look, definition, question
        self._found: Found | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        self._grid = QGridLayout(top)
        self._grid.setContentsMargins(16, 8, 16, 8)
        self._grid.setHorizontalSpacing(12)
        self._id = line(question.id, "label")
        self._words = Words(question.text, "big")
        self.tiles = Choice(look, question.text, ANSWERS, size=20)
        self.tiles.chosen.connect(lambda answer: self.answered.emit(question.id, answer))
        column.addWidget(top)
        self._under = QVBoxLayout()
        self._under.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._under)
        self.sub: Choice | None = None
        self._narrow = False
        self.reflow(narrow=False)

    def reflow(self, *, narrow: bool) -> None:
        """Tiles at the right in fixed columns, or under the question."""
        look, self._narrow = self._look, narrow
        for part in (self._id, self._words, self.tiles):
            self._grid.removeWidget(part)
        self._id.setFixedWidth(look.px(46))
        self._grid.addWidget(self._id, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._words, 0, 1)
        self._grid.setColumnStretch(1, 1)
        if narrow:
            self.tiles.setMaximumWidth(16777215)
            self._grid.addWidget(self.tiles, 1, 0, 1, 3)
        else:
            self.tiles.setFixedWidth(look.px(392))
            self._grid.addWidget(self.tiles, 0, 2)
        self.tiles.lay_out(3)
        if self._found is not None:
            self.sub = self._build_under(self._found, self.sub.value if self.sub else "")

    def show_answer(self, answer: str, sub_answer: str) -> None:
        self.tiles.show_value(answer)
        if self.sub is not None:
            self.sub.show_value(sub_answer)

    def show_found(self, found: Found | None, sub_answer: str) -> None:
        """Only what changed is built anew, so that the focus stays where it is."""
        if found == self._found:
            return
        had = self.sub is not None and any(tile.hasFocus() for tile in self.sub.tiles.values())
        self._found = found
        self.sub = self._build_under(found, sub_answer)
        if self.sub is not None and had:
            self.sub.tiles[sub_answer or str(Answer.YES)].setFocus()

    def _build_under(self, found: Found | None, sub_answer: str) -> Choice | None:
        empty(self._under)
        if found is None:
            return None
        look, finding = self._look, found.finding
        left = 16 if self._narrow else 16 + look.px(46) + 12
        box = FindingBox(look, int(finding.level or Level.L1), title_of(finding), left - 8)
        self._under.addWidget(box)
        for number in found.numbers:
            box.body.addWidget(self._call(number))
        for label, words in facts_of(self._definition, found):
            box.body.addWidget(fact(look, label, words))
        if self.question.sub is None or finding.answer is not Answer.YES:
            return None
        tiles = self._ask_sub(box, self.question.sub.text, self.question.sub.level)
        tiles.show_value(sub_answer)
        return tiles

    def _call(self, number: Number) -> QWidget:
        """いま電話 119: pressed, it is shown large. A call needs no consent and waits for none."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        label = line(_("いま電話"))
        self._look.wide(label, 126)
        press = Button(self._look, number.number, "second", "phone", row=True)
        press.setAccessibleName(_("{number} {name} を大きく見る").format(number=number.number, name=number.name))
        press.clicked.connect(lambda: self.called.emit(number))
        layout.addWidget(label)
        layout.addWidget(press)
        layout.addWidget(Words(number.name), 1)
        return row

    def _ask_sub(self, box: FindingBox, text: str, level: int) -> Choice:
        tiles = Choice(self._look, text, ANSWERS, size=20)
        tiles.chosen.connect(lambda answer: self.sub_answered.emit(self.question.id, answer))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(text, "label"))
        if level == Level.L5:
            words.addWidget(Words(_("「はい」なら|「緊急・今すぐ」です"), "note"))
        row = QVBoxLayout() if self._narrow else QHBoxLayout()
        row.addLayout(words, 1)
        if not self._narrow:
            tiles.setFixedWidth(self._look.px(392))
        row.addWidget(tiles)
        box.body.addLayout(row)
        return tiles


def title_of(finding: Finding) -> str:
    """The reason, or that it must be found out."""
    if finding.answer is Answer.UNKNOWN:
        return _("確認が必要です")
    return finding.reason or _("地域の課題として集めます")


def facts_of(definition: Definition, found: Found) -> Sequence[tuple[str, str]]:
    """頼む先, 頼むには, and what follows, each in a line."""
    finding = found.finding
    agencies = "、".join(dict.fromkeys(ask.agency for ask in finding.asks))
    rows = [(_("協力を頼む先"), agencies)] if agencies else []
    if finding.level is Level.L5 and not found.numbers and agencies:
        rows = [(_("いま電話"), agencies)]
    rows += [(_("頼むには"), how_words(each)) for each in found.decisions[:1]]
    skip = f"{finding.reason}。"
    rows += [("", words) for words in consequences(definition, finding) if words != skip]
    return rows


def how_words(decision: AgencyDecision) -> str:
    """What consent makes of it, in a sentence."""
    return {
        Action.SEND: _("ご本人の同意があります。")
        if decision.consent is ConsentState.GIVEN
        else _("同意がなくても送れます。法律の定めです。"),
        Action.SEND_MINIMUM: _("命を守るため、だれが・どこで・何が危ないかだけ送れます。"),
        Action.ASK_COORDINATOR: _("名前を出さずに、推進員に相談します。"),
        Action.ASK_FIRST: _("ご本人の同意が要ります。まだ聞いていません。"),
        Action.DO_NOT_SEND: _("ご本人の同意がないので、送りません。"),
    }[decision.action]


def fact(look: Look, label: str, words: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    name = line(label)
    look.wide(name, 126)
    if label:
        layout.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(Words(words, "body"), 1)
    return row
