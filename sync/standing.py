"""Where this desk stands in its district: its enrolment, and the roster as far as it has verified it itself.

Whatever is cut short between two writes here is taken again with the next page: secrets are kept before the entry that
brought them, and a laptop counts as let in once it has both.

A hub could show a new laptop a district of its own making. So nothing that a roster seals to this laptop is opened, and
nothing is sealed to it, before there is ground to believe its founding entry: `believed`.
"""

from collections.abc import Iterable, Sequence

import msgspec

from i18n import _
from kyosei_desk.colleagues import ENROLMENT
from kyosei_desk.desk import Desk
from kyosei_desk.sealing import letter_pair
from kyosei_desk.store import Exchange
from kyosei_desk.wiping import WIPE
from sync.codes import check_number, founding_signs
from sync.errors import SyncError
from sync.protocol import DeviceCard, Entry, EpochCard, HubCard
from sync.roster import EMPTY, Roster, RosterBroken, extended, founder, hash_of, opened_ring

PENDING, ACTIVE, REVOKED = "pending", "active", "revoked"
STANDING, ALARM = "roster", "roster_alarm"

_entries = msgspec.json.Decoder(Entry)


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that is, or asks to be, of a district. `hub`: base address; `ca`: PEM or ""; the keys of this laptop.

    `founding`: the signs of the district's founding entry (`codes.founding_signs`), as its code named it or as a person
    compared it; "" as long as neither has been.
    """

    hub: str
    ca: str
    card: HubCard
    district: str
    district_name: str
    device: DeviceCard
    sign_private: bytes
    seal_private: bytes
    state: str = PENDING
    founding: str = ""

    def __repr__(self) -> str:
        return f"Enrolment({self.device.id}, {self.state})"


class Standing(msgspec.Struct, frozen=True):
    """The roster after so many entries, kept so that no sync verifies them all anew."""

    district: str
    roster: Roster


class OutOfDistrict(SyncError):
    """The laptop was taken out of its district; its order did not say to destroy the keys."""

    def __init__(self) -> None:
        super().__init__(
            _("この机の登録は、取り消されています。"),
            _("記録はそのままで、読むことはできます。同期はもうしません。"),
            _("まだ送っていない分は、bundle export で書き出して、地区のほかの机に渡してください。"),
        )


class OtherDistrict(SyncError):
    """The hub shows another district than the one that the code was made for, or that a person has compared."""

    def __init__(self) -> None:
        super().__init__(
            _("ハブが見せた地区は、登録コードの地区ではありません。"),
            _("記録はそのままで、記録は何も送っていません。"),
            _("市の担当に知らせて、アドレスとコードを確かめてください。"),
        )


def load(exchange: Exchange) -> Enrolment | None:
    """None before enrolment, and for a vault that goes on as another device (restored, or fallen behind itself)."""
    kept = exchange.get(ENROLMENT)
    enrolment = None if kept is None else msgspec.json.decode(kept, type=Enrolment)
    return enrolment if enrolment and enrolment.device.id == exchange.device else None


def keep(exchange: Exchange, enrolment: Enrolment) -> None:
    exchange.put(ENROLMENT, msgspec.json.encode(enrolment))


def roster_of(exchange: Exchange, enrolment: Enrolment) -> Roster:
    """The roster as this desk has verified it."""
    kept = exchange.get(STANDING)
    known = None if kept is None else msgspec.json.decode(kept, type=Standing)
    ours = known is not None and known.district == enrolment.district
    roster = known.roster if known and ours and known.roster.roles else EMPTY  # an earlier version kept no roles
    for content in exchange.roster()[roster.number :]:
        roster = extended(roster, enrolment.district, _entries.decode(content), enrolment.card.sign_public)
    return roster


def check_number_of(exchange: Exchange, enrolment: Enrolment, card: DeviceCard | None = None) -> str:
    """照合番号 of a laptop (this one), "" as long as the founding entry is not here."""
    founding = roster_of(exchange, enrolment).founding
    return check_number(founding, card or enrolment.device) if founding else ""


def take_roster(desk: Desk, enrolment: Enrolment, entries: Iterable[Entry]) -> tuple[Enrolment, Roster]:
    """Take entries in as far as they follow; the old roster stays usable where one does not, and an alarm is kept.

    Opens the rings sealed to this laptop, once the district is believed. Raises OtherDistrict; VaultWiped or
    OutOfDistrict where the roster takes this laptop out.
    """
    exchange = desk.exchange
    roster, taken, broken = followed(roster_of(exchange, enrolment), enrolment, entries)
    check_founding(enrolment, roster)
    ring_broken = keep_secrets(exchange, enrolment, roster, taken) if believed(exchange, enrolment, roster) else ""
    if taken:
        note_order(exchange, enrolment, roster)
        exchange.keep_roster([msgspec.json.encode(entry) for entry in taken])
        exchange.put(STANDING, msgspec.json.encode(Standing(enrolment.district, roster)))
    enrolment = admitted(exchange, enrolment, roster)
    raise_alarm(exchange, broken or ring_broken, cleared=bool(taken))
    leave_if_told(desk, enrolment, roster)
    return enrolment, roster


def followed(roster: Roster, enrolment: Enrolment, entries: Iterable[Entry]) -> tuple[Roster, list[Entry], str]:
    """The roster after the entries that follow, those entries, and a word for what did not."""
    taken: list[Entry] = []
    for entry in entries:
        if entry.number == roster.number and hash_of(enrolment.district, entry) != roster.head:
            return roster, taken, "fork"
        if entry.number <= roster.number:
            continue
        try:
            roster = extended(roster, enrolment.district, entry, enrolment.card.sign_public)
        except RosterBroken as error:
            return roster, taken, str(error)
        taken.append(entry)
    return roster, taken, ""


def check_founding(enrolment: Enrolment, roster: Roster) -> None:
    """Raises OtherDistrict."""
    if enrolment.founding and roster.founding and founding_signs(roster.founding) != enrolment.founding:
        raise OtherDistrict


def believed(exchange: Exchange, enrolment: Enrolment, roster: Roster) -> bool:
    """Whether the district is the right one: its code said so or a person, this laptop began it, or was in it before.

    Secrets of a district are kept only once it was believed: a vault that has some needs no other ground.
    """
    return bool(enrolment.founding) or founder(roster) == enrolment.device or bool(exchange.epochs())


def to_be_compared(exchange: Exchange, enrolment: Enrolment) -> bool:
    """Whether a roster lets this laptop in, and only a person can tell yet that it is the right district's."""
    roster = roster_of(exchange, enrolment)
    let_in = roster.devices.get(enrolment.device.id) == enrolment.device
    return enrolment.state == PENDING and let_in and not believed(exchange, enrolment, roster)


def compared(desk: Desk, enrolment: Enrolment) -> tuple[Enrolment, Roster]:
    """The 照合番号 is the same on both screens: what the district sealed to this laptop is opened from now on."""
    exchange = desk.exchange
    founding = founding_signs(roster_of(exchange, enrolment).founding)
    enrolment = msgspec.structs.replace(enrolment, founding=founding)
    keep(exchange, enrolment)
    return take_roster(desk, enrolment, ())


def forget_roster(exchange: Exchange) -> None:
    """A roster that was only looked at: nothing was opened by it, and the hub shows it again."""
    exchange.forget_roster()
    exchange.drop(STANDING)


def keep_secrets(exchange: Exchange, enrolment: Enrolment, roster: Roster, taken: Sequence[Entry]) -> str:
    """Keep the secrets sealed to this laptop; returns a word for what was wrong.

    One that waits looks at every entry again: some may have come before the district was believed.
    """
    before = [] if enrolment.state == ACTIVE else [_entries.decode(content) for content in exchange.roster()]
    secrets, broken = rings_of(exchange, enrolment, roster, [*before, *taken])
    exchange.keep_epochs(secrets)
    return broken


def rings_of(
    exchange: Exchange, enrolment: Enrolment, roster: Roster, taken: Sequence[Entry]
) -> tuple[dict[str, bytes], str]:
    """The secrets that entries bring to this laptop, and a word where one is not what it should be."""
    known, broken = exchange.epochs(), ""
    fresh: dict[str, bytes] = {}
    for entry in taken:
        try:
            ring = ring_of(entry, enrolment)
        except RosterBroken as error:
            broken = str(error)
            continue
        fresh |= {epoch: secret for epoch, secret in ring.items() if epoch in roster.epochs and epoch not in known}
        broken = broken or misfit(entry.epoch, {**fresh, **known})
    return fresh, broken


def ring_of(entry: Entry, enrolment: Enrolment) -> dict[str, bytes]:
    """The secrets an entry has sealed to this laptop. Raises RosterBroken where they cannot be opened."""
    device = enrolment.device
    sealed = entry.epoch.rings.get(device.id, b"") if entry.epoch else entry.ring if entry.device == device else b""
    return opened_ring(sealed, enrolment.seal_private, enrolment.district, device.id) if sealed else {}


def misfit(epoch: EpochCard | None, secrets: dict[str, bytes]) -> str:
    """A word where letters to the district would be sealed to a key that is not the district's."""
    if epoch is None or epoch.id not in secrets:
        return ""
    return "" if letter_pair(secrets[epoch.id]).public == epoch.letters_public else "letter key"


def admitted(exchange: Exchange, enrolment: Enrolment, roster: Roster) -> Enrolment:
    """Active from the moment on that the roster lists this very card and its secrets could be opened."""
    listed = roster.devices.get(enrolment.device.id) == enrolment.device
    if enrolment.state == ACTIVE or not listed or roster.epoch is None or roster.epoch.id not in exchange.epochs():
        return enrolment
    active = msgspec.structs.replace(enrolment, state=ACTIVE)
    keep(exchange, active)
    return active


def note_order(exchange: Exchange, enrolment: Enrolment, roster: Roster) -> None:
    """Remember an order to destroy the keys before its entry counts as taken: an opening carries it out too."""
    entry = roster.revoked.get(enrolment.device.id)
    if entry is not None and entry.wipe:
        exchange.put(WIPE, b"ordered")


def leave_if_told(desk: Desk, enrolment: Enrolment, roster: Roster) -> None:
    entry = roster.revoked.get(enrolment.device.id)
    if entry is None:
        return
    if entry.wipe:
        from sync import wiping  # it writes the last bundle, and so builds on this module

        raise wiping.carried_out(desk)
    raise OutOfDistrict


def raise_alarm(exchange: Exchange, word: str, *, cleared: bool) -> None:
    """Keep what was wrong with the last entries, for people; the log keeps it for ever."""
    if word:
        exchange.put(ALARM, word.encode())
        exchange.note("roster_alarm", {"word": word})
    elif cleared:
        exchange.drop(ALARM)


def alarm(exchange: Exchange) -> str:
    """A sentence where the roster did not fit lately, "" where all is well."""
    if exchange.get(ALARM) is None:
        return ""
    return _(
        "ハブから届いた「机と人の名簿」に、つながらないところがあり、受け取りませんでした。前の名簿のままで使えます。"
        "市の担当に知らせてください。"
    )
