"""What no published version may lower: the questions about life, and the numbers behind them. Pure."""

from collections.abc import Iterator

from i18n import _
from kyosei_desk.checklist.definition import Definition, Question, builtin
from kyosei_desk.errors import DefinitionError
from kyosei_desk.records import Basis

FLOOR = tuple(f"Q{number}" for number in range(1, 10))


def check_floor(definition: Definition) -> None:
    """Raises DefinitionError where a version drops or lowers Q1–Q9, or their 119 / 110 / 189."""
    for sentence in below(definition):
        raise DefinitionError(_("つなぎ確認シート"), 0, sentence)


def below(definition: Definition) -> Iterator[str]:
    there = {question.id: question for question in definition.question}
    ours = builtin()
    for question_id in FLOOR:
        question = there.get(question_id)
        if question is None or lowered(ours[question_id], question):
            yield _("命に関わる「{id}」は、弱くしたり外したりできません。").format(id=question_id)


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
