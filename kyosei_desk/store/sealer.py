"""What the store asks of whoever holds the keys: to seal a record for some persons, and to open it for this one."""

from collections.abc import Iterable
from typing import Protocol


class Sealer(Protocol):
    """The person at the desk. `subject` binds the sealed bytes to their record, so that none can stand for another."""

    @property
    def person_id(self) -> str:
        """Who is at the desk."""

    @property
    def present(self) -> tuple[str, ...]:
        """The ids of everyone who can be sealed to here."""

    @property
    def signing_key(self) -> bytes:
        """The private half of the person's signing key (Ed25519): for orders to purge."""

    def seal(self, plaintext: bytes, readers: Iterable[str], subject: str) -> bytes:
        """Sealed to the persons named by id."""

    def open(self, sealed: bytes, subject: str) -> bytes:
        """Raises NotAllowed where this person is not among the readers, naming whom to ask."""

    def readers(self, sealed: bytes) -> tuple[str, ...]:
        """The ids of those who can open it."""
