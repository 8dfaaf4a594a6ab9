"""One referral: how far it has come, the answers in full, and what can be done about it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.calling import note_call
from kyosei_desk.clock import JAPAN
from kyosei_desk.day import said
from kyosei_desk.japanese import shown
from kyosei_desk.records import FromCity, Level, Referral
from kyosei_desk.referrals import Followed, ReferralState
from kyosei_desk.vocabulary import Office
from ui.households.acts import ask_withdraw, keep_typed
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.referrals.listing import One, sent_at
from ui.referrals.words import OPEN, due_words
from ui.session import Session
from ui.widgets.asking import Panel, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, LevelTag, Row, Rows, empty, facts, heading
from ui.widgets.dates import moment_words, names_words
from ui.widgets.fields import Area, Field
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside, line

CONSENT_PAGE = "6"
"""The page of 新しい相談 with 同意・つなぎ先, where the ticks of a letter stand."""
OVER = frozenset({ReferralState.WITHDRAWN, ReferralState.ENDED})


class OneReferral(Page):
    """`closed`: back to the list."""

    closed = Signal()

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, aside=340)
        self._look, self._session, self._go = look, session, go
        self._back = Button(look, _("一覧にもどる"), "plain", "back", row=True)
        self._back.clicked.connect(self.closed.emit)
        self.main.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        self._body = Card("plain", 0, 10)
        self.main.addWidget(self._body)
        self._call = self._press(_("電話を記録する"), "phone", self.ask_call)
        self._print = self._press(_("依頼書を印刷する"), "print", self._to_paper)
        self._household = self._press(_("世帯をひらく"), "house", self._to_household)
        self._again = self._press(_("内容を見直す"), "write", self._to_consent)
        self._again_note = Words(_("送る言葉をえらび直して、|もう一度送れます。"), "note")
        self.aside.addWidget(self._again_note)
        self._withdraw = Button(look, _("取り下げる"), "link", "undo")
        self._withdraw.clicked.connect(self.ask_back)
        self.aside.addWidget(self._withdraw, 0, Qt.AlignmentFlag.AlignLeft)
        self._one: One | None = None
        self._urge: Button | None = None

    def _press(self, word: str, icon: str, act: Callable[[], object]) -> Button:
        button = Button(self._look, word, "plain", icon)
        button.clicked.connect(lambda _on=False: act())
        self.aside.addWidget(button)
        return button

    def first(self) -> QWidget:
        return self._urge or self._back

    @property
    def referral(self) -> Referral | None:
        return self._one.named.followed.referral if self._one else None

    # What stands there

    def show_one(self, found: One) -> None:
        self._one = found
        followed = found.named.followed
        empty(self._body.body)
        self._head(found)
        self._urge = self._ask_to_call(found) if followed.call else None
        self._call.setVisible(not followed.call)
        self._facts(followed)
        self._answers(followed.answers)
        self._calls(found)
        self._withdraw.setVisible(followed.state not in OVER)
        for part in (self._again, self._again_note):
            part.setVisible(followed.state is not ReferralState.ENDED)

    def _head(self, found: One) -> None:
        referral, body = found.named.followed.referral, self._body.body
        body.addWidget(Words(names_words(found.named.names), "title"))
        tag = [LevelTag(self._look, referral.level)] if referral.level in set(Level) else []
        body.addWidget(beside(Words(shown(referral.agency), "heading"), *tag, spacing=12, stretch=False))

    def _facts(self, followed: Followed) -> None:
        card, referral = Card("card", 20, 8), followed.referral
        sent = sent_at(referral)
        pairs = [
            (_("今のようす"), str(followed.state)),
            (_("頼んだ日時"), moment_words(sent.astimezone(JAPAN)) if sent else ""),
            (_("返事の期限"), self._due(followed)),
            (_("依頼の番号"), referral.number),
        ]
        card.body.addWidget(facts(self._look, pairs, 120))
        if followed.unsent:
            card.body.addWidget(Words(_("まだ送られていません。|つながったときに届きます。")))
        self._body.body.addWidget(card)

    def _due(self, followed: Followed) -> str:
        if followed.due_at is None or followed.state not in OPEN:
            return ""
        return due_words(followed.due_at, self._session.now())

    def _ask_to_call(self, found: One) -> Button:
        """Whom to call, large; and the press that writes it down."""
        card = Card("alarm", 20, 8)
        words = _("推進員が、|まだ開いていません。|電話してください。")
        card.body.addWidget(beside(Icon(self._look, "phone", "l5"), Words(words, "name"), stretch=False))
        for office in found.offices:
            card.body.addWidget(number_of(office))
        if not found.offices:
            card.body.addWidget(Words(_("電話番号は、|市からまだ届いていません。"), "note"))
        press = Button(self._look, _("電話を記録する"), "main", "phone")
        press.clicked.connect(lambda _on=False: self.ask_call())
        card.body.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        self._body.body.addWidget(card)
        return press

    def _answers(self, answers: Sequence[FromCity]) -> None:
        self._body.body.addWidget(heading(_("市からの返事"), _("{count}件").format(count=len(answers))))
        rows = Rows()
        for each in reversed(answers):
            rows.add(answer_row(each))
        if not answers:
            rows.add(Row([Words(_("まだありません。"))]))
        self._body.body.addWidget(rows)

    def _calls(self, found: One) -> None:
        if not found.calls:
            return
        self._body.body.addWidget(heading(_("電話の記録")))
        rows = Rows()
        for note in sorted(found.calls, key=lambda each: each.at, reverse=True):
            at = moment_words(datetime.fromisoformat(note.at).astimezone(JAPAN))
            who = self._session.desk.keys.named(note.by)
            rows.add(Row([Words(f"{at}　{who}", "note"), Words(shown(note.text))]))
        self._body.body.addWidget(rows)

    # What can be done

    def ask_call(self) -> Panel | None:
        """A call is a note of the talk; nothing else tells that it was made."""
        referral = self.referral
        if referral is None:
            return None
        panel = Panel(self._look, self.window(), _("電話を記録する"), _("かけた日時と、あなたのお名前が残ります。"))
        text = Area(3)
        panel.body.addWidget(Field(self._look, _("話したこと"), text, _("書かなくても、記録できます。")))

        def keep_unfinished() -> None:
            """A note, and no call yet: whether there was one is not known, and somebody may have to telephone."""
            home, talk, what = referral.household_id, referral.consultation_id, _("電話の記録")
            keep_typed(self._session, self, home, text.text_now(), what, talk)

        panel.keep_at_lock(keep_unfinished)

        def keep() -> None:
            words = text.text_now()
            panel.accept()
            self._session.act(self, lambda desk: note_call(desk, referral, words), lambda _note: None)

        panel.press(_("記録する"), "main", keep, close=False)
        panel.press(_("やめる"), "plain", nothing)
        panel.open()
        text.setFocus()
        return panel

    def ask_back(self) -> Panel | None:
        """What is taken back is the consent: the letters that rest on it go with it, a duty stays."""
        if self._one is None:
            return None
        if self._one.consent:
            return ask_withdraw(self._look, self.window(), self._session, self, self._one.consent)
        return tell(
            self._look,
            self.window(),
            _("取り消す同意がありません"),
            _("この依頼は、同意のほかの理由で送られています。|やめたいときは、|市の推進員に電話してください。"),
        )

    def _to_paper(self) -> None:
        if (referral := self.referral) is not None:
            part = f"referral:{referral.agency}"
            self._go(To(place=Place.PAPER, record_id=referral.consultation_id, part=part))

    def _to_household(self) -> None:
        if (referral := self.referral) is not None:
            self._go(To(place=Place.HOUSEHOLD, record_id=referral.household_id))

    def _to_consent(self) -> None:
        if (referral := self.referral) is not None:
            self._go(To(place=Place.INTAKE, record_id=referral.consultation_id, part=CONSENT_PAGE))


def number_of(office: Office) -> QWidget:
    words = "・".join(part for part in (office.name, office.hours) if part)
    return beside(line(office.phone, "number"), Words(words), spacing=16, stretch=False)


def answer_row(answer: FromCity) -> Row:
    """In full, as it was written."""
    who, word, text = said(answer)
    at = moment_words(datetime.fromisoformat(answer.at).astimezone(JAPAN)) if answer.at else ""
    by = "" if answer.by in {who, ""} else answer.by
    head = "　".join(part for part in (at, who, by) if part)
    words: list[QWidget] = [Words(head, "note"), Words(word, "name")]
    return Row([*words, Words(shown(text))] if text else words)
