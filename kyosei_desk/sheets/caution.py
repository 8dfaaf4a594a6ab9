"""What paper must not carry, whatever the kind of sheet (domain.md §5). Pure."""

from kyosei_desk.assessment import ABUSE_QUESTIONS, ABUSE_WORD
from kyosei_desk.case_file import CaseFile
from kyosei_desk.sheets.wording import desk_name, plain

PARTNER_VIOLENCE = frozenset({"Q2", "Q14", "Q17"})
"""Questions behind which a person may be hiding from another."""


def found(file: CaseFile) -> frozenset[str]:
    return frozenset(each.id for each in file.assessment.result.findings)


def hides_place(file: CaseFile) -> bool:
    """A withheld address, and the whereabouts of someone who may be fleeing: on no sheet.

    A tick at DV・虐待 that no question explains is read with care, as partner violence.
    """
    ids = found(file)
    unexplained = file.assessment.abuse_or_dv and not ids & ABUSE_QUESTIONS
    return file.household.address_withheld or bool(ids & PARTNER_VIOLENCE) or unexplained


def hides_visitor(file: CaseFile) -> bool:
    """Who came or reported stands on no sheet in cases of abuse and DV."""
    topics = file.consultation.topics | {file.consultation.main_topic}
    return file.assessment.abuse_or_dv or ABUSE_WORD in topics


def outgoing_author(file: CaseFile, author: str) -> str:
    """The volunteer; the desk where naming them could put someone at risk."""
    return desk_name(file.district) if hides_visitor(file) or not author.strip() else plain(author)
