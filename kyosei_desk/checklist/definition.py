"""The checklist as data: つなぎ確認シート, one version of it. Pure apart from reading the versions that ship."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from i18n import _
from kyosei_desk.datafile import Path, line_of, read_toml
from kyosei_desk.errors import DefinitionError
from kyosei_desk.records import Basis

COORDINATOR = "推進員"
"""The city's 相談支援包括化推進員, who is asked whenever something must be found out."""

CURRENT = "1"
NUMBER = re.compile(r"#?[0-9][0-9-]*[0-9]")
FORBIDDEN_DIGITS = frozenset({"9999"})

LevelNumber = Annotated[int, msgspec.Meta(ge=0, le=5)]
Word = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^\S(.*\S)?\Z")]
"""One line, not empty: a question that shows nothing would ask nothing."""

Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
QuestionId = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][0-9]{1,3}\Z")]


class SubQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asked only after はい; its own はい raises the finding to what is written here (0 or None: leaves it)."""

    text: Word
    level: LevelNumber = 0
    basis: Basis | None = None
    calls: tuple[Word, ...] = ()
    agencies: tuple[Word, ...] = ()


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the sheet. `level` 0 gives none; `after` names the question whose はい makes this one asked.

    `computed` questions are answered by the record itself. `recheck_days` is set on わからない (0: the same day).
    """

    id: QuestionId
    text: Word
    short: Word
    level: LevelNumber
    basis: Basis
    reason: Word
    calls: tuple[Word, ...] = ()
    agencies: tuple[Word, ...] = ()
    after: str = ""
    must_answer: bool = False
    recheck_days: Annotated[int, msgspec.Meta(ge=0, le=31)] = 3
    computed: Literal["", "topics", "members"] = ""
    conference: bool = False
    gap: bool = False
    sub: SubQuestion | None = None


class LegalSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The law a basis stands on; `questions` names the findings it speaks of, none where it speaks of all."""

    law: Word
    articles: Word
    basis: tuple[Basis, ...]
    questions: tuple[QuestionId, ...] = ()


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole version of the sheet; dates are ISO."""

    version: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9]+(\.[0-9]+)*\Z")]
    effective_from: Day
    checked_at: Day
    question: tuple[Question, ...]
    source: tuple[LegalSource, ...] = ()

    def __getitem__(self, question_id: str) -> Question:
        return next(each for each in self.question if each.id == question_id)

    def asked(self) -> tuple[str, ...]:
        """The ids a person can answer, in the sheet's order."""
        return tuple(each.id for each in self.question if not each.computed)

    def agencies(self) -> frozenset[str]:
        """Every kind of agency that it names."""
        named = (part.agencies for place, each in enumerate(self.question) for _path, part in parts(place, each))
        return frozenset().union(*named)

    def law_of(self, basis: Basis, question_id: str) -> tuple[LegalSource, ...]:
        """The laws behind one finding's basis; empty for consent and for finding out."""
        return tuple(
            each
            for each in self.source
            if basis in each.basis and (not each.questions or question_id in each.questions)
        )


def load(text: str, source: str, kinds: frozenset[str] | None = None) -> Definition:
    """A definition from TOML; raises DefinitionError with the line for whatever does not hold.

    `kinds` are the agencies a sheet may name; None, for a version kept with its results, takes any.
    """
    definition = read_toml(text, source, Definition)
    for path, sentence in (*faults(definition), *unknown_agencies(definition, kinds)):
        raise DefinitionError(source, line_of(text, path), sentence)
    return definition


@cache
def builtin(version: str = CURRENT) -> Definition:
    """A version that ships with the desk; raises DefinitionError for one it does not know."""
    return load(builtin_text(version), f"v{version}.toml")


def ships(version: str) -> bool:
    """Whether a version came with the program."""
    path = files(__package__) / "definitions" / f"v{version}.toml"
    return bool(re.fullmatch(r"[0-9.]+", version)) and path.is_file()


def builtin_text(version: str = CURRENT) -> str:
    """The same as it stands in its file."""
    if not ships(version):
        raise DefinitionError(
            _("つなぎ確認シート"), 0, _("この版（{version}）を持っていません。").format(version=version)
        )
    return (files(__package__) / "definitions" / f"v{version}.toml").read_text("utf-8")


def faults(definition: Definition) -> Iterator[tuple[Path, str]]:
    """What types alone cannot say: where, and a sentence."""
    seen: set[str] = set()
    for place, question in enumerate(definition.question):
        if question.id in seen:
            yield ("question", place, "id"), _("「{id}」が2回あります。").format(id=question.id)
        if question.after and question.after not in seen:
            sentence = _("「{id}」は前にない質問のあとに置かれています。").format(id=question.id)
            yield ("question", place, "after"), sentence
        if question.sub and 0 < question.sub.level <= question.level:
            sentence = _("「{id}」の追加の質問が、緊急度を上げていません。").format(id=question.id)
            yield ("question", place, "sub", "level"), sentence
        for path, part in parts(place, question):
            if not all(is_number(number) for number in part.calls):
                yield (*path, "calls"), _("「{id}」の電話番号の形が合いません。").format(id=question.id)
        seen.add(question.id)


def parts(place: int, question: Question) -> Iterator[tuple[Path, Question | SubQuestion]]:
    """A question and its sub-question, with where they stand."""
    yield ("question", place), question
    if question.sub:
        yield ("question", place, "sub"), question.sub


def is_number(number: str) -> bool:
    return bool(NUMBER.fullmatch(number)) and re.sub(r"\D", "", number) not in FORBIDDEN_DIGITS


def unknown_agencies(definition: Definition, kinds: frozenset[str] | None) -> Iterator[tuple[Path, str]]:
    """Agencies no directory has: a letter to one would reach nobody."""
    for place, question in enumerate(definition.question):
        for path, part in parts(place, question):
            for nth, agency in enumerate(part.agencies):
                if kinds is not None and agency not in kinds:
                    sentence = _("「{id}」に、一覧にない機関があります。").format(id=question.id)
                    yield (*path, "agencies", nth), sentence
