"""`kyosei-desk purge`: a 責任者 alone, twice asked or named in full, and never a part of a record."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from kyosei_desk.vault import Role
from tests.builders import CLOCK, COLLEAGUE, OTHER_WORDS, WORDS
from tests.journeys.running import LIMIT, Ended, run, secret_file

REASON = ("--reason", "本人の求め")


def id_of(vault: Path, case_id: str) -> str:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.by_case_id(case_id)
        return talk.id if talk else ""


def purge(vault: Path, words: Path, *more: object) -> Ended:
    return run("purge", "--vault", vault, "--passphrase-file", words, *more)


def test_a_script_names_the_record_and_the_reason(filled: Path, words: Path) -> None:
    record = id_of(filled, "P01")
    ended = purge(filled, words, record, *REASON, "--yes", "--json")
    assert (ended.status, ended.err) == (0, "")
    line = json.loads(ended.out)
    assert (line["id"], line["reason"], line["letters"]) == (record, "本人の求め", 0)
    assert line["records"] > 0
    assert id_of(filled, "P01") == ""
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        event = next(each for each in desk._store.events() if each.action == "purge")
        assert event.detail["why"] == "本人の求め"
        assert any(each.kind == "purge" for each in desk.exchange.unsealed(1000))  # the signed order, for hub and desks
    again = purge(filled, words, record, *REASON, "--yes")
    assert (again.status, "ありません" in again.err) == (1, True)


def test_a_household_goes_with_all_its_talks(filled: Path, words: Path) -> None:
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        talk = desk.by_case_id("P01")
        assert talk is not None
    ended = purge(filled, words, talk.household_id, "--reason", "保存期間の終わり", "--yes")
    assert (ended.status, ended.err) == (0, "")
    assert id_of(filled, "P01") == ""
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        assert desk.kind_of(talk.household_id) == ""


@pytest.mark.parametrize("given", ["P01", "district", "0" * 32, "member"])
def test_with_yes_nothing_but_a_talk_or_a_household_named_by_its_id_goes(filled: Path, words: Path, given: str) -> None:
    if given == "member":
        with open_desk(filled, WORDS, clock=CLOCK) as desk:
            talk = desk.by_case_id("P01")
            assert talk is not None
            given = desk.file(talk.id).members[0].id
    ended = purge(filled, words, given, *REASON, "--yes")
    assert (ended.status, ended.out, "何も消していません" in ended.err) == (1, "", True)
    assert id_of(filled, "P01") != ""


def test_without_a_terminal_and_without_yes_nothing_goes(filled: Path, words: Path) -> None:
    ended = purge(filled, words, "P01", *REASON)
    assert (ended.status, ended.out, "--yes" in ended.err) == (1, "", True)
    for wrong in (("--reason", "なんとなく"), ()):
        assert purge(filled, words, "P01", *wrong, "--yes").status == 2
    assert id_of(filled, "P01") != ""


def test_only_a_manager_erases(filled: Path, tmp_path: Path) -> None:
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    other, record = secret_file(tmp_path, OTHER_WORDS, "other.txt"), id_of(filled, "P01")
    ended = purge(filled, other, record, *REASON, "--yes")
    assert (ended.status, "責任者だけ" in ended.err) == (1, True)
    assert id_of(filled, "P01") == record


def at_terminal(vault: Path, words: Path, *typed: str) -> tuple[int, str]:
    """The command at a real terminal: each line is typed once the last question has been asked."""
    outside, inside = pty.openpty()
    command = ["-m", "kyosei_desk", "purge", "--vault", vault, "--passphrase-file", words, "P01", *REASON]
    process = subprocess.Popen([sys.executable, *map(str, command)], stdin=inside, stdout=inside, stderr=inside)
    os.close(inside)
    said, lines, end = b"", list(typed), time.monotonic() + LIMIT
    while time.monotonic() < end:
        ready, _write, _error = select.select([outside], [], [], 0.2)
        if ready:
            try:
                said += os.read(outside, 4096)
            except OSError:
                break
        elif process.poll() is not None:
            break
        if lines and said.decode(errors="replace").rstrip().endswith(":"):
            os.write(outside, f"{lines.pop(0)}\n".encode())
            said += b"\n"
    os.close(outside)
    return process.wait(LIMIT), said.decode(errors="replace")


def test_at_a_terminal_a_person_sees_what_goes_and_confirms_twice(filled: Path, words: Path) -> None:
    record = id_of(filled, "P01")
    no = at_terminal(filled, words, "n")
    assert (no[0], record in no[1], "元に戻せません" in no[1]) == (130, True, True)
    wrong = at_terminal(filled, words, "y", "zzzzzz")
    assert (wrong[0], "番号が違います" in wrong[1]) == (1, True)
    assert id_of(filled, "P01") == record
    done = at_terminal(filled, words, "y", record[:6])
    assert (done[0], "消しました" in done[1]) == (0, True)
    assert id_of(filled, "P01") == ""
