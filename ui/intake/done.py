"""完了・印刷: what was written down, what is on its way, whom to telephone now, and the papers."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.records import Level
from kyosei_desk.sheets import SheetKind
from ui.intake.outcome import Asked, Ended
from ui.intake.page import IntakePage
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, LevelTag, Row, Rows, StateTag, heading
from ui.widgets.emergency import show_number
from ui.widgets.text import Icon, Words, line

PAPERS = (
    (SheetKind.RECORD, _("相談票")),
    (SheetKind.OWN_COPY, _("本人控え")),
    (SheetKind.CONSENT, _("同意書")),
    (SheetKind.ANONYMOUS, _("匿名版")),
)


class DonePage(IntakePage):
    """Shown once, after the end; the form is a record now."""

    title = _("完了・印刷")

    def __init__(self, *args: object) -> None:
        super().__init__(*args, aside=380)  # type: ignore[arg-type, misc]

    def build(self) -> None:
        ended = self.writing.outcome
        if ended is None:
            return
        assessment = self.writing.assessment()
        card = Card("card", 20, 10)
        card.body.addWidget(Words(_("書きおわりました"), "title"))
        state = "sent" if any(not each.problem for each in ended.asked) else "closed"
        card.body.addWidget(StateTag(self.look, state), 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(LevelTag(self.look, int(assessment.level)), 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addWidget(card)
        self._say_calls(assessment.level, assessment.result.calls)
        self._say_letters(ended)
        self._say_unheard(assessment.not_heard)
        self._offer_papers(ended)

    def _say_calls(self, level: Level, calls: tuple[str, ...]) -> None:
        """Sending never counts as reporting: where someone is in danger, a voice does."""
        numbers = [each for each in self.writing.ground.vocabulary.numbers if each.number in calls]
        if not numbers:
            return
        words = _("いますぐ電話してください。") if level is Level.L5 else _("電話もしてください。")
        self.main.addWidget(heading(words))
        rows = Rows()
        for number in numbers:
            press = Button(self.look, _("大きく見る"), "plain", "phone", row=True)
            press.setAccessibleName(_("{number} {name} を大きく見る").format(number=number.number, name=number.name))
            press.clicked.connect(partial(show_number, self.look, self, number, self.session.now().date()))
            rows.add(Row([line(number.number, "number"), Words(number.name)], right=[press]))
        self.main.addWidget(rows)

    def _say_letters(self, ended: Ended) -> None:
        if not ended.asked:
            return
        sent = any(not each.problem for each in ended.asked)
        self.main.addWidget(heading(_("協力を頼んだ先") if sent else _("協力を頼む先（まだ送れていません）")))
        rows = Rows()
        for each in ended.asked:
            rows.add(self._letter(ended, each))
        self.main.addWidget(rows)

    def _letter(self, ended: Ended, asked: Asked) -> QWidget:
        words: list[QWidget] = [line(asked.agency, "name")]
        words.append(Words(asked.problem or _("つながったときに届きます。|それまでは取り消せます。"), "note"))
        press = Button(self.look, _("紙で出す"), "plain", "print", row=True)
        press.setAccessibleName(_("{agency}への依頼書を印刷する").format(agency=asked.agency))
        press.clicked.connect(lambda: self._paper(ended.talk_id, f"referral:{asked.agency}"))
        return Row(words, Icon(self.look, "warn" if asked.problem else "send"), [press])

    def _say_unheard(self, not_heard: tuple[str, ...]) -> None:
        if not not_heard:
            return
        self.main.addWidget(heading(_("聞けていないこと"), _("{count}件").format(count=len(not_heard))))
        rows = Rows()
        for each in not_heard:
            rows.add(Row([Words(f"{each}　{self.writing.checklist[each.rstrip('+')].text}")]))
        self.main.addWidget(rows)

    def _offer_papers(self, ended: Ended) -> None:
        self.aside.addWidget(heading(_("印刷")))
        for kind, word in PAPERS:
            press = Button(self.look, word, "plain", "print")
            press.clicked.connect(partial(self._paper, ended.talk_id, str(kind)))
            self.aside.addWidget(press)
        home = Button(self.look, _("今日へもどる"), "main", "today", big=True)
        home.clicked.connect(lambda: self.go(To(place=Place.TODAY)))
        self.aside.addSpacing(12)
        self.aside.addWidget(home)
        self._home = home
        house = Button(self.look, _("この世帯を見る"), "second", "house")
        house.clicked.connect(lambda: self.go(To(place=Place.HOUSEHOLD, record_id=self.writing.home.id)))
        self.aside.addWidget(house)

    def first(self) -> QWidget | None:
        return self._home

    def _paper(self, talk_id: str, part: str) -> None:
        self.go(To(place=Place.PAPER, record_id=talk_id, part=part))
