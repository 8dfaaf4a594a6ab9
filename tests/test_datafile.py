"""A data file that does not hold is refused with the line a person must look at."""

import msgspec
import pytest

from kyosei_desk.datafile import line_of, read_toml
from kyosei_desk.errors import DefinitionError


class Sub(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    level: int = 0


class Question(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    level: int
    calls: tuple[str, ...] = ()
    sub: Sub | None = None


class Sheet(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    question: tuple[Question, ...]
    notes: dict[str, str] = {}


SHEET = '''\
version = "1"

[[question]]
id = "Q1"
level = 5

[[question]]  # with a note
id = "Q2"
level = 4
calls = [
    "119",
    "110",
]

[question.sub]
text = """two
[[question]]
level = lines"""
level = 5

[[question]]
id = "Q3"
level = 3

[question.sub]
text = "third"
level = 4
'''


def line(text: str) -> int:
    with pytest.raises(DefinitionError) as caught:
        read_toml(text, "sheet.toml", Sheet)
    assert caught.value.source == "sheet.toml"
    return caught.value.line


def test_a_good_file_is_read() -> None:
    sheet = read_toml(SHEET, "sheet.toml", Sheet)
    assert [each.id for each in sheet.question] == ["Q1", "Q2", "Q3"]
    assert sheet.question[2].sub == Sub(text="third", level=4)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('version = "1"', "version = 1", 1),
        ('version = "1"', "version = ", 1),
        ('version = "1"\n', "", 1),
        ('version = "1"', 'version = "1"\ntitle = "x"', 2),
        ("level = 3", 'level = "3"', 23),
        ("level = 3", "level = 3\nlevle = 3", 24),
        ('id = "Q3"\n', "", 21),
        ('"110"', "110", 12),
        ('"119"', "119", 11),
        ('text = "third"\nlevel = 4', 'text = "third"\nlevel = "4"', 27),
        ('text = "third"\n', "", 25),
        ('text = "third"', 'text = "third"\nother = 1', 27),
        ('lines"""\nlevel = 5', 'lines"""\nlevel = "5"', 19),
        ("level = 3", "level = [", 25),
        ('id = "Q3"', 'id = "Q3"\nid = "Q4"', 23),
        ('text = "third"', 'text = "third', 26),
    ],
)
def test_the_line_of_the_fault_is_named(old: str, new: str, expected: int) -> None:
    assert SHEET.count(old) == 1
    assert line(SHEET.replace(old, new)) == expected


def test_an_unclosed_text_at_the_end_names_the_last_line() -> None:
    assert line('version = """\nno end\n') == 3


def test_an_unknown_table_is_named_where_it_stands() -> None:
    assert line(SHEET + "\n[extra]\na = 1\n") == 29


def test_an_inline_table_is_named_by_its_key() -> None:
    assert line('version = "1"\n[[question]]\nid = "Q1"\nlevel = 1\nsub = { text = 3 }\n') == 5


def test_windows_line_ends_and_unusual_separators_do_not_move_the_line() -> None:
    text = SHEET.replace('id = "Q1"', 'id = "Q\u20281\u0085"').replace("level = 3", 'level = "3"').replace("\n", "\r\n")
    assert line(text) == 23


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_toml("\ufeff" + SHEET, "sheet.toml", Sheet).version == "1"


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert line('version = "' + "あ" * 1_000_001) == 0


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = 2026-02-31"])
def test_hostile_values_end_in_a_sentence(text: str) -> None:
    assert line(text) in {0, 1}


def test_the_value_itself_is_never_repeated() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_toml('version = "1"\nquestion = "見本 花子"\n', "sheet.toml", Sheet)
    assert "見本" not in str(caught.value)
    assert "「question」" in str(caught.value)
    assert "2 行目" in str(caught.value)


def test_a_path_that_leads_nowhere_gives_the_nearest_header() -> None:
    assert line_of(SHEET, ("question", 2, "nothing")) == 21
    assert line_of(SHEET, ("question", 9)) == 1
