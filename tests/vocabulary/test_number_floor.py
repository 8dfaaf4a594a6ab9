"""No list of numbers may say less of 119, 110 and 189 than the one that ships."""

import msgspec
import pytest

from kyosei_desk.errors import DefinitionError
from kyosei_desk.vocabulary import Number, NumberList, builtin_numbers, check_number_floor

OURS = builtin_numbers()
LIFE = ("119", "110", "189")


def changed(number: str, **fields: object) -> NumberList:
    numbers = tuple(msgspec.structs.replace(each, **fields) if each.number == number else each for each in OURS.numbers)
    return NumberList("2", numbers)


def test_the_list_that_ships_stands_on_the_floor() -> None:
    check_number_floor(OURS)


@pytest.mark.parametrize("number", LIFE)
def test_none_of_the_three_can_be_dropped(number: str) -> None:
    left = tuple(each for each in OURS.numbers if each.number != number)
    with pytest.raises(DefinitionError, match=number):
        check_number_floor(NumberList("2", left))


@pytest.mark.parametrize("number", LIFE)
@pytest.mark.parametrize(
    "fields", [{"name": "宅配の受付"}, {"hours": "平日"}, {"hours": ""}, {"region": "遠い町"}, {"confirmed": False}]
)
def test_less_cannot_be_said_of_them(number: str, fields: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match=number):
        check_number_floor(changed(number, **fields))


def test_their_use_can_be_put_into_other_words_and_their_check_renewed() -> None:
    check_number_floor(changed("119", use="火や、けがや、急な病気", verified_at="2027-10-01", source="見本"))


def test_the_others_may_come_and_go() -> None:
    life = tuple(each for each in OURS.numbers if each.number in LIFE)
    own = Number("000-000-0009", "見本の窓口", "見本", "", "見本市", "", confirmed=False, region="見本市")
    check_number_floor(NumberList("2", (own, *life)))


def test_they_are_shown_first() -> None:
    numbers = NumberList("2", tuple(reversed(OURS.numbers))).life_first()
    assert {each.number for each in numbers[:3]} == set(LIFE)
    assert set(numbers) == set(OURS.numbers)


def test_the_line_is_named_where_the_text_is_given() -> None:
    text = 'version = "2"\n\n[[number]]\nnumber = "110"\n\n[[number]]\nnumber = "119"\n'
    by_number = {each.number: each for each in changed("119", hours="平日").numbers}
    with pytest.raises(DefinitionError) as caught:
        check_number_floor(NumberList("2", (by_number["110"], by_number["119"], by_number["189"])), text, "見本")
    assert (caught.value.source, caught.value.line) == ("見本", 6)
