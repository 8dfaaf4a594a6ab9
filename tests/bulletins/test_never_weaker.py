"""A sheet that may count never finds less behind Q1–Q9 than the one that ships: tried on answers, not on its words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kyosei_desk.checklist import Answers, Definition, Finding, builtin, closable, decide, evaluate
from kyosei_desk.checklist.floor import FLOOR
from kyosei_desk.published import Kind, Publication, read
from kyosei_desk.records import Action, Answer, ConsentState
from kyosei_desk.verdicts import State, ground, judge
from tests.bulletins.press import AT, FILES
from tests.property.record_data import STEADY

OURS = builtin()
STRENGTH = (Action.DO_NOT_SEND, Action.ASK_FIRST, Action.ASK_COORDINATOR, Action.SEND_MINIMUM, Action.SEND)
SHEET = FILES["checklist"].replace('["防災課"]', "[]")
HEAD, *QUESTIONS = SHEET.split("[[question]]\n")
LINES = (
    "level = 5", "level = 4", "level = 3", "level = 0", 'basis = "X"', 'basis = "D"', 'basis = "N"', 'basis = "N/X"',
    'calls = ["119"]', 'calls = ["110"]', 'calls = ["119", "110"]', "calls = []", 'agencies = ["推進員"]',
    'agencies = ["保健所", "推進員"]', 'agencies = ["児童相談所"]', "must_answer = true", "must_answer = false",
    "recheck_days = 0", "recheck_days = 3", "recheck_days = 7", 'after = "Q3"', 'after = "Q1"', 'computed = "members"',
    '[question.sub]\ntext = "本当ですか"\nbasis = "N"',
    '[question.sub]\ntext = "重いですか"\nlevel = 5\ncalls = ["119"]',
)  # fmt: skip
HEARD = dict.fromkeys((*FLOOR, "Q10", "Q11"), Answer.NO)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, Answers]:
    """The city's sheet with one of the nine changed in one or two of its lines, or moved, or gone; and a talk that all
    but comes down to this question."""
    questions = list(QUESTIONS)
    place = draw(st.integers(0, 8))
    for _ in range(draw(st.integers(1, 2))):
        questions[place] = changed(draw, questions[place])
    moved = questions.pop(place)
    if draw(st.integers(0, 9)):
        questions.insert(place if draw(st.integers(0, 3)) else draw(st.integers(0, len(questions))), moved)
    return "[[question]]\n".join((HEAD, *questions)), answers_to(draw, FLOOR[place])


def answers_to(draw: st.DrawFn, question_id: str) -> Answers:
    """はい or わからない to the question, or nothing at all; いいえ to the rest, but where something leads to it."""
    answer = draw(st.sampled_from((Answer.YES, Answer.YES, Answer.UNKNOWN, None)))
    leading = {"Q3": Answer.YES} if question_id == "Q4" or draw(st.integers(0, 4)) == 0 else {}
    answers = HEARD | leading | ({question_id: answer} if answer else {})
    left = {key: each for key, each in answers.items() if answer or key != question_id}
    return Answers(answers=left, sub_answers=dict.fromkeys(FLOOR, draw(st.sampled_from(Answer))))


def changed(draw: st.DrawFn, question: str) -> str:
    """A line of the same field instead, a line more, or a line less."""
    lines, new = question.strip("\n").split("\n"), draw(st.sampled_from((*LINES, "")))
    field = new.split(" = ", maxsplit=1)[0]
    same = [at for at, line in enumerate(lines) if new and line.startswith(f"{field} = ")]
    if same:
        lines[same[0]] = new
    elif new:
        lines.append(new)
    else:
        lines.pop(draw(st.integers(1, len(lines) - 1)))
    return "\n".join(lines) + "\n\n"


def accepted(text: str) -> Definition | None:
    """The sheet, where a desk would let it count."""
    item = Publication(number=1, kind=Kind.CHECKLIST, version="2026.10", published_at=AT, content=text)
    verdict, _standing = judge(item, ground())
    if verdict.state is State.APPLIED:
        sheet = read(item)
        assert isinstance(sheet, Definition)
        return sheet
    assert verdict.reason
    return None


def days(finding: Finding) -> int:
    """Until it is asked again; a year where it is not."""
    return 365 if finding.recheck_days is None else finding.recheck_days


def findings(sheet: Definition, answers: Answers) -> dict[str, Finding]:
    return {each.id: each for each in evaluate(sheet, answers).findings if each.id in FLOOR}


@settings(STEADY, max_examples=400)
@given(sheets())
def test_what_counts_finds_at_least_as_much(drawn: tuple[str, Answers]) -> None:
    text, answers = drawn
    sheet = accepted(text)
    if sheet is None:
        return
    ours, theirs = findings(OURS, answers), findings(sheet, answers)
    assert set(ours) <= set(theirs)
    for question_id, mine in ours.items():
        his = theirs[question_id]
        assert (his.level or 0) >= (mine.level or 0)
        assert set(his.calls) >= set(mine.calls)
        assert {each.agency for each in his.asks} >= {each.agency for each in mine.asks}
        assert (his.level or 0) > (mine.level or 0) or days(his) <= days(mine)
    assert closable(OURS, answers) >= closable(sheet, answers)


@settings(STEADY, max_examples=400)
@given(sheets(), st.sampled_from(ConsentState))
def test_nobody_is_asked_less_strongly(drawn: tuple[str, Answers], consent: ConsentState) -> None:
    text, answers = drawn
    sheet = accepted(text)
    if sheet is None:
        return
    ours, theirs = (
        {each.agency: each.action for each in decide(evaluate(which, answers), lambda _agency: consent)}
        for which in (OURS, sheet)
    )
    assert all(STRENGTH.index(theirs[agency]) >= STRENGTH.index(action) for agency, action in ours.items())


def test_of_the_sheets_here_some_count_and_some_do_not() -> None:
    """Else the two above would prove nothing."""
    assert accepted(SHEET) is not None
    assert accepted(SHEET.replace('calls = ["110", "189"]', 'calls = ["110"]')) is None
