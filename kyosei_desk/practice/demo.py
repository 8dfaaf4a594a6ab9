"""`make demo`: the practice cases in a new encrypted vault, what came of each, its papers, and its lock tried."""

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from i18n import _
from kyosei_desk import disk
from kyosei_desk.checklist import level_words
from kyosei_desk.clock import Clock, parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, VaultExists, WrongPassphrase
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from kyosei_desk.practice.district import practice_district
from kyosei_desk.practice.replay import Outcome, Remark, replay
from kyosei_desk.records import Action, Level
from kyosei_desk.sheets import Sheet, SheetKind

WORDS_FILE = "practice-passphrase.txt"
"""Also says that a folder is the demo's own: only such a folder is ever made anew."""

WORDS = "れんしゅうの あいことば です"
FOUNDER = "練習 責任者"
COLUMNS = (5, 18, 12)


def main(arguments: list[str]) -> int:
    """Play the whole demo into the folder named; 0 when all of it could be seen."""
    return told(play(Path(arguments[0] if arguments else "build/demo")))


def told(lines: Iterable[str]) -> int:
    """Say each line as it comes; the exit status."""
    try:
        for line in lines:
            print(line, flush=True)  # noqa: T201 - a demo speaks to who started it
    except DeskError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:  # whoever read along has seen enough
        sys.stderr.close()
        return 1
    return 0


class PlayedClock:
    """Stands half an hour after the talk that is being played: a letter is written on the day it is needed."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.play(case)

    def play(self, case: dict[str, Any]) -> None:
        self._now = parse_moment(case["taken_at"]) + timedelta(minutes=30)

    def __call__(self) -> datetime:
        return self._now


def play(folder: Path) -> Iterator[str]:
    """The demo, line by line, each said once it has happened."""
    prepare(folder)
    cases = read_cases(PRACTICE_CASES)
    clock = PlayedClock(cases[0])
    vault, sheets = folder / "vault", folder / "sheets"
    yield _("練習の事例を、暗号にした新しい記録に残します。")
    yield from made(folder, clock)
    with open_desk(vault, WORDS, clock=clock) as desk:
        yield row(_("事例"), _("急ぎ"), _("いま電話"), _("頼む先と、してよいこと"))
        for case in cases:
            clock.play(case)
            yield from played(desk, case, sheets)
            print_others(desk, case["id"], sheets)
        keep(desk.print_blank(), sheets, str(SheetKind.BLANK))
    yield ""
    count = len(list(sheets.glob("*.pdf")))
    yield _("紙（PDF）{count}枚: {folder}").format(count=count, folder=sheets)
    yield from sealed(vault)
    yield from next_steps(folder)


def prepare(folder: Path) -> None:
    """An empty folder; what stood there goes only where the demo itself had made it."""
    if folder.exists() and any(folder.iterdir()) and not (folder / WORDS_FILE).exists():
        raise VaultExists(
            _("このフォルダーは練習用ではありません。"),
            _("中のものはそのままです。"),
            _("空のフォルダーを選んでください。"),
        )
    with disk.in_words():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / WORDS_FILE).write_text(WORDS + "\n", encoding="utf-8")


def made(folder: Path, clock: Clock) -> Iterator[str]:
    code = make_desk(folder / "vault", FOUNDER, WORDS, clock, practice_district())
    yield _("合言葉: {words}").format(words=WORDS)
    yield _("回復コード: {code}").format(code=code)
    yield ""


def played(desk: Desk, case: dict[str, Any], sheets: Path) -> Iterator[str]:
    """One case recorded, its lines of the table: level, whom to call, what may be sent."""
    for outcome in replay(desk, [case], sheets):
        if isinstance(outcome, Outcome):
            yield from lines_of(outcome)
        else:
            yield outcome.sentence if isinstance(outcome, Remark) else str(outcome)


def lines_of(outcome: Outcome) -> Iterator[str]:
    first, *rest = list(sendable(outcome)) or [_("なし")]
    yield row(outcome.id, level_words(Level[outcome.level]), "・".join(outcome.calls) or _("なし"), first)
    yield from (row("", "", "", line) for line in rest)


def sendable(outcome: Outcome) -> Iterator[str]:
    """Agencies by what may be done, the most first."""
    for action in Action:
        agencies = [agency for agency, each in outcome.agencies.items() if each == action]
        if agencies:
            yield _("{action}: {agencies}").format(action=action, agencies="・".join(agencies))


def row(*cells: str) -> str:
    """Cells under one another on a screen where a kanji is two letters wide."""
    *fixed, last = cells
    return "".join(padded(cell, width) for cell, width in zip(fixed, COLUMNS, strict=True)) + last


def padded(text: str, width: int) -> str:
    return text + " " * max(1, width - sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in text))


def print_others(desk: Desk, case_id: str, sheets: Path) -> None:
    """The other kinds of sheet of a case, and a letter for every agency that may have one."""
    talk = desk.by_case_id(case_id)
    if talk is None:
        return
    for agency in (each.agency for each in desk.assess(talk.id).decisions):
        with suppress(NotAllowed):  # the table says so: まず聞く, 送らない
            keep(desk.print_referral(talk.id, agency), sheets, f"{case_id}-{agency}")
    for kind in (SheetKind.OWN_COPY, SheetKind.ANONYMOUS, SheetKind.CONSENT):
        keep(desk.print_sheet(talk.id, kind), sheets, f"{case_id}-{kind}")


def keep(sheet: Sheet, sheets: Path, name: str) -> None:
    disk.write_whole(sheets / f"{name}.pdf", sheet.pdf)


def sealed(vault: Path) -> Iterator[str]:
    """Whether the vault can be read without the passphrase: looked for in its files, and tried at its lock."""
    contents = [path.read_bytes() for path in sorted(vault.rglob("*")) if path.is_file()]
    words = [word.encode() for word in said(read_cases(PRACTICE_CASES))]
    seen = sum(word in content for word in words for content in contents)
    yield _("記録のファイル{files}個の中に、お名前とお話{words}件をさがしました。見つかった数: {seen}").format(
        files=len(contents), words=len(words), seen=seen
    )
    try:
        with open_desk(vault, WORDS[:-1]):
            yield _("ちがう合言葉で開きました。この版は使わないでください。")
    except WrongPassphrase as error:
        yield _("ちがう合言葉で開くと: {error}").format(error=error)


def said(cases: list[Any]) -> list[str]:
    """Names and statements of the practice cases."""
    names = [member.get("name", "") for case in cases for member in case.get("members", ())]
    return [text for text in (*names, *(each["text"] for case in cases for each in case.get("statements", ()))) if text]


def next_steps(folder: Path) -> Iterator[str]:
    yield ""
    yield _("ためしに、さがしてみてください:")
    yield f"  .venv/bin/kyosei-desk search --vault {folder / 'vault'} --passphrase-file {folder / WORDS_FILE} 電気"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
