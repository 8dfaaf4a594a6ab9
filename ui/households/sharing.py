"""情報共有: what the city would read of one talk, what of it a volunteer may leave out, and the press that sends it."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.records import Post
from kyosei_desk.referrals import live
from kyosei_desk.ticking import Offer
from sync import telling
from sync.mailing import NoPost, Sent
from sync.post import Sharing
from sync.referring import talk_of
from sync.standing import load
from ui.intake.letter import lines_of
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import empty, heading
from ui.widgets.dates import near_words
from ui.widgets.leaving import Calm, Lead, after_the_letter, leaving, tell_sent
from ui.widgets.page import Page, column
from ui.widgets.steady import steady
from ui.widgets.text import Words
from ui.widgets.tiles import Tick

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen

CONSENT_PAGE, CHECK_PAGE = "6", "7"
"""Pages of 新しい相談: 同意・つなぎ先, and 確かめる, where a talk is closed."""


class Ready(msgspec.Struct, frozen=True):
    """What may be ticked, the letter as it is ticked now, and when the talk was shared before ("" never)."""

    offers: tuple[Offer, ...]
    letter: Sharing
    before: str


def ready(desk: Desk, talk: str, ticked: frozenset[str] | None) -> Ready:
    """Raises NotAllowed as `telling.share` does."""
    offers = telling.share_offers(desk, talk)
    letter = telling.share_preview(desk, talk, ticked)
    sent = [
        record.letters[each].at
        for _shown, record in telling.told_of(desk, talk_of(desk, talk))
        if record.what is Post.SHARING
        for each in live(record)
    ]
    return Ready(offers, letter, max(sent, default=""))


class SharingPage(Page):
    """A view of the household's screen. Left what may be left out, right the very letter."""

    def __init__(self, screen: "HouseholdScreen") -> None:
        super().__init__(screen.look, aside=500)
        self._screen, self._look = screen, screen.look
        self.talk_id = ""
        self._offers: tuple[Offer, ...] | None = None
        self._ticked: frozenset[str] | None = None
        self._sending = False
        self._build()

    def _build(self) -> None:
        self.back = Button(self._look, _("相談にもどる"), "plain", "back", row=True)
        self.back.clicked.connect(self.go_back)
        self.main.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addWidget(heading(_("市に共有する")))
        self.main.addWidget(Words(_("ご本人の同意の範囲で、|市の推進員に知らせます。|協力のお願いでは、|ありません。")))
        self._before = Words("", "note")
        self.main.addWidget(self._before)
        self._choices, box = column()
        self.main.addWidget(box)
        self._letter, letter = column()
        self.aside.addWidget(letter)
        self.calm = Calm(self._look)
        self.send = Button(self._look, _("この内容で共有する"), "main", "send", big=True)
        self.send.clicked.connect(self._share)
        presses, ending = column()
        presses.addWidget(self.calm)
        presses.addWidget(self.send, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addWidget(ending)
        self.reflowed.connect(partial(after_the_letter, self, ending))

    # Coming and going

    def load(self, talk_id: str) -> None:
        """Anew, with what is ticked at first."""
        self.talk_id, self._offers, self._ticked, self._sending = talk_id, None, None, False
        self.refresh()

    def refresh(self) -> None:
        talk, ticked = self.talk_id, self._ticked
        self._screen.session.ask(
            self,
            lambda desk: ready(desk, talk, ticked),
            lambda found: self._take(talk, ticked, found),
            lambda error: self._not(talk, error),
        )

    def go_back(self) -> None:
        self._screen.talk.load(self.talk_id)

    def first(self) -> QWidget:
        return self.back

    # Showing

    def _take(self, talk: str, ticked: frozenset[str] | None, found: Ready) -> None:
        if (talk, ticked) != (self.talk_id, self._ticked):
            return  # ticked anew meanwhile: what comes next tells of it
        with steady(self):
            if found.offers != self._offers:
                self._show_choices(found.offers)
            self._show_before(found.before)
            self._show_letter(found.letter)
        self.send.show()
        self.calm.say(None)
        self._screen.show_view(self)

    def _show_before(self, at: str) -> None:
        self._before.setVisible(bool(at))
        if at:
            day = near_words(self._day(at), self._screen.session.now().date())
            self._before.say(
                _("{day}に共有しました。|もう一度共有すると、|前の手紙のかわりになります。").format(day=day)
            )

    def _day(self, at: str) -> date:
        return parse_moment(at).astimezone(JAPAN).date()

    def _show_choices(self, offers: tuple[Offer, ...]) -> None:
        empty(self._choices)
        self._offers = offers
        if not offers:
            return
        first = frozenset(each.key for each in offers if each.ticked)
        chosen = first if self._ticked is None else self._ticked
        self._choices.addWidget(heading(_("入れる言葉")))
        self._choices.addWidget(Words(_("しるしをはずした言葉は、|送りません。"), "note"))
        for offer in offers:
            said = str(offer.source) or _("希望")
            tick = Tick(self._look, _("{source}：{text}").format(source=said, text=offer.text))
            tick.setChecked(offer.key in chosen)
            tick.toggled.connect(lambda on, key=offer.key: self._tick(key, on=on))
            self._choices.addWidget(tick)

    def _tick(self, key: str, *, on: bool) -> None:
        first = frozenset(each.key for each in self._offers or () if each.ticked)
        chosen = first if self._ticked is None else self._ticked
        self._ticked = chosen | {key} if on else chosen - {key}
        self.refresh()

    def _show_letter(self, letter: Sharing) -> None:
        empty(self._letter)
        talked = near_words(self._day(letter.taken_at), self._screen.session.now().date())
        pairs = [(_("相談の日"), talked), *((each.label, each.value) for each in lines_of(letter))]
        self._letter.addWidget(heading(_("市が読む内容")))
        self._letter.addWidget(leaving(self._look, pairs))

    def _not(self, talk: str, error: DeskError) -> None:
        """It may not leave: said in place, with the way to where that is mended."""
        if talk != self.talk_id:
            return
        empty(self._choices)
        empty(self._letter)
        self._offers = None
        self._before.hide()
        self.send.hide()
        self.calm.say(error, self._lead())
        self._screen.show_view(self)

    def _lead(self) -> Lead:
        page = self._screen.talk
        part, word = (CONSENT_PAGE, _("同意・つなぎ先をひらく")) if page.closed else (CHECK_PAGE, _("相談をひらく"))
        to = To(place=Place.INTAKE, record_id=self.talk_id, part=part)
        return word, lambda: self._screen.go(to)

    # Sending

    def _share(self) -> None:
        if self._sending:
            return
        self._sending = True
        talk, ticked = self.talk_id, self._ticked
        self._screen.session.act(
            self, lambda desk: telling.share(desk, load(desk.exchange), talk, ticked), self._shared, self._not_shared
        )

    def _shared(self, sent: Sent) -> None:
        self._sending = False
        tell_sent(self._look, self._screen.window(), sent.fresh, sent.number, self.go_back)

    def _not_shared(self, error: DeskError) -> None:
        self._sending = False
        lead = (_("同期の画面をひらく"), lambda: self._screen.go(To(place=Place.SYNC)))
        self.calm.say(error, lead if isinstance(error, NoPost) else None, focus=True)
        self.reveal(self.calm)
