"""Ticks by name: what stands on the list, what goes, and that a tick which does nothing is refused."""

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed
from kyosei_desk.records import Source
from kyosei_desk.ticking import chosen
from sync.referring import offers, preview, refer
from sync.standing import Enrolment
from sync.telling import share_offers, share_preview
from tests.builders import statement
from tests.post.city import City
from tests.post.talks import GIVEN, POVERTY, REFUSED, YES, recorded

SAID = (statement("見本の話", position=0), statement("見本のうわさ", Source.HEARSAY, position=1))


def names(found: tuple[object, ...]) -> list[tuple[object, ...]]:
    return [(each.field, each.ticked) for each in found]  # type: ignore[attr-defined]


def test_the_list_names_each_statement_by_its_place_and_the_wish(desk: Desk) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, *SAID, wish="見本の希望")
    assert names(offers(desk, talk.id, POVERTY)) == [("話1", True), ("話2", False), ("希望", True)]
    assert names(share_offers(desk, talk.id)) == [("話1", True), ("話2", False), ("希望", True)]


def test_what_is_ticked_is_what_the_agency_reads(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, *SAID, wish="見本の希望")
    there = offers(desk, talk.id, POVERTY)
    ticked = chosen(there, ["話2"], ["希望"])
    seen = preview(desk, talk.id, POVERTY, ticked)
    assert ([each.text for each in seen.statements], seen.wish) == (["見本の話", "見本のうわさ"], "")
    sent = city.referral(desk, enrolment, refer(desk, enrolment, talk.id, POVERTY, ticked).letter_id)
    assert (sent.statements, sent.wish) == (seen.statements, seen.wish)
    assert share_preview(desk, talk.id, chosen(there, (), ["話1", "希望"])).statements == ()


def test_a_statement_may_be_named_by_its_id(desk: Desk) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, *SAID)
    there = offers(desk, talk.id, POVERTY)
    assert chosen(there, [there[1].key], [there[0].key]) == {there[1].key}
    assert chosen(there, (), ()) == {there[0].key}


@pytest.mark.parametrize("named", ["話3", "wish", "名前", "希望"])
def test_what_is_not_offered_is_refused(desk: Desk, named: str) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, *SAID)  # no wish was said
    there = offers(desk, talk.id, POVERTY)
    for tick, untick in (([named], []), ([], [named])):
        with pytest.raises(FieldError, match="入れられない"):
            chosen(there, tick, untick)


def test_where_only_the_least_may_go_nothing_is_a_choice(desk: Desk) -> None:
    talk = recorded(desk, {"Q13": YES, "Q12": YES}, None, *SAID)
    assert offers(desk, talk.id, POVERTY) == ()
    with pytest.raises(FieldError):
        chosen((), ["話1"], ())


def test_without_consent_there_is_nothing_to_share(desk: Desk) -> None:
    talk = recorded(desk, {"Q12": YES}, REFUSED, *SAID)
    with pytest.raises(NotAllowed):
        share_offers(desk, talk.id)
