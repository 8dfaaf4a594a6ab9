"""つなぎ確認シート: definition (data) → evaluate() → findings → decide() → actions. Pure."""

from kyosei_desk.checklist.consent import AgencyDecision, Ground, action_for, decide, resolved, state_for
from kyosei_desk.checklist.definition import COORDINATOR, Definition, Question, SubQuestion, builtin, load
from kyosei_desk.checklist.evaluation import (
    Answers,
    Ask,
    Finding,
    Result,
    closable,
    evaluate,
    open_questions,
    unanswered,
)
from kyosei_desk.checklist.floor import check_floor
from kyosei_desk.checklist.urgency import Standing, check_override, due_at, standing
from kyosei_desk.checklist.wording import action_words, basis_words, consequences, explain, explain_ground, level_words

__all__ = [
    "COORDINATOR", "AgencyDecision", "Answers", "Ask", "Definition", "Finding", "Ground", "Question", "Result",
    "Standing", "SubQuestion", "action_for", "action_words", "basis_words", "builtin", "check_floor",
    "check_override", "closable", "consequences", "decide", "due_at", "evaluate", "explain", "explain_ground",
    "level_words", "load", "open_questions", "resolved", "standing", "state_for", "unanswered",
]  # fmt: skip
