"""One slot's cryptography: a private key under a passphrase, the vault key sealed to a person, the recovery box."""

import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kyosei_desk.sealing import KeyPair, SealBroken, derived, open_box, seal, signing_pair_of
from kyosei_desk.sealing.passphrase import Parameters, derived_key
from kyosei_desk.vault.slots import Role, Slot, altered

SALT_BYTES, NONCE_BYTES = 16, 12
BINDING = 1
"""The version of what wraps and boxes are bound to. It outlives the file's format: old wraps must go on opening."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def new_slot(vault_id: str, name: str, role: Role, pair: KeyPair, recovery: bytes) -> Slot:
    """A slot of a new person without passphrase or vault key yet."""
    person_id = secrets.token_hex(8)
    return Slot(
        id=person_id, name=name, role=role, public=pair.public, salt=b"", parameters=Parameters(), nonce=b"",
        wrapped=b"", vault_key=b"", recovery=seal(pair.private, recovery, bound(vault_id, person_id, "recovery")),
        sign_public=sign_public_of(pair.private),
    )  # fmt: skip


def sign_public_of(private: bytes) -> bytes:
    """The public half of what a person signs with."""
    return signing_pair_of(derived(private, "person/sign")).public


def home_of(vault_id: str, slot: Slot) -> str:
    """The vault that a person's wrap and recovery box are bound to."""
    return slot.home or vault_id


def wrapped(vault_id: str, slot: Slot, private: bytes, passphrase: str, parameters: Parameters) -> Slot:
    """The slot with its private key under a passphrase, with fresh salt and nonce."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    slot = msgspec.structs.replace(slot, salt=salt, nonce=nonce, parameters=parameters)
    key = derived_key(passphrase, salt, parameters)
    return msgspec.structs.replace(slot, wrapped=AESGCM(key).encrypt(nonce, private, associated(vault_id, slot)))


def rewrapped(vault_id: str, slot: Slot, private: bytes, passphrase: str) -> Slot:
    """The same with another passphrase, as the next generation: the other laptops of the district follow it."""
    renewed = wrapped(vault_id, slot, private, passphrase, slot.parameters)
    return msgspec.structs.replace(renewed, generation=slot.generation + 1, sign_public=sign_public_of(private))


def unwrapped(vault_id: str, slot: Slot, passphrase: str) -> bytes | None:
    """The private key; None where the passphrase does not fit this slot."""
    try:
        key = derived_key(passphrase, slot.salt, slot.parameters)
        return AESGCM(key).decrypt(slot.nonce, slot.wrapped, associated(vault_id, slot))
    except (InvalidTag, UnicodeEncodeError, ValueError):
        return None


def associated(vault_id: str, slot: Slot) -> bytes:
    """What the wrap is bound to: the person's home, person, role, public key, parameters."""
    return _encoder.encode((BINDING, home_of(vault_id, slot), slot.id, slot.role, slot.public, slot.parameters))


def keyed(vault_id: str, slot: Slot, vault_key: bytes) -> Slot:
    """The slot with the vault key sealed to its person."""
    return msgspec.structs.replace(slot, vault_key=seal(vault_key, slot.public, bound(vault_id, slot.id, "vault")))


def bound(vault_id: str, person_id: str, purpose: str) -> bytes:
    return _encoder.encode((BINDING, vault_id, person_id, purpose))


def unboxed(sealed: bytes, private: bytes, info: bytes) -> bytes:
    """Raises VaultDamaged where the box is not what this vault made."""
    try:
        return open_box(sealed, private, info)
    except SealBroken:
        raise altered() from None
