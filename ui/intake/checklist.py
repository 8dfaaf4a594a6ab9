"""つなぎ確認: every question with big answers, findings explained as they arise, the emergency card always in sight."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.assessment import Assessment
from kyosei_desk.checklist import Finding, Question
from kyosei_desk.records import Answer
from kyosei_desk.vocabulary import Number
from ui.intake.level import ask_level
from ui.intake.page import IntakePage
from ui.intake.questions import Found, QuestionRow
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, LevelTag, Rows, empty, heading
from ui.widgets.emergency import EmergencyCard, show_all, show_number
from ui.widgets.page import WIDE
from ui.widgets.text import Icon, Words, line

SECTIONS = (
    (_("命の危険"), range(1, 10)),
    (_("くらしの急ぎ"), range(10, 13)),
    (_("子ども・暴力・虐待"), range(13, 20)),
    (_("からだ・こころ・世話"), range(20, 29)),
    (_("お金・仕事・住まい"), range(29, 33)),
)
REST = _("世帯ぜんたい")
ASIDE = 284
AT_A_TIME = 4
"""Rows built in one turn: some 20 ms."""


class ChecklistPage(IntakePage):
    """Its rows are made once; a press rebuilds only what is under the rows it concerns."""

    title = _("つなぎ確認")

    def build(self) -> None:
        look = self.look
        self.rows: dict[str, QuestionRow] = {}
        self._sections: list[tuple[str, QWidget, Rows, list[QuestionRow]]] = []
        self._only_open = False
        self._build_head()
        self._to_build = self._planned()
        self._build_some()
        self._build_aside()
        self.writing.changed.connect(self._show_results)
        self.reflowed.connect(self._reflow_rows)
        look.follow(self, self._place_aside)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(200)
        self._bar.setAccessibleName(_("こたえた質問"))
        self._count = Words("")
        self._filter = Button(self.look, _("まだの質問だけ見る"), "plain", row=True)
        self._filter.clicked.connect(self._toggle_open)
        row.addWidget(self._bar)
        row.addWidget(self._count, 1)
        row.addWidget(self._filter)
        self.main.addLayout(row)

    def _parted(self) -> Iterator[tuple[str, list[Question]]]:
        asked = [each for each in self.writing.checklist.question if not each.computed]
        left = list(asked)
        for title, numbers in SECTIONS:
            ids = {f"Q{number}" for number in numbers}
            found = [each for each in asked if each.id in ids]
            left = [each for each in left if each.id not in ids]
            if found:
                yield title, found
        if left:
            yield REST, left

    def _planned(self) -> list[tuple[str, Question]]:
        """Every question with its section's title, still to be built."""
        return [(title, question) for title, questions in self._parted() for question in questions]

    def _build_some(self) -> None:
        """A few rows at a time, so that no key waits for the whole sheet; the rest in the next turns."""
        for _each in range(AT_A_TIME):
            if self._to_build:
                self._build_row(*self._to_build.pop(0))
        if self._to_build:
            QTimer.singleShot(0, self, self._build_on)

    def _build_on(self) -> None:
        built = set(self.rows)
        self._build_some()
        self._show_rows(self.rows.keys() - built)

    def build_all(self) -> None:
        """Now: someone is led to a question further down."""
        while self._to_build:
            self._build_on()

    def _build_row(self, title: str, question: Question) -> None:
        if not self._sections or self._sections[-1][0] != title:
            head, card = heading(title), Rows()
            self.main.addWidget(head)
            self.main.addWidget(card)
            self._sections.append((title, head, card, []))
        _title, _head, card, rows = self._sections[-1]
        row = QuestionRow(self.look, self.writing.checklist, question)
        row.answered.connect(self._answer)
        row.sub_answered.connect(self._answer_sub)
        row.called.connect(self._call)
        row.reflow(narrow=self.em < WIDE)
        card.add(row)
        self.rows[question.id] = row
        rows.append(row)

    def _build_aside(self) -> None:
        """Beside the scrolled page, never scrolled with it."""
        look, numbers = self.look, self.writing.ground.vocabulary.numbers
        self._side = QWidget(self)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 12, 12, 12)
        column.setSpacing(8)
        self.card = EmergencyCard(look, numbers, 4)
        self.card.pressed.connect(self._call)
        self.card.more.connect(self._all_numbers)
        column.addWidget(self.card)
        column.addWidget(heading(_("いまの結果")))
        self._result = Card("card", 14, 8)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("kind", "page")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 4, 0)
        box.addWidget(self._result)
        box.addStretch(1)
        self._scroll.setWidget(inner)
        column.addWidget(self._scroll, 1)
        self._brief = self._build_brief(numbers)

    def _build_brief(self, numbers: tuple[Number, ...]) -> QWidget:
        """The card as one row, where the text is large."""
        brief = QFrame(self)
        brief.setProperty("box", "alarmhead")
        row = QHBoxLayout(brief)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(Icon(self.look, "phone", "l5"))
        for number in numbers[:3]:
            press = Button(self.look, number.number, "alarm", row=True)
            press.setAccessibleName(_("{number} {name} を大きく見る").format(number=number.number, name=number.name))
            press.clicked.connect(lambda _checked=False, number=number: self._call(number))
            row.addWidget(press)
        row.addStretch(1)
        more = Button(self.look, _("ほかの番号"), "plain", row=True)
        more.clicked.connect(self._all_numbers)
        row.addWidget(more)
        return brief

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if hasattr(self, "_side"):
            self._place_aside()

    def _place_aside(self) -> None:
        wide = self.em >= WIDE
        side, bar = self.look.px(ASIDE), self.verticalScrollBar().sizeHint().width() + 6
        self._side.setVisible(wide)
        self._brief.setVisible(not wide)
        if wide:
            self.setViewportMargins(0, 0, side, 0)
            self._side.setGeometry(self.width() - side - bar, 0, side, self.height())
        else:
            tall = self._brief.sizeHint().height()
            self.setViewportMargins(0, tall, 0, 0)
            self._brief.setGeometry(0, 0, self.width(), tall)

    def _reflow_rows(self, em: float) -> None:
        for row in self.rows.values():
            row.reflow(narrow=em < WIDE)

    # Answers

    def show_form(self) -> None:
        self._show_rows(self.rows.keys())

    def _show_rows(self, keys: Iterable[str]) -> None:
        talk = self.writing.talk
        for key in list(keys):
            self.rows[key].show_answer(str(talk.answers.get(key, "")), str(talk.sub_answers.get(key, "")))
        self._show_results()

    def _answer(self, key: str, answer: str) -> None:
        answers = {each: found for each, found in self.writing.talk.answers.items() if each != key}
        self.writing.talks(answers=answers | ({key: Answer(answer)} if answer else {}))

    def _answer_sub(self, key: str, answer: str) -> None:
        answers = {each: found for each, found in self.writing.talk.sub_answers.items() if each != key}
        self.writing.talks(sub_answers=answers | ({key: Answer(answer)} if answer else {}))

    def _show_results(self) -> None:
        assessment = self.writing.assessment()
        findings = {each.id: each for each in assessment.result.findings}
        for key, row in self.rows.items():
            sub = str(self.writing.talk.sub_answers.get(key, ""))
            row.show_found(self._found(findings.get(key), assessment), sub)
        self._show_asked()
        self._show_count()
        self._show_result(assessment)

    def _found(self, finding: Finding | None, assessment: Assessment) -> Found | None:
        if finding is None:
            return None
        numbers = {each.number: each for each in self.writing.ground.vocabulary.numbers}
        decisions = tuple(
            each for each in assessment.decisions if any(ground.finding == finding.id for ground in each.grounds)
        )
        called = tuple(numbers[each] for each in finding.calls if each in numbers)
        return Found(finding=finding, decisions=decisions, numbers=called)

    def _asked(self, row: QuestionRow) -> bool:
        """A question that follows another is asked after its はい."""
        after = row.question.after
        return not after or self.writing.talk.answers.get(after) is Answer.YES

    def _show_asked(self) -> None:
        answers = self.writing.talk.answers
        for _title, head, card, rows in self._sections:
            for row in rows:
                open_one = row.question.id not in answers
                row.setVisible(self._asked(row) and (open_one or not self._only_open))
            there = any(not row.isHidden() for row in rows)
            head.setVisible(there)
            card.setVisible(there)

    def _toggle_open(self) -> None:
        self._only_open = not self._only_open
        self._filter.show_as(_("ぜんぶの質問を見る") if self._only_open else _("まだの質問だけ見る"))
        self._show_asked()
        self.show_top()

    def _show_count(self) -> None:
        answers = self.writing.talk.answers
        every = [each for each in self.writing.checklist.question if not each.computed]
        asked = [each for each in every if not each.after or answers.get(each.after) is Answer.YES]
        answered = sum(each.id in answers for each in asked)
        self._bar.setRange(0, len(asked))
        self._bar.setValue(answered)
        self._count.say(_("{all}問のうち {count}問|こたえました").format(all=len(asked), count=answered))

    def _show_result(self, assessment: Assessment) -> None:
        empty(self._result.body)
        self._result.body.addWidget(LevelTag(self.look, int(assessment.level)))
        if assessment.lowering_awaited:
            self._result.body.addWidget(Words(_("下げた度合いは、|推進員の確認待ちです。"), "note"))
        for finding in assessment.result.findings:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(line(finding.id, "label"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(self.writing.checklist[finding.id].short), 1)
            self._result.body.addLayout(row)
        if not assessment.result.findings:
            self._result.body.addWidget(Words(_("いまのところ、|急ぎのしるしはありません。"), "note"))
        change = Button(self.look, _("度合いを変える"), "link")
        change.clicked.connect(lambda: ask_level(self.look, self.window(), self.session, self.writing))
        self._result.body.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)

    # Numbers

    def _call(self, number: Number) -> None:
        show_number(self.look, self.window(), number, self.session.now().date())

    def _all_numbers(self) -> None:
        show_all(self.look, self.window(), self.writing.ground.vocabulary.numbers, self.session.now().date())

    # The flow

    def done(self) -> bool:
        return self.writing.assessment().closable

    def first(self) -> QWidget | None:
        for row in self.rows.values():
            if self._asked(row) and row.question.id not in self.writing.talk.answers:
                return next(iter(row.tiles.tiles.values()))
        return next(iter(self.rows["Q1"].tiles.tiles.values())) if "Q1" in self.rows else None

    def jump(self, part: str) -> None:
        if part:
            self.build_all()
        row = self.rows.get(part.rstrip("+"))
        if row is not None:
            if self._only_open:
                self._toggle_open()
            tile = next(iter(row.tiles.tiles.values()))
            tile.setFocus()
            self.reveal(row)
