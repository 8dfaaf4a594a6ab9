"""A postal code gives its towns, and an address with a town in front loses no sign of what was typed."""

import importlib.util
import io
import time
import zipfile
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.japanese.postal import Town, code_of, has_town, towns_of, with_town
from tests.japanese.test_folding import ROOT

CHIYODA = Town(prefecture="東京都", city="千代田区", name="千代田")
NIKI = Town(prefecture="北海道", city="余市郡仁木町", name="大江")
GIFU = Town(prefecture="岐阜県", city="岐阜市")
TABLE = ROOT / "kyosei_desk" / "japanese" / "postal.zip"


@pytest.mark.parametrize(
    "typed", ["100-0001", "1000001", "〒100-0001", "〒１００－０００１", " 100 0001 ", "１００ー０００１"]
)
def test_a_code_is_read_in_any_form(typed: str) -> None:
    assert code_of(typed) == "1000001"
    assert towns_of(typed) == (CHIYODA,)


@pytest.mark.parametrize("typed", ["", "〒", "100-000", "10000011", "東京都", "100-000a", "೧೦೦೦೦೦೧"])
def test_what_is_no_code_has_no_town(typed: str) -> None:
    assert towns_of(typed) == ()


def test_a_code_may_have_towns_of_two_prefectures_many_towns_or_none() -> None:
    assert {each.whole for each in towns_of("498-0000")} == {"愛知県弥富市", "三重県桑名郡木曽岬町"}
    assert len(towns_of("452-0961")) == 66
    assert towns_of("500-0000") == (GIFU,)
    assert towns_of("999-9999") == towns_of("000-0000") == ()


@pytest.mark.parametrize(
    ("town", "typed", "after"),
    [
        (CHIYODA, "", "東京都千代田区千代田"),
        (CHIYODA, "1-1", "東京都千代田区千代田1-1"),
        (CHIYODA, "千代田1-1", "東京都千代田区千代田1-1"),
        (CHIYODA, "千代田区千代田１−１", "東京都千代田区千代田１−１"),
        (CHIYODA, "東京都千代田区千代田 1", "東京都千代田区千代田 1"),
        (CHIYODA, "さくら荘 3号", "東京都千代田区千代田さくら荘 3号"),
        (NIKI, "仁木町大江2丁目", "北海道余市郡仁木町大江2丁目"),
        (GIFU, "本町3", "岐阜県岐阜市本町3"),
        (GIFU, "岐阜市本町3", "岐阜県岐阜市本町3"),
    ],
)
def test_the_town_stands_in_front_once(town: Town, typed: str, after: str) -> None:
    assert with_town(town, typed) == after
    assert has_town(town, after)


@pytest.mark.parametrize("typed", ["東京都港区芝公園4", "横浜市中区山下町1", "千代田区丸の内1", "足柄下郡箱根町湯本"])
def test_an_address_of_another_place_is_left_alone(typed: str) -> None:
    assert with_town(CHIYODA, typed) == ""


@given(st.text(), st.sampled_from([CHIYODA, NIKI, GIFU]))
def test_no_typed_sign_is_lost(typed: str, town: Town) -> None:
    after = with_town(town, typed)
    assert not after or after.endswith(typed.lstrip())


def test_a_look_up_takes_a_moment() -> None:
    begun = time.perf_counter()
    for block in range(100):
        towns_of(f"{block:02}00001")
    assert time.perf_counter() - begun < 5


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("postal", ROOT / "packaging" / "postal.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_what_the_generator_packs_and_says_where_it_is_from() -> None:
    pack = generator().packed
    with zipfile.ZipFile(TABLE) as table:
        source = table.read("SOURCE.txt").decode()
        blocks = {each: table.read(each).decode() for each in table.namelist()[1:]}
        made = [(each.filename, each.CRC) for each in table.infolist()]
    rows = [tuple(line.split("\t")) for block in blocks.values() for line in block.splitlines()]
    assert "日本郵便株式会社" in source
    assert len(rows) > 120_000
    assert all(len(row) == 4 and code_of(row[0]) == row[0] and row[1] and row[2] for row in rows)
    again = pack(source, rows)
    assert pack(source, rows[:50]) == pack(source, reversed(rows[:50]))
    with zipfile.ZipFile(io.BytesIO(again)) as table:
        assert [(each.filename, each.CRC) for each in table.infolist()] == made


def test_a_list_of_lots_that_was_cut_short_is_its_town() -> None:
    town = generator().town
    assert town("穴明２２地割、穴明２") == "穴明"
    assert town("台場１条") == "台場１条"
