"""Hurt files: empty, cut, flipped, in the clear, missing, swapped. A sentence each, and nothing made worse."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kyosei_desk.errors import VaultDamaged
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.vault import FLOOR
from tests.builders import CLOCK, FOUNDER, OTHER_WORDS, WORDS
from tests.faults.saying import MARKER, files, says
from tests.journeys.running import Ended, run, secret_file

PAGE = 4096
BROKEN = (
    "記録のファイルがこわれているか、ほかの記録の鍵と組になっています。",
    "控え（バックアップ）があれば、そこから戻せます。",
    "いまのファイルは消さずに残し、kyosei-desk restore で控えから戻してください。",
)
KEYS_BROKEN = (
    "鍵のファイル people.slots がこわれています。",
    "記録のファイルと控え（バックアップ）はそのままです。",
    "控えから kyosei-desk restore で戻せます。",
)


def verify(vault: Path, words: Path) -> Ended:
    return run("verify", "--vault", vault, "--passphrase-file", words)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_inside_a_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 10 * PAGE + 100])


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


@pytest.mark.parametrize("hurting", [empty, cut, cut_inside_a_page, become_a_folder, noise])
def test_a_hurt_database_is_said_to_be_and_left_as_it_is(
    hurting: Callable[[Path], None], hurt: Path, words: Path
) -> None:
    hurting(hurt / "desk.db")
    before = files(hurt)
    for command in (("verify",), ("search", "目印")):
        says(run(*command, "--vault", hurt, "--passphrase-file", words), *BROKEN)
    assert files(hurt) == before


def test_a_missing_database_is_not_made_anew(hurt: Path, words: Path, tmp_path: Path) -> None:
    (hurt / "desk.db").unlink()
    cases = tmp_path / "cases.json"
    cases.write_text("[]", "ascii")
    before = files(hurt)
    for command in (("verify",), ("search", "目印"), ("replay", str(cases))):
        says(
            run(*command, "--vault", hurt, "--passphrase-file", words),
            "記録のファイル desk.db が見つかりません。",
            "鍵のファイルと控え（バックアップ）はそのままです。",
            "kyosei-desk restore で控えから戻してください。",
        )
    assert files(hurt) == before


def test_a_database_in_the_clear_is_not_opened(hurt: Path, words: Path) -> None:
    (hurt / "desk.db").unlink()
    plain = sqlite3.connect(hurt / "desk.db")
    plain.execute("CREATE TABLE record (id TEXT)")
    plain.commit()
    plain.close()
    before = files(hurt)
    says(
        verify(hurt, words),
        "暗号になっていない別のものに入れかわっています。",
        "控え（バックアップ）はそのままです。",
        "このファイルは開かずに、控えから戻してください。",
    )
    assert files(hurt) == before


@pytest.mark.parametrize("place", [0, 15, 16, 100, PAGE - 1, PAGE, 5 * PAGE + 7, -PAGE, -1])
def test_one_flipped_bit_anywhere_is_found_and_never_copied_into_a_backup(
    place: int, hurt: Path, words: Path, tmp_path: Path
) -> None:
    database = hurt / "desk.db"
    flip(database, place)
    before = database.read_bytes()
    says(verify(hurt, words), "から戻")
    copy = tmp_path / "copy.backup"
    made = run("backup", "--vault", hurt, "--passphrase-file", words, "--to", copy)
    if made.status == 0:  # the bit was in an index: a copy builds its own, from pages that are whole
        assert run("restore", "--vault", tmp_path / "back", "--from", copy, "--passphrase-file", words).status == 0
        assert verify(tmp_path / "back", words).status == 0
        found = run("search", "--vault", tmp_path / "back", "--passphrase-file", words, "--json", MARKER)
        assert len(found.lines) == 20
    else:
        says(made, *BROKEN)
        assert not list(tmp_path.glob("copy.backup*"))
        assert database.read_bytes() == before


def test_verify_names_the_damage_and_tells_to_keep_the_file(hurt: Path, words: Path) -> None:
    database = hurt / "desk.db"
    whole = database.read_bytes()
    for page in range(5, len(whole) // PAGE):  # the first page that opening does not need
        flip(database, page * PAGE + 7)
        with suppress(VaultDamaged), open_desk(hurt, WORDS, clock=CLOCK):
            break
        database.write_bytes(whole)
    says(verify(hurt, words), "暗号の封が合わないページがあります。", "いまの記録は消さずに、そのまま残してください。")


def test_from_every_damage_the_daily_backup_leads_back(hurt: Path, words: Path, tmp_path: Path) -> None:
    empty(hurt / "desk.db")
    copy = hurt / "backups" / "desk-2026-10-05.backup"
    back = run("restore", "--vault", tmp_path / "back", "--from", copy, "--passphrase-file", words)
    assert (back.status, back.err) == (0, "")
    found = run("search", "--vault", tmp_path / "back", "--passphrase-file", words, "--json", MARKER)
    assert (found.status, len(found.lines)) == (0, 20)
    assert verify(tmp_path / "back", words).status == 0


@pytest.mark.parametrize("hurting", [empty, cut, noise, lambda path: flip(path, 40), lambda path: flip(path, -30)])
def test_hurt_key_slots_are_said_to_be_and_left_as_they_are(
    hurting: Callable[[Path], None], hurt: Path, words: Path
) -> None:
    hurting(hurt / "people.slots")
    before = files(hurt)
    says(verify(hurt, words), *KEYS_BROKEN)
    says(run("people", "list", "--vault", hurt), *KEYS_BROKEN)
    assert files(hurt) == before


def test_oversized_key_slots_are_not_read(hurt: Path, words: Path) -> None:
    with (hurt / "people.slots").open("r+b") as file:
        file.truncate(1 << 30)
    says(verify(hurt, words), *KEYS_BROKEN)


def test_a_folder_in_place_of_the_key_slots_is_said(hurt: Path, words: Path) -> None:
    become_a_folder(hurt / "people.slots")
    says(verify(hurt, words), "その場所がないか、そこには別のものがあります。", "記録はそのままです。")


def test_missing_key_slots_never_lead_to_a_new_vault_over_the_old(hurt: Path, words: Path, tmp_path: Path) -> None:
    (hurt / "people.slots").unlink()
    cases = tmp_path / "cases.json"
    cases.write_text("[]", "ascii")
    before = files(hurt)
    says(verify(hurt, words), "ここには記録がありません。", "場所を確かめてください。")
    says(
        run("replay", cases, "--vault", hurt, "--passphrase-file", words),
        "鍵のファイル people.slots だけが、なくなっています。",
        "記録のファイルはそのままです。",
    )
    assert files(hurt) == before


def test_the_key_slots_of_another_vault_open_nothing_here(hurt: Path, words: Path, tmp_path: Path) -> None:
    make_desk(tmp_path / "other", FOUNDER, OTHER_WORDS, CLOCK, practice_district(), FLOOR)
    shutil.copy(tmp_path / "other" / "people.slots", hurt / "people.slots")
    before = files(hurt)
    says(verify(hurt, words), "合言葉が違うようです。", "記録はそのままです。")
    says(verify(hurt, secret_file(tmp_path, OTHER_WORDS, "other.txt")), *BROKEN)
    assert files(hurt) == before


def test_two_persons_slots_that_changed_places_are_noticed(hurt: Path, words: Path, tmp_path: Path) -> None:
    other = secret_file(tmp_path, OTHER_WORDS, "other.txt")
    options = ("--vault", hurt, "--passphrase-file", words, "--new-passphrase-file", other)
    assert run("people", "add", *options, "見本 担当").status == 0
    slots = hurt / "people.slots"
    text = slots.read_text("utf-8")
    slots.write_text(text.replace("責任者", "＊").replace("担当者", "責任者").replace("＊", "担当者"), "utf-8")
    assert slots.read_text("utf-8") != text
    says(verify(hurt, words), *KEYS_BROKEN)


def test_a_place_that_is_a_file_or_lies_below_one_is_no_vault(words: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text("[]", "ascii")
    before = words.read_bytes()
    for place in (words, words / "vault"):
        says(
            run("replay", cases, "--vault", place, "--passphrase-file", words),
            "その場所がないか、そこには別のものがあります。",
            "前に保存した記録はそのままです。",
            "フォルダーとファイルの名前を確かめてください。",
        )
    assert words.read_bytes() == before
    assert WORDS.encode() in before
