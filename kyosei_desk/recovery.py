"""The printed recovery code of an open desk: a new one in place of a paper that was lost or seen by someone else.

A new code is made, printed and typed back; only then do the key slots change, in one write. Wherever it is cut short,
the old paper works or the new one does.
"""

from collections.abc import Callable

import msgspec

from i18n import _
from kyosei_desk import erasing, vault
from kyosei_desk.errors import DeskError, FieldError, VaultLocked
from kyosei_desk.store import Store
from kyosei_desk.vault import Unlocked, recovery_code
from kyosei_desk.vault.papers import check_renewal
from kyosei_desk.vault_folder import VaultFolder


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A new code that is not in force yet. `old`: the private half of the paper of before, empty where it is lost."""

    code: str
    old: bytes = b""

    def __repr__(self) -> str:
        return "Renewal()"


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """What a person should know of a new code in force. `waiting`: the names of those whom it does not bring back
    before they have opened the desk once; `tidied`: the backups beside the vault know it too, else the next opening
    renews them."""

    waiting: tuple[str, ...]
    tidied: bool


class Recovery:
    """Of one open desk. `publish` sends people on their way; `renew_backups` leaves no older backup beside the vault.

    A renewal belongs on the thread of the sync: both write the key slots.
    """

    def __init__(
        self,
        store: Store,
        unlocked: Unlocked,
        folder: VaultFolder,
        publish: Callable[[], int],
        renew_backups: Callable[[], None],
    ) -> None:
        self._store = store
        self._unlocked = unlocked
        self._folder = folder
        self._publish = publish
        self._renew_backups = renew_backups

    def note(self) -> None:
        """Put into the trail that the code was used."""
        self._store.log("recover", self._unlocked.person_id)

    def waiting(self) -> tuple[str, ...]:
        """The names of those whom the paper does not bring back before they have opened this desk once."""
        return vault.waiting(vault.read_slots(self._folder.slots))

    def check(self) -> None:
        """Whether the person at the desk may renew it, before anything is asked of them. Raises NotAllowed."""
        check_renewal(self._unlocked)

    def begin(self, words: str, old_code: str | None) -> Renewal:
        """A new code, for a 責任者 who types their passphrase once more: a desk left open is not enough.

        `old_code` None: the paper is lost. Nothing changes. Raises NotAllowed, WrongPassphrase, FieldError.
        """
        self.check()
        slots = vault.read_slots(self._folder.slots)
        vault.unlock_bytes(slots, words, self._unlocked.person_id)
        old = b"" if old_code is None else vault.private_of(slots, old_code)
        return Renewal(code=recovery_code.new_code(), old=old)

    def renew(self, renewal: Renewal, typed: str) -> Renewed:
        """Put a code in force that was typed back from its paper. Raises FieldError where it is another, VaultLocked.

        The mark beside the vault comes first: cut short from then on, the next opening renews the backups.
        """
        check_typed(renewal, typed)
        keys = self._keys()
        slots = vault.with_paper(vault.read_slots(self._folder.slots), keys, renewal.code, renewal.old)
        erasing.begin(self._folder)
        vault.write_slots(self._folder.slots, slots)
        return Renewed(waiting=vault.waiting(slots), tidied=self._tidied(known=bool(renewal.old)))

    def _keys(self) -> Unlocked:
        """The keys as they are now: a desk that is locked meanwhile must not seal with half of them."""
        held = self._unlocked.under(self._unlocked.vault_key, self._unlocked.people)
        if held.locked or not held.vault_key:
            raise VaultLocked
        return held

    def _tidied(self, *, known: bool) -> bool:
        """What follows a new code. It is in force by now: a full disk is said, and raises nothing."""
        done = True
        for step in (
            lambda: self._store.log("renew_recovery", self._unlocked.person_id, detail={"old_paper": known}),
            self._publish,
            self._renew_backups,
        ):
            try:
                step()
            except DeskError:
                done = False
        return done

    def seal_own_box(self) -> None:
        """The first opening after a renewal that could not know this person's key: the new paper is theirs too."""
        there = vault.read_slots(self._folder.slots)
        sealed = vault.with_own_box(there, self._unlocked)
        if sealed != there:
            vault.write_slots(self._folder.slots, sealed)
            self._store.log("seal_recovery", self._unlocked.person_id)


def check_typed(renewal: Renewal, typed: str) -> None:
    """Whether the new code stands on paper by now. Raises FieldError."""
    if recovery_code.parse(typed) != recovery_code.parse(renewal.code):
        raise FieldError(
            "recovery_code",
            _("新しい回復コードと同じではありません。"),
            _("紙を見て、もう一度打ってください。"),
            _("いままでの回復コードは、そのまま使えます。"),
        )
