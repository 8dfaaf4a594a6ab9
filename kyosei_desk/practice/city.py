"""What the fictitious ひばり市 publishes to its desks: one example of each kind."""

from importlib.resources import files
from typing import NamedTuple

ORDER = ("agencies", "checklist", "numbers", "directory", "notice", "training")
"""As they are to be published: the checklist names a kind of agency that only the city's list has."""


class Example(NamedTuple):
    """A file as a city would give it to `kyosei-hub bulletin publish`."""

    name: str
    text: str


def examples() -> tuple[Example, ...]:
    """One of each kind, in the order to publish them."""
    room = files(__package__) / "bulletins"
    return tuple(Example(f"{name}.toml", (room / f"{name}.toml").read_text("utf-8")) for name in ORDER)
