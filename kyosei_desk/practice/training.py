"""Training cases that a city publishes: the form of `cases.json`, inside a data file with a version.

They are checked as a replay would take them, and handed on as they stand: only `replay` makes records of them.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec

from i18n import _
from kyosei_desk.datafile import line_of, read_toml
from kyosei_desk.errors import DefinitionError, FieldError
from kyosei_desk.japanese import clean_texts
from kyosei_desk.practice.cases import BadCase, intake_of, name_of, number, parse_case, readable
from kyosei_desk.vocabulary import Vocabulary
from kyosei_desk.vocabulary.form import Strict, Version, Word

TRAINING = "training.toml"


class TrainingFile(Strict, frozen=True):
    version: Version
    title: Word
    cases: Annotated[str, msgspec.Meta(min_length=2)]


class Training(msgspec.Struct, frozen=True):
    """One version: a title, and the cases as raw items of the form of `cases.json`."""

    version: str
    title: str
    cases: tuple[Any, ...]


class Rules(msgspec.Struct, frozen=True):
    """What a case must fit: the ids of the questions a person can answer, and the lists."""

    questions: tuple[str, ...]
    vocabulary: Vocabulary


def load_training(text: str, source: str = TRAINING, rules: Rules | None = None) -> Training:
    """Cases from TOML; raises DefinitionError naming the line. Without rules, their form alone is looked at."""
    read = read_toml(text, source, TrainingFile)
    start = text.find(read.cases)
    above = text.count("\n", 0, start) if start >= 0 else line_of(text, ("cases",)) - 1
    items = items_of(read.cases, source, above)
    for problem in faults(items, rules):
        line = above + line_in(read.cases, problem)
        raise DefinitionError(source, line, f"{readable(problem.case_id)}: {problem.field}: {problem.happened}")
    return Training(read.version, read.title, tuple(items))


def items_of(cases: str, source: str, above: int) -> list[Any]:
    """The list in the JSON text, above which stand `above` lines of its file."""
    try:
        items = json.loads(cases, parse_int=number)
    except json.JSONDecodeError as error:
        raise DefinitionError(source, above + error.lineno, _("JSON の書き方になっていません。")) from None
    except RecursionError:
        raise DefinitionError(source, above + 1, _("入れ子が深すぎます。")) from None
    if not isinstance(items, list) or not items:
        raise DefinitionError(source, above + 1, _("事例の一覧（[ で始まる形）ではありません。"))
    return items


def faults(items: Sequence[Any], rules: Rules | None) -> Iterator[BadCase]:
    seen: set[str] = set()
    for place, item in enumerate(items, start=1):
        name = name_of(item, place)
        if name in seen:
            yield BadCase(name, "id", _("同じ番号の事例が2つあります。"))
        seen.add(name)
        try:
            check_case(item, place, rules)
        except BadCase as problem:
            yield problem
        except FieldError as error:
            yield BadCase(name, error.field, error.happened)


def check_case(item: Any, place: int, rules: Rules | None) -> None:
    """Raises BadCase or FieldError for what no desk could record."""
    case = parse_case(item, place)
    if rules is None:
        return
    for record in intake_of(case, rules.questions, "", "").records():
        clean_texts(record)
        rules.vocabulary.check(record)


def line_in(cases: str, problem: BadCase) -> int:
    """The line (1-based) of a case in the JSON text: where its id stands, the last one where it stands twice."""
    name = json.dumps(problem.case_id, ensure_ascii=False)
    start = cases.rfind(name) if problem.field == "id" else cases.find(name)
    return cases.count("\n", 0, max(start, 0)) + 1
