"""A new recovery code for a vault whose paper was lost or seen: its old one opens no box of these slots any more.

With the old code every box of this vault's own people is sealed anew. Without it only the box of the one at the desk
can be: the others are emptied, and their people seal them at their next opening, when their private keys are here.
"""

import msgspec

from i18n import _
from kyosei_desk.errors import NotAllowed
from kyosei_desk.sealing import SealBroken, open_box, seal
from kyosei_desk.vault import recovery_code
from kyosei_desk.vault.people import replaced, slot_of, written
from kyosei_desk.vault.recovering import wrong_paper
from kyosei_desk.vault.slots import Role, Slot, Slots, check_authentic, decode, paper_of
from kyosei_desk.vault.unlocked import Unlocked
from kyosei_desk.vault.wraps import bound


def private_of(content: bytes, code: str) -> bytes:
    """The private half of this vault's code as it is typed. Raises FieldError for a slip, WrongPassphrase."""
    recovery = recovery_code.pair_from(code)
    if recovery.public != decode(content).recovery_public:
        raise wrong_paper()
    return recovery.private


def with_paper(content: bytes, unlocked: Unlocked, code: str, old: bytes = b"") -> bytes:
    """The slots under a new code; `old` is the private half of the one of before, empty where that paper is lost.

    Only a 責任者 may. The caller puts the content in place: until then the old paper is the one.
    """
    check_renewal(unlocked)
    slots = decode(content)
    check_authentic(slots, unlocked.vault_key)
    number, public = next_paper(slots), recovery_code.pair_from(code).public
    boxed = (boxed_anew(slots, slot, known(slots, slot, unlocked, old), public, number) for slot in slots.people)
    renewed = msgspec.structs.replace(
        slots,
        recovery_public=public,
        recovery_vault_key=seal(unlocked.vault_key, public, bound(slots.vault_id, "", "vault")),
        people=tuple(boxed),
        paper=number,
    )
    return written(renewed, unlocked.vault_key)


def check_renewal(unlocked: Unlocked) -> None:
    """Raises NotAllowed."""
    if unlocked.person.role is not Role.MANAGER:
        raise NotAllowed(
            _("回復コードを新しくできるのは、責任者だけです。"),
            _("いまの回復コードは、そのまま使えます。"),
            _("責任者に頼んでください。"),
        )


def next_paper(slots: Slots) -> int:
    """Later than any of this vault, one that came by a sync to a vault restored from an older copy included."""
    return 1 + max(paper_of(slots), *(slot.paper for slot in slots.people if not slot.home), 0)


def known(slots: Slots, slot: Slot, unlocked: Unlocked, old: bytes) -> bytes:
    """A person's private key, b"" where nobody here can have it."""
    if slot.id == unlocked.person_id:
        return unlocked.private
    if not old:
        return b""
    try:
        return open_box(slot.recovery, old, bound(slots.vault_id, slot.id, "recovery"))
    except SealBroken:  # emptied at an earlier renewal, or for another paper
        return b""


def boxed_anew(slots: Slots, slot: Slot, private: bytes, public: bytes, number: int) -> Slot:
    """The slot with its box for the new paper. Who was made in another vault has none for the paper of this one."""
    if slot.home:
        return slot
    box = seal(private, public, bound(slots.vault_id, slot.id, "recovery")) if private else b""
    return msgspec.structs.replace(slot, recovery=box, paper=number)


def with_own_box(content: bytes, unlocked: Unlocked) -> bytes:
    """The slots with the box of the one who has just opened them, where a renewal emptied it; else the same bytes.

    A box that was emptied for a paper which this vault does not know (a restored one) waits for its own paper.
    """
    slots = decode(content)
    slot = slot_of(slots, unlocked.person_id)
    if slot.home or slot.recovery or slot.paper != paper_of(slots):
        return content
    check_authentic(slots, unlocked.vault_key)
    mine = boxed_anew(slots, slot, unlocked.private, slots.recovery_public, slot.paper)
    return replaced(slots, mine, unlocked.vault_key)


def waiting(content: bytes) -> tuple[str, ...]:
    """The names of this vault's own people whom its paper does not bring back yet."""
    return tuple(slot.name for slot in decode(content).people if not slot.home and not slot.recovery)
