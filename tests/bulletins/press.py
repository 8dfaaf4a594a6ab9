"""A city that prints bulletins for the tests: real keys, real signatures, the example files of ひばり市."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.practice.city import examples
from kyosei_desk.published import recognised
from kyosei_desk.sealing import signing_pair_of
from kyosei_desk.store.bulletins import Fate, Taken
from sync import bulletins
from sync.attestations import hub_pair, signed_bulletin
from sync.protocol import Bulletin
from tests.builders import NOW

CITY = signing_pair_of(bytes(range(32)))
HUB = hub_pair(bytes(range(1, 33)))
"""The hub's own key, which a broken-into `serve` would hold."""

AT = int(NOW.timestamp()) - 3600
FILES = {name.removesuffix(".toml"): text for name, text in examples()}
DAY = NOW.date()


def bulletin(number: int, text: str, *, kind: str = "", version: str = "", **fields: Any) -> Bulletin:
    """One bulletin of the city. Kind and version are the file's own where the test names none; so is the key."""
    found: tuple[str, str] = ("", "")
    if not kind or not version:
        found = recognised(text, "")
    key = fields.pop("key", CITY)
    return signed_bulletin(key.private, number, kind or str(found[0]), version or found[1], fields.pop("at", AT), text)


def example(number: int, kind: str, **changes: Any) -> Bulletin:
    """The example of a kind; `version` is changed in the file too."""
    version = changes.pop("version", "")
    text = FILES[kind].replace('version = "2026.10"', f'version = "{version}"') if version else FILES[kind]
    return bulletin(number, text, **changes)


def edited(kind: str, old: str, new: str, version: str = "") -> str:
    """An example with one place changed; the place must be there."""
    text = FILES[kind].replace('version = "2026.10"', f'version = "{version}"') if version else FILES[kind]
    assert old in text
    return text.replace(old, new, 1)


def all_examples() -> list[Bulletin]:
    return [example(number, kind) for number, kind in enumerate(FILES, start=1)]


def take(desk: Desk, *arriving: Bulletin) -> tuple[Taken, ...]:
    return bulletins.take(desk, arriving, CITY.public)


def fates(taken: Iterable[Taken]) -> list[Fate]:
    return [each.fate for each in taken]


class Seen(NamedTuple):
    """All that a person at the desk has of what was published."""

    checklist: object
    vocabulary: object
    offices: object
    notices: object
    cases: object


def seen(desk: Desk) -> Seen:
    return Seen(desk.checklist, desk.vocabulary, desk.directory(), desk.notices(DAY), desk.training_cases())


@contextmanager
def unmoved(desk: Desk) -> Iterator[None]:
    """What counted before still counts, and is whole."""
    before = seen(desk)
    yield
    assert seen(desk) == before
    assert desk.verify() == []


def tampered(each: Bulletin, **fields: Any) -> Bulletin:
    """Changed after it was signed."""
    return msgspec.structs.replace(each, **fields)
