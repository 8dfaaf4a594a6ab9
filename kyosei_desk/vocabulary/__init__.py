"""The official code lists, the kinds of agencies, the national numbers, and a town's own offices and notices, as data.

Pure but for its own files. It knows labels and where they come from; what follows from a label is the checklist's and
the reports' matter.
"""

from kyosei_desk.vocabulary.agencies import AgencyList, builtin_agencies, load_agencies
from kyosei_desk.vocabulary.directory import Directory, Office, load_directory
from kyosei_desk.vocabulary.floor import check_number_floor
from kyosei_desk.vocabulary.lists import UNKNOWN_ISSUE, Vocabulary
from kyosei_desk.vocabulary.loading import builtin_vocabulary, load_vocabulary
from kyosei_desk.vocabulary.notices import Board, Notice, load_board
from kyosei_desk.vocabulary.numbers import Number, NumberList, builtin_numbers, load_numbers

__all__ = [
    "UNKNOWN_ISSUE", "AgencyList", "Board", "Directory", "Notice", "Number", "NumberList", "Office", "Vocabulary",
    "builtin_agencies", "builtin_numbers", "builtin_vocabulary", "check_number_floor", "load_agencies", "load_board",
    "load_directory", "load_numbers", "load_vocabulary",
]  # fmt: skip
