"""What a screen may ask of the window itself."""

from typing import Literal, TypeAlias

import msgspec


class Wear(msgspec.Struct, frozen=True):
    """Another palette or size of the text."""

    dress: Literal["light", "dark", "contrast"]
    scale: float


class LockAfter(msgspec.Struct, frozen=True):
    """So many idle minutes."""

    minutes: int


class TakeOut(msgspec.Struct, frozen=True):
    """A person is to be removed: the vault must be shut for it. `words`: of the 責任者 at the desk."""

    name: str
    words: str

    def __repr__(self) -> str:
        return "TakeOut()"


Wish: TypeAlias = Wear | LockAfter | TakeOut
