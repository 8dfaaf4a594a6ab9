"""What paper must not carry, whatever the kind of sheet (domain.md §5). Pure."""

from kyosei_desk.assessment import ABUSE_QUESTIONS, ABUSE_WORD
from kyosei_desk.case_file import CaseFile
from kyosei_desk.records import Answer
from kyosei_desk.sheets.wording import desk_name, plain

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


def hides_visitor(file: CaseFile) -> bool:
    """Who came or reported stands on no sheet in cases of abuse and DV."""
    topics = file.consultation.topics | {file.consultation.main_topic}
    return file.assessment.abuse_or_dv or ABUSE_WORD in topics


def outgoing_author(file: CaseFile, author: str) -> str:
    """The volunteer; the desk where naming them could put someone at risk."""
    return desk_name(file.district) if hides_visitor(file) or not author.strip() else plain(author)
