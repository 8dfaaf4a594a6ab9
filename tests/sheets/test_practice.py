"""A paper of the practice room says so: to the eye behind the text, to the ear in its title, and at every foot."""

import msgspec
import pypdfium2
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.records import District
from kyosei_desk.sheets import SheetKind
from tests.builders import intake
from tests.sheets.papers import FROM_A_CASE, drawn, talk
from tests.sheets.reading import description_of, pages_of, text_of

MARK = "【練習】"
LETTERS = (*FROM_A_CASE, SheetKind.BLANK)


def large_signs(pdf: bytes) -> list[str]:
    """What stands at 100 points or more, page by page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = [(text.get_text_range(place, 1), text.get_charbox(place)) for place in range(text.count_chars())]
        found.append("".join(sign for sign, (left, low, right, high) in boxes if high - low > 100 and right > left))
    return found


@pytest.mark.parametrize("kind", LETTERS)
def test_every_side_is_marked(kind: SheetKind) -> None:
    sheet = drawn(kind, talk("話"), practice=True)
    assert sheet.tagged
    assert large_signs(sheet.pdf) == ["練習"] * pages_of(sheet.pdf)
    assert MARK in text_of(sheet.pdf)
    assert MARK in description_of(sheet.pdf).metadata


@pytest.mark.parametrize("kind", LETTERS)
def test_a_real_one_is_not(kind: SheetKind) -> None:
    sheet = drawn(kind, talk("話"))
    assert not any(large_signs(sheet.pdf))
    assert MARK not in text_of(sheet.pdf)


def test_it_comes_from_the_district_of_the_vault(desk: Desk) -> None:
    record = desk.record(intake("話"))
    assert practice_district().practice
    assert MARK in text_of(desk.print_record(record.id).pdf)
    assert MARK in text_of(desk.print_blank().pdf)
    desk.set_district(District(id="district", name="見本地区", desk="見本の机"))
    assert MARK not in text_of(desk.print_record(record.id).pdf)


def test_a_vault_of_before_the_mark_is_read_as_real() -> None:
    bare = msgspec.json.decode(b'{"id": "district", "name": "\xe8\xa6\x8b"}', type=District)
    assert not bare.practice
