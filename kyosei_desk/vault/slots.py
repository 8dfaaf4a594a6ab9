"""The file `people.slots`: who may open the vault, each with a wrapped key. Its form, its checks; no passphrase here.

A checksum over the whole tells a damaged file from a wrong passphrase. An authenticator under a key derived from the
vault key tells, once unlocked, whether anyone added, removed or re-roled a slot.

Format 2 knows people of other vaults of the district, and their signing keys; format 1 is read as it was written.
Format 3 knows a recovery paper that was renewed, and is written only where one was.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import VaultDamaged, VaultMissing
from kyosei_desk.sealing import authenticator, derived, digest
from kyosei_desk.sealing.passphrase import Parameters

FORMAT = 3
MAX_BYTES = 1 << 20
MAX_PEOPLE = 500

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Short = Annotated[bytes, msgspec.Meta(max_length=256)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Role(StrEnum):
    """What a person may do with the vault itself."""

    MANAGER = "責任者"
    STAFF = "担当者"


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One person. `wrapped`: the private key under the passphrase; `vault_key`: sealed to the public key;
    `recovery`: the private key sealed to the public half of the recovery code of the person's home, empty where that
    paper was renewed and the person has not opened the vault since.

    `home` is the vault the person was made in, "" where it is this one; wrap and recovery stay bound to it.
    `sign_public` is empty until the person has opened a vault that learns it. `generation` counts the wraps of a
    person, `paper` the papers of their home as the box is for one: of two, the later one counts. All four are left out
    where they say nothing, as in format 1.
    """

    id: Text
    name: Text
    role: Role
    public: Key
    salt: Short
    parameters: Parameters
    nonce: Short
    wrapped: Short
    vault_key: Short
    recovery: Short
    home: Annotated[str, msgspec.Meta(max_length=200)] = ""
    sign_public: Annotated[bytes, msgspec.Meta(max_length=32)] = b""
    generation: Count = 0
    paper: Count = 0


class Slots(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All persons of one vault. `recovery_vault_key`: the vault key sealed to the recovery code's public half.

    `paper`: how often the code was renewed; it is not written at all before the first time, as in format 2.
    """

    format: int
    vault_id: Text
    recovery_public: Key
    recovery_vault_key: Short
    people: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=MAX_PEOPLE)]
    authenticator: Short = b""
    paper: Count | msgspec.UnsetType = msgspec.UNSET


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: the slots and their checksum."""

    checksum: Short
    slots: Slots


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Sealed)
UNREADABLE = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError)


def encode(slots: Slots) -> bytes:
    """The file's content. Only one spelling is ever written, so any other is damage."""
    return _encoder.encode(Sealed(checksum=digest(_encoder.encode(slots)), slots=slots))


def decode(content: bytes) -> Slots:
    """The slots; raises VaultDamaged, or says that a newer program wrote them."""
    if not 0 < len(content) <= MAX_BYTES:
        raise damaged()
    if newer(content):
        raise VaultDamaged(
            _("この鍵のファイルは、新しい版の道具で作られています。"),
            _("記録はそのままです。"),
            _("新しい版で開いてください。"),
        )
    try:
        sealed = _decoder.decode(content)
    except UNREADABLE:
        raise damaged() from None
    ids = [slot.id for slot in sealed.slots.people]
    if encode(sealed.slots) != content or len(set(ids)) != len(ids):
        raise damaged()
    if sealed.slots.format < least_format(sealed.slots):
        raise damaged()
    return sealed.slots


def least_format(slots: Slots) -> int:
    """The oldest format that can say what these slots say."""
    if slots.paper is not msgspec.UNSET or any(slot.paper for slot in slots.people):
        return 3
    return 2 if any(slot.home or slot.sign_public or slot.generation for slot in slots.people) else 1


def paper_of(slots: Slots) -> int:
    """How often this vault's recovery code was renewed."""
    return 0 if slots.paper is msgspec.UNSET else slots.paper


class _Head(msgspec.Struct):
    format: int


class _Peek(msgspec.Struct):
    slots: _Head


def newer(content: bytes) -> bool:
    try:
        return msgspec.json.decode(content, type=_Peek).slots.format > FORMAT
    except UNREADABLE:
        return False


def damaged() -> VaultDamaged:
    return VaultDamaged(
        _("鍵のファイル people.slots がこわれています。"),
        _("記録のファイルと控え（バックアップ）はそのままです。"),
        _("控えから kyosei-desk restore で戻せます。いまのファイルは消さずに残してください。"),
    )


def altered() -> VaultDamaged:
    return VaultDamaged(
        _("鍵のファイルの人の一覧が、この道具で書いたものと違います。"),
        _("記録はそのままで、開いていません。"),
        _("責任者に知らせて、控えから戻してください。"),
    )


def read_slots(path: Path) -> bytes:
    """The file's content; raises VaultMissing, or VaultDamaged where it is too large to be one."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise VaultMissing(
            _("ここには記録がありません。"), _("ほかの場所の記録はそのままです。"), _("場所を確かめてください。")
        ) from None
    except OSError as error:
        raise disk.sentence(error) from error
    decode(content)
    return content


def write_slots(path: Path, content: bytes) -> None:
    """Put checked content in place of the old, whole or not at all."""
    decode(content)
    disk.write_whole(path, content)


def authenticated(slots: Slots, vault_key: bytes) -> Slots:
    """The slots with an authenticator that only a holder of the vault key can make."""
    return msgspec.structs.replace(slots, authenticator=seal_of(slots, vault_key))


def check_authentic(slots: Slots, vault_key: bytes) -> None:
    """Raises VaultDamaged where someone without the vault key changed who may open it."""
    if slots.authenticator != seal_of(slots, vault_key):
        raise altered()


def seal_of(slots: Slots, vault_key: bytes) -> bytes:
    plain = msgspec.structs.replace(slots, authenticator=b"")
    return authenticator(derived(vault_key, "people"), _encoder.encode(plain))
