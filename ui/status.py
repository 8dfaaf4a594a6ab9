"""The strip's left half: whether all is at the city, in calm words."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.desk import Desk
from ui.frame import Strip
from ui.session import Session

if TYPE_CHECKING:
    from ui.sync_status.running import UnderWay


class Line(msgspec.Struct, frozen=True):
    """What the strip says. `last`: when the last sync ended well."""

    enrolled: bool
    unsent: int
    last: datetime | None


def line_of(desk: Desk) -> Line:
    from sync.engine import LAST_SYNC  # the way to the hub is slow to load, and the window is up before
    from sync.standing import load

    exchange = desk.exchange
    last = exchange.get(LAST_SYNC)
    at = datetime.fromtimestamp(int(last), JAPAN) if last else None
    return Line(load(exchange) is not None, exchange.counts()["local"] + len(exchange.unsent_letters()), at)


def words_of(line: Line, now: datetime) -> tuple[str, str]:
    """(icon, sentence)."""
    if not line.enrolled:
        return "lock", _("この机だけで使っています（保存されています）")
    when = "" if line.last is None else _("・最終同期 {time}").format(time=moment(line.last, now))
    if line.unsent:
        return "offline", _("保存されています・未送信 {count}件").format(count=line.unsent) + when
    return "check", _("同期済み") + when


def moment(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else _("{month}月{day}日").format(month=at.month, day=at.day)


class Status(QObject):
    """Reads anew whenever something changed."""

    def __init__(self, session: Session, strip: Strip) -> None:
        super().__init__(session)
        self._session, self._strip = session, strip
        session.changed.connect(self.read)
        self.read()

    def read(self) -> None:
        if self._session.open:
            self._session.ask(self, line_of, self._say)

    def syncing(self, now: "UnderWay") -> None:
        """A sync is under way, quiet or not; when it has ended, everything is read anew."""
        if now.total and now.pushed:
            words = _("同期しています {done} / {total}件")
            self._strip.say("sync", words.format(done=min(now.pushed, now.total), total=now.total))
        else:
            self._strip.say("sync", _("同期しています"))

    def _say(self, line: Line) -> None:
        self._strip.say(*words_of(line, self._session.now()))
