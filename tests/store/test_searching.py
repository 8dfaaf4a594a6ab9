"""Search: any query of one character or more, best first, newest first within equals, and no sign breaks it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Note, Phone, Visitor, new_id
from tests.builders import CLOCK, WORDS, consultation, household, intake, member, statement
from tests.conftest import Made


def talk(
    *said: str, at: str = "2026-10-05T13:00:00+09:00", title: str = "", names: tuple[str, str] = ("", "")
) -> Intake:
    home = household()
    people = (member(home, name=names[0], kana=names[1]),) if any(names) else ()
    spoken = consultation(home, *map(statement, said), taken_at=at, title=title)
    return Intake(household=home, members=people, consultation=spoken)


@pytest.fixture(scope="module")
def shelf(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with two talks that tests only look at: 「あり」 of 見本 花子, 「なし」 of someone else."""
    path = Path(shutil.copytree(made.path, tmp_path_factory.mktemp("shelf") / "vault"))
    with open_desk(path, WORDS, clock=CLOCK) as desk:
        desk.record(talk("米がない話", "PX7 の薬", title="あり", names=("見本 花子", "みほん はなこ")))
        desk.record(talk("別のこと", title="なし", names=("練習 太郎", "")))
        yield desk


def titles(desk: Desk, query: str, limit: int = 50) -> list[str]:
    return [found.title for found in desk.search(query, limit)]


def test_a_two_character_name_is_found_which_trigrams_could_not(desk: Desk) -> None:
    desk.record(talk(title="一", names=("佐藤 見本", "さとう みほん")))
    desk.record(talk(title="二", names=("加藤 見本", "かとう みほん")))
    assert titles(desk, "佐藤") == ["一"]


def test_the_best_match_comes_first_whatever_its_age(desk: Desk) -> None:
    desk.record(talk("隣の見本さんの話", title="言葉の中", at="2026-10-04T10:00:00+09:00"))
    desk.record(talk(title="名の中", names=("大見本 花子", ""), at="2026-10-03T10:00:00+09:00"))
    desk.record(talk(title="名の初め", names=("見本木 花子", ""), at="2026-10-02T10:00:00+09:00"))
    desk.record(talk(title="名そのもの", names=("見本 花子", ""), at="2026-10-01T10:00:00+09:00"))
    assert titles(desk, "見本") == ["名そのもの", "名の初め", "名の中", "言葉の中"]


def test_the_newest_comes_first_within_equals_whatever_order_they_were_written_in(desk: Desk) -> None:
    for day in ("02", "05", "01", "04", "03"):
        desk.record(talk("家賃の話", title=day, at=f"2026-09-{day}T10:00:00+09:00"))
    assert titles(desk, "家賃") == ["05", "04", "03", "02", "01"]
    assert titles(desk, "家賃", limit=2) == ["05", "04"]


def test_many_talks_in_the_same_second_are_all_found(desk: Desk) -> None:
    for number in range(5):
        desk.record(talk("家賃の話", title=str(number)))
    assert sorted(titles(desk, "家賃")) == ["0", "1", "2", "3", "4"]


def test_talks_of_another_age_are_found(desk: Desk) -> None:
    for at in ("1950-01-01T00:00:00+09:00", "1969-12-31T23:59:59+00:00", "2099-12-31T23:59:59+09:00"):
        desk.record(talk("家賃の話", title=at[:4], at=at))
    assert titles(desk, "家賃")[0] == "2099"
    assert sorted(titles(desk, "家賃")) == ["1950", "1969", "2099"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("見", True), ("子", True), ("花", True), ("み", True), ("米", True), ("話", True), ("x", True), ("7", True),
        ("みほん", True), ("ミホン", True), ("ﾐﾎﾝ", True), ("はなこ", True), ("ＰＸ７", True), ("px7", True),
        ("米が ない", True), ("花子 米", True), ("花子米", False), ("猫", False), ("がが", False), ("子花", False),
    ],
)  # fmt: skip
def test_one_character_and_more_in_any_kana_width_and_case(shelf: Desk, query: str, *, found: bool) -> None:
    assert titles(shelf, query) == (["あり"] if found else [])


FORMS = (
    ("髙橋", "高橋"), ("大橋", "大槗"), ("山﨑", "山崎"), ("渡邊", "渡辺"), ("川邉", "川辺"), ("𠮷田", "吉田"),
    ("吉村", "𠮷村"), ("齋藤", "斉藤"), ("濵田", "浜田"), ("辻\U000e0100", "辻"), ("葛\U000e0101城", "葛城"),
    ("キヱ", "キエ"), ("マリー", "マリ"),
)  # fmt: skip
"""As it was written, and as someone else types it."""


def test_a_name_is_found_in_any_of_its_forms_and_shown_as_it_was_typed(desk: Desk) -> None:
    for written, _typed in FORMS:
        desk.record(talk(title=written, names=(f"{written} 見本", "")))
    for written, typed in FORMS:
        assert typed != written
        assert [found.names for found in desk.search(typed)] == [(f"{written} 見本",)]


@pytest.mark.parametrize(
    "query",
    [
        '"', '""', "*", "見*", '"見本"', "見本 OR 花子", "NOT", "AND", "(", "見本)", "-見本", "^見本", "names:見本",
        "見'本", "%", "_", "\\", ";", "--", "{見本}", "見本 + 花子", "NEAR(見本 花子)", "\u202e見本", "😀", "\x7f", "$",
        "||", "[見]", "「", "」見本「", "見本」「花子", "\U000e0100", "\ud800", "\x00", "\u3000", "",
    ],
)  # fmt: skip
def test_no_sign_in_a_query_is_an_error_or_an_operator(shelf: Desk, query: str) -> None:
    assert titles(shelf, query) in ([], ["あり"])


def test_a_query_of_signs_alone_finds_nothing_and_words_beside_signs_are_found(desk: Desk) -> None:
    desk.record(talk("a*b の話", title="あり", names=("見本 花子", "")))
    assert titles(desk, '"*"') == []
    assert titles(desk, '"見本" *') == ["あり"]
    assert titles(desk, "a*b") == ["あり"]


def test_a_query_with_fts_words_looks_for_those_words(desk: Desk) -> None:
    desk.record(talk("NOT ANDOR", title="あり"))
    assert titles(desk, "not") == ["あり"]
    assert titles(desk, "andor") == ["あり"]
    assert titles(desk, "not OR none") == []


def test_everything_typed_is_searched(desk: Desk) -> None:
    home = household(
        address="見本市みどり町1-2-3", postal="100-0001", association="梅組", phone=Phone(number="03-0000-1111")
    )
    spoken = consultation(
        home, statement("電気が止まる"), wish="静かな所", visitor=Visitor(name="練習 来談", phone="080"), place="桜館"
    )
    desk.record(
        Intake(household=home, members=(member(home, name="見本", phone=Phone(number="09012")),), consultation=spoken)
    )
    desk.save(None, Note(id=new_id(), household_id=home.id, consultation_id=spoken.id, text="隣に猫"))
    for query in (
        "みどり町",
        "100-0001",
        "1000001",
        "梅組",
        "03-0000",
        "0300001111",
        "電気",
        "静か",
        "来談",
        "080",
        "桜館",
        "09012",
        "猫",
    ):
        assert [found.record_id for found in desk.search(query)] == [spoken.id], query


def test_no_match_runs_across_two_fields(desk: Desk) -> None:
    desk.record(talk("末尾あ", "い先頭", title="あり", names=("見本", "みほん")))
    assert titles(desk, "あい") == []
    assert titles(desk, "本み") == []


def test_an_edit_moves_what_is_found(desk: Desk) -> None:
    kept = desk.record(intake("古い言葉"))
    shown = desk._store.of_household(kept.household_id)
    person = next(each for each in shown if each.kind == "member")
    before = desk.file(kept.id).members[0]
    desk.save(person, type(before)(id=before.id, household_id=before.household_id, name="練習 太郎"))
    assert desk.search("花子") == []
    assert [found.names for found in desk.search("太郎")] == [("練習 太郎",)]
