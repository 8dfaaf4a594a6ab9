"""Answers of the city: each function returns the Body of a reply, one record that is the same on every desk. Pure."""

from datetime import datetime

import msgspec

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.errors import FieldError
from kyosei_desk.records import AgencyAnswer, AgencyState, Confirmation, FromCity, LetterOpened, Task
from kyosei_desk.sealing import seal_for
from sync.post import Address, Lowered
from sync.protocol import CITY, Body

STAMP_BITS = 16
"""Hybrid time is milliseconds, then a counter (kyosei_desk/clock.py)."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer needs: the reply's own id (the record's too), which letter it answers, where it goes
    (`post.address_of`), who answers (a name) and when (aware)."""

    reply_id: str
    letter_id: str
    to: Address
    by: str
    at: datetime


def answer(heading: Heading, agency: str, state: AgencyState, text: str = "") -> Body:
    """What an agency answers. Raises FieldError for 不受理 without a reason."""
    if state is AgencyState.DECLINED and not text.strip():
        raise FieldError("text", _("不受理の理由が、まだ書かれていません。"), _("理由を書いてください。"))
    return body_of(AgencyAnswer(id=heading.reply_id, agency=agency, state=state, text=text), heading)


def opened(heading: Heading) -> Body:
    """The coordinator has opened the letter."""
    return body_of(LetterOpened(id=heading.reply_id), heading)


def confirmation(heading: Heading, lowered: Lowered, *, confirmed: bool, text: str = "") -> Body:
    """Whether a lowered level may count. Raises FieldError for a no without a reason."""
    if not confirmed and not text.strip():
        raise FieldError("text", _("緊急度を下げられない理由が、まだ書かれていません。"), _("理由を書いてください。"))
    level, above = lowered.level, lowered.lowered_from
    said = Confirmation(id=heading.reply_id, confirmed=confirmed, level=level, lowered_from=above, text=text)
    return body_of(said, heading)


def task(heading: Heading, what: str, who: str, until: str = "", meeting: str = "") -> Body:
    """What a meeting decided on the case of a letter. `until`: ISO date, "" where none was set."""
    return body_of(Task(id=heading.reply_id, what=what, who=who, until=until, meeting=meeting), heading)


def body_of(said: FromCity, heading: Heading) -> Body:
    """The record as the one change that makes it; in an envelope where only some may read it."""
    at = heading.at.astimezone(JAPAN).isoformat(timespec="seconds")
    record = msgspec.structs.replace(said, letter_id=heading.letter_id, about=heading.to.file, by=heading.by, at=at)
    writes = _encoder.encode(registers_of(record))
    readers = {each.id: each.key for each in heading.to.readers}
    if readers:
        writes = seal_for(writes, readers, f"change/{record.id}")
    return Body(
        version=1,
        record_id=record.id,
        kind=record.KIND,
        stamp=int(heading.at.timestamp() * 1000) << STAMP_BITS,
        author=CITY,
        household_id="",
        consultation_id=heading.to.file,
        restricted=bool(readers),
        writes=writes,
    )


def registers_of(record: FromCity) -> dict[str, tuple[object, tuple[str, ...]]]:
    """Every field that says something, each as the first value of its register (store/registers.py)."""
    plain = msgspec.to_builtins(record)
    bare = msgspec.to_builtins(type(record)(id=record.id))
    return {name: (value, ()) for name, value in plain.items() if value != bare[name]}
