"""Passphrase files and prompts, pipes that close, encodings that lack our signs, a missing home or folder."""

import json
import os
import pty
import select
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from kyosei_desk.opening import make_desk
from kyosei_desk.practice.cases import PRACTICE_CASES
from kyosei_desk.practice.district import practice_district
from kyosei_desk.vault import FLOOR
from tests.builders import CLOCK, FOUNDER, OTHER_WORDS, WORDS
from tests.journeys.running import LIMIT, Ended, run, secret_file

CLEAN = Ended(0, "こわれたところは見つかりませんでした。\n", "")
UNREADABLE = (
    "合言葉のファイルを読めませんでした。記録はそのままです。"
    "ファイルの場所と、1行目に合言葉があるかを確かめてください。\n"
)
MISSING = "ここには記録がありません。ほかの場所の記録はそのままです。場所を確かめてください。\n"


def verify(vault: Path, words: Path) -> Ended:
    return run("verify", "--vault", vault, "--passphrase-file", words)


def shell(script: str, *arguments: object) -> Ended:
    """A line of shell; `"$@"` in it is the command with its arguments."""
    done = subprocess.run(
        ["/bin/bash", "-c", script, "bash", sys.executable, "-m", "kyosei_desk", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WORDS.encode(), id="no line end"),
        pytest.param(f"{WORDS}\r\n".encode(), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + f"{WORDS}\n".encode(), id="byte order mark"),
        pytest.param(unicodedata.normalize("NFD", f"{WORDS}\n").encode(), id="NFD"),
        pytest.param(f"{WORDS}\nつぎの行は読まない\n".encode(), id="a second line"),
    ],
)
def test_a_passphrase_file_opens_the_vault_however_an_editor_saved_it(
    content: bytes, vault: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_bytes(content)
    assert verify(vault, words) == CLEAN


def test_a_vault_made_with_a_decomposed_passphrase_opens_with_the_composed_one(tmp_path: Path) -> None:
    made_with = unicodedata.normalize("NFD", "がぎぐげご パピプペポ")
    make_desk(tmp_path / "v", FOUNDER, made_with, CLOCK, practice_district(), FLOOR)
    composed = unicodedata.normalize("NFC", made_with)
    assert composed != made_with
    assert verify(tmp_path / "v", secret_file(tmp_path, composed)) == CLEAN


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n\n", id="an empty first line"),
        pytest.param("あいことば です".encode("cp932"), id="not UTF-8"),
        pytest.param(None, id="missing"),
    ],
)
def test_a_passphrase_file_without_a_passphrase_is_said_so(content: bytes | None, vault: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    if content is not None:
        words.write_bytes(content)
    assert verify(vault, words) == Ended(1, "", UNREADABLE)


def test_a_folder_is_no_passphrase_file(vault: Path) -> None:
    assert verify(vault, vault) == Ended(1, "", UNREADABLE)


def test_a_passphrase_given_as_an_argument_is_neither_taken_nor_repeated(vault: Path) -> None:
    for typed in (["--passphrase", WORDS], [f"--passphrase={WORDS}"], [WORDS], ["--passphrase-file"]):
        ended = run("verify", "--vault", vault, *typed)
        assert (ended.status, ended.out) == (2, "")
        assert "使い方は" in ended.err
        assert "あいことば" not in ended.err


def test_without_a_terminal_and_a_file_nobody_is_asked(vault: Path) -> None:
    assert run("verify", "--vault", vault) == Ended(
        1,
        "",
        "合言葉をたずねる画面がありません。記録はそのままです。--passphrase-file でファイルを指定してください。\n",
    )


def at_a_terminal(
    arguments: Sequence[object], *answers: tuple[str, str], program: str = "kyosei_desk"
) -> tuple[int, str]:
    """The command at a terminal of its own; each answer is typed once its question stands there. (status, screen)"""
    child, screen = pty.fork()
    if child == 0:
        command = [sys.executable, "-m", program, *map(str, arguments)]
        os.execv(sys.executable, command)  # noqa: S606 - a terminal of its own takes fork and exec
    seen = b""
    with os.fdopen(screen, "r+b", buffering=0) as terminal:
        for question, answer in answers:
            seen = shown_until(terminal.fileno(), seen, question.encode())
            terminal.write(f"{answer}\n".encode())
            seen += b"<"
        seen = shown_until(terminal.fileno(), seen, None)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()


def shown_until(terminal: int, seen: bytes, question: bytes | None) -> bytes:
    """The screen once the question is its last words; without one, once the command has ended."""
    while question is None or not seen.endswith(question + b": "):
        try:
            part = os.read(terminal, 1024)
        except OSError:  # Linux's way to say that the other side is closed
            part = b""
        if not part:
            return seen
        seen += part
    return seen


def test_at_a_terminal_the_passphrase_is_asked_for_and_never_shown(vault: Path) -> None:
    status, screen = at_a_terminal(["verify", "--vault", vault], ("合言葉", WORDS))
    assert (status, WORDS in screen) == (0, False)
    assert "こわれたところは見つかりませんでした。" in screen


def test_a_new_passphrase_is_asked_for_twice_until_both_are_the_same(vault: Path, tmp_path: Path) -> None:
    words = secret_file(tmp_path)
    status, screen = at_a_terminal(
        ["passphrase", "--vault", vault, "--passphrase-file", words],
        ("新しい合言葉", OTHER_WORDS),
        ("もう一度、同じものを", "うちまちがい です"),
        ("新しい合言葉", OTHER_WORDS),
        ("もう一度、同じものを", OTHER_WORDS),
    )
    assert (status, OTHER_WORDS in screen) == (0, False)
    assert "2回が同じではありませんでした。" in screen
    assert not any(word in screen for word in ("Error", "Repeat", "match"))
    assert verify(vault, secret_file(tmp_path, OTHER_WORDS)) == CLEAN


def shown_now(terminal: int) -> bytes:
    """What stands there; nothing once the other side is closed."""
    try:
        return os.read(terminal, 1024)
    except OSError:  # Linux's way to say so
        return b""


def interrupted(arguments: Sequence[object], question: str) -> tuple[int, str]:
    """The command at a terminal, Ctrl+C pressed at its question; pressed anew where it fell just before the reading."""
    child, screen = pty.fork()
    if child == 0:
        command = [sys.executable, "-m", "kyosei_desk", *map(str, arguments)]
        os.execv(sys.executable, command)  # noqa: S606 - a terminal of its own takes fork and exec
    with os.fdopen(screen, "r+b", buffering=0) as terminal:
        seen = shown_until(terminal.fileno(), b"", question.encode())
        terminal.write(b"\x03")
        while True:
            if not select.select([terminal], [], [], 5)[0]:
                terminal.write(b"\x03")
            elif part := shown_now(terminal.fileno()):
                seen += part
            else:
                break
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()


def test_control_c_at_the_question_leaves_quietly(vault: Path) -> None:
    status, screen = interrupted(["verify", "--vault", vault], "合言葉")
    assert status == 130
    assert "途中でやめました。ここまでに保存したものは残っています。" in screen
    assert "Traceback" not in screen


def test_a_reader_who_leaves_early_ends_the_command_quietly(filled: Path, words: Path) -> None:
    script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"'
    ended = shell(script, "replay", PRACTICE_CASES, "--vault", filled, "--passphrase-file", words, "--json")
    first, status = ended.lines
    assert (json.loads(first)["id"], ended.err) == ("P01", "")
    assert status in {"0", "1"}  # 0 where every line was in the pipe before its reader left
    gone = shell(
        '"$@" | true; echo "${PIPESTATUS[0]}"', "search", "見本", "--vault", filled, "--passphrase-file", words
    )
    assert (gone.lines, gone.err) == (["1"], "")
    assert verify(filled, words) == CLEAN


def test_with_standard_output_closed_every_case_is_recorded_all_the_same(vault: Path, words: Path) -> None:
    options = ("--vault", vault, "--passphrase-file", words)
    assert shell('"$@" >&-', "replay", PRACTICE_CASES, "--json", *options) == Ended(0, "", "")
    assert len(run("search", "見本", "--json", *options).lines) == 8
    assert verify(vault, words) == CLEAN


def test_with_standard_error_closed_nothing_strays_to_standard_output(tmp_path: Path, words: Path) -> None:
    ended = shell('"$@" 2>&-', "verify", "--vault", tmp_path / "none", "--passphrase-file", words)
    assert ended == Ended(1, "", "")
    assert shell('"$@" <&- >&- 2>&-', "verify", "--vault", tmp_path / "none").status == 1


def test_output_to_a_full_disk_is_said_and_what_was_recorded_stays(vault: Path, words: Path) -> None:
    options = ("--vault", vault, "--passphrase-file", words)
    ended = shell('"$@" > /dev/full', "replay", PRACTICE_CASES, "--json", *options)
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("ディスクがいっぱいで、書けませんでした。")
    assert verify(vault, words) == CLEAN


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "cp932"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_whatever_the_machine_speaks_a_sentence_is_japanese_and_json_is_utf8(
    env: dict[str, str], filled: Path, words: Path, tmp_path: Path
) -> None:
    if env.get("PYTHONIOENCODING") != "cp932":
        said = run("verify", "--vault", tmp_path / "none", "--passphrase-file", words, env=env)
        assert said == Ended(1, "", MISSING)
    ended = run("replay", PRACTICE_CASES, "--vault", filled, "--passphrase-file", words, "--json", env=env)
    assert (ended.status, len(ended.lines), ended.err) == (0, 12, "")
    assert json.loads(ended.lines[0])["agencies"]["法テラス"] == "送る"


def test_no_home_and_an_empty_environment_are_enough(filled: Path, words: Path, tmp_path: Path) -> None:
    script = f'env -i "$@" --sheets {tmp_path}/sheets'
    ended = shell(script, "replay", PRACTICE_CASES, "--vault", filled, "--passphrase-file", words, "--json")
    assert (ended.status, len(ended.lines), ended.err) == (0, 12, "")
    assert len(list((tmp_path / "sheets").iterdir())) == 12


def test_a_working_folder_that_is_gone_matters_to_nothing_named_in_full(vault: Path, words: Path) -> None:
    script = 'd=$(mktemp -d) && cd "$d" && rmdir "$d" && "$@"'
    assert shell(script, "verify", "--vault", vault, "--passphrase-file", words) == CLEAN
    assert shell(script, "verify", "--vault", "vault", "--passphrase-file", words) == Ended(1, "", MISSING)
