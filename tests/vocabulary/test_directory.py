"""A town's offices and notices: read whole, and what does not hold is refused with its line."""

from datetime import date

import pytest

from kyosei_desk.errors import DefinitionError
from kyosei_desk.vocabulary import Board, Directory, Notice, Office, load_board, load_directory

KINDS = frozenset({"保健所", "福祉事務所"})
OFFICES = """\
version = "2026.10"

[[office]]
kind = "保健所"
name = "見本 保健所"
phone = "000-000-0001"
hours = "平日9時〜17時"
night = "000-000-0002"
address = "ひばり市北町1"
note = "予約が要る"
source = "見本市"
checked_at = "2026-10-01"

[[office]]
kind = "福祉事務所"
name = "見本 福祉事務所"
phone = "000-000-0003"
source = "見本市"
checked_at = "2026-10-01"
"""
NOTICES = """\
version = "1"

[[notice]]
title = "見本の知らせ"
text = \"\"\"
はじめの行
次の行
\"\"\"
until = "2026-10-20"
"""

OFFICE_FAULTS = [
    # what stands there, what stands there now, the line to be named
    ('kind = "保健所"', 'kind = "保険所"', 4),
    ('kind = "保健所"\n', "", 3),
    ('name = "見本 保健所"', 'name = ""', 5),
    ('name = "見本 保健所"', 'name = " 見本"', 5),
    ('name = "見本 保健所"', 'name = "見本\\n保健所"', 5),
    ('name = "見本 保健所"', f'name = "{"長" * 201}"', 5),
    ('phone = "000-000-0001"', 'phone = ""', 6),
    ('phone = "000-000-0001"', 'phone = "０００"', 6),
    ('phone = "000-000-0001"', 'phone = "000-000-0001（代表）"', 6),
    ('phone = "000-000-0001"', 'phone = "#9999"', 6),
    ('night = "000-000-0002"', 'night = "夜はなし"', 8),
    ('night = "000-000-0002"', 'night = "9999"', 8),
    ('note = "予約が要る"', 'memo = "予約が要る"', 10),
    ('source = "見本市"', 'source = ""', 11),
    ('checked_at = "2026-10-01"', 'checked_at = ""', 12),
    ('checked_at = "2026-10-01"', 'checked_at = "2026-13-01"', 12),
    ('version = "2026.10"', 'version = "2026.10\\n"', 1),
    ('version = "2026.10"', "version = 2026.10", 1),
]


@pytest.mark.parametrize(("old", "new", "line"), OFFICE_FAULTS)
def test_an_offices_fault_is_named_with_its_line(old: str, new: str, line: int) -> None:
    assert old in OFFICES
    with pytest.raises(DefinitionError) as caught:
        load_directory(OFFICES.replace(old, new, 1), "見本", KINDS)
    assert (caught.value.source, caught.value.line) == ("見本", line)


def test_a_directory_is_read_whole() -> None:
    directory = load_directory(OFFICES, kinds=KINDS)
    assert directory == Directory(
        "2026.10",
        (
            Office(
                kind="保健所", name="見本 保健所", phone="000-000-0001", hours="平日9時〜17時", night="000-000-0002",
                address="ひばり市北町1", note="予約が要る", source="見本市", checked_at="2026-10-01",
            ),
            Office(
                kind="福祉事務所",
                name="見本 福祉事務所",
                phone="000-000-0003",
                source="見本市",
                checked_at="2026-10-01",
            ),
        ),
    )  # fmt: skip


def test_the_same_office_twice_is_a_slip_and_the_same_name_of_two_kinds_is_none() -> None:
    twice = OFFICES.replace("見本 福祉事務所", "見本 保健所")
    assert len(load_directory(twice, kinds=KINDS).office) == 2
    with pytest.raises(DefinitionError) as caught:
        load_directory(twice.replace('kind = "福祉事務所"', 'kind = "保健所"'), kinds=KINDS)
    assert caught.value.line == 16


def test_without_kinds_any_is_read() -> None:
    assert load_directory(OFFICES.replace("保健所", "むかしの窓口")).office[0].kind == "むかしの窓口"


def test_a_directory_without_an_office_is_none() -> None:
    with pytest.raises(DefinitionError, match="空"):
        load_directory('version = "1"\noffice = []\n')


def test_an_offices_check_is_good_for_a_year() -> None:
    office = load_directory(OFFICES).office[0]
    assert not office.stale(date(2027, 10, 1))
    assert office.stale(date(2027, 10, 2))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = "見本の知らせ"', 'title = ""', 4),
        ('title = "見本の知らせ"', 'title = "見本\\n知らせ"', 4),
        ('until = "2026-10-20"', 'until = ""', 9),
        ('until = "2026-10-20"', 'until = "2026-02-30"', 9),
        ('until = "2026-10-20"', 'until = "年末まで"', 9),
        ('until = "2026-10-20"', 'since = "2026-10-20"', 9),
        ("はじめの行\n次の行", " ", 5),
        ("はじめの行", "長" * 4001, 5),
    ],
)
def test_a_notices_fault_is_named_with_its_line(old: str, new: str, line: int) -> None:
    assert old in NOTICES
    with pytest.raises(DefinitionError) as caught:
        load_board(NOTICES.replace(old, new, 1), "見本")
    assert (caught.value.source, caught.value.line) == ("見本", line)


def test_a_board_is_read_whole_and_by_the_day() -> None:
    board = load_board(NOTICES)
    notice = Notice(title="見本の知らせ", text="はじめの行\n次の行\n", until="2026-10-20")
    assert board == Board("1", (notice,))
    assert board.on(date(2026, 10, 20)) == (notice,)
    assert board.on(date(2026, 10, 21)) == ()


def test_an_empty_board_says_so() -> None:
    assert load_board('version = "2"\nnotice = []\n').notice == ()
    with pytest.raises(DefinitionError, match="notice"):
        load_board('version = "2"\n')
