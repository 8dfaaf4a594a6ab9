"""What came, verified and opened: batches and answers become rows of the store. It asks nobody and writes nothing.

Nothing is believed before its chain and its author's signature fit; what fits but cannot be opened or understood is
set aside with its sealed bytes, so that a cursor may pass it and a later key or version can still open it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from kyosei_desk.purge_order import PurgeOrder, check_order, tag_of
from kyosei_desk.records import KINDS, FromCity
from kyosei_desk.sealing import EpochSealer, SealBroken, SignatureBroken, digest, letter_pair, readers_of
from kyosei_desk.store import ChainHead, KeptAnswer, Row, SignedBatch, Write, unpack_writes
from sync import chain, letters
from sync.protocol import CITY, PURGE_TAG, Batch, Body, Head, Item, Reply
from sync.roster import Roster, may_purge

NEWER, UNOPENED, NO_KEY, UNREADABLE = "newer", "unopened", "no_key", "unreadable"
"""Why an item was set aside, as codes for the log."""
FROM_CITY = frozenset(name for name, kind in KINDS.items() if issubclass(kind, FromCity))
UNDECODABLE = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, SealBroken)
LATEST = 1 << 63
"""Hybrid time is kept as a whole number of 64 bits."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_bodies = msgspec.msgpack.Decoder(Body)
_orders = msgspec.json.Decoder(PurgeOrder)


class ChainBroken(Exception):
    """A batch that does not follow, or is not signed by its author: nothing of it is taken. `word` is for the log."""

    def __init__(self, word: str, device: str) -> None:
        super().__init__(word)
        self.word = word
        self.device = device


class Opener:
    """Opens items of one district with the secrets this laptop holds."""

    def __init__(self, district: str, secrets: Mapping[str, bytes], roster: Roster) -> None:
        self.district = district
        self.roster = roster
        self._secrets = secrets
        self._sealers: dict[str, EpochSealer] = {}

    def sealer(self, epoch: str) -> EpochSealer | None:
        """None for an epoch whose secret is not here."""
        if epoch not in self._sealers and epoch in self._secrets:
            self._sealers[epoch] = EpochSealer(self._secrets[epoch])
        return self._sealers.get(epoch)

    def secret(self, epoch: str) -> bytes | None:
        return self._secrets.get(epoch)


def extended(opener: Opener, batch: Batch, head: ChainHead) -> tuple[ChainHead, int, list[bytes]]:
    """Where the author's chain stands after a batch, how many of its items were known, and every digest.

    Raises ChainBroken for a gap, an unknown author and a signature that does not fit.
    """
    known = max(0, head.seq + 1 - batch.first_seq)
    digests = list(chain.digests(opener.district, batch))
    if known >= len(digests):
        return head, len(digests), digests
    if batch.first_seq > head.seq + 1:
        raise ChainBroken("gap", batch.device)
    return signed_head(opener, batch, head, digests[known:]), known, digests


def signed_head(opener: Opener, batch: Batch, before: ChainHead, digests: Sequence[bytes]) -> ChainHead:
    """Where its author's signature puts the chain after these items. Raises ChainBroken."""
    after = chain.head_after(Head(before.device, before.seq, before.link), digests)
    author = opener.roster.ever.get(batch.device)
    if author is None:
        raise ChainBroken("author", batch.device)
    try:
        chain.check_head(author.sign_public, batch.signature, opener.district, after)
    except SignatureBroken:
        raise ChainBroken("signature", batch.device) from None
    return ChainHead(after.device, after.seq, after.link)


def signed_batch(batch: Batch) -> SignedBatch:
    last = batch.first_seq + len(batch.items) - 1
    return SignedBatch(batch.device, batch.first_seq, last, batch.epoch, batch.signature)


def rows_of(opener: Opener, batch: Batch, places: Iterable[int], digests: Sequence[bytes]) -> Iterator[Row]:
    """The items at some places of a verified batch."""
    for place in places:
        yield row_of(opener, batch, batch.first_seq + place, batch.items[place], digests[place])


def row_of(opener: Opener, batch: Batch, seq: int, item: Item, digest: bytes) -> Row:
    bare = Row(
        id=item.id.hex(), device=batch.device, seq=seq, record_id=item.tag.hex(), kind="", stamp=0, author="",
        epoch=batch.epoch, digest=digest,
    )  # fmt: skip
    if not item.sealed:
        return msgspec.structs.replace(bare, state="void")
    if item.tag == PURGE_TAG and not batch.epoch:
        return msgspec.structs.replace(bare, kind="purge", record_id="", writes=item.sealed)
    sealer = opener.sealer(batch.epoch)
    if sealer is None:
        return aside(bare, item.sealed, NO_KEY)
    header = chain.header_of(opener.district, batch.device, seq, batch.epoch, item.id, item.tag)
    try:
        return of_its_record(with_body(bare, sealer.open(item.sealed, header), item.sealed), item)
    except SealBroken:
        return aside(bare, item.sealed, UNOPENED)


def of_its_record(row: Row, item: Item) -> Row:
    """What stands under another record's tag could not be purged with its own."""
    return row if row.state == "aside" or tag_of(row.record_id) == item.tag else misplaced(row, item)


def misplaced(row: Row, item: Item) -> Row:
    bare = Row(
        id=row.id, device=row.device, seq=row.seq, record_id=item.tag.hex(), kind="", stamp=0, author="",
        epoch=row.epoch, digest=row.digest,
    )  # fmt: skip
    return aside(bare, item.sealed, UNREADABLE)


def opens(row: Row, person_id: str) -> bool:
    """Whether a row's content can be written down anew by the one at the desk."""
    if row.state != "sealed" or row.writes is None:
        return False
    return not row.restricted or person_id in readers_of(row.writes)


def as_ours(row: Row) -> Row:
    """A change of another branch as one of this laptop's own, not sealed yet; its number is given when it is kept."""
    return msgspec.structs.replace(
        row, device=f"branch-{row.device}", state="local", epoch="", digest=None, household_id="", consultation_id=""
    )


def aside(row: Row, sealed: bytes, reason: str) -> Row:
    return msgspec.structs.replace(row, state="aside", body=sealed, reason=reason)


def with_body(row: Row, plaintext: bytes, sealed: bytes) -> Row:
    """A row with what its seal held; the plaintext itself stays where this version could not write the same again."""
    try:
        body = _bodies.decode(plaintext)
    except UNDECODABLE:
        return aside(row, sealed, NEWER)
    if body.version != 1:
        return aside(row, sealed, NEWER)
    said = None if body.restricted else said_in(body)
    if not (0 <= body.stamp < LATEST and (said or is_envelope(body))):
        return aside(row, sealed, UNREADABLE)
    return msgspec.structs.replace(
        row,
        record_id=body.record_id,
        kind=body.kind,
        stamp=body.stamp,
        author=body.author,
        household_id=body.household_id,
        consultation_id=body.consultation_id,
        restricted=body.restricted,
        writes=body.writes,
        said=said,
        body=None if _encoder.encode(body) == plaintext else plaintext,
    )


def said_in(body: Body) -> dict[str, Write] | None:
    """What an open body writes; None where it is nothing that the store can keep.

    A desk gone wrong may seal anything, and must not stop the others by it.
    """
    try:
        return unpack_writes(body.writes)
    except UNDECODABLE:
        return None


def is_envelope(body: Body) -> bool:
    """The same of one that is sealed for its readers."""
    try:
        return body.restricted and bool(readers_of(body.writes))
    except UNDECODABLE:
        return False


def orders_of(roster: Roster, rows: Sequence[Row]) -> list[PurgeOrder]:
    """The orders among the rows that their person may give; any other is kept as it is and carried out by nobody."""
    found = (order_of(roster, row.writes) for row in rows if row.kind == "purge" and row.writes)
    return [order for order in found if order is not None]


def order_of(roster: Roster, content: bytes) -> PurgeOrder | None:
    try:
        return allowed(roster, _orders.decode(content))
    except UNDECODABLE:
        return None


def allowed(roster: Roster, order: PurgeOrder) -> PurgeOrder | None:
    """The order, if its person may give it and did."""
    card = may_purge(roster, order)
    try:
        if card is None:
            return None
        check_order(card.sign_public, order)
    except SignatureBroken:
        return None
    return order


def reply_row(opener: Opener, reply: Reply, hub_public: bytes, city: str) -> Row:
    """An answer as a change of the city's device. Raises SignatureBroken where it is forged."""
    letters.check_reply(reply, hub_public, opener.district)
    item_id, tag = bytes.fromhex(reply.id), bytes(16)
    header = chain.header_of(opener.district, city, reply.number, reply.epoch, item_id, tag)
    bare = Row(
        id=reply.id, device=city, seq=reply.number, record_id=reply.id, kind="", stamp=0, author="",
        epoch=reply.epoch, digest=chain.digest_of(header, reply.sealed),
    )  # fmt: skip
    if opener.secret(reply.epoch) is None:
        return aside(bare, reply.sealed, NO_KEY)
    try:
        return only_an_answer(bare, opened_reply(opener, bare, reply.sealed), reply.sealed)
    except SealBroken:
        return aside(bare, reply.sealed, UNOPENED)


def kept_answer(reply: Reply, *, at_hub: bool) -> KeptAnswer:
    """An answer as it came, under the hub's signature: to be shown to other desks, and to a hub that lost it."""
    number = reply.number if at_hub else 0
    return KeptAnswer(id=reply.id, content=msgspec.json.encode(reply), digest=digest(reply.sealed), number=number)


def only_an_answer(bare: Row, plaintext: bytes, sealed: bytes) -> Row:
    """The row of an answer: a new record of the city's own kinds, which touches no other.

    Whoever holds the hub can seal and sign anything; nothing but this may come of it.
    """
    row = with_body(bare, plaintext, sealed)
    if row.state == "aside" or (row.kind in FROM_CITY and row.record_id == row.id and row.author == CITY):
        return row
    return aside(bare, sealed, UNREADABLE)


def opened_reply(opener: Opener, row: Row, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    secret = opener.secret(row.epoch)
    if secret is None:
        raise SealBroken
    return letters.unsealed_reply(sealed, (row.epoch, letter_pair(secret).private), opener.district, row.id)


def understood(opener: Opener, rows: Sequence[Row]) -> Iterator[Row]:
    """Rows set aside earlier that can be opened now."""
    for row in rows:
        answer = row.device.startswith(CITY)
        if answer and row.reason == UNREADABLE:
            continue  # it was no answer, and no key makes it one
        try:
            plaintext, sealed = opened_again(opener, row), row.body or b""
        except SealBroken:
            continue
        again = (only_an_answer if answer else with_body)(bare_of(row), plaintext, sealed)
        if again.state != "aside":
            yield again


def bare_of(row: Row) -> Row:
    return msgspec.structs.replace(row, state="sealed", body=None, reason="")


def opened_again(opener: Opener, row: Row) -> bytes:
    """The plaintext of a row that was set aside. Raises SealBroken as long as its key is not here."""
    sealer, sealed = opener.sealer(row.epoch), row.body or b""
    if row.device.startswith(CITY):
        return opened_reply(opener, row, sealed)
    if sealer is None:
        raise SealBroken
    item_id, tag = bytes.fromhex(row.id), bytes.fromhex(row.record_id)
    return sealer.open(sealed, chain.header_of(opener.district, row.device, row.seq, row.epoch, item_id, tag))
