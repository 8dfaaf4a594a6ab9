"""確かめる: every answer with 「直す」, what is still open, and a last look at what would leave the desk."""

from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.assessment import answers_of
from kyosei_desk.checklist import unanswered
from kyosei_desk.drafting import Form
from kyosei_desk.errors import DeskError
from kyosei_desk.records import Answer
from ui.intake.consent import chosen_agencies
from ui.intake.ending import end
from ui.intake.final_look import FinalLook
from ui.intake.outcome import Ended
from ui.intake.page import IntakePage
from ui.intake.reading import sections
from ui.widgets.buttons import Button
from ui.widgets.cards import LevelTag, Rows, StateTag, facts, heading
from ui.widgets.errors import ErrorSummary
from ui.widgets.fields import Area, Field
from ui.widgets.text import line

CHECKLIST, CONSENT = 4, 6
"""The places of つなぎ確認 and 同意・つなぎ先 among the pages."""


class CheckingPage(IntakePage):
    """`wanted` leads to "page/part"; `ended` once the talk is a record."""

    title = _("確かめる")
    wanted = Signal(str)
    ended = Signal()
    uncovered = Signal()

    def __init__(self, *args: object) -> None:
        super().__init__(*args, aside=210)  # type: ignore[arg-type, misc]

    def build(self) -> None:
        look = self.look
        self.summary = ErrorSummary(look)
        self.main.addWidget(self.summary)
        self.reason = Area(2)
        self.reason.edited.connect(lambda: self.writing.note(reason=self.reason.text_now()))
        self._reason_field = Field(
            look, _("聞けなかった理由"), self.reason, _("途中で帰られた、いまは聞けない など。|書くと終えられます。")
        )
        self._reason_field.hide()
        self.main.addWidget(self._reason_field)
        self._shown: list[QWidget] = []
        self._said: Form | None = None
        self.look_again: FinalLook | None = None
        self._busy = False
        self.aside.addWidget(line(_("この記録のいま"), "label"))
        for state in ("draft", "closed", "sent"):
            self.aside.addWidget(StateTag(look, state), 0, Qt.AlignmentFlag.AlignLeft)

    # Every answer

    def show_form(self) -> None:
        """Of the same answers all stays as it stands: whoever only comes by does not wait for it."""
        self.summary.say("", ())
        form = msgspec.structs.replace(self.writing.form, page=0)
        if form == self._said:
            return
        self._said = form
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self._shown = []
        self._reason_field.setVisible(bool(self._open_questions() and self.writing.form.reason))
        if not self.reason.hasFocus():
            self.reason.setText(self.writing.form.reason)
        for section in sections(self.writing):
            card = Rows()
            for row in section.rows:
                card.add(self._row(row.label, row.value, row.jump))
            self._add(heading(section.title), card)
        self._show_checklist()
        self._show_consent()

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.main.addWidget(widget)
            self._shown.append(widget)

    def _row(self, label: str, value: str, jump: str) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(20, 2, 12, 2)
        layout.addWidget(
            facts(self.look, [(label, value or _("書いていません"))], 190), 1, Qt.AlignmentFlag.AlignVCenter
        )
        press = Button(self.look, _("直す") if value else _("書く"), "link")
        press.setAccessibleName(_("{label}を直す").format(label=label))
        press.clicked.connect(lambda: self.wanted.emit(jump))
        layout.addWidget(press)
        return row

    def _show_checklist(self) -> None:
        talk, card = self.writing.talk, Rows()
        assessment = self.writing.assessment()
        level = QWidget()
        layout = QHBoxLayout(level)
        layout.setContentsMargins(20, 8, 12, 8)
        layout.addWidget(LevelTag(self.look, int(assessment.level)))
        layout.addStretch(1)
        card.add(level)
        for question in self.writing.checklist.question:
            answer = talk.answers.get(question.id)
            if answer in {Answer.YES, Answer.UNKNOWN}:
                sub = talk.sub_answers.get(question.id) if question.sub else None
                words = f"{answer}（{question.sub.text}：{sub}）" if question.sub and sub else str(answer)
                card.add(self._row(f"{question.id} {question.short}", words, f"{CHECKLIST}/{question.id}"))
        nos = sum(answer is Answer.NO for answer in talk.answers.values())
        card.add(self._row(_("「いいえ」"), _("{count}問").format(count=nos), f"{CHECKLIST}/"))
        self._add(heading(_("つなぎ確認")), card)

    def _show_consent(self) -> None:
        card = Rows()
        for consent in self.writing.intake.consents:
            card.add(
                self._row(
                    _("同意"), " ".join(each for each in (str(consent.state), consent.way) if each), f"{CONSENT}/"
                )
            )
        agencies = "、".join(self._letters())
        card.add(self._row(_("協力を頼む先"), agencies or _("なし"), f"{CONSENT}/"))
        self._add(heading(_("同意・つなぎ先")), card)

    # Ending

    def _open_questions(self) -> tuple[str, ...]:
        return unanswered(self.writing.checklist, answers_of(self.writing.talk, self.writing.intake.members))

    def _letters(self) -> tuple[str, ...]:
        decisions = self.writing.assessment().decisions
        chosen = chosen_agencies(self.writing.form.send, decisions)
        return tuple(each.agency for each in decisions if each.agency in chosen)

    def finish(self) -> None:
        """記入を終える: what is open is said; what would leave the desk is looked at; then it is written down."""
        if self._busy or self.look_again is not None:
            return
        self.writing.note(reason=self.reason.text_now())
        open_ones = self._open_questions()
        if open_ones and not self.writing.form.reason.strip():
            self._say_open(open_ones)
        elif self._letters():
            self._look_again()
        else:
            self._end(())

    def _say_open(self, open_ones: tuple[str, ...]) -> None:
        definition = self.writing.checklist
        leads = [
            (f"{each}　{definition[each].text}", partial(self.wanted.emit, f"{CHECKLIST}/{each}")) for each in open_ones
        ]
        title = _("あと{count}つ、|こたえると終えられます").format(count=len(open_ones))
        self._reason_field.show()
        self.summary.say(title, [*leads, (_("聞けなかった理由を書いて終える"), self.reason.setFocus)])
        self.show_top()

    def _look_again(self) -> None:
        self.look_again = FinalLook(self.look, self.session, self.writing, self._letters(), self)
        self.look_again.sent.connect(lambda: self._end(self._letters()))
        self.look_again.kept_back.connect(lambda: self._end(()))
        self.look_again.mended.connect(self._mend)
        self.covered = True
        self.uncovered.emit()
        self.look_again.cover()

    def _mend(self) -> None:
        self._uncover()
        self.wanted.emit(f"{CONSENT}/")

    def _uncover(self) -> None:
        if self.look_again is not None:
            self.look_again.hide()
            self.look_again.deleteLater()
            self.look_again = None
            self.covered = False
            self.uncovered.emit()

    def _end(self, letters: tuple[str, ...]) -> None:
        if self._busy:
            return
        self._busy = True
        form = self.writing.form
        self.writing.pause()
        self.session.try_to_write(self, lambda desk: end(desk, form, letters), self._is_ended, self._not_ended)

    def _is_ended(self, ended: Ended) -> None:
        self._busy = False
        self._uncover()
        self.writing.end(ended)
        self.ended.emit()

    def _not_ended(self, error: DeskError) -> None:
        """Nothing was kept as a record; the draft is."""
        self._busy = False
        self._uncover()
        self.writing.resume()
        self.summary.say(str(error), [(_("もう一度、終える"), self.finish)])
        self.show_top()

    def first(self) -> QWidget | None:
        return self.look_again.send if self.look_again is not None else None
