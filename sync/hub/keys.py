"""The city's two keys in the file `hub.keys`: each wrapped by itself under the hub's passphrase, the card in the clear.

`serve` unlocks the letter key and what is derived from it; the signing key (bulletins, revocations) is unlocked by the
one command that needs it. Each wrap is bound to what the key is for, so that one cannot be put in the other's place.
"""

import os
import secrets
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError, WrongPassphrase
from kyosei_desk.sealing import (
    KeyPair,
    SignatureBroken,
    SigningPair,
    digest,
    new_key,
    new_pair,
    pair_of,
    signing_pair_of,
)
from kyosei_desk.sealing.passphrase import Parameters, check_new, derived_key
from sync.attestations import check_hub_card, hub_card, hub_pair
from sync.hub import settings
from sync.protocol import HubCard

FORMAT = 1
MAX_BYTES = 1 << 16
SALT_BYTES, NONCE_BYTES = 16, 12
SIGNING, LETTER = "signing", "letter"

Short = Annotated[bytes, msgspec.Meta(max_length=256)]

_encoder = msgspec.json.Encoder(order="deterministic")
_bound = msgspec.msgpack.Encoder(order="deterministic")
UNREADABLE = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError)


class Wrapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A private key of 32 bytes under the passphrase: Argon2id → AES-256-GCM."""

    salt: Short
    parameters: Parameters
    nonce: Short
    wrapped: Short


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file holds. Only `card` is known without the passphrase."""

    format: int
    card: HubCard
    signing: Wrapped
    letter: Wrapped


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: the keys and their checksum, which tells damage from a wrong passphrase."""

    checksum: Short
    keys: KeyFile


class ServingKeys(msgspec.Struct, frozen=True):
    """What a running hub holds. Its repr shows no key."""

    card: HubCard
    letter: KeyPair
    hub: SigningPair

    def for_app(self) -> settings.Keys:
        """The same as the app takes them."""
        return settings.Keys(self.letter.private, self.hub.private, self.card)


_decoder = msgspec.json.Decoder(Sealed)


def made(passphrase: str, parameters: Parameters) -> KeyFile:
    """Two fresh keys of a new hub. Raises FieldError for a passphrase that is too short."""
    check_new(passphrase)
    signing, letter = new_key(), new_pair()
    card = hub_card(signing, letter.public, hub_pair(letter.private).public)
    return KeyFile(
        format=FORMAT,
        card=card,
        signing=wrapped(signing, passphrase, parameters, (SIGNING, card.sign_public)),
        letter=wrapped(letter.private, passphrase, parameters, (LETTER, card.letter_public)),
    )


def wrapped(private: bytes, passphrase: str, parameters: Parameters, named: tuple[str, bytes]) -> Wrapped:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    key = derived_key(passphrase, salt, parameters)
    sealed = AESGCM(key).encrypt(nonce, private, associated(parameters, named))
    return Wrapped(salt=salt, parameters=parameters, nonce=nonce, wrapped=sealed)


def associated(parameters: Parameters, named: tuple[str, bytes]) -> bytes:
    """What a wrap is bound to: which key it is, its public half, and the cost of the passphrase."""
    return _bound.encode((FORMAT, *named, parameters))


def unwrapped(each: Wrapped, passphrase: str, named: tuple[str, bytes]) -> bytes:
    """Raises WrongPassphrase."""
    try:
        key = derived_key(passphrase, each.salt, each.parameters)
        return AESGCM(key).decrypt(each.nonce, each.wrapped, associated(each.parameters, named))
    except (InvalidTag, UnicodeEncodeError, ValueError):
        raise wrong() from None


def serving_keys(keys: KeyFile, passphrase: str) -> ServingKeys:
    """What `serve` and the letters need. Raises WrongPassphrase."""
    card = keys.card
    letter = pair_of(unwrapped(keys.letter, passphrase, (LETTER, card.letter_public)))
    return ServingKeys(card, letter, hub_pair(letter.private))


def signing_pair(keys: KeyFile, passphrase: str) -> SigningPair:
    """The city's signing key, for one command. Raises WrongPassphrase."""
    return signing_pair_of(unwrapped(keys.signing, passphrase, (SIGNING, keys.card.sign_public)))


def encode(keys: KeyFile) -> bytes:
    """The file's content. Only one spelling is ever written, so any other is damage."""
    return _encoder.encode(Sealed(checksum=digest(_encoder.encode(keys)), keys=keys))


def decode(content: bytes) -> KeyFile:
    """Raises DeskError where it is not what was written, or a newer program wrote it."""
    try:
        keys = _decoder.decode(content).keys
        check_hub_card(keys.card)
    except (*UNREADABLE, SignatureBroken):
        raise damaged() from None
    if keys.format != FORMAT or encode(keys) != content:
        raise damaged()
    return keys


def read(path: Path) -> KeyFile:
    """The keys of the hub in this folder's file; raises DeskError where there is none."""
    try:
        with path.open("rb") as file:
            return decode(file.read(MAX_BYTES))
    except FileNotFoundError:
        raise missing() from None
    except OSError as error:
        raise disk.sentence(error) from error


def write(path: Path, keys: KeyFile) -> None:
    """Whole or not at all, private to its owner."""
    disk.write_whole(path, encode(keys))


def write_new(path: Path, keys: KeyFile) -> None:
    """The same where there are none yet, whoever else makes some at this moment. Raises FileExistsError."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with disk.in_words():
        disk.write_through(draft, encode(keys))
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    disk.sync_folder(path.parent)


def missing() -> DeskError:
    return DeskError(
        _("ここにはハブがありません。"),
        _("ほかの場所のものはそのままです。"),
        _("--data の場所を確かめるか、kyosei-hub init で作ってください。"),
    )


def damaged() -> DeskError:
    return DeskError(
        _("ハブの鍵のファイル hub.keys がこわれているか、新しい版の道具で作られています。"),
        _("データベースと控えはそのままです。"),
        _("新しい版で試すか、kyosei-hub restore で控えから戻してください。いまのファイルは消さずに残してください。"),
    )


def wrong() -> WrongPassphrase:
    return WrongPassphrase(
        _("ハブの合言葉が違うようです。"),
        _("ハブの記録と手紙はそのままです。"),
        _("大文字・小文字を確かめて、もう一度どうぞ。"),
    )
