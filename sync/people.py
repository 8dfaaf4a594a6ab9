"""People of the district at this laptop: those of other laptops are let in, those who left are let go."""

from kyosei_desk.desk import Desk
from kyosei_desk.records import Colleague
from sync import standing
from sync.roster import Roster


def adopt(desk: Desk) -> None:
    """After a pull: slots for people of other laptops, their new passphrases, and no more for those who have left.

    Slots that are to go do so when the desk closes (`kyosei_desk.rekeying`): the vault gets another key then.
    """
    enrolment = standing.load(desk.exchange)
    if enrolment is None:
        return
    roster = standing.roster_of(desk.exchange, enrolment)
    desk.belonging.let_go(set(roster.people_ever) - set(roster.people))
    came = [each for each in desk.belonging.colleagues().values() if not each.left]
    forged = {each.id for each in came if not fits(each, roster)}
    forged |= set(desk.belonging.adopt(each for each in came if each.id not in forged))
    for person_id in sorted(forged):
        desk.exchange.note("person_refused", {"person": person_id})
    publish(desk)


def publish(desk: Desk) -> int:
    """Send what this laptop's slots know of people on its way; returns how many people it was."""
    return desk.belonging.publish()


def fits(colleague: Colleague, roster: Roster) -> bool:
    """Whether the roster says the same of them: who is not on it was let in by no laptop of the district."""
    card = roster.people.get(colleague.id)
    if card is None:
        return False
    return card.role == colleague.role and colleague.sign_public in {b"", card.sign_public}
