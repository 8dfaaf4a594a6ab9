"""手引き: one side in large letters, about the window and about nobody."""

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.records import District
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import pressed
from kyosei_desk.sheets.guide import fill_guide
from tests.builders import intake
from tests.sheets.papers import IMPRINT
from tests.sheets.reading import pages_of, sizes_of, text_of

LONG = "ひばりが丘みどり台東部第二地区ふれあい相談の場"


def guide(district: District) -> Sheet:
    return pressed(SheetKind.GUIDE, fill_guide(district), IMPRINT)


@pytest.mark.parametrize("name", ["", "みどり地区 相談の場", LONG * 2])
def test_it_is_one_tagged_side_in_letters_of_at_least_13_points(name: str) -> None:
    sheet = guide(msgspec.structs.replace(practice_district(), desk=name))
    assert sheet.tagged
    assert pages_of(sheet.pdf) == 1
    assert min(sizes_of(sheet.pdf)) >= 13


def test_it_says_whom_to_call_and_which_keys_to_remember() -> None:
    said = text_of(guide(practice_district()).pdf)
    assert [
        each for each in ("119", "110", "189", "F8", "F9", "Ctrl+L", "わからない", "直す") if each not in said
    ] == []


def test_it_says_nothing_of_any_person(desk: Desk) -> None:
    desk.record(intake("夜ごとの声"))
    said = text_of(desk.print_guide().pdf)
    assert not [each for each in ("見本", "花子", "みどり町", "夜ごとの声", desk.me.name) if each in said]
