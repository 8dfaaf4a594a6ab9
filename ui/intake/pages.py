"""The nine pages in their order."""

from ui.intake.checking import CheckingPage
from ui.intake.checklist import ChecklistPage
from ui.intake.consent import ConsentPage
from ui.intake.done import DonePage
from ui.intake.issues import IssuesPage
from ui.intake.page import IntakePage
from ui.intake.reception import ReceptionPage
from ui.intake.response import ResponsePage
from ui.intake.topics import TopicsPage
from ui.intake.who import WhoPage

PAGES: tuple[type[IntakePage], ...] = (
    ReceptionPage,
    WhoPage,
    TopicsPage,
    IssuesPage,
    ChecklistPage,
    ResponsePage,
    ConsentPage,
    CheckingPage,
    DonePage,
)
