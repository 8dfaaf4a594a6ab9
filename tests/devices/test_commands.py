"""`kyosei-desk enrol` and `device …` against a real hub, as a person types them."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from kyosei_desk.commands import syncing
from kyosei_desk.opening import open_desk
from kyosei_desk.vault import Role
from sync import codes
from sync.practice_hub import DISTRICT, PracticeHub, start_hub
from tests.builders import CLOCK, COLLEAGUE, OTHER_WORDS, WORDS
from tests.devices.desks import SECOND_WORDS
from tests.journeys.running import Ended, run, secret_file


class Typing:
    """Two laptops at the command line."""

    def __init__(self, city: PracticeHub, first: Path, second: Path, folder: Path) -> None:
        self.city = city
        self.vaults = {"first": first, "second": second}
        self.words = {
            "first": secret_file(folder, WORDS, "first.txt"),
            "second": secret_file(folder, SECOND_WORDS, "second.txt"),
        }

    def enrol(self, who: str, *more: object, code: str = "") -> Ended:
        hub = ("--hub", self.city.url, "--code", code or self.city.code())
        return self.run(who, "enrol", *hub, *more)

    def run(self, who: str, *command: object) -> Ended:
        return run(*command, "--vault", self.vaults[who], "--passphrase-file", self.words[who])

    def listed(self, who: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(who, "device", "list", "--json").lines]


@pytest.fixture
def typing(vault: Path, second: Path, tmp_path: Path) -> Iterator[Typing]:
    with start_hub(tmp_path / "hub") as city:
        yield Typing(city, vault, second, tmp_path)


def test_two_laptops_enrol_the_second_is_approved_and_both_list_the_same(typing: Typing) -> None:
    founded = typing.enrol("first", "--name", "本部の机")
    assert (founded.status, founded.err) == (0, "")
    assert founded.out.startswith(f"この机を、{DISTRICT}")
    asked = typing.enrol("second", "--name", "出先の机")
    assert (asked.status, asked.err) == (0, "")
    number = asked.lines[-1].removeprefix("照合番号: ")
    own, waiting = typing.listed("first")
    assert (own["name"], own["state"], own["this"]) == ("本部の机", "active", True)
    assert (waiting["name"], waiting["state"], waiting["this"]) == ("出先の机", "pending", False)
    assert waiting["check"] == number
    assert [line["check"] for line in typing.listed("second") if line["this"]] == [number]
    approved = typing.run("first", "device", "approve")
    assert approved == Ended(0, f"出先の机  照合番号: {number}\n承認しました。新しい机で、同期をしてください。\n", "")
    first, second = typing.listed("first"), typing.listed("second")
    assert [(line["id"], line["state"]) for line in first] == [(line["id"], line["state"]) for line in second]
    assert [line["this"] for line in second] == [False, True]


def early(city: PracticeHub) -> str:
    """A code that was made before the district began."""
    code = codes.new_code(city.card.sign_public)
    city.store.add_code(city.district, code.id, codes.secret_key(code), city.store.now() + 900)
    return codes.written(code)


def test_a_script_sets_a_laptop_up_with_an_early_code_and_is_told_the_number_once(typing: Typing) -> None:
    typing.enrol("first")
    asked = typing.enrol("second", code=early(typing.city))
    number = asked.lines[-1].removeprefix("照合番号: ")
    assert typing.run("first", "device", "approve").status == 0
    synced = typing.run("second", "sync")
    assert (synced.status, synced.out.partition(":")[0]) == (0, "同期済み")
    assert f"照合番号: {number}" in synced.err
    again = typing.run("second", "sync")
    assert (again.status, again.err) == (0, "")


def test_at_a_terminal_the_number_is_shown_and_a_person_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert syncing.hooks().recognise is None
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    ask = syncing.hooks().recognise
    assert ask is not None
    assert not ask("1234 5678")


def test_a_missing_vault_is_made_and_its_recovery_code_said_once(typing: Typing, tmp_path: Path) -> None:
    typing.vaults["first"] = tmp_path / "new"
    founded = typing.enrol("first", "--person", "見本 三人目")
    assert founded.status == 0
    assert founded.err.splitlines()[0].startswith("新しい記録を作りました。回復コード")
    assert len(founded.err.splitlines()[1].split("-")) == 7
    assert run("people", "list", "--vault", tmp_path / "new").out == "見本 三人目  責任者\n"
    with open_desk(tmp_path / "new", WORDS) as desk:
        assert desk.district().name.startswith(DISTRICT)


def test_a_code_may_stand_in_a_file_instead(typing: Typing, tmp_path: Path) -> None:
    code = secret_file(tmp_path, typing.city.code(), "code.txt")
    ended = typing.run("first", "enrol", "--hub", typing.city.url, "--code-file", code)
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.parametrize("slip", ["ABCDE", "00000-00000-00000-00000-00000-00000"])
def test_a_mistyped_code_makes_no_vault_and_is_not_repeated(typing: Typing, slip: str, tmp_path: Path) -> None:
    typing.vaults["first"] = tmp_path / "new"
    ended = typing.enrol("first", code=slip)
    assert (ended.status, ended.out) == (1, "")
    assert "登録コード" in ended.err
    assert slip not in ended.err
    assert not (tmp_path / "new").exists()


def test_a_code_is_good_once(typing: Typing) -> None:
    code = typing.city.code()
    assert typing.enrol("first", code=code).status == 0
    again = typing.enrol("second", code=code)
    assert (again.status, again.out) == (1, "")
    assert "登録コード" in again.err


def test_an_enrolled_desk_says_so(typing: Typing) -> None:
    typing.enrol("first")
    again = typing.enrol("first")
    assert (again.status, again.out) == (1, "")
    assert f"もう{DISTRICT}" in again.err


def test_a_certificate_that_cannot_be_read_is_said_before_anything(typing: Typing, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", tmp_path):
        ended = typing.enrol("first", "--ca", path)
        assert (ended.status, ended.out) == (1, "")
        assert "証明書" in ended.err


def test_a_desk_of_no_district_says_so(typing: Typing) -> None:
    for command in (("list",), ("approve",), ("revoke", "0" * 32)):
        ended = typing.run("first", "device", *command)
        assert (ended.status, ended.out) == (1, "")
        assert "登録されていません" in ended.err


def test_a_revoked_laptop_wipes_itself_at_its_next_contact(typing: Typing) -> None:
    typing.enrol("first")
    typing.enrol("second", "--name", "なくした机")
    typing.run("first", "device", "approve")
    lost = next(line for line in typing.listed("second") if line["this"])
    revoked = typing.run("first", "device", "revoke", lost["id"])
    assert revoked == Ended(0, "なくした机 を外し、地区の鍵を新しくしました。\n", "")
    assert [line["state"] for line in typing.listed("first")] == ["active", "revoked"]
    ended = typing.run("second", "sync")
    assert (ended.status, ended.out) == (1, "")
    assert "鍵は消されました" in ended.err
    assert not (typing.vaults["second"] / "people.slots").exists()


def test_a_laptop_revoked_to_keep_its_records_lists_itself_as_out(typing: Typing) -> None:
    typing.enrol("first")
    typing.enrol("second")
    typing.run("first", "device", "approve")
    lost = next(line for line in typing.listed("second") if line["this"])
    assert typing.run("first", "device", "revoke", "--keep", lost["id"][:8]).status == 0
    ended = typing.run("second", "sync")
    assert "読むことはできます" in ended.err
    assert [line["state"] for line in typing.listed("second") if line["this"]] == ["revoked"]


def test_what_was_heard_last_is_listed_without_a_line(typing: Typing, tmp_path: Path) -> None:
    with start_hub(tmp_path / "soon gone") as hub:
        typing.city = hub
        typing.enrol("first", "--name", "本部の机")
        before = typing.listed("first")
    ended = typing.run("first", "device", "list", "--json")
    assert ended.status == 0
    assert [json.loads(line) for line in ended.lines] == before
    assert "前に聞いた一覧" in ended.err
    plain = typing.run("first", "device", "list")
    assert plain.out == f"{before[0]['id'][:8]}  本部の机  使用中  （この机）\n"


def test_only_a_manager_approves_and_revokes(typing: Typing, tmp_path: Path) -> None:
    typing.enrol("first")
    with open_desk(typing.vaults["first"], WORDS, clock=CLOCK) as desk:
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    typing.words["first"] = secret_file(tmp_path, OTHER_WORDS, "other.txt")
    for command in (("approve",), ("revoke", "0" * 32)):
        ended = typing.run("first", "device", *command)
        assert ended == Ended(
            1, "", "机を足したり外したりするのは、責任者です。記録はそのままです。責任者に頼んでください。\n"
        )


def test_nobody_waits(typing: Typing) -> None:
    typing.enrol("first")
    ended = typing.run("first", "device", "approve")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("承認を待っている机は、ありません。")
    stranger = typing.run("first", "device", "revoke", "0" * 32)
    assert stranger.err.startswith("その机は、この地区の名簿にありません。")
