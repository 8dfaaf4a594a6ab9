"""People of the district at this laptop: those of other laptops are let in, those who left are let go."""

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.records import Colleague
from sync import standing
from sync.roster import Roster
from sync.round import Round

FORGED, UNREADABLE = "people_refused", "unreadable"
"""Under these names the vault keeps what a person was told of: ids of people, and what was counted when."""


def take_in(turn: Round) -> None:
    """`adopt`, and a word, once each, about what a person should know of it."""
    tell_forged(turn, adopt(turn.desk))
    tell_unreadable(turn)


def adopt(desk: Desk) -> tuple[str, ...]:
    """After a pull: slots for people of other laptops, their new passphrases, and no more for those who have left.

    Slots that are to go do so when the desk closes (`kyosei_desk.rekeying`): the vault gets another key then. Returns
    the ids of those whose record brought other keys than are known of them.
    """
    enrolment = standing.load(desk.exchange)
    if enrolment is None:
        return ()
    roster = standing.roster_of(desk.exchange, enrolment)
    desk.belonging.let_go(set(roster.people_ever) - set(roster.people))
    came = [each for each in desk.belonging.colleagues().values() if not each.left]
    unfit = {each.id for each in came if not fits(each, roster)}
    strange = set(desk.belonging.adopt(each for each in came if each.id not in unfit))
    for person_id in sorted(unfit | strange):
        desk.exchange.note("person_refused", {"person": person_id})
    publish(desk)
    return tuple(sorted(strange | {each.id for each in came if contradicts(each, roster)}))


def publish(desk: Desk) -> int:
    """Send what this laptop's slots know of people on its way; returns how many people it was."""
    return desk.belonging.publish()


def contradicts(colleague: Colleague, roster: Roster) -> bool:
    """Whether the roster knows another key of them. Who is not on it yet may come with the next sync."""
    card = roster.people_ever.get(colleague.id)
    return card is not None and colleague.sign_public not in {b"", card.sign_public}


def tell_forged(turn: Round, forged: tuple[str, ...]) -> None:
    """Only once: the record stays as it came, and a person can do no more about it at this desk."""
    told = (turn.exchange.get(FORGED) or b"").decode().split()
    records = turn.desk.belonging.colleagues()
    for person_id in forged:
        if person_id not in told:
            turn.remark(
                "person_forged",
                _(
                    "{name}さんの鍵として、地区の名簿と合わない記録が届きました。受け取っていません。"
                    "前からの鍵も記録もそのままです。責任者と市の担当に知らせてください。"
                ).format(name=shown(records[person_id].name)),
                person=person_id,
            )
            told.append(person_id)
            turn.exchange.put(FORGED, " ".join(told).encode())


def tell_unreadable(turn: Round) -> None:
    """Someone was taken out at another desk, and some records here were for nobody else."""
    roster = standing.roster_of(turn.exchange, turn.enrolment)
    left = {each.id for each in turn.desk.belonging.colleagues().values() if each.left}
    gone = left | (roster.people_ever.keys() - roster.people.keys())
    kept = turn.exchange.get(UNREADABLE)
    number, known, told = (0, 0, 0) if kept is None else msgspec.json.decode(kept, type=tuple[int, int, int])
    if not gone or ((number, known) == (roster.number, len(gone)) and not turn.report.pulled):
        return
    count = turn.exchange.unreadable(gone, roster.people.keys() - gone)
    if count > told:
        turn.remark("unreadable", unreadable().format(count=count), records=count)
    turn.exchange.put(UNREADABLE, msgspec.json.encode((roster.number, len(gone), count)))


def unreadable() -> str:
    return _(
        "外された人だけが開けた、閲覧制限の記録が{count}件あります。いまは、だれも開けません。"
        "ほかの記録はそのままです。その人が外される前の控えがあれば、restore で別のフォルダーに戻し、"
        "その人の合言葉か回復コードで開いてください。"
    )


def fits(colleague: Colleague, roster: Roster) -> bool:
    """Whether the roster says the same of them: who is not on it was let in by no laptop of the district."""
    card = roster.people.get(colleague.id)
    if card is None:
        return False
    return card.role == colleague.role and colleague.sign_public in {b"", card.sign_public}
