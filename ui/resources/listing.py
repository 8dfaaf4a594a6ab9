"""What the desk knows of whom to ask, and what of it fits the words of a search. Pure but for `known`."""

from collections.abc import Iterable, Iterator

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.japanese import fold
from kyosei_desk.vocabulary import Notice, Number, Office


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Offices of the town, kinds of agencies by field, numbers of the whole country, notices of the city."""

    offices: tuple[Office, ...]
    agencies: dict[str, tuple[str, ...]]
    numbers: tuple[Number, ...]
    notices: tuple[Notice, ...]


class Kind(msgspec.Struct, frozen=True):
    """A kind of agency and the town's offices of it."""

    name: str
    offices: tuple[Office, ...]


class Field(msgspec.Struct, frozen=True):
    name: str
    kinds: tuple[Kind, ...]


def known(desk: Desk) -> Known:
    vocabulary = desk.vocabulary
    return Known(
        offices=desk.directory(),
        agencies=dict(vocabulary.agencies),
        numbers=vocabulary.numbers,
        notices=desk.notices(desk.today()),
    )


def fields_of(found: Known, query: str) -> tuple[Field, ...]:
    """Fields with what fits; every word must be found, in the field, the kind or one of its offices."""
    words = words_of(query)
    fields = (Field(name, tuple(kinds_of(found, name, kinds, words))) for name, kinds in every_field(found))
    return tuple(each for each in fields if each.kinds)


def every_field(found: Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lists' own, and last what the city's directory has of a kind that is on no list of this version."""
    yield from found.agencies.items()
    listed = frozenset().union(*found.agencies.values())
    if others := tuple(dict.fromkeys(each.kind for each in found.offices if each.kind not in listed)):
        yield OTHERS, others


OTHERS = "その他"


def kinds_of(found: Known, field: str, kinds: Iterable[str], words: list[str]) -> Iterator[Kind]:
    for kind in kinds:
        offices = tuple(each for each in found.offices if each.kind == kind)
        if fits(words, (field, kind)):
            yield Kind(kind, offices)
        elif near := tuple(each for each in offices if fits(words, (field, kind, *texts(each)))):
            yield Kind(kind, near)


def numbers_of(found: Known, query: str) -> tuple[Number, ...]:
    words = words_of(query)
    return tuple(each for each in found.numbers if fits(words, (each.number, each.name, each.use, each.region)))


def words_of(query: str) -> list[str]:
    return [word for part in query.split() if (word := fold(part))]


def fits(words: Iterable[str], within: Iterable[str]) -> bool:
    """Every word in one text or another; none across two of them."""
    folded = [fold(text) for text in within]
    return all(any(word in text for text in folded) for word in words)


def texts(office: Office) -> tuple[str, ...]:
    """What a search looks at of one office."""
    return office.name, office.address, office.note, office.phone, office.night
