"""A content becomes a sealed letter beside its record: both durable in one transaction, so neither is ever alone.

A cut before the commit leaves no letter and no record; after it, the letter waits until the hub has it, and its id
makes sending it twice the same as once.
"""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.records import Posted, Referral, SentLetter, new_id
from kyosei_desk.referrals import live
from kyosei_desk.store import Edit, Outgoing, Shown
from sync import post
from sync.errors import SyncError
from sync.letters import sealed_letter
from sync.post import Address, Reader
from sync.protocol import MAX_LETTER_BYTES
from sync.standing import ACTIVE, Enrolment
from sync.writing import Stationery, digest_of, sent_letter

R = TypeVar("R", Referral, Posted)
SEAL_BYTES = 200
"""More than a seal adds to its content."""


class NoPost(SyncError):
    """There is no way to the city from this desk, for now."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            happened,
            _("記録はそのままで、何も送っていません。"),
            _("協力依頼書を印刷して渡せます。急ぐときは電話してください。"),
        )


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that waits for the next sync. `fresh` False: nothing has changed since that letter, none was written."""

    letter_id: str
    record_id: str
    number: str
    fresh: bool


class Subject(NamedTuple, Generic[R]):
    """What a letter is about: its record as it is to stand, what it stood like before (None: it is new), the ids of
    every earlier letter about the same that still counts, and what is written down in the same transaction."""

    record: R
    before: Shown | None = None
    earlier: tuple[str, ...] = ()
    beside: tuple[Edit, ...] = ()


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What the audit trail says of it."""

    action: str
    subject: str
    detail: dict[str, int | str | list[str]]


def member(enrolment: Enrolment | None) -> Enrolment:
    """Raises NoPost for a desk that is of no district, or not yet."""
    if enrolment is None:
        raise NoPost(_("この机は、まだ市のハブに登録されていません。"))
    if enrolment.state != ACTIVE:
        raise NoPost(_("この机は、まだ地区の人に承認されていません。"))
    return enrolment


def mailed(
    desk: Desk,
    enrolment: Enrolment,
    subject: Subject[R],
    write: Callable[[Stationery], post.Answerable],
    trace: Trace,
) -> Sent:
    """Seal what `write` makes of the stationery and keep it with its record; unless the last letter says the same."""
    record = subject.record
    number = record.number or record.id[:6].upper()
    letter = write(Stationery(number=number, reply=address(desk, record), on=desk.today(), replaces=subject.earlier))
    last = live(record)[-1:]
    if last and record.letters[last[0]].digest == digest_of(letter):
        if subject.beside:
            keep(desk, subject.beside, (), (), trace)
        return Sent(letter_id=last[0], record_id=record.id, number=number, fresh=False)
    letter_id = new_id()
    after = msgspec.structs.replace(record, number=number, letters=with_letter(desk, record, letter_id, letter))
    edits = (*subject.beside, Edit(after, subject.before))
    keep(desk, edits, [outgoing(enrolment, letter_id, letter, record.id)], (), trace)
    return Sent(letter_id=letter_id, record_id=record.id, number=number, fresh=True)


def with_letter(
    desk: Desk, record: Referral | Posted, letter_id: str, letter: post.Answerable
) -> dict[str, SentLetter]:
    order = 1 + max((each.order for each in record.letters.values()), default=0)
    return {**record.letters, letter_id: sent_letter(letter, desk.now().isoformat(), order)}


def keep(desk: Desk, edits: Iterable[Edit], letters: Iterable[Outgoing], dropped: Iterable[str], trace: Trace) -> None:
    desk.exchange.post(edits, letters, dropped, trace.action, trace.subject, trace.detail)


def address(desk: Desk, record: Referral | Posted) -> Address:
    """Where answers go: to the readers of the record, where what it is filed under is restricted."""
    return Address(file=record.id, readers=readers(desk, desk.sorting.readers_under(record)))


def readers(desk: Desk, ids: Iterable[str]) -> tuple[Reader, ...]:
    wanted = frozenset(ids)
    return tuple(Reader(id=each.id, key=each.public_key) for each in desk.people if each.id in wanted)


def outgoing(enrolment: Enrolment, letter_id: str, letter: post.Content, subject: str) -> Outgoing:
    """Sealed once, to the city's letter key, and signed by this laptop. Raises DeskError for one that is too long."""
    content = post.written(letter)
    if len(content) > MAX_LETTER_BYTES - SEAL_BYTES:
        raise DeskError(
            _("送る内容が長すぎます。"),
            _("記録はそのままで、何も送っていません。"),
            _("送る言葉を選んで減らすか、協力依頼書を印刷して渡してください。"),
        )
    sealed = sealed_letter(
        content,
        enrolment.card.letter_public,
        enrolment.district,
        letter_id,
        enrolment.device.id,
        enrolment.sign_private,
    )
    return Outgoing(id=letter_id, kind=post.kind_of(letter), subject=subject, content=msgspec.json.encode(sealed))
