"""`make demo`: the practice cases at one desk, then the whole round of two desks and the city's hub, on this machine.

Everything is real: two encrypted vaults, a hub over HTTP on loopback with its embedded database, sealed letters.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.clock import system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice import demo
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from kyosei_desk.practice.district import practice_district
from kyosei_desk.practice.replay import replay
from kyosei_desk.records import Consultation, Level
from kyosei_desk.sealing.passphrase import FLOOR
from sync import devices, enrolling
from sync.client import HubClient, Signer
from sync.engine import sync_once
from sync.practice_hub import PracticeHub, start_hub
from sync.referring import refer
from sync.round import Report

HALF = 6
REFERRED, AGENCY = "P01", "自立相談支援機関"
ANSWER = "受理"
WISHES = ("電気を止めないでほしい（1つ目の机で）", "家賃の相談もしたい（2つ目の机で）")


class Table:
    """One desk of the round, open."""

    def __init__(self, name: str, desk: Desk, hub: PracticeHub) -> None:
        self.name = name
        self.desk = desk
        self._hub = hub

    def reach(self, signer: Signer | None) -> HubClient:
        return HubClient(self._hub.url, system_clock, signer=signer)

    @property
    def enrolment(self) -> devices.Enrolment:
        found = devices.load(self.desk.exchange)
        if found is None:
            raise DeskError(_("この机は登録されていません。"), "", "")
        return found

    def enrol(self) -> str:
        """Returns the 照合番号, "" for the desk that begins the district."""
        application = enrolling.Application(hub=self._hub.url, code=self._hub.code(), name=self.name)
        with ExitStack() as open_ones:
            enrolment = enrolling.enrol(
                self.desk, lambda signer: open_ones.enter_context(self.reach(signer)), application
            )
        return "" if enrolment.state == devices.ACTIVE else devices.check_number_of(self.desk.exchange, enrolment)

    def approve(self) -> None:
        with self.reach(enrolling.signer_of(self.enrolment)) as hub:
            _mine, _roster, page = devices.refreshed(self.desk, hub, self.enrolment)
            devices.approve(self.desk, hub, self.enrolment, devices.waiting(page.pending, None))

    def sync(self) -> Report:
        mine = self.enrolment
        with self.reach(enrolling.signer_of(mine)) as hub:
            return sync_once(self.desk, hub, mine)

    def said(self) -> str:
        """A sync, and a line of what it did."""
        report = self.sync()
        return _("  {name}: 送った {pushed}・届いた {pulled}・手紙 {up}・答え {down}・選ぶもの {conflicts}").format(
            name=self.name,
            pushed=report.pushed,
            pulled=report.pulled,
            up=report.letters_up,
            down=report.letters_down,
            conflicts=report.conflicts,
        )


def main(arguments: list[str]) -> int:
    """Play the whole demo into the folder named; 0 when all of it could be seen."""
    folder = Path(arguments[0] if arguments else "build/demo")
    return demo.told(line for part in (demo.play(folder), play(folder)) for line in part)


def play(folder: Path) -> Iterator[str]:
    """The round, line by line, each said once it has happened."""
    cases = read_cases(PRACTICE_CASES)
    yield ""
    yield _("ここからは、2つの机と市のハブです（すべて、このパソコンの中で動きます）。")
    with ExitStack() as stack:
        hub = stack.enter_context(start_hub(folder / "hub"))
        first, second = (
            stack.enter_context(table(folder, name, hub, part))
            for name, part in ((_("1つ目の机"), cases[:HALF]), (_("2つ目の机"), cases[HALF:]))
        )
        yield from joined(first, second)
        yield from referred(first, second, hub)
        yield from disagreed(first, second)
        yield from blind(hub, cases)


@contextmanager
def table(folder: Path, name: str, hub: PracticeHub, cases: list[Any]) -> Iterator[Table]:
    """A new vault with its share of the cases, open as long as the block lasts."""
    vault = folder / f"vault-{name}"
    make_desk(vault, demo.FOUNDER + name, demo.WORDS, system_clock, practice_district(), FLOOR)
    with open_desk(vault, demo.WORDS) as desk:
        for _outcome in replay(desk, cases, None):
            pass
        yield Table(name, desk, hub)


def joined(first: Table, second: Table) -> Iterator[str]:
    """Both come into the district, and hold the same from then on."""
    first.enrol()
    number = second.enrol()
    yield _("2つ目の机が登録を申しこみました。両方の画面で照合番号を確かめて、承認します: {number}").format(
        number=number
    )
    first.approve()
    yield from synced(first, second, first)
    yield same(first, second)


def synced(*tables: Table) -> Iterator[str]:
    for each in tables:
        yield each.said()


def same(first: Table, second: Table) -> str:
    one, other = first.sync().digest, second.sync().digest
    if one == other:
        return _("  記録のしるしが同じになりました: {digest}…").format(digest=one[:16])
    return _("  記録のしるしが違います。この版は使わないでください。")


def referred(first: Table, second: Table, hub: PracticeHub) -> Iterator[str]:
    """A letter up, opened by the city; an answer down, on both desks."""
    sent = refer(first.desk, first.enrolment, REFERRED, AGENCY)
    yield _("{case} について、{agency}への協力依頼を封じて送ります。").format(case=REFERRED, agency=AGENCY)
    yield from synced(first)
    for line in hub_says(hub, "letters", "--json"):
        letter = json.loads(line)
        yield _("  市が開けた手紙: {agency}・{level}・根拠{count}つ").format(
            agency=letter["agency"], level=level_words(Level(letter["level"])), count=len(letter["grounds"])
        )
    hub_says(hub, "answer", sent.letter_id, "--state", ANSWER, "--text", _("あす、電話します。"))
    yield from synced(first, second)
    for each in (first, second):
        found = [one for one in each.desk.postbox.referrals(each.desk.now()) if one.referral.id == sent.record_id]
        yield _("  {name}の「つなぎ」: {state}").format(
            name=each.name, state="・".join(str(one.state) for one in found)
        )


def hub_says(hub: PracticeHub, *command: str) -> list[str]:
    """What `kyosei-hub` prints. Raises DeskError where it could not be done."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "sync.hub", *command, "--data", str(hub.folder)],
        env={**os.environ, "KYOSEI_HUB_PASSPHRASE_FILE": str(hub.words_file)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DeskError(_("ハブの命令ができませんでした。"), done.stderr.strip(), "")
    return done.stdout.splitlines()


def disagreed(first: Table, second: Table) -> Iterator[str]:
    """The same field written at both desks: both values are kept, and a person decides."""
    yield _("同じ相談の「希望」を、2つの机で別々に書きます。")
    for each, wish in zip((first, second), WISHES, strict=True):
        write_wish(each.desk, wish)
    yield from synced(first, second, first)
    conflict = first.desk.conflicts()[0]
    for version in conflict.versions:
        yield _("  どちらかを選びます: {value}").format(value=version.value)
    first.desk.resolve(conflict.record_id, conflict.field, "。".join(WISHES))
    yield _("  1つ目の机の人が、両方を合わせました。")
    yield from synced(first, second)
    yield same(first, second)


def write_wish(desk: Desk, wish: str) -> None:
    talk = desk.by_case_id(REFERRED)
    shown = desk.shown(talk.id) if talk else None
    if shown is not None and isinstance(shown.record, Consultation):
        desk.save(shown, msgspec.structs.replace(shown.record, wish=wish))


def blind(hub: PracticeHub, cases: list[Any]) -> Iterator[str]:
    """Nothing that was said stands in any file of the hub."""
    words = [word.encode() for word in demo.said(cases)]
    contents = [path.read_bytes() for path in sorted(hub.folder.rglob("*")) if path.is_file()]
    seen = sum(word in content for word in words for content in contents)
    yield _("ハブのファイル{files}個の中に、お名前とお話{words}件をさがしました。見つかった数: {seen}").format(
        files=len(contents), words=len(words), seen=seen
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
