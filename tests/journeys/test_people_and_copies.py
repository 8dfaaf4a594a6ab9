"""People, passphrases, the recovery code, backup and restore, by the command line alone."""

import json
from pathlib import Path

import pytest

from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS
from tests.conftest import Made
from tests.journeys.running import Ended, run, secret_file

WRONG = (
    "合言葉が違うようです。記録はそのままです。大文字・小文字を確かめて、もう一度どうぞ。"
    "忘れたときは回復コードで開けられます。\n"
)
NEW_WORDS = "あたらしい ながい あいことば"


@pytest.fixture
def other_words(tmp_path: Path) -> Path:
    return secret_file(tmp_path, OTHER_WORDS, "other.txt")


@pytest.fixture
def new_words(tmp_path: Path) -> Path:
    return secret_file(tmp_path, NEW_WORDS, "new.txt")


def verify(vault: Path, words: Path) -> int:
    return run("verify", "--vault", vault, "--passphrase-file", words).status


def add(vault: Path, words: Path, other_words: Path, *more: str) -> Ended:
    return run(
        "people", "add", "--vault", vault, "--passphrase-file", words, "--new-passphrase-file", other_words, *more
    )


def test_a_person_is_added_listed_opens_the_vault_and_is_removed(vault: Path, words: Path, other_words: Path) -> None:
    added = add(vault, words, other_words, COLLEAGUE)
    assert added == Ended(0, "見本 担当 さんを足しました。\n", "")
    listed = run("people", "list", "--vault", vault)
    assert listed == Ended(0, f"{FOUNDER}  責任者\n{COLLEAGUE}  担当者\n", "")
    assert verify(vault, other_words) == 0
    removed = run("people", "remove", "--vault", vault, "--passphrase-file", words, COLLEAGUE)
    assert removed == Ended(0, "見本 担当 さんを外し、記録と控えの鍵をかけ直しました。\n", "")
    assert run("people", "list", "--vault", vault).out == f"{FOUNDER}  責任者\n"
    assert (verify(vault, other_words), verify(vault, words)) == (1, 0)


def test_a_removed_person_opens_no_backup_that_lies_beside_the_vault(
    filled: Path, words: Path, other_words: Path, tmp_path: Path
) -> None:
    add(filled, words, other_words, COLLEAGUE)
    run("people", "remove", "--vault", filled, "--passphrase-file", words, COLLEAGUE)
    kept = list((filled / "backups").iterdir())
    assert len(kept) == 1
    restored = run("restore", "--vault", tmp_path / "r", "--from", kept[0], "--passphrase-file", other_words)
    assert (restored.status, restored.err) == (1, WRONG)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("name", "happened"),
    [
        ("", "名前がまだ書かれていません。"),
        (FOUNDER, "同じ名前の人がもういます。"),
        ("見本責任者", "同じ名前の人がもういます。"),
        ("あ" * 101, "「名前」が長すぎます（101文字）。"),
    ],
)
def test_a_name_that_cannot_stand_on_the_list_changes_nothing(
    name: str, happened: str, vault: Path, words: Path, other_words: Path
) -> None:
    slots = (vault / "people.slots").read_bytes()
    ended = add(vault, words, other_words, "--", name)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(happened)
    assert (vault / "people.slots").read_bytes() == slots


def test_the_last_manager_and_a_stranger_cannot_be_removed(vault: Path, words: Path) -> None:
    slots = (vault / "people.slots").read_bytes()
    last = run("people", "remove", "--vault", vault, "--passphrase-file", words, FOUNDER)
    stranger = run("people", "remove", "--vault", vault, "--passphrase-file", words, "見本 だれか")
    assert last.err == "最後の責任者は外せません。記録はそのままです。先に、ほかの責任者を足してください。\n"
    assert stranger.err.startswith("その名前の人は、この記録を開ける人の中にいません。")
    assert (last.status, stranger.status, (vault / "people.slots").read_bytes()) == (1, 1, slots)


def test_only_a_manager_adds_and_removes(vault: Path, words: Path, other_words: Path) -> None:
    add(vault, words, other_words, COLLEAGUE)
    adding = add(vault, other_words, words, "見本 三人目")
    removing = run("people", "remove", "--vault", vault, "--passphrase-file", other_words, FOUNDER)
    sentence = "人を足したり外したりするのは、責任者です。記録はそのままです。責任者に頼んでください。\n"
    assert adding == removing == Ended(1, "", sentence)


def test_a_changed_passphrase_opens_and_the_old_one_does_not(vault: Path, words: Path, new_words: Path) -> None:
    options = ("--vault", vault, "--passphrase-file", words, "--new-passphrase-file", new_words)
    assert run("passphrase", *options) == Ended(0, "合言葉を変えました。記録はそのままです。\n", "")
    assert (verify(vault, words), verify(vault, new_words)) == (1, 0)


def test_a_short_new_passphrase_is_refused_and_the_old_one_stays(vault: Path, words: Path, tmp_path: Path) -> None:
    short = secret_file(tmp_path, "みじかい", "short.txt")
    ended = run("passphrase", "--vault", vault, "--passphrase-file", words, "--new-passphrase-file", short)
    assert (ended.status, ended.out) == (1, "")
    assert "みじかい" not in ended.err
    assert verify(vault, words) == 0


def test_the_recovery_code_sets_a_new_passphrase(made: Made, vault: Path, words: Path, new_words: Path) -> None:
    code = secret_file(vault.parent, made.code.lower().replace("-", " "), "code.txt")
    ended = run("recover", "--vault", vault, "--code-file", code, "--passphrase-file", new_words)
    assert ended == Ended(0, "見本 責任者 さんは、新しい合言葉で開けられます。記録はそのままです。\n", "")
    assert (verify(vault, words), verify(vault, new_words)) == (1, 0)


def test_a_wrong_or_mistyped_code_changes_nothing(made: Made, vault: Path, new_words: Path) -> None:
    slots = (vault / "people.slots").read_bytes()
    slip = made.code[:-1] + ("0" if made.code[-1] != "0" else "1")
    for typed, happened in (
        (slip, "回復コードの7番目のまとまりが合いません。"),
        (made.code[:-2], "回復コードの文字の数が合いません。"),
        ("00000-00001-00002-00003-00004-00005-00006", "回復コードが、この記録のものではありません。"),
    ):
        code = secret_file(vault.parent, typed, "code.txt")
        ended = run("recover", "--vault", vault, "--code-file", code, "--passphrase-file", new_words)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith(happened)
        assert typed not in ended.err
    assert (vault / "people.slots").read_bytes() == slots


def test_a_backup_restores_to_the_same_records_with_the_passphrase_of_its_day(
    filled: Path, words: Path, tmp_path: Path
) -> None:
    copy, place = tmp_path / "copy.backup", tmp_path / "restored"
    taken = run("backup", "--vault", filled, "--passphrase-file", words, "--to", copy)
    assert taken == Ended(0, f"控えを取り、開けることを確かめました: {copy}\n", "")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "電気".encode() not in copy.read_bytes()  # a name on the list of people stands open
    back = run("restore", "--vault", place, "--from", copy, "--passphrase-file", words)
    assert back == Ended(0, f"控えから戻しました: {place}\n", "")
    options = ("--passphrase-file", words, "見本", "--json")
    before, after = run("search", "--vault", filled, *options), run("search", "--vault", place, *options)
    assert (after.status, len(after.lines), after.out) == (0, len(before.lines), before.out)
    assert verify(place, words) == 0


def test_a_backup_opens_with_the_recovery_code(made: Made, vault: Path, words: Path, new_words: Path) -> None:
    folder = vault.parent
    run("backup", "--vault", vault, "--passphrase-file", words, "--to", folder / "copy.backup")
    code = secret_file(folder, made.code, "code.txt")
    restored = ("--vault", folder / "r", "--from", folder / "copy.backup", "--code-file", code)
    assert run("restore", *restored, "--passphrase-file", new_words).status == 0
    assert (verify(folder / "r", new_words), verify(folder / "r", words)) == (0, 1)


def test_a_restore_never_writes_over_a_vault(vault: Path, words: Path) -> None:
    copy = vault.parent / "copy.backup"
    run("backup", "--vault", vault, "--passphrase-file", words, "--to", copy)
    before = {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()}
    ended = run("restore", "--vault", vault, "--from", copy, "--passphrase-file", words)
    assert ended == Ended(
        1, "", "ここには、もう記録があります。その記録はそのままです。空のフォルダーを選んでください。\n"
    )
    assert {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()} == before


def test_a_backup_never_replaces_what_is_not_a_backup(vault: Path, words: Path) -> None:
    letter = vault.parent / "letter.txt"
    letter.write_text("だいじな手紙", "utf-8")
    for target in (letter, vault, Path("/dev/null")):
        ended = run("backup", "--vault", vault, "--passphrase-file", words, "--to", target)
        assert ended == Ended(
            1, "", "そこには、控えではない別のものがあります。それはそのままです。ほかの名前にしてください。\n"
        )
    assert letter.read_text("utf-8") == "だいじな手紙"


@pytest.mark.parametrize("cut", [0, 10, 100, 1000, -1])
def test_a_cut_backup_restores_nothing_and_leaves_nothing(cut: int, vault: Path, words: Path) -> None:
    copy, place = vault.parent / "copy.backup", vault.parent / "r"
    run("backup", "--vault", vault, "--passphrase-file", words, "--to", copy)
    copy.write_bytes(copy.read_bytes()[:cut])
    ended = run("restore", "--vault", place, "--from", copy, "--passphrase-file", words)
    assert (ended.status, ended.out) == (1, "")
    assert "こわれて" in ended.err
    left = [path.name for path in place.iterdir()] if place.exists() else []
    assert set(left) <= {"desk.lock"}


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(vault: Path, other_words: Path) -> None:
    before = {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()}
    for command in (("verify",), ("search", "見本"), ("people", "remove", FOUNDER), ("backup", "--to", "b")):
        ended = run(*command, "--vault", vault, "--passphrase-file", other_words, cwd=vault.parent)
        assert ended == Ended(1, "", WRONG)
    assert {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()} == before
    assert not (vault.parent / "b").exists()


def test_the_list_of_people_is_there_for_scripts_and_takes_a_passphrase(
    vault: Path, words: Path, other_words: Path
) -> None:
    (listed,) = run("people", "list", "--vault", vault, "--json").lines
    person = json.loads(listed)
    assert (list(person), person["name"], person["role"]) == (["id", "name", "role"], FOUNDER, "責任者")
    checked = run("people", "list", "--vault", vault, "--passphrase-file", words, "--json")
    assert checked == Ended(0, f"{listed}\n", "")
    assert run("people", "list", "--vault", vault, "--passphrase-file", other_words) == Ended(1, "", WRONG)
