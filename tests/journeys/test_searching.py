"""`kyosei-desk search` and `verify` on a vault with the practice cases."""

import json
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS, intake
from tests.journeys.running import Ended, run

ONLY_SIGNS = "さがす言葉が記号だけです。文字か数字を1つ以上入れてください。\n"
NOTHING = "見つかりませんでした。ひらがなや電話番号でもさがせます。\n"


def search(vault: Path, words: Path, *asked: object) -> Ended:
    return run("search", "--vault", vault, "--passphrase-file", words, *asked)


def ids(ended: Ended) -> list[str]:
    return [json.loads(line)["id"] for line in ended.lines]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("蓮", ["P01"]),
        ("みほんれん", ["P01"]),
        ("ミホン　レン", ["P01"]),
        ("玄関に新聞", ["P02"]),
        ("薬をためて", ["P03"]),
        ("見本 トメ", ["P02"]),
    ],
)
def test_a_query_finds_its_case(asked: str, wanted: list[str], practised: Path, words: Path) -> None:
    ended = search(practised, words, asked, "--json")
    assert (ended.status, ended.err, ids(ended)) == (0, "", wanted)


def test_a_json_line_carries_what_a_list_shows(practised: Path, words: Path) -> None:
    found = json.loads(search(practised, words, "蓮", "--json").out)
    assert found.pop("record_id").isalnum()
    assert found == {
        "id": "P01",
        "taken_at": "2026-10-05T10:20:00+09:00",
        "names": ["見本 由美子", "見本 蓮"],
        "title": "電気が止まりそうな母と子",
        "restricted": False,
    }


def test_without_json_a_finding_is_one_line_for_the_eye(practised: Path, words: Path) -> None:
    assert search(practised, words, "蓮") == Ended(
        0, "2026-10-05  P01  見本 由美子・見本 蓮  電気が止まりそうな母と子\n", ""
    )


def test_several_words_narrow_and_signs_between_them_do_not_matter(practised: Path, words: Path) -> None:
    assert ids(search(practised, words, '"見本"', "蓮*", "--json")) == ["P01"]


@pytest.mark.parametrize("asked", ['"', "*", "、。", "-", ""])
def test_signs_alone_find_nothing_and_say_why(asked: str, practised: Path, words: Path) -> None:
    assert search(practised, words, "--json", "--", asked) == Ended(0, "", ONLY_SIGNS)


@pytest.mark.parametrize("asked", ["AND", "NEAR(", "names:x", "みつからないことば", "x'; DROP TABLE record; --"])
def test_words_that_mean_something_to_a_database_are_only_words(asked: str, practised: Path, words: Path) -> None:
    assert search(practised, words, "--json", "--", asked) == Ended(0, "", NOTHING)


def test_the_limit_holds_and_the_newest_come_first(practised: Path, words: Path) -> None:
    ended = search(practised, words, "見本", "--json", "--limit", 3)
    times = [json.loads(line)["taken_at"] for line in ended.lines]
    assert (len(times), times) == (3, sorted(times, reverse=True))


def test_verify_of_a_whole_vault_is_clean(filled: Path, words: Path) -> None:
    assert run("verify", "--vault", filled, "--passphrase-file", words) == Ended(
        0, "こわれたところは見つかりませんでした。\n", ""
    )


def test_lost_saves_are_told_by_whatever_command_opens_the_vault_first(vault: Path, words: Path) -> None:
    """The database is put back to an earlier state; its mark, beside it, knows of more."""
    before = (vault / "desk.db").read_bytes()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("なくなる話"))
    (vault / "desk.db").write_bytes(before)
    ended = search(vault, words, "なくなる")
    assert ended.status == 0
    assert "前に保存した操作のうち、" in ended.err
    assert "前に保存した操作のうち、" in search(vault, words, "なくなる").err  # until a person has seen to it
    assert run("verify", "--vault", vault, "--passphrase-file", words).status == 1
    assert run("verify", "--seen", "--vault", vault, "--passphrase-file", words).status == 0
    assert "前に保存した" not in search(vault, words, "なくなる").err
