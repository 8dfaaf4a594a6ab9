"""Under a postal code: the town it stands for, one press away from the address. Nothing typed is ever replaced."""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese.postal import Town, code_of, has_town, towns_of, with_town
from ui.intake.controls import Notice, fill
from ui.look import Look
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows
from ui.widgets.fields import Line, commit_composing
from ui.widgets.text import Words

AT_MOST = 8
"""More towns than this are no choice: then their city is offered."""


STAYS = _("|前につけるだけで、|書いた言葉は残ります。")


class Offer(msgspec.Struct, frozen=True):
    """What is said of a code, and what the address would be with each of its towns in front."""

    words: str = ""
    choices: tuple[tuple[Town, str], ...] = ()


def offer_of(towns: Sequence[Town], address: str) -> Offer:
    """Pure. Nothing where the address says one of the towns already, and no choice where it names another place."""
    if not towns:
        return Offer(_("この番号の町は、|手元の表にありません。|そのまま書けます。"))
    many = len(towns) > AT_MOST
    places = sorted({Town(prefecture=each.prefecture, city=each.city) for each in towns}) if many else towns
    if any(has_town(each, address) for each in places):
        return Offer()
    choices = tuple((each, after) for each in places[:AT_MOST] if (after := with_town(each, address)))
    if not choices:
        named = "・".join(each.whole for each in places[:AT_MOST])
        return Offer(_("この番号は、|{places}です。|住所は、|書いたままにしてあります。").format(places=named))
    return Offer(count_words(len(towns), many=many) + ("" if not address.strip() else STAYS), choices)


def count_words(count: int, *, many: bool) -> str:
    if many:
        return _("この番号の町は、|{count}あります。|町の名は、|つづけて書いてください。").format(count=count)
    return _("この番号の町は、|{count}つあります。").format(count=count) if count > 1 else _("この番号の町です。")


class Towns(QWidget):
    """Asks once a person has typed seven digits."""

    def __init__(self, look: Look, session: Session, postal: Line, address: Line) -> None:
        super().__init__()
        self._look, self._session, self._postal, self._address = look, session, postal, address
        self._code = ""
        self._towns: tuple[Town, ...] | None = None
        self._offer = Offer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.said, self.rows = Notice(look), Rows()
        layout.addWidget(self.said)
        layout.addWidget(self.rows)
        postal.edited.connect(self._ask)
        address.edited.connect(self._look_again)
        self.hide()

    def forget(self) -> None:
        """Another home is shown: nobody has typed its code."""
        self._code, self._towns = "", None
        self._show(Offer())

    def _ask(self) -> None:
        code = code_of(self._postal.text_now())
        if code == self._code:
            return
        self.forget()
        self._code = code
        if code:
            self._session.ask(self, lambda _desk: towns_of(code), partial(self._take, code), self._failed)

    def _failed(self, _error: DeskError) -> None:
        """An offer that cannot be made is none."""
        self.forget()

    def _take(self, code: str, found: tuple[Town, ...]) -> None:
        if code == self._code:  # else another one stands there by now
            self._towns = found
            self._look_again()

    def _look_again(self) -> None:
        if self._towns is not None:
            self._show(offer_of(self._towns, self._address.text_now()))

    def _show(self, offer: Offer) -> None:
        self.setVisible(offer != Offer())
        if offer == self._offer:
            return
        self._offer = offer
        self.said.say(offer.words)
        self.rows.clear()
        for town, after in offer.choices:
            self.rows.add(self._row(town, after))
        self.rows.setVisible(bool(offer.choices))

    def _row(self, town: Town, after: str) -> QWidget:
        """The whole address as it would be, so that a press brings no surprise."""
        word = _("住所に入れる") if after == town.whole else _("この住所にする")
        press = Button(self._look, word, "second", row=True)
        name = _("{address} を住所に入れる") if after == town.whole else _("住所を {address} にする")
        press.setAccessibleName(name.format(address=after))
        press.clicked.connect(partial(self._put, town))
        return Row([Words(after, "label")], right=[press])

    def _put(self, town: Town) -> None:
        """What stands in the address by now is what counts; the cursor waits behind it for the number."""
        commit_composing()
        after = with_town(town, self._address.text_now())
        if self._address.composing or not after:
            return
        fill(self._address, after)
        self._address.setFocus()
        self._address.setCursorPosition(len(after))
        self._address.edited.emit()
