"""Passphrases: one form for what keyboards write in several, and Argon2id (RFC 9106) with checked parameters."""

import os
import time
import unicodedata
from collections.abc import Callable
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import clean

MIB = 1024  # KiB
SHORTEST, LONGEST = 8, 1000
TARGET = (0.4, 0.7)
AIM = 0.55
MOST_MEMORY = 128 * MIB  # at calibration: modest laptops; a file may ask for more, up to the cap


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id's cost. The bounds hold when a file is read too: never weaker, never a trap that eats the machine."""

    memory_kib: Annotated[int, msgspec.Meta(ge=64 * MIB, le=1024 * MIB)] = 64 * MIB
    passes: Annotated[int, msgspec.Meta(ge=3, le=20)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4


FLOOR = Parameters()


def derived_key(passphrase: str, salt: bytes, parameters: Parameters) -> bytes:
    """32 bytes from a passphrase in its one form. Raises UnicodeEncodeError for lone surrogates."""
    argon = Argon2id(
        salt=salt,
        length=32,
        iterations=parameters.passes,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    )
    return argon.derive(normal(passphrase).encode("utf-8"))


def normal(passphrase: str) -> str:
    """NFKC: the same words typed on another machine are the same passphrase."""
    return unicodedata.normalize("NFKC", passphrase)


def check_new(passphrase: str) -> None:
    """Raises FieldError where a new passphrase is too short, too long or holds signs no keyboard writes."""
    words = clean(_("合言葉"), normal(passphrase), LONGEST)
    if len(words.strip()) < SHORTEST:
        raise FieldError(
            "passphrase",
            _("合言葉が短すぎます。"),
            _("{count}文字以上にしてください。言葉を3つ並べると覚えやすくなります。").format(count=SHORTEST),
            _("記録はそのままです。"),
        )


def seconds(parameters: Parameters) -> float:
    """How long one derivation takes on this machine."""
    start = time.perf_counter()
    derived_key("calibration", os.urandom(16), parameters)
    return time.perf_counter() - start


SAMPLES = 3
MOST_PASSES = 20


def calibrate(measure: Callable[[Parameters], float] = seconds) -> Parameters:
    """Parameters that take 0.4–0.7 s here, memory first, then passes; never under 64 MiB / 3. Once, at creation."""
    taken = fastest(measure, FLOOR)
    if taken >= TARGET[0]:
        return FLOOR
    memory = min(MOST_MEMORY, max(FLOOR.memory_kib, int(FLOOR.memory_kib * AIM / taken) // (16 * MIB) * 16 * MIB))
    wide = Parameters(memory_kib=memory)
    taken = fastest(measure, wide)
    if taken >= TARGET[0]:
        return wide
    return Parameters(memory_kib=memory, passes=min(MOST_PASSES, max(3, round(wide.passes * AIM / taken))))


def fastest(measure: Callable[[Parameters], float], parameters: Parameters) -> float:
    """The machine's own time for them: other work at the same moment only ever makes a sample longer."""
    return min(measure(parameters) for _sample in range(SAMPLES))
