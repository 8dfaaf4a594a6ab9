"""A new recovery code by the command line: typed back at a terminal, or written into a file for a script."""

import os
import pty
import re
import sys
from pathlib import Path

import pytest

from kyosei_desk.vault import unlock_with_code
from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.conftest import Made
from tests.journeys.running import Ended, run, secret_file
from tests.journeys.test_streams import shown_until

CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){6}")
DONE = (
    "回復コードを新しくしました。いままでの紙では、この机は開けられません。\n"
    "いままでの紙は、細かく破って捨ててください。\n"
)
STICKS = "USB などに写した前の控えは、いままでの紙でまだ開きます。新しく取り直し、前のものはこわしてください。\n"


def renew(vault: Path, words: Path, *more: object) -> Ended:
    return run("recovery", "renew", "--vault", vault, "--passphrase-file", words, *more)


@pytest.fixture
def two(vault: Path, words: Path, tmp_path: Path) -> Path:
    other = secret_file(tmp_path, OTHER_WORDS, "other.txt")
    run("people", "add", "--vault", vault, "--passphrase-file", words, "--new-passphrase-file", other, COLLEAGUE)
    return vault


def recovers(vault: Path, code: Path, person: str, new_words: Path) -> Ended:
    return run("recover", "--vault", vault, "--code-file", code, "--passphrase-file", new_words, "--person", person)


def test_a_script_with_the_old_code_gets_a_new_one_that_brings_everyone_back(
    two: Path, words: Path, made: Made, tmp_path: Path
) -> None:
    old, new = secret_file(tmp_path, made.code, "old.txt"), tmp_path / "new.txt"
    assert renew(two, words, "--old-code-file", old, "--code-file", new) == Ended(0, DONE, STICKS)
    assert new.stat().st_mode & 0o777 == 0o600
    assert CODE.fullmatch(new.read_text("ascii").strip())
    new_words = secret_file(tmp_path, "あたらしい ながい あいことば", "words-2.txt")
    for person in (FOUNDER, COLLEAGUE):
        wrong = recovers(two, old, person, new_words)
        assert (wrong.status, wrong.err.startswith("回復コードが、この記録のものではありません。")) == (1, True)
        assert recovers(two, new, person, new_words).status == 0


def test_a_lost_paper_names_those_who_must_open_the_desk_once(two: Path, words: Path, tmp_path: Path) -> None:
    ended = renew(two, words, "--lost", "--code-file", tmp_path / "new.txt")
    waits = f"{COLLEAGUE} さんには、自分の合言葉でこの机を一度あけたあとから、新しい紙が使えます。\n"
    assert ended == Ended(0, DONE, waits + STICKS)
    new_words = secret_file(tmp_path, "あたらしい ながい あいことば", "words-2.txt")
    assert "一度あけると" in recovers(two, tmp_path / "new.txt", COLLEAGUE, new_words).err
    run("verify", "--vault", two, "--passphrase-file", tmp_path / "other.txt")
    assert recovers(two, tmp_path / "new.txt", COLLEAGUE, new_words).status == 0


def test_what_speaks_against_it_is_said_and_the_old_paper_stays(
    two: Path, words: Path, made: Made, tmp_path: Path
) -> None:
    before, new = (two / "people.slots").read_bytes(), tmp_path / "new.txt"
    old, other = secret_file(tmp_path, made.code, "old.txt"), tmp_path / "other.txt"
    taken = secret_file(tmp_path, "だいじな手紙", "letter.txt")
    wrong = secret_file(tmp_path, "00000-00001-00002-00003-00004-00005-00006", "wrong.txt")
    for options, happened in (
        ((other, "--lost", "--code-file", new), "回復コードを新しくできるのは、責任者だけです。"),
        ((words, "--lost"), "回復コードをたずねる画面がありません。"),
        ((words, "--code-file", new), "回復コードをたずねる画面がありません。"),
        ((words, "--lost", "--old-code-file", old, "--code-file", new), "--lost と --old-code-file は、"),
        ((words, "--old-code-file", wrong, "--code-file", new), "回復コードが、この記録のものではありません。"),
        ((words, "--lost", "--code-file", taken), "新しい回復コードを書くファイルが、もうあります。"),
    ):
        ended = renew(two, *options)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith(happened)
    assert taken.read_text("utf-8") == "だいじな手紙\n"
    assert not new.exists()
    assert (two / "people.slots").read_bytes() == before


def test_at_a_terminal_the_new_code_is_shown_once_and_typed_back(vault: Path, made: Made) -> None:
    child, screen = pty.fork()
    if child == 0:
        command = [sys.executable, "-m", "kyosei_desk", "recovery", "renew", "--vault", str(vault)]
        os.execv(sys.executable, command)  # noqa: S606 - a terminal of its own takes fork and exec
    with os.fdopen(screen, "r+b", buffering=0) as terminal:
        seen = b""
        for question, answer in (
            ("合言葉", WORDS),
            ("いままでの紙が、手もとにありますか [y/N]", "y"),
            ("いままでの回復コード", made.code),
            ("紙を見て、新しい回復コードを打ってください", made.code),
        ):
            seen = shown_until(terminal.fileno(), seen, question.encode())
            terminal.write(f"{answer}\n".encode())
            seen += b"<"
        (code,) = CODE.findall(seen.decode())
        seen = shown_until(terminal.fileno(), seen, "紙を見て、新しい回復コードを打ってください".encode())
        assert "新しい回復コードと同じではありません" in seen.decode()
        terminal.write(f"{code.lower()}\n".encode())
        seen = shown_until(terminal.fileno(), seen, None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert CODE.findall(seen.decode()) == [code], "once, and what was typed is never shown"
    assert unlock_with_code(vault / "people.slots", code).person.name == FOUNDER
