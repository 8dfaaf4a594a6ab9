"""Whether the district that lets this laptop in is the right one: the 照合番号, compared by a person here as well.

A code made for a district that has begun names its founding entry, and nobody is asked. Else the hub might show a new
laptop a district of its own making: until a person has compared, nothing of it is opened and nothing sealed to it.
"""

from i18n import _
from sync import devices
from sync.errors import SyncError
from sync.roster import Roster
from sync.round import Round


class NotRecognised(SyncError):
    """A person says that the numbers differ."""

    def __init__(self) -> None:
        super().__init__(
            _("照合番号が違うので、この机は、まだ地区に入っていません。"),
            _("記録はそのままで、記録は何も送っていません。"),
            _("市の担当に知らせて、新しい登録コードをもらってください。"),
        )


def recognised(turn: Round, roster: Roster) -> Roster:
    """Have the number compared where it must be; returns the roster. Raises NotRecognised.

    Where nobody can be asked (a script sets the laptop up), it goes on, and the number is said once.
    """
    if not devices.to_be_compared(turn.exchange, turn.enrolment):
        return roster
    number = devices.check_number_of(turn.exchange, turn.enrolment)
    ask = turn.hooks.recognise
    if ask is not None and not ask(number):
        turn.exchange.note("not_recognised")
        devices.forget_roster(turn.exchange)
        raise NotRecognised
    turn.enrolment, roster = devices.compared(turn.desk, turn.enrolment)
    if ask is None:
        tell_number(turn, number)
    return roster


def tell_number(turn: Round, number: str) -> None:
    turn.tell(
        "not_compared",
        _(
            "人が照合番号を見くらべないまま、この机は地区に入りました。照合番号: {number}。"
            "承認した机に出た番号と違うときは、記録を書くのをやめて、市の担当に知らせてください。"
        ).format(number=number),
    )
