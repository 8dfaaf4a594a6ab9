"""Coming back with a printed code: the paper of this vault, or the one of the vault a person was made in."""

from contextlib import suppress
from pathlib import Path

from i18n import _
from kyosei_desk.errors import NotAllowed, NotFound, WrongCode
from kyosei_desk.sealing import SealBroken, open_box
from kyosei_desk.sealing.passphrase import check_new
from kyosei_desk.vault import recovery_code
from kyosei_desk.vault.people import candidates, change_passphrase, opened
from kyosei_desk.vault.slots import Slots, decode, paper_of, read_slots
from kyosei_desk.vault.unlocked import Unlocked
from kyosei_desk.vault.wraps import bound, home_of, unboxed


def unlock_with_code(path: Path, code: str, person: str | None = None) -> Unlocked:
    """Open with the printed code, as a person; None where there is but one."""
    return unlock_bytes_with_code(read_slots(path), code, person)


def unlock_bytes_with_code(content: bytes, code: str, person: str | None = None) -> Unlocked:
    slots = decode(content)
    recovery = recovery_code.pair_from(code)
    if recovery.public != slots.recovery_public:
        return opened_by_another_paper(slots, recovery.private, person)
    if person is None and len(slots.people) > 1:
        raise NotFound(
            _("だれの合言葉を決めるのかが、わかりません。"),
            _("記録も、みなさんの合言葉もそのままです。"),
            _("--person で、名前を指定してください。"),
        )
    slot = next(candidates(slots, person))
    if slot.home:
        raise recovered_elsewhere()
    if slot.paper > paper_of(slots):  # this vault came back from an older copy, and the box by a sync
        raise wrong_paper()
    if not slot.recovery:
        raise not_yet_sealed()
    return opened(slots, slot, unboxed(slot.recovery, recovery.private, bound(slots.vault_id, slot.id, "recovery")))


def opened_by_another_paper(slots: Slots, recovery: bytes, person: str | None) -> Unlocked:
    """Someone of another laptop of the district is recovered by the paper of the vault they were made in; someone of
    a vault that came back from an older copy, by the paper that was renewed since."""
    named = list(candidates(slots, person))
    for slot in named:
        with suppress(SealBroken):
            info = bound(home_of(slots.vault_id, slot), slot.id, "recovery")
            return opened(slots, slot, open_box(slot.recovery, recovery, info))
    if person is not None and named[0].home and not named[0].recovery:
        raise not_yet_sealed()
    raise wrong_paper()


def wrong_paper() -> WrongCode:
    return WrongCode(
        _("回復コードが、この記録のものではありません。"),
        _("記録はそのままです。"),
        _("この記録の、いちばん新しい紙かどうかを確かめてください。"),
    )


def recovered_elsewhere() -> NotAllowed:
    return NotAllowed(
        _("この人の鍵は、ほかの机の回復コードで守られています。この紙では決められません。"),
        _("記録も、みなさんの合言葉もそのままです。"),
        _("その人が登録された机の紙を使うか、ほかの人の名前で開けてください。"),
    )


def not_yet_sealed() -> NotAllowed:
    return NotAllowed(
        _("この人は、回復コードが新しくなってから、まだ鍵をあけていません。新しい紙は、この人にはまだ使えません。"),
        _("記録も、みなさんの合言葉もそのままです。"),
        _(
            "その人が、登録された机を自分の合言葉で一度あけると、使えるようになります。"
            "合言葉も忘れたときは、責任者に、その人を外して足し直すよう頼んでください。"
        ),
    )


def set_passphrase_with_code(path: Path, code: str, passphrase: str, person: str | None = None) -> Unlocked:
    """Come back with the printed code: a new passphrase for one person."""
    check_new(passphrase)
    unlocked = unlock_with_code(path, code, person)
    change_passphrase(path, unlocked, passphrase)
    return unlocked
