"""つなぎ: what was asked of whom, by state; those to telephone about first."""

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.clock import JAPAN
from kyosei_desk.day import mark_read
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.records import AgencyAnswer, Consent, ConsentState, Member
from kyosei_desk.referrals import Followed, ReferralState
from kyosei_desk.timeline import append_note
from ui.households.acts import ask_withdraw
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.asking import Panel, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty, facts, heading
from ui.widgets.dates import moment_words, names_words
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, line

ORDER = (
    ReferralState.ASKED, ReferralState.OPENED, ReferralState.ACCEPTED, ReferralState.SUPPORTING,
    ReferralState.DECLINED, ReferralState.ENDED, ReferralState.WITHDRAWN,
)  # fmt: skip
FIRST = 100


class Named(msgspec.Struct, frozen=True):
    """A referral, and the names of whom it is about."""

    followed: Followed
    names: tuple[str, ...]


def listed(desk: Desk) -> list[Named]:
    found = desk.postbox.referrals(desk.now())[:FIRST]
    return [Named(each, names_of(desk, each.referral.household_id)) for each in found]


def names_of(desk: Desk, household_id: str) -> tuple[str, ...]:
    members = [each.record for each in desk.postbox.of_household(household_id)]
    return tuple(each.name for each in members if isinstance(each, Member) and each.name)[:2]


class ReferralsScreen(Screen):
    """`To.record_id`: a referral to open at once."""

    title = _("つなぎ")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self._wanted = ""
        self.rows: list[Named] = []

    def enter(self, to: To) -> None:
        self._wanted = to.record_id
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, listed, self._show)

    def _show(self, found: list[Named]) -> None:
        self.rows = found
        empty(self.page.main)
        calls = [each for each in found if each.followed.call]
        self._group(_("電話してください"), calls)
        for state in ORDER:
            self._group(str(state), [each for each in found if each.followed.state is state and not each.followed.call])
        if not found:
            self.page.main.addWidget(Words(_("頼んだ協力は、まだありません。")))
            self.page.main.addWidget(Words(_("相談の「同意・つなぎ先」から頼めます。"), "note"))
        wanted, self._wanted = self._wanted, ""
        for each in found:
            if each.followed.referral.id == wanted:
                self._open(each)

    def _group(self, title: str, found: list[Named]) -> None:
        if not found:
            return
        self.page.main.addWidget(heading(title, _("{count}件").format(count=len(found))))
        rows = Rows()
        for each in found:
            rows.add(self._row(each))
        self.page.main.addWidget(rows)

    def _row(self, each: Named) -> QWidget:
        names = names_words(each.names)
        words: list[QWidget] = [line(names, "name"), Words(self._due(each.followed), "note")]
        press = Button(self.look, _("ひらく"), "plain", row=True)
        press.setAccessibleName(_("{name}の依頼をひらく").format(name=names))
        press.clicked.connect(partial(self._open, each))
        return Row(words, Icon(self.look, "phone" if each.followed.call else "send"), [press])

    def _due(self, followed: Followed) -> str:
        """Until when; and that it waits on this laptop."""
        parts = []
        if followed.unsent:
            parts.append(_("まだ送られていません"))
        if followed.due_at and followed.state in {ReferralState.ASKED, ReferralState.OPENED}:
            parts.append(due_words(followed.due_at, self.session.now()))
        return "・".join(parts) or _("{state}です").format(state=followed.state)

    # One of them

    def _open(self, each: Named) -> None:
        referral, followed = each.followed.referral, each.followed
        panel = Panel(self.look, self.window(), f"{names_words(each.names)}　{referral.agency}")
        made = moment_words(datetime.fromisoformat(referral.made_at)) if referral.made_at else ""
        pairs = [(_("今"), str(followed.state)), (_("頼んだ日時"), made), (_("番号"), referral.number)]
        if followed.due_at:
            pairs.append((_("期限"), due_words(followed.due_at, self.session.now())))
        panel.body.addWidget(facts(self.look, pairs))
        for answer in followed.answers:
            state = str(answer.state or "") if isinstance(answer, AgencyAnswer) else ""
            text = answer.text if isinstance(answer, AgencyAnswer) else ""
            when = moment_words(datetime.fromisoformat(answer.at).astimezone(JAPAN)) if answer.at else ""
            panel.body.addWidget(
                facts(self.look, [(_("返事"), "　".join(part for part in (when, state) if part)), ("", text)])
            )
        if followed.call:
            panel.press(_("電話しました"), "main", partial(self._called, each))
        talk = To(place=Place.PAPER, record_id=referral.consultation_id, part=f"referral:{referral.agency}")
        panel.press(_("印刷する"), "plain", partial(self.go, talk))
        panel.press(
            _("世帯をひらく"), "plain", partial(self.go, To(place=Place.HOUSEHOLD, record_id=referral.household_id))
        )
        if followed.state not in {ReferralState.WITHDRAWN, ReferralState.ENDED}:
            panel.press(_("取り下げる"), "link", partial(self._ask_consent, each))
        panel.press(_("とじる"), "plain", nothing)
        panel.open()
        unread = [answer.id for answer in followed.answers]
        if unread:
            self.session.ask(self, lambda desk: mark_read(desk, unread), lambda _count: None)

    def _called(self, each: Named) -> None:
        """A call is a note of the household, with agency and time: nothing else tells that it was made."""
        referral = each.followed.referral
        words = _("{agency}に電話しました。").format(agency=referral.agency)
        self.session.act(
            self,
            lambda desk: append_note(desk, referral.household_id, words, referral.consultation_id),
            lambda _note: self.saved_note.emit(_("電話したことを記録しました")),
            self.failed,
        )

    def _ask_consent(self, each: Named) -> None:
        """What is taken back is the consent: the letters that rest on it go with it, a duty stays."""
        talk = each.followed.referral.consultation_id
        self.session.ask(self, lambda desk: consent_of(desk.file(talk)), self._withdraw, self._no_consent)

    def _withdraw(self, consent: Consent | None) -> None:
        if consent is None:
            tell(
                self.look,
                self.window(),
                _("取り消す同意がありません"),
                _("この依頼は、法律の定めなどで送ったものです。|市の推進員に電話で伝えてください。"),
            )
            return
        ask_withdraw(self.look, self.window(), self.session, self, consent.id)

    def _no_consent(self, error: DeskError) -> None:
        self.failed(error)


def consent_of(file: CaseFile) -> Consent | None:
    given = [each for each in file.consents if each.state is ConsentState.GIVEN and not each.withdrawn_on]
    return given[0] if given else None


def due_words(due: datetime, now: datetime) -> str:
    """「2日すぎ」, 「きょう18:00まで」, 「10月24日(土) 9:00 まで」."""
    here = due.astimezone(JAPAN)
    days = (now.date() - here.date()).days
    if here <= now:
        return _("{days}日すぎ").format(days=days) if days else _("時間をすぎています")
    if not days:
        return _("きょう{time}まで").format(time=f"{here:%H:%M}")
    return _("{moment} まで").format(moment=moment_words(here))
