"""Invented talks at an invented desk, the same for the same seed: what a busy district writes down in ten years.

Surnames are spread as surnames are (a few common, many rare); four talks in ten are with a household that came
before; one statement in eight names a place found nowhere else, so that a search meets rare words too.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from kyosei_desk.clock import JAPAN
from kyosei_desk.intake import Intake
from kyosei_desk.records import (
    Answer,
    Birth,
    Consent,
    ConsentState,
    Consultation,
    FollowUp,
    Household,
    Member,
    Phone,
    Source,
    Statement,
    Visitor,
)
from tests.benchmarks import phrases

SEED = 20261001
FIRST_TALK = datetime(2016, 10, 3, 9, 0, tzinfo=JAPAN)
YEARS = timedelta(days=3650)
RETURNING = 0.4
RELATIONS = ("本人", "配偶者", "子", "父", "母", "孫")
TOPICS = (
    "病気や健康、障害",
    "住まい",
    "収入・生活費",
    "仕事探し、就職",
    "家族との関係",
    "介護",
    "子育て",
    "地域との関係",
)
ISSUES = ("病気", "けが", "住まい不安定", "経済的困窮", "就職活動困難", "家族関係・家族の問題", "不登校", "ひとり親")
SOURCES = (Source.SAID, Source.SAID, Source.SAID, Source.SEEN, Source.HEARSAY)
HEARD = tuple(f"Q{number}" for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11))
OFTEN_YES = ("Q20", "Q22", "Q23", "Q25", "Q26", "Q29", "Q30")
T = TypeVar("T")
KANJI_ROWS, KANJI_CELLS = (16, 46), (1, 94)
"""JIS level 1, the kanji in daily use."""


class Inventor:
    """One seeded stream of talks. `talk(place, of)` gives the talk at that place of so many, in the order of time."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose; nothing here is a secret
        self._known: list[Intake] = []
        pairs = [(head, tail) for tail in phrases.SURNAME_TAILS for head in phrases.SURNAME_HEADS]
        self._random.shuffle(pairs)
        self._surnames = [(head[0] + tail[0], head[1] + tail[1]) for head, tail in pairs]
        self._common = [1 / place for place in range(1, len(pairs) + 1)]

    def talks(self, count: int) -> Iterator[Intake]:
        """So many talks, the oldest first."""
        for place in range(count):
            yield self.talk(FIRST_TALK + YEARS * (place / count))

    def talk(self, at: datetime) -> Intake:
        """One talk: with a household that came before, or with a new one."""
        if self._known and self._random.random() < RETURNING:
            known = self._random.choice(self._known)
            return self._with_talk(known.household, known.members, at)
        home = self._household()
        intake = self._with_talk(home, self._members(home), at)
        self._known.append(Intake(household=home, members=intake.members, consultation=intake.consultation))
        return intake

    def _with_talk(self, home: Household, members: tuple[Member, ...], at: datetime) -> Intake:
        talk = self._consultation(home, members, at)
        consent = Consent(
            id=self._id(), household_id=home.id, member_id=members[0].id, consultation_id=talk.id,
            state=ConsentState.GIVEN, way="口頭", asked_on=at.date().isoformat(),
        )  # fmt: skip
        visit = FollowUp(
            id=self._id(), household_id=home.id, consultation_id=talk.id, way="訪問",
            due_on=(at.date() + timedelta(days=14)).isoformat(),
        )  # fmt: skip
        follow_ups = (visit,) if self._random.random() < 0.3 else ()
        return Intake(household=home, members=members, consultation=talk, consents=(consent,), follow_ups=follow_ups)

    def _consultation(self, home: Household, members: Sequence[Member], at: datetime) -> Consultation:
        texts = [self.statement() for _each in range(self._random.randint(2, 4))]
        statements = {
            self._id(): Statement(source=self._one(SOURCES), text=text, position=place)
            for place, text in enumerate(texts)
        }
        return Consultation(
            id=self._id(), household_id=home.id, taken_at=at.isoformat(), title=self._one(phrases.TITLES),
            place=self._one(phrases.PLACES), channel="来所", visitor=Visitor(relation="本人", name=members[0].name),
            statements=statements, wish=self._one(phrases.WISHES) if self._random.random() < 0.5 else "",
            topics=frozenset(self._random.sample(TOPICS, self._random.randint(1, 3))), answers=self._answers(),
            response=frozenset({"傾聴"}), minutes=self._random.randint(10, 90),
        )  # fmt: skip

    def _answers(self) -> dict[str, Answer]:
        answers = dict.fromkeys(HEARD, Answer.NO)
        yes = self._random.sample(OFTEN_YES, self._random.randint(0, 3))
        return answers | dict.fromkeys(yes, Answer.YES)

    def statement(self) -> str:
        """20–120 characters, as a volunteer writes them down."""
        text = self._one(phrases.HEADS) + self._one(phrases.MIDDLES) + self._one(phrases.ENDS)
        if self._random.random() < 0.125:
            text += f"{self.rare_word()}の近くにいるそうです。"
        if self._random.random() < 0.4:
            text += self._one(phrases.HEADS) + "、" + self._one(phrases.MIDDLES) + "。"
        else:
            text += f"{self._one(phrases.WHO)}が{self._one(phrases.WHAT)}を{self._one(phrases.DID)}。"
        return text[:120]

    def rare_word(self) -> str:
        """A place name nobody bears: two kanji by chance."""
        rows, cells = KANJI_ROWS, KANJI_CELLS
        signs = [bytes((0xA0 + self._random.randint(*rows), 0xA0 + self._random.randint(*cells))) for _each in "二字"]
        return b"".join(signs).decode("euc_jp") + "荘"

    def _household(self) -> Household:
        chome = "-".join(str(self._random.randint(1, 30)) for _each in range(3))
        building = f"{self._one(phrases.BUILDINGS)}{self._random.randint(101, 512)}"
        return Household(
            id=self._id(), postal=f"000-{self._random.randint(0, 9999):04d}",
            address=f"見本市{self._one(phrases.TOWNS)}{chome}",
            building=building if self._random.random() < 0.3 else "",
            phone=Phone(number=f"000-{self._random.randint(0, 9999):04d}-{self._random.randint(0, 9999):04d}"),
        )  # fmt: skip

    def _members(self, home: Household) -> tuple[Member, ...]:
        surname, kana = self._random.choices(self._surnames, self._common)[0]
        count = self._random.choices((1, 2, 3, 4), (4, 3, 2, 1))[0]
        return tuple(self._member(home, surname, kana, place) for place in range(count))

    def _member(self, home: Household, surname: str, kana: str, place: int) -> Member:
        head, tail = self._one(phrases.GIVEN_HEADS), self._one(phrases.GIVEN_TAILS)
        return Member(
            id=self._id(), household_id=home.id, position=place, name=f"{surname} {head[0]}{tail[0]}",
            kana=f"{kana} {head[1]}{tail[1]}", relation="本人" if place == 0 else self._one(RELATIONS[1:]),
            born=Birth(said="", year=self._random.randint(1930, 2020)),
            issues=frozenset(self._random.sample(ISSUES, self._random.randint(0, 2))),
        )  # fmt: skip

    def _one(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def _id(self) -> str:
        return f"{self._random.getrandbits(128):032x}"
