"""The printed recovery code: seven groups of five, and a slip of the finger is located."""

import re

import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.printed_code import SIGNS
from kyosei_desk.vault.recovery_code import new_code, pair_from, parse

CODE = "00000-00001-00002-00003-00004-00005-00006"
"""Written by hand: a group of four zeros has the check sign of its place alone."""


def test_a_code_is_seven_groups_of_five_without_ambiguous_letters() -> None:
    for _each in range(50):
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){6}", new_code())


def test_a_code_holds_at_least_128_random_bits() -> None:
    assert len(SIGNS) == 32
    assert len(parse(new_code())) * 5 >= 128
    assert len({new_code() for _each in range(200)}) == 200


def test_the_check_signs_are_not_part_of_the_key() -> None:
    assert parse(CODE) == "0" * 28


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in CODE),
        CODE.replace("-", "ー"),
        CODE.replace("-", "ｰ"),
        CODE.replace("-", "−"),
    ],
    ids=["lower", "joined", "spaces", "around", "O and l", "o and I", "full width", "long mark", "half mark", "minus"],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert pair_from(typed) == pair_from(CODE)


def test_any_one_wrong_sign_is_located_in_its_group() -> None:
    code = new_code()
    for place, sign in enumerate(code):
        if sign == "-":
            continue
        wrong = SIGNS[(SIGNS.index(sign) + 1 + place % 31) % 32]
        if wrong == sign:
            continue
        with pytest.raises(FieldError) as caught:
            parse(code[:place] + wrong + code[place + 1 :])
        assert f"{place // 6 + 1}番目のまとまり" in str(caught.value)


def test_two_groups_cannot_change_places() -> None:
    with pytest.raises(FieldError, match="1番目"):
        parse("00001-00000-00002-00003-00004-00005-00006")


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "0", CODE[:-6], "あ" * 35, CODE * 2])
def test_a_code_with_a_sign_too_few_or_too_many_is_refused(typed: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse(typed)
    assert caught.value.field == "recovery_code"


def test_the_letter_u_is_no_sign_of_a_code() -> None:
    with pytest.raises(FieldError, match="7番目"):
        parse(CODE[:-1] + "U")


def test_no_part_of_a_mistyped_code_is_in_the_message() -> None:
    with pytest.raises(FieldError) as caught:
        parse("XYZ99" + CODE[5:])
    assert "XYZ99" not in str(caught.value)
