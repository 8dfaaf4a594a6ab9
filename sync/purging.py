"""Orders to purge at a desk: those that waited are carried out, and people are told whose orders took what away."""

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.purge_order import RESTRICT
from sync import devices, inbound
from sync.round import Round


def carry_out_due(turn: Round) -> None:
    """Orders of 閲覧制限 that came before the records that they put in the place of what goes."""
    due = turn.exchange.due_orders() if turn.report.pulled else []
    if due:
        roster = devices.roster_of(turn.exchange, turn.enrolment)
        orders = [order for order in due if inbound.allowed(roster, order)]
        if orders:
            turn.desk.begin_purge()
            turn.exchange.carry_out(orders)
            turn.purged += len(orders)


def tell(turn: Round) -> None:
    """What went by orders that came: nobody should miss a record without knowing whom to ask."""
    untold = turn.exchange.purges_untold()
    if not untold:
        return
    names = names_of(turn.desk)
    for (person, reason), count in untold.items():
        said = restricted() if reason == RESTRICT else purged()
        name = names.get(person, _("名前の分からない人"))
        turn.tell("purged_by_order", said.format(name=name, count=count), person=person, records=count)
    turn.exchange.purges_told()


def purged() -> str:
    return _(
        "{name}さんの指示で、記録{count}件を消しました。ほかの記録はそのままです。"
        "思いあたらないときは、責任者に確かめてください。"
    )


def restricted() -> str:
    return _(
        "{name}さんの閲覧制限の指示で、記録{count}件を消し、限られた人だけが開ける記録に置きかえました。"
        "ほかの記録はそのままです。思いあたらないときは、責任者に確かめてください。"
    )


def names_of(desk: Desk) -> dict[str, str]:
    """Everyone of the district, those who have left too."""
    travelling = {each.id: each.name for each in desk.belonging.colleagues().values()}
    return {**travelling, **{person.id: person.name for person in desk.people}}
