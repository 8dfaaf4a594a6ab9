"""What people type to find a record: names, kana, streets, phones, remembered words; common, rare, and not there."""

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from kyosei_desk.intake import Intake
from tests.benchmarks import phrases

Ask = Callable[[Random, Intake], str]

NOWHERE = ("Ω", "가", "q", "ヴ", "ゔゑ", "가나", "Ωβ", "zq")
COMMON = ("の", "い", "た", "、", "見本", "家賃", "まち", "から", "です", "こと")


class Queries(msgspec.Struct, frozen=True):
    """By their length in characters, as the issue asks; `apart` are long ones whose pieces are common and whose whole
    is nowhere: the costliest thing a search can be asked, and no volunteer's habit."""

    one: tuple[str, ...]
    two: tuple[str, ...]
    long: tuple[str, ...]
    apart: tuple[str, ...]


def queries(talks: Sequence[Intake], count: int, seed: int = 7) -> Queries:
    """So many of each kind, the same for the same talks and seed."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose; nothing here is a secret

    def mixed(asks: Sequence[Ask]) -> tuple[str, ...]:
        return tuple(asks[place % len(asks)](random, random.choice(talks)) for place in range(count))

    return Queries(mixed(ONE), mixed(TWO), mixed(LONG), mixed(APART))


def name(_random: Random, talk: Intake) -> str:
    """A whole name as it is written: 見本田 花子."""
    return talk.members[0].name


def kana(_random: Random, talk: Intake) -> str:
    return talk.members[-1].kana


def given(_random: Random, talk: Intake) -> str:
    return talk.members[-1].name.split()[1]


def text(random: Random, talk: Intake) -> str:
    return random.choice(list(talk.consultation.statements.values())).text


def rare(random: Random, talk: Intake) -> str:
    """A place named once, where the talk names one; else two kanji by chance, most likely nowhere."""
    for statement in talk.consultation.statements.values():
        before, found, _after = statement.text.partition("荘の近く")
        if found:
            return before[-2:]
    return "".join(chr(random.randint(0x4E00, 0x9000)) for _each in "二字")


def address(_random: Random, talk: Intake) -> str:
    return talk.household.address.removeprefix("見本市")


def phone(_random: Random, talk: Intake) -> str:
    return talk.household.phone.number


def name_and_word(random: Random, talk: Intake) -> str:
    return f"{talk.members[0].name.split()[0]} {random.choice(phrases.WHAT)}"


def phrase(random: Random, talk: Intake) -> str:
    """Some words of a statement, as remembered: 4–15 characters from anywhere in it."""
    return piece(text, 0)(random, talk)[: random.randint(4, 15)]


def two_halves(random: Random, _talk: Intake) -> str:
    """The beginning of one sentence and the end of another: every bigram but the middle one is common."""
    one, other = random.sample(phrases.MIDDLES, 2)
    return one[: random.randint(3, 8)] + other[-random.randint(3, 8) :]


def far_words(random: Random, talk: Intake) -> str:
    """A whole name and two common words that need not stand in the same record."""
    one, other = random.sample(phrases.MIDDLES, 2)
    return f"{talk.members[0].name} {one[:3]} {other[:3]}"


def three_words(random: Random, _talk: Intake) -> str:
    return " ".join(random.sample([each[:3] for each in (*phrases.HEADS, *phrases.MIDDLES)], 3))


def piece(ask: Ask, length: int) -> Ask:
    """A part of so many characters from anywhere in what another asks; 0: to its end."""

    def asked(random: Random, talk: Intake) -> str:
        words = ask(random, talk).replace(" ", "")
        start = random.randint(0, max(0, len(words) - (length or 4)))
        return words[start : start + length] if length else words[start:]

    return asked


def first(ask: Ask, length: int) -> Ask:
    return lambda random, talk: ask(random, talk)[:length]


def one_of(choices: Sequence[str], length: int) -> Ask:
    """Among the choices of this length."""
    fitting = [each for each in choices if len(each) == length]
    return lambda random, _talk: random.choice(fitting)


ONE: tuple[Ask, ...] = (
    first(name, 1), piece(name, 1), first(kana, 1), piece(kana, 1), piece(text, 1), piece(text, 1), first(given, 1),
    piece(address, 1), piece(phone, 1), first(rare, 1), one_of(COMMON, 1), one_of(NOWHERE, 1),
)  # fmt: skip
TWO: tuple[Ask, ...] = (
    first(name, 2), first(name, 2), given, first(kana, 2), piece(kana, 2), piece(text, 2), piece(text, 2),
    piece(address, 2), piece(phone, 2), rare, one_of(COMMON, 2), one_of(NOWHERE, 2),
)  # fmt: skip
LONG: tuple[Ask, ...] = (
    name, name, kana, piece(kana, 4), phrase, phrase, phrase, address, phone, name_and_word, name_and_word,
    lambda random, talk: rare(random, talk) + "荘", piece(text, 12),
)  # fmt: skip
APART: tuple[Ask, ...] = (two_halves, far_words, three_words)
