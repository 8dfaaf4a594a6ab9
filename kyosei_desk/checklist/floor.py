"""What no published version may lower: the questions about life, and the numbers behind them. Pure."""

from collections.abc import Iterator

from i18n import _
from kyosei_desk.checklist.definition import Definition, Question, builtin
from kyosei_desk.datafile import Path, line_of
from kyosei_desk.errors import DefinitionError
from kyosei_desk.records import Basis

FLOOR = tuple(f"Q{number}" for number in range(1, 10))


def check_floor(definition: Definition, text: str = "", source: str = "") -> None:
    """Raises DefinitionError where a version drops or lowers Q1–Q9, or their 119 / 110 / 189.

    `text` is what the version was read from, to name the line; a question that is not there has none.
    """
    for path, sentence in below(definition):
        raise DefinitionError(source or _("つなぎ確認シート"), line_of(text, path) if text and path else 0, sentence)


def below(definition: Definition) -> Iterator[tuple[Path, str]]:
    """Where a version is weaker than what ships, and a sentence."""
    there = {question.id: (place, question) for place, question in enumerate(definition.question)}
    ours = builtin()
    for question_id in FLOOR:
        sentence = _("命に関わる「{id}」は、弱くしたり外したりできません。").format(id=question_id)
        if question_id not in there:
            yield (), sentence
        elif lowered(ours[question_id], there[question_id][1]):
            yield ("question", there[question_id][0]), sentence


def lowered(ours: Question, theirs: Question) -> bool:
    return (
        theirs.level < ours.level
        or not set(ours.calls) <= set(theirs.calls)
        or not set(ours.agencies) <= set(theirs.agencies)
        or theirs.after != ours.after
        or theirs.computed != ours.computed
        or not theirs.must_answer
        or theirs.recheck_days > ours.recheck_days
        or not bases(theirs) <= {ours.basis, Basis.DUTY}
    )


def bases(question: Question) -> set[Basis]:
    """Every basis its finding can come to stand on."""
    return {question.basis} | ({question.sub.basis} if question.sub and question.sub.basis else set())
