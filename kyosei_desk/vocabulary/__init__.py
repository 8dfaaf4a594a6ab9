"""The official code lists, the kinds of agencies and the national numbers, as data. Pure but for its own files.

It knows labels and where they come from; what follows from a label is the checklist's and the reports' matter.
"""

from kyosei_desk.vocabulary.lists import UNKNOWN_ISSUE, Vocabulary
from kyosei_desk.vocabulary.loading import builtin_vocabulary, load_vocabulary
from kyosei_desk.vocabulary.numbers import Number

__all__ = ["UNKNOWN_ISSUE", "Number", "Vocabulary", "builtin_vocabulary", "load_vocabulary"]
