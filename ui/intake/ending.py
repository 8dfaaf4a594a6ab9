"""The end of a talk: its records durable, its letters sealed, and what became of each. Run off the window's thread."""

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import Form
from kyosei_desk.errors import DeskError
from sync.referring import refer
from sync.standing import load
from ui.intake.outcome import Asked, Ended
from ui.intake.writing import write_down


def end(desk: Desk, form: Form, letters: tuple[str, ...]) -> Ended:
    """First the record, then each letter by itself: one that cannot go holds up no other."""
    talk = write_down(desk, form)
    return Ended(talk_id=talk.id, asked=tuple(asked(desk, talk.id, each, form.ticks.get(each)) for each in letters))


def asked(desk: Desk, talk_id: str, agency: str, ticked: tuple[str, ...] | None) -> Asked:
    try:
        refer(desk, load(desk.exchange), talk_id, agency, ticked)
    except DeskError as error:
        return Asked(agency, str(error))
    return Asked(agency)
