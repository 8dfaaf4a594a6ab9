"""Sync by hand at the hub: a desk's bundle taken in by the checks of the wire, and the hub's own for the desks."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import msgspec

from i18n import _
from kyosei_desk.sealing import SignatureBroken
from sync.attestations import check_bulletin, signed_time
from sync.bundle import Bundle, receipt_of
from sync.hub import returning
from sync.hub.keys import ServingKeys
from sync.hub.letters import Withdrawals, readable
from sync.hub.store import HubStore
from sync.hub.store.refusals import BatchRefused, EntryRefused, RosterMoved
from sync.hub.store.rows import Asked, Lanes
from sync.protocol import MAX_LETTERS, Batch, Bulletin, Entry, Fate, LetterFate, ReplyFate
from sync.roster import hash_of


class Taken(msgspec.Struct):
    """What came of a bundle, in counts. `remarks`: sentences a person should read."""

    entries: int = 0
    changes: int = 0
    known: int = 0
    void: int = 0
    letters: int = 0
    letters_known: int = 0
    replies: int = 0
    bulletins: int = 0
    remarks: list[str] = msgspec.field(default_factory=list)

    def remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)


# In


def take(store: HubStore, held: ServingKeys, found: Bundle, *, revoked: bool = False) -> Taken:
    """Take a bundle in; what does not fit is said, and the rest is taken. The bundle's district is one of ours.

    `revoked`: also what a laptop wrote whose registration was revoked (who holds the stick may be who stole it).
    """
    taken = Taken()
    take_roster(store, found, taken)
    take_bulletins(store, held, found, taken)
    take_batches(store, found, taken, revoked=revoked)
    take_letters(store, held, found, taken)
    take_replies(store, held, found, taken)
    Withdrawals(store, held)(found.district)
    return taken


def take_roster(store: HubStore, found: Bundle, taken: Taken) -> None:
    """Entries that follow ours. Where the two part, ours stands: the first of two rivals has won."""
    ours = store.entries(found.district)
    if parted(found.district, ours, found.roster):
        return taken.remark(other_roster())
    for entry in found.roster[len(ours) :]:
        try:
            store.append_entry(found.district, entry)
        except (RosterMoved, EntryRefused):
            return taken.remark(other_roster())
        taken.entries += 1
    return None


def parted(district: str, ours: list[Entry], theirs: tuple[Entry, ...]) -> bool:
    pairs = zip(ours, theirs, strict=False)
    return any(hash_of(district, one) != hash_of(district, other) for one, other in pairs)


def take_batches(store: HubStore, found: Bundle, taken: Taken, *, revoked: bool) -> None:
    gone = {} if revoked else store.roster(found.district).revoked
    for batch in found.batches:
        if batch.device in gone:
            taken.remark(of_revoked())
        else:
            take_batch(store, found.district, batch, taken)


def take_batch(store: HubStore, district: str, batch: Batch, taken: Taken) -> None:
    try:
        fates = Counter(store.push(district, batch).fates)
    except BatchRefused:
        return taken.remark(unsigned_batch())
    taken.changes += fates[Fate.ACCEPTED]
    taken.known += fates[Fate.KNOWN]
    taken.void += fates[Fate.VOID] + fates[Fate.TOO_LARGE]
    if fates[Fate.FORK]:
        taken.remark(forked())
    if fates[Fate.GAP]:
        taken.remark(gap())
    return None


def take_bulletins(store: HubStore, held: ServingKeys, found: Bundle, taken: Taken) -> None:
    """A restored hub gets back what the city had published since: what a desk kept, under the city's own signature."""
    for bulletin in sorted(found.bulletins, key=lambda each: each.number):
        with suppress(SignatureBroken, NotNext):
            check_bulletin(held.card.sign_public, bulletin)
            store.add_bulletin(partial(next_only, bulletin))
            taken.bulletins += 1


class NotNext(Exception):
    """The place of a bulletin is taken, or not reached yet."""


def next_only(bulletin: Bulletin, number: int) -> Bulletin:
    if bulletin.number != number:
        raise NotNext
    return bulletin


def take_letters(store: HubStore, held: ServingKeys, found: Bundle, taken: Taken) -> None:
    for start in range(0, len(found.letters), MAX_LETTERS):
        part = found.letters[start : start + MAX_LETTERS]
        refused = [each.id for each in part if not readable(each, held, found.district)]
        fates = Counter(store.add_letters(found.district, part, refused=refused))
        taken.letters += fates[LetterFate.ACCEPTED]
        taken.letters_known += fates[LetterFate.KNOWN]
        if fates[LetterFate.REFUSED] or fates[LetterFate.FORK]:
            taken.remark(refused_letters())


def take_replies(store: HubStore, held: ServingKeys, found: Bundle, taken: Taken) -> None:
    """Answers that a restored hub had given, and lost."""
    fates = Counter(returning.taken_back(store, held.for_app(), found.district, found.replies))
    taken.replies += fates[ReplyFate.ACCEPTED]


# Out


def written(store: HubStore, held: ServingKeys, district: str) -> Bundle:
    """Everything the hub holds for the desks of a district, with what it has taken and what time it is."""
    pages = list(pages_of(store, district))
    taken = tuple(each.letter.id for each in store.letters(district))
    bare = Bundle(
        district=district,
        roster=tuple(entry for page in pages for entry in page.roster),
        batches=tuple(batch for page in pages for batch in page.batches),
        heads=pages[-1].heads,
        replies=tuple(reply for page in pages for reply in page.replies),
        bulletins=tuple(bulletin for page in pages for bulletin in page.bulletins),
        hub=held.card,
        hub_epoch=pages[-1].hub_epoch,
        letters_taken=taken,
    )
    return msgspec.structs.replace(bare, time=signed_time(held.hub.private, store.now(), receipt_of(bare)))


def pages_of(store: HubStore, district: str) -> Iterator[Lanes]:
    """Page after page, as a desk would pull them."""
    asked, more = Asked(own=True), True
    while more:
        page = store.pull_for_bundle(district, asked)
        yield page
        more = page.more
        asked = Asked(
            own=True,
            cursor=page.cursor,
            roster=page.roster[-1].number if page.roster else asked.roster,
            replies=page.replies[-1].number if page.replies else asked.replies,
            bulletins=page.bulletins[-1].number if page.bulletins else asked.bulletins,
        )


# What is said


def other_roster() -> str:
    return _("束の名簿はハブの名簿と続いていないので、名簿は取りこんでいません。机を一度、線で同期してください。")


def of_revoked() -> str:
    return _(
        "登録を取り消した机の記録が入っています。持ってきた人を確かめ、取りこむなら --revoked を付けてもう一度どうぞ。"
    )


def unsigned_batch() -> str:
    return _("書いた机の署名が合わない記録があり、取りこんでいません。もう一度、書き出してもらってください。")


def forked() -> str:
    return _("同じ番号に違う中身の記録があり、取りこんでいません。kyosei-hub alarms で確かめてください。")


def gap() -> str:
    return _("前の記録が足りないものがあり、取りこんでいません。--all を付けて書き出した束をもらってください。")


def refused_letters() -> str:
    return _("署名か宛先の合わない手紙があり、取りこんでいません。書いた机に知らせてください。")
