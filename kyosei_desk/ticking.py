"""The fields of a letter that a volunteer may tick: each statement, and the wish. What they are called, and what is
chosen by those names. Pure."""

from collections.abc import Iterable
from datetime import date

import msgspec

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import AgencyDecision
from kyosei_desk.disclosure import WISH, decision_for, first_ticks, offered_statements
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Action
from kyosei_desk.sharing import check_shareable, towards_city

WISH_NAME, STATEMENT_NAME = "希望", "話"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One field that may be ticked. `field`: its name (希望, 話1 …); `key`: the statement's id, or WISH.

    A statement's number is its place in the record, the same for every agency. `ticked`: at first, before anyone looks.
    """

    field: str
    key: str
    ticked: bool
    source: str
    text: str


def offers(file: CaseFile, agency: str, on: date) -> tuple[Offer, ...]:
    """Of a letter to one agency; none where only the least, or nothing by name, may go."""
    return offered(file, decision_for(file, agency), on)


def sharing_offers(file: CaseFile, on: date) -> tuple[Offer, ...]:
    """Of a 情報共有. Raises NotAllowed as `share` does."""
    check_shareable(file, on)
    return offered(file, towards_city(file), on)


def offered(file: CaseFile, decision: AgencyDecision, on: date) -> tuple[Offer, ...]:
    if decision.action is not Action.SEND:
        return ()
    first, talk = first_ticks(file, decision, on), file.consultation
    every = sorted(talk.statements.items(), key=lambda pair: (pair[1].position, pair[0]))
    number = {key: place for place, (key, _each) in enumerate(every, start=1)}
    said = [
        Offer(field=f"{STATEMENT_NAME}{number[key]}", key=key, ticked=key in first, source=each.source, text=each.text)
        for key, each in offered_statements(file, decision, on)
    ]
    wish = Offer(field=WISH_NAME, key=WISH, ticked=WISH in first, source="", text=talk.wish)
    return (*said, wish) if talk.wish else tuple(said)


def chosen(there: Iterable[Offer], tick: Iterable[str], untick: Iterable[str]) -> frozenset[str]:
    """The keys that go: what is ticked at first, with and without what a person named (a name or a key).

    Raises FieldError for what this letter does not offer: a tick that does nothing would deceive.
    """
    there = tuple(there)
    keys = {name: each.key for each in there for name in (each.field, each.key)}
    first = {each.key for each in there if each.ticked}
    return frozenset(first | known(keys, tick)) - known(keys, untick)


def known(keys: dict[str, str], named: Iterable[str]) -> set[str]:
    named = set(named)
    if not named <= keys.keys():
        raise FieldError(
            "tick",
            _("選んだものの中に、この手紙に入れられないものがあります。"),
            _("入れられるものは --fields で見られます。"),
            _("記録はそのままで、何も送っていません。"),
        )
    return {keys[each] for each in named}
