"""A person at an open vault: their keys in memory, and what they can seal and open with them.

Python cannot promise to wipe memory: locking drops the references, and SECURITY.md says what that means.
"""

from collections.abc import Iterable

import msgspec

from i18n import _
from kyosei_desk.errors import NotAllowed, VaultDamaged, VaultLocked
from kyosei_desk.sealing import SealBroken, SigningPair, derived, open_for, readers_of, seal_for, signing_pair_of
from kyosei_desk.vault.slots import Role


class Person(msgspec.Struct, frozen=True):
    """One who may open the vault. `sign_public`: what their orders are checked with, empty until it is known."""

    id: str
    name: str
    role: Role
    public_key: bytes = b""
    sign_public: bytes = b""


class Unlocked:
    """The keys of one person, as long as the vault is open. Its repr shows none of them."""

    def __init__(self, person: Person, people: tuple[Person, ...], private: bytes, vault_key: bytes) -> None:
        self.person = person
        self.people = people
        self.vault_key = vault_key
        self._private = private

    def __repr__(self) -> str:
        return f"Unlocked({self.person.id})"

    @property
    def person_id(self) -> str:
        """Who is at the desk."""
        return self.person.id

    @property
    def present(self) -> tuple[str, ...]:
        """The ids of everyone who can be sealed to here."""
        return tuple(sorted(each.id for each in self.people))

    def lock(self) -> None:
        """Put the keys away: nothing opens or is sealed with them any more."""
        self._private = self.vault_key = b""

    @property
    def locked(self) -> bool:
        return not self._private

    def know(self, people: tuple[Person, ...]) -> None:
        """The list of people as it stands now; whoever is at the desk is on it too."""
        self.people = people
        self.person = next((each for each in people if each.id == self.person.id), self.person)

    def under(self, vault_key: bytes, people: tuple[Person, ...]) -> "Unlocked":
        """The same person at the same vault once it has another key and other people."""
        return Unlocked(self.person, people, self._private, vault_key)

    @property
    def private(self) -> bytes:
        """The person's private key: for the vault room only."""
        return self._private

    @property
    def signing_pair(self) -> SigningPair:
        """What the person signs with: out of the person's own key, so that it travels with it."""
        return signing_pair_of(derived(self._private, "person/sign"))

    @property
    def signing_key(self) -> bytes:
        """Its private half."""
        return self.signing_pair.private

    def named(self, person_id: str) -> str:
        """A person's name, "" for one who is no longer here."""
        return next((each.name for each in self.people if each.id == person_id), "")

    def managers(self) -> tuple[str, ...]:
        """The ids of every 責任者."""
        return tuple(each.id for each in self.people if each.role is Role.MANAGER)

    def seal(self, plaintext: bytes, readers: Iterable[str], subject: str) -> bytes:
        """Sealed to those of the readers (person ids) who are here; the one at the desk is not added by itself."""
        wanted = set(readers)
        keys = {each.id: each.public_key for each in self.people if each.id in wanted}
        if not keys:
            raise NotAllowed(
                _("見られる人が1人もいなくなるので、制限できません。"),
                _("記録はそのままです。"),
                _("見られる人を1人以上選んでください。"),
            )
        return seal_for(plaintext, keys, subject)

    def open(self, sealed: bytes, subject: str) -> bytes:
        """Raises NotAllowed naming whom to ask, VaultDamaged where the bytes are not what was sealed."""
        if self.locked:
            raise VaultLocked
        readers = self.readers(sealed)
        if self.person.id not in readers:
            raise self.closed_to(readers)
        try:
            return open_for(sealed, self.person.id, self._private, subject)
        except SealBroken:
            raise broken() from None

    def readers(self, sealed: bytes) -> tuple[str, ...]:
        """The ids of those who can open it and are still here."""
        here = {each.id for each in self.people}
        try:
            return tuple(each for each in readers_of(sealed) if each in here)
        except SealBroken:
            raise broken() from None

    def closed_to(self, readers: Iterable[str]) -> NotAllowed:
        names = "、".join(name for name in (self.named(each) for each in readers) if name)
        todo = _("{names} さんにたずねてください。").format(names=names) if names else _("責任者にたずねてください。")
        return NotAllowed(_("この記録は、見られる人が限られています。"), _("記録はそのままです。"), todo)


def broken() -> VaultDamaged:
    return VaultDamaged(
        _("封をした記録が、書いたときと違っています。"),
        _("ほかの記録はそのままです。"),
        _("kyosei-desk verify で確かめ、控えから戻してください。"),
    )
