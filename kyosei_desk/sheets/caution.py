"""What paper must not carry, whatever the kind of sheet (domain.md §5). Pure."""

from kyosei_desk.assessment import ABUSE_QUESTIONS
from kyosei_desk.case_file import CaseFile
from kyosei_desk.records import Answer

SUSPECTED = frozenset({"Q17"})
CERTAIN = frozenset({"Q2", "Q14", "Q17"})
"""Questions behind which a person may be hiding from another: the first at わからない already."""


def found(file: CaseFile, *answers: Answer) -> frozenset[str]:
    return frozenset(each.id for each in file.assessment.result.findings if each.answer in answers)


def hides_place(file: CaseFile) -> bool:
    """A withheld address, and the whereabouts of someone who may be fleeing: on no sheet.

    A tick at DV・虐待 that no question explains is read with care, as partner violence.
    """
    fleeing = found(file, Answer.YES) & CERTAIN or found(file, Answer.UNKNOWN) & SUSPECTED
    unexplained = file.assessment.abuse_or_dv and not found(file, *Answer) & ABUSE_QUESTIONS
    return file.household.address_withheld or bool(fleeing) or unexplained
