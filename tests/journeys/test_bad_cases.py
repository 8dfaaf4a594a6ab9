"""Bad input to `kyosei-desk replay`: a sentence with id and field, the other cases recorded, nothing half-written."""

import json
from pathlib import Path
from typing import Any

import pytest

from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS
from tests.journeys.running import Ended, case, case_file, run

SECRET = "ひみつのことば"
"""Planted in what is typed: it must come back in no message."""


def replay(vault: Path, words: Path, cases: Path) -> Ended:
    return run("replay", cases, "--vault", vault, "--passphrase-file", words, "--json")


def nested(depth: int) -> Any:
    value: Any = SECRET
    for _level in range(depth):
        value = [value]
    return value


def named(name: str) -> dict[str, Any]:
    return {"members": [{"name": name}]}


BAD = {
    "unknown topic": (case("B", topics=[SECRET]), "B", "topics"),
    "unknown main topic": (case("B", main_topic=SECRET), "B", "main_topic"),
    "unknown issue": (case("B", members=[{"issues": [SECRET]}]), "B", "members.issues"),
    "unknown answer": (case("B", answers={"Q1": SECRET}), "B", "answers"),
    "unknown question": (case("B", answers={SECRET: "はい"}), "B", "answers"),
    "unknown sub-question": (case("B", sub_answers={"C1": "はい"}), "B", "sub_answers"),
    "unknown consent": (case("B", consent=SECRET), "B", "consent"),
    "unknown source": (case("B", statements=[{"source": SECRET, "text": "x"}]), "B", "statements[0].source"),
    "unknown channel": (case("B", channel=SECRET), "B", "channel"),
    "no consent": ({"id": "B", "taken_at": "2026-10-05"}, "B", "consent"),
    "no date": ({"id": "B", "consent": "拒否"}, "B", "taken_at"),
    "null date": (case("B", taken_at=None), "B", "taken_at"),
    "empty date": (case("B", taken_at=""), "B", "taken_at"),
    "impossible date": (case("B", taken_at="2026-02-30T10:00"), "B", "taken_at"),
    "year 9999": (case("B", taken_at="9999-12-31T23:59", answers={"Q3": "はい"}), "B", "taken_at"),
    "year 1": (case("B", taken_at="0001-01-01T00:00+14:00"), "B", "taken_at"),
    "number for a date": (case("B", taken_at=20261005), "B", "taken_at"),
    "bad next contact": (case("B", next_contact=SECRET), "B", "next_contact"),
    "text for a list": (case("B", members=SECRET), "B", "members"),
    "list for a table": (case("B", answers=[SECRET]), "B", "answers"),
    "huge number": (case("B", minutes=10**40), "B", "minutes"),
    "negative minutes": (case("B", minutes=-1), "B", "minutes"),
    "NUL": (case("B", wish=f"{SECRET}\0"), "B", "wish"),
    "lone surrogate": (case("B", wish=f"{SECRET}\ud800"), "B", "wish"),
    "lone surrogate in a name": (case("B", **named(f"{SECRET}\udc00")), "B", "name"),
    "lone surrogate in a key": (case("B", **{f"{SECRET}\ud800": 1}), "B", "事例の全体"),
    "lone surrogate in the id": (case("B\ud800"), "B\ufffd", "id"),
    "control sign in the id": (case("B\x1b[31m"), "B\ufffd[31m", "id"),
    "id of ten million signs": (case("B" * 10_000_000), "B" * 50 + "…", "id"),
    "null id": (case("B", id=None), "1番目", "id"),
    "empty id": (case(""), "1番目", "id"),
    "number for an id": (case("B", id=5), "1番目", "id"),
    "10 MB note": (case("B", wish=SECRET * 1_430_000), "B", "wish"),
    "deep nesting": (case("B", wish=nested(900)), "B", "事例の全体"),
    "deep nesting in an unknown field": (case("B", more=nested(900)), "B", "事例の全体"),
    "a text for a case": (SECRET, "1番目", "事例の全体"),
    "a list for a case": ([SECRET], "1番目", "事例の全体"),
    "null for a case": (None, "1番目", "事例の全体"),
}


@pytest.fixture(scope="module")
def replayed(made_once: tuple[Path, Path]) -> tuple[Ended, Path]:
    """All bad cases in one file, a good one between each two and at both ends."""
    vault, words = made_once
    mixed: list[Any] = [case("OK0")]
    for number, (bad, _case_id, _field) in enumerate(BAD.values(), start=1):
        mixed += [bad, case(f"OK{number}")]
    return replay(vault, words, case_file(vault.parent, *mixed)), vault


def at_its_place(case_id: str, number: int) -> str:
    """A case without an id is named by its place in the file."""
    return f"{2 * number}番目" if case_id == "1番目" else case_id


def test_every_bad_case_is_named_with_its_field_and_the_others_go_on(replayed: tuple[Ended, Path]) -> None:
    ended, _vault = replayed
    assert ended.status == 1
    assert [json.loads(line)["id"] for line in ended.lines] == [f"OK{number}" for number in range(len(BAD) + 1)]
    wanted = [(at_its_place(name, number), field) for number, (_bad, name, field) in enumerate(BAD.values(), start=1)]
    assert [tuple(line.split(": ")[:2]) for line in ended.err.splitlines()] == wanted


def test_each_message_says_what_happened_what_is_safe_and_what_to_do(replayed: tuple[Ended, Path]) -> None:
    ended, _vault = replayed
    for line in ended.err.splitlines():
        assert "この事例は残していません。ほかの事例はそのままです。" in line
        assert line.endswith("。")
        assert len(line) < 250
        assert not any(word in line for word in ("Expected", "Error", "Traceback", "invalid", "`"))


def test_no_message_repeats_what_was_typed(replayed: tuple[Ended, Path]) -> None:
    ended, _vault = replayed
    assert SECRET not in ended.err + ended.out


def test_only_the_good_cases_are_in_the_vault_and_it_is_whole(replayed: tuple[Ended, Path]) -> None:
    _ended, vault = replayed
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []
        assert desk.by_case_id("B") is None
        assert all(desk.by_case_id(f"OK{number}") for number in range(len(BAD) + 1))


UNREADABLE = {
    "not JSON": b"{{",
    "no list": b'{"id": "B"}',
    "not UTF-8": '["相談"]'.encode("cp932"),
    "empty": b"",
    "cut": b'[{"id": "B", "taken',
    "bottomless": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_list_of_cases_is_refused_before_a_vault_is_made(
    name: str, tmp_path: Path, words: Path
) -> None:
    cases = tmp_path / "cases.json"
    cases.write_bytes(UNREADABLE[name])
    ended = replay(tmp_path / "new", words, cases)
    assert ended == Ended(
        1,
        "",
        "事例のファイルの形を読みとれませんでした。記録はそのままです。"
        "JSON の一覧（[ で始まる形）かどうかを確かめてください。\n",
    )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", [".", "none.json"])
def test_a_file_of_cases_that_cannot_be_opened_is_said_so(place: str, tmp_path: Path, words: Path) -> None:
    ended = replay(tmp_path / "new", words, tmp_path / place)
    assert ended == Ended(
        1, "", "事例のファイルを開けませんでした。記録はそのままです。ファイルの場所と名前を確かめてください。\n"
    )


def test_a_number_of_five_thousand_digits_costs_its_case_only(vault: Path, words: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text(f'[{{"id": "B", "minutes": {"9" * 5000}}}, {json.dumps(case("OK"))}]', "utf-8")
    ended = replay(vault, words, cases)
    assert (ended.status, len(ended.lines)) == (1, 1)
    assert ended.err.startswith("B: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_its_own_way_is_read(
    encoding: str, vault: Path, words: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps([case("OK", wish="電気だけは")], ensure_ascii=False), encoding)
    ended = replay(vault, words, cases)
    assert (ended.status, ended.err, len(ended.lines)) == (0, "", 1)


def test_nulls_are_missing_fields(vault: Path, words: Path, tmp_path: Path) -> None:
    nulls = dict.fromkeys(("title", "visitor", "members", "address", "statements", "wish", "topics", "answers", "gap"))
    ended = replay(vault, words, case_file(tmp_path, case("OK", **nulls)))
    assert (ended.status, ended.err, len(ended.lines)) == (0, "", 1)


def test_an_override_in_a_name_is_kept_reported_and_shown_to_nobody_as_it_is(
    vault: Path, words: Path, tmp_path: Path
) -> None:
    ended = replay(vault, words, case_file(tmp_path, case("OK", **named("見本\u202e太郎"))))
    assert (ended.status, len(ended.lines)) == (0, 1)
    assert ended.err == "OK: 見えない記号がふくまれています。記録はそのまま残し、紙には〔見えない記号〕と出します。\n"
    found = run("search", "--vault", vault, "--passphrase-file", words, "見本太郎")
    assert "見本〔見えない記号〕太郎" in found.out
    assert "\u202e" not in found.out


def test_one_id_for_two_different_cases_is_recorded_once_and_said(vault: Path, words: Path, tmp_path: Path) -> None:
    one, other = case("D", wish="はじめの希望"), case("D", wish="べつの希望")
    ended = replay(vault, words, case_file(tmp_path, one, one, other))
    assert (ended.status, len(ended.lines), len(set(ended.lines))) == (0, 3, 1)
    assert ended.err == (
        "D: 同じ番号で、中身の違う事例があります。はじめのものだけを残しました。番号を変えてください。\n"
    )
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("希望")) == 1
        kept = desk.by_case_id("D")
        assert kept is not None
        assert kept.wish == "はじめの希望"


def test_a_field_the_form_does_not_know_is_named_and_the_rest_kept(vault: Path, words: Path, tmp_path: Path) -> None:
    ended = replay(vault, words, case_file(tmp_path, case("OK", weather="雨", wish="傘")))
    assert (ended.status, len(ended.lines)) == (0, 1)
    assert ended.err == "OK: 「weather」という項目は、残していません。ほかは残しました。\n"


def test_an_id_can_lead_no_sheet_out_of_its_folder(vault: Path, words: Path, tmp_path: Path) -> None:
    cases = case_file(tmp_path, case("../../out"))
    ended = run("replay", cases, "--vault", vault, "--passphrase-file", words, "--json", "--sheets", tmp_path / "s")
    sheet = Path(json.loads(ended.lines[0])["sheet"])
    assert (ended.status, sheet.parent, list((tmp_path / "s").iterdir())) == (0, tmp_path / "s", [sheet])
