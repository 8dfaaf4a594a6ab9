"""世帯のページ: what happened, who lives there, how to reach them; and everything that can be done about it."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.japanese.dates import age_words
from kyosei_desk.records import Consent, ConsentState, Household, Member, Phone
from kyosei_desk.timeline import Entry, HouseholdPage, What, Written, household
from ui.households import acts, merging, talks
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, LevelTag, Row, Rows, StateTag, empty, facts, heading
from ui.widgets.dates import day_words, names_words
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, line

ICONS = {
    What.PLANNED: "clock", What.TALK: "write", What.REFERRAL: "send", What.TOLD: "send", What.ANSWER: "receive",
    What.VISIT: "phone", What.NOTE: "doc",
}  # fmt: skip
STATES = {Written.DRAFT: "draft", Written.CLOSED: "closed", Written.SENT: "sent"}
FIRST = 40
"""Entries shown before 「さらに表示」."""


class HouseholdScreen(Screen):
    """`To.record_id`: the household."""

    title = _("世帯")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=372)
        self.box.addWidget(self.page)
        self.found: HouseholdPage | None = None
        self._id = ""
        self._all = False
        self._start: Button | None = None

    def enter(self, to: To) -> None:
        self._id, self._all = to.record_id or self._id, False
        self.refresh()

    def refresh(self) -> None:
        home = self._id
        self.session.ask(self, lambda desk: household(desk, home), self._take, self._gone)

    def _gone(self, error: DeskError) -> None:
        """Purged, or restricted meanwhile."""
        empty(self.page.main)
        empty(self.page.aside)
        self.page.main.addWidget(Words(str(error)))

    def _take(self, found: HouseholdPage) -> None:
        self.found = found
        names = tuple(each.name for each in found.members if each.name)
        self.title = _("{names}の世帯").format(names=names_words(names[:1]))
        self.headed.emit()
        self._show_timeline(found)
        self._show_aside(found)

    def first(self) -> QWidget | None:
        return self._start

    # The timeline

    def _show_timeline(self, found: HouseholdPage) -> None:
        empty(self.page.main)
        head = QHBoxLayout()
        head.addWidget(heading(_("これまでの経過")), 1)
        note = Button(self.look, _("メモを書く"), "plain", "write", row=True)
        note.clicked.connect(lambda: acts.ask_note(self.look, self.window(), self.session, self, self._id))
        plan = Button(self.look, _("予定を入れる"), "plain", "clock", row=True)
        plan.clicked.connect(lambda: acts.ask_plan(self.look, self.window(), self.session, self, self._id))
        head.addWidget(note)
        head.addWidget(plan)
        self.page.main.addLayout(head)
        if found.restricted:
            self.page.main.addWidget(self._restricted(found))
        entries = (*found.planned, *found.entries)
        for each in entries if self._all else entries[:FIRST]:
            self.page.main.addWidget(self._entry(each))
        if not entries:
            self.page.main.addWidget(Words(_("まだ、何も書かれていません。")))
        if len(entries) > FIRST and not self._all:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(self._show_rest)
            self.page.main.addWidget(more)

    def _show_rest(self) -> None:
        self._all = True
        if self.found is not None:
            self._show_timeline(self.found)

    def _restricted(self, found: HouseholdPage) -> QWidget:
        ask = "・".join(_("{name}さん").format(name=shown(name)) for name in found.ask)
        words: list[QWidget] = [line(found.restricted_words, "label")]
        if ask:
            words.append(Words(_("中身は、{people}に聞いてください。").format(people=ask), "note"))
        rows = Rows()
        rows.add(Row(words, Icon(self.look, "lock")))
        return rows

    def _entry(self, each: Entry) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        when = QVBoxLayout()
        when.addWidget(line(day_words(each.at.date()) if each.at else "", "label"))
        if each.at and each.what is not What.PLANNED:
            when.addWidget(line(f"{each.at:%H:%M}", "note"))
        when.addStretch(1)
        left = QWidget()
        left.setLayout(when)
        left.setFixedWidth(self.look.px(128))
        row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Icon(self.look, ICONS[each.what]), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(each), 1)
        if each.what is What.TALK:
            press = Button(self.look, _("ひらく"), "link")
            press.setAccessibleName(_("{day}の相談をひらく").format(day=day_words(each.at.date()) if each.at else ""))
            press.clicked.connect(partial(talks.show_talk, self, each.id))
            row.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)
        elif each.what is What.REFERRAL:
            press = Button(self.look, _("ひらく"), "link")
            press.setAccessibleName(_("{agency}への依頼をひらく").format(agency=each.words))
            press.clicked.connect(partial(self.go, To(place=Place.REFERRALS, record_id=each.id)))
            row.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _words(self, each: Entry) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Words(f"{each.what}：{each.words}" if each.what is not What.TALK else each.words, "name"), 1)
        if each.restricted:
            head.addWidget(Icon(self.look, "lock"))
        if each.what is What.TALK and each.state in STATES:
            head.addWidget(StateTag(self.look, STATES[Written(each.state)]))
        elif each.state:
            head.addWidget(line(each.state))
        column.addLayout(head)
        if each.level and each.what is What.TALK:
            column.addWidget(LevelTag(self.look, int(each.level)), 0, Qt.AlignmentFlag.AlignLeft)
        if each.text:
            column.addWidget(Words(shown(each.text)))
        if each.by:
            column.addWidget(Words(each.by, "note"))
        return column

    # The household itself

    def _show_aside(self, found: HouseholdPage) -> None:
        empty(self.page.aside)
        self._start = Button(self.look, _("この世帯の相談を書く"), "main", "write", big=True)
        self._start.clicked.connect(lambda: self.go(To(place=Place.INTAKE, part=f"household:{self._id}")))
        self.page.aside.addWidget(self._start)
        self.page.aside.addWidget(heading(_("世帯の人")))
        rows = Rows()
        for member in found.members:
            rows.add(self._member(member))
        if not found.members:
            rows.add(Row([Words(_("まだ、だれも書かれていません。"))]))
        self.page.aside.addWidget(rows)
        self.page.aside.addWidget(heading(_("連絡のしかた")))
        contact = Card()
        contact.body.addWidget(facts(self.look, contact_of(found.household), 64))
        self.page.aside.addWidget(contact)
        self._show_consents(found)
        self._show_more(found)

    def _member(self, member: Member) -> QWidget:
        on = self.session.now().date()
        said = (shown(member.kana), member.relation, age_words(member.born, on).strip("（）"), member.living)
        press = Button(self.look, _("開示"), "link")
        press.setAccessibleName(_("{name}さんの開示請求の紙").format(name=shown(member.name)))
        press.clicked.connect(partial(self.go, To(place=Place.PAPER, record_id=self._id, part=f"person:{member.id}")))
        words: list[QWidget] = [Words(_("{name}さん").format(name=shown(member.name) or _("お名前はまだ")), "name")]
        words.append(Words("・".join(part for part in said if part), "note"))
        return Row(words, right=[press])

    def _show_consents(self, found: HouseholdPage) -> None:
        given = [each for each in found.consents if each.state is ConsentState.GIVEN and not each.withdrawn_on]
        if not given:
            return
        self.page.aside.addWidget(heading(_("同意")))
        rows = Rows()
        for each in given:
            press = Button(self.look, _("取り消す"), "link")
            press.setAccessibleName(_("{day}の同意を取り消す").format(day=each.asked_on))
            press.clicked.connect(partial(acts.ask_withdraw, self.look, self.window(), self.session, self, each.id))
            rows.add(Row([Words(consent_words(each, found.members))], right=[press]))
        self.page.aside.addWidget(rows)

    def _show_more(self, found: HouseholdPage) -> None:
        """What is rare."""
        self.page.aside.addWidget(heading(_("ほかのこと")))
        for word, icon, act in (
            (_("同じ世帯をまとめる"), "join", lambda: merging.ask_merge(self, found)),
            (_("直した履歴を見る"), "undo", lambda: talks.show_history(self, self._id)),
            (
                _("この世帯を消す"),
                "close",
                lambda: acts.ask_purge(self.look, self.window(), self.session, self, self._id),
            ),
        ):
            press = Button(self.look, word, "link", icon)
            press.clicked.connect(act)
            self.page.aside.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        for merge in found.merges:
            press = Button(self.look, _("まとめたのをもどす"), "link", "undo")
            press.clicked.connect(partial(merging.undo, self, merge))
            self.page.aside.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_purge(self) -> None:
        acts.ask_purge(self.look, self.window(), self.session, self, self._id)


def contact_of(home: Household) -> list[tuple[str, str]]:
    address = " ".join(part for part in (home.postal and f"〒{home.postal}", home.address, home.building) if part)
    if home.address_withheld:
        address = _("（かくしています）") + address
    if home.no_fixed_abode:
        address = _("住所不定") + ("　" + address if address else "")
    return [(_("住所"), shown(address)), (_("自治会"), shown(home.association)), (_("電話"), phone_words(home.phone))]


def phone_words(phone: Phone) -> str:
    left = {True: _("留守番電話に入れてよい"), False: _("留守番電話には入れない"), None: ""}[phone.message_allowed]
    return "\n".join(shown(part) for part in (phone.number, phone.safe_hours, left) if part)


def consent_words(consent: Consent, members: tuple[Member, ...]) -> str:
    name = next((each.name for each in members if each.id == consent.member_id), "")
    whom = _("{name}さん").format(name=shown(name)) if name else _("ご本人")
    asked = day_words(date.fromisoformat(consent.asked_on)) if consent.asked_on else ""
    return "　".join(part for part in (whom, asked, consent.way) if part)
