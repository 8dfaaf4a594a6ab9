"""The help's text, as data. It stands in one file, so that a person can read it through and mend it."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class Section(msgspec.Struct, frozen=True):
    """What one screen is for; `place` is its name."""

    place: str
    title: str
    lines: tuple[str, ...]


class Shortcut(msgspec.Struct, frozen=True):
    keys: str
    words: str


class Texts(msgspec.Struct, frozen=True):
    locked: Section
    section: tuple[Section, ...]
    shortcut: tuple[Shortcut, ...]


@cache
def texts() -> Texts:
    return msgspec.convert(tomllib.loads((files(__package__) / "texts.toml").read_text("utf-8")), Texts)
