"""A published version that does not hold is refused, with the file and the line."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import DefinitionError
from kyosei_desk.vocabulary import Vocabulary, builtin_vocabulary, load_vocabulary

PACKAGE = Path(__file__).parents[2] / "kyosei_desk" / "vocabulary"
NAMES = ("lists.toml", "agencies.toml", "numbers.toml")
TEXTS = {name: (PACKAGE / name).read_text("utf-8") for name in NAMES}


def loaded(name: str = "", old: str = "", new: str = "") -> Vocabulary:
    changed = {each: text.replace(old, new, 1) if each == name else text for each, text in TEXTS.items()}
    assert not name or changed[name] != TEXTS[name]
    return load_vocabulary(*(changed[each] for each in NAMES))


def test_the_files_that_ship_are_what_is_built_in() -> None:
    assert loaded() == builtin_vocabulary()


@pytest.mark.parametrize(
    ("name", "old", "new", "at"),
    [
        ("lists.toml", '    "けが",\n', "", '"病気",'),
        ("lists.toml", '"けが"', '"病気"', '"けが"'),
        ("lists.toml", '"けが"', '""', '"けが"'),
        ("lists.toml", '"けが"', '" "', '"けが"'),
        ("lists.toml", '"けが"', "3", '"けが"'),
        ("lists.toml", 'unknown = "具体的記載なし（不明）"', 'unknown = "不明"', "unknown ="),
        ("lists.toml", 'version = "1"', 'version = "one"', "version ="),
        ("lists.toml", '"2026-10-01"', '"2026-02-30"', "checked_at ="),
        ("agencies.toml", 'name = "障害"', 'name = "高齢"', 'name = "障害"'),
        ("agencies.toml", '"介護保険課"', '"地域包括支援センター"', '"介護保険課"'),
        ("numbers.toml", '"#8008"', '"#9999"', '"#8008"'),
        ("numbers.toml", '"#8008"', '"＃8008"', '"#8008"'),
        ("numbers.toml", '"#8008"', '"119"', '"#8008"'),
        ("numbers.toml", '"0120-279-889"', '"0120279338"', '"0120-279-338"'),
        ("numbers.toml", 'status = "確認済み"', 'status = "たぶん"', "status ="),
        ("numbers.toml", 'verified_at = "2026-10-01"', 'verified_at = ""', "verified_at ="),
        ("numbers.toml", 'verified_at = "2026-10-01"', 'verified_at = "2026-13-01"', "verified_at ="),
    ],
)
def test_the_line_is_named(name: str, old: str, new: str, at: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        loaded(name, old, new)
    expected = next(place for place, line in enumerate(TEXTS[name].splitlines(), start=1) if at in line)
    assert caught.value.source == name
    # A list that is too short is named by its key, one line above its first label.
    assert caught.value.line == (expected - 1 if old.endswith("\n") else expected)


@pytest.mark.parametrize("number", ["119", "110", "189"])
def test_a_number_for_life_cannot_be_taken_off(number: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        loaded("numbers.toml", f'number = "{number}"', 'number = "0120-000-000"')
    assert number in str(caught.value)


def test_a_number_never_to_be_carried_is_not_here() -> None:
    assert not any("9999" in each.number for each in builtin_vocabulary().numbers)


def test_a_check_is_good_for_a_year() -> None:
    first = builtin_vocabulary().numbers[0]
    checked = msgspec.structs.replace(first, verified_at="2026-10-01", confirmed=True)
    assert not checked.stale(date(2027, 10, 1))
    assert checked.stale(date(2027, 10, 2))
    assert msgspec.structs.replace(checked, confirmed=False).stale(date(2026, 10, 1))


def test_what_nobody_confirmed_carries_a_warning() -> None:
    by_number = {each.number: each for each in builtin_vocabulary().numbers}
    assert by_number["#7119"].region
    assert not by_number["#7119"].confirmed
    assert not by_number["0120-061-338"].confirmed
    assert by_number["119"].confirmed
    assert by_number["189"].hours == "24時間"
    assert by_number["#8008"].hours == ""
    assert len(by_number) == 25
