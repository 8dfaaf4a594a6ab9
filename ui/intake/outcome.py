"""What became of a talk that was ended."""

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """One agency: its letter is on its way, or `problem` says why not and what to do."""

    agency: str
    problem: str = ""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """`talk_id`: the consultation as it stands in the vault; `asked`: in the order they were chosen."""

    talk_id: str
    asked: tuple[Asked, ...] = ()
