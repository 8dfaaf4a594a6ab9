"""No word of a resident stands outside of the vaults: not at the hub, in a log, in a temporary file, or on the line."""

import base64
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from kyosei_desk.drafting import unfinished
from sync import bundle, by_hand, devices
from sync.hub import backup as hub_backup
from sync.hub import bundle as at_hub
from sync.hub import keys
from sync.hub.backup import check
from tests.builders import NOW, begun, household, intake, member
from tests.sync.conftest import Fresh
from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, World, in_district, quiet
from tests.sync.lines import Fate
from tests.sync.wires import Recorder, recording
from tests.sync.writing import edit, seen, talk

WORDS = {
    "said": "となりの犬がほえて眠れない",
    "name": "架空川 標花",
    "kana": "かくうがわ しるしか",
    "address": "目印市しるし町9-8-7",
    "phone": "0120-555-3344",
    "wish": "ゆっくり話を聞いてほしい",
    "restricted": "だれにも言わないでほしいこと",
    "purged": "やっぱり消してほしいこと",
    "draft": "書きかけのままのこと",
    "title": "眠れない夜の相談",
}


def spelled(word: str) -> Iterator[bytes]:
    """The ways in which a word may stand in a file or on a line."""
    escaped = json.dumps(word).encode()[1:-1]
    for coded in (word.encode(), word.encode("utf-16-le"), word.encode("cp932", "ignore"), escaped):
        yield coded
        for shift in range(3):  # base64 of it, wherever it begins
            yield base64.b64encode(b"\0" * shift + coded)[4 if shift else 0 : -4]


MARKS = {spelling: name for name, word in WORDS.items() for spelling in spelled(word) if len(spelling) > 6}


def found_in(content: bytes) -> set[str]:
    return {name for spelling, name in MARKS.items() if spelling in content}


def files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every temporary file of this process lies here."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


class Round:
    """A whole round of everything, on a line that writes down every byte."""

    def __init__(self, hub: Hub, recorder: Recorder, one: Laptop, other: Laptop, sticks: Path) -> None:
        self.hub, self.recorder, self.one, self.other, self.sticks = hub, recorder, one, other, sticks

    def play(self) -> None:
        one, other = self.one, self.other
        quiet((one, other))
        record = self.write()
        closed = one.desk.restrict(talk(one, WORDS["restricted"]), [other.keys.person_id])
        gone = talk(one, WORDS["purged"])
        one.desk.keep_draft(unfinished(begun(WORDS["draft"], "d" * 32)))
        self.over_the_line()
        edit(one, record, wish=WORDS["wish"])
        edit(other, record, wish=WORDS["wish"] + "。")
        edit(other, closed, title=WORDS["title"])
        one.desk.purge(gone)
        self.over_the_line()
        other.desk.resolve(record, other.desk.conflicts()[0].field, WORDS["wish"])
        self.by_hand()
        self.over_the_line()

    def write(self) -> str:
        home = household(address=WORDS["address"])
        person = member(home, name=WORDS["name"], kana=WORDS["kana"])
        written = intake(WORDS["said"], title=WORDS["title"], taken_at=NOW.isoformat())
        moved = msgspec.structs.replace(written.consultation, household_id=home.id)
        visitor = msgspec.structs.replace(moved.visitor, phone=WORDS["phone"])
        moved = msgspec.structs.replace(moved, visitor=visitor)
        return self.one.desk.record(
            msgspec.structs.replace(written, household=home, members=(person,), consultation=moved)
        ).id

    def over_the_line(self) -> None:
        for fate in (Fate.LOST, Fate.CUT, Fate.BROKEN):
            try:
                self.one.sync(Fate.WELL, *[fate] * 4)
            except Exception as error:  # noqa: BLE001 - whatever it says is looked at
                print(error, repr(error), file=sys.stderr)
        quiet((self.one, self.other))

    def by_hand(self) -> None:
        by_hand.export(self.one.desk, self.one.enrolment, self.sticks / "stick", everything=True)
        by_hand.take(self.other.desk, self.other.enrolment, self.sticks / "stick")
        held = self.hub.city.held
        bundle.write(self.sticks / "of-the-hub", at_hub.written(self.hub.store, held, self.hub.district))
        hub_backup.write(self.hub.store.database, keys.encode(self.hub.city.file), self.sticks / "copy")
        check(self.sticks / "copy")
        self.one.desk.backup(self.sticks / "desk.backup")


def through(recorder: Recorder, laptop: Laptop, hub: Hub) -> None:
    """From now on this laptop speaks to the hub over the recorder."""
    enrolment = laptop.enrolment
    url = f"{urlsplit(hub.url).scheme}://127.0.0.1:{recorder.port}"
    devices.keep(laptop.desk.exchange, msgspec.structs.replace(enrolment, hub=url))


@pytest.fixture
def played(
    city: City, world: World, fresh: Fresh, folder: Path, tmp_path: Path, temporary: Path
) -> Iterator[tuple[Round, bytes]]:
    """The round, and everything that anybody printed meanwhile."""
    assert temporary.is_dir()
    hub_folder, sticks = tmp_path / "hub", tmp_path / "sticks"
    hub_folder.mkdir()
    sticks.mkdir()
    said = io.StringIO()
    with running_hub(city, hub_folder / "hub.db", world.clock()) as hub, redirect_stdout(said), redirect_stderr(said):
        one, other = fresh(0), fresh(1)
        in_district(hub, one, other)
        with recording(urlsplit(hub.url).port or 0) as recorder:
            for each in (one, other):
                through(recorder, each, hub)
            game = Round(hub, recorder, one, other, sticks)
            game.play()
            yield game, said.getvalue().encode() + hub.log.getvalue().encode()
    assert folder.is_dir()


def test_the_marks_would_be_found(tmp_path: Path) -> None:
    """What is looked for is what a leak would look like."""
    for word in WORDS.values():
        assert found_in(b"x" + word.encode() + b"y")
        assert found_in(base64.b64encode(b"12345" + word.encode()))
        assert found_in(json.dumps({"a": word}).encode())
    (tmp_path / "leak").write_bytes(WORDS["name"].encode("utf-16-le"))
    assert [found_in(path.read_bytes()) for path in files(tmp_path)] == [{"name"}]


def test_invariant_12_no_plaintext_of_a_resident_outside_of_the_vaults(
    played: tuple[Round, bytes], tmp_path: Path, temporary: Path
) -> None:
    game, said = played
    assert len(game.recorder.bytes) > 20_000
    assert found_in(bytes(game.recorder.bytes)) == set()
    assert found_in(said) == set()
    for path in files(tmp_path, temporary, game.one.path, game.other.path):
        assert found_in(path.read_bytes()) == set(), path.name


def test_invariant_12_the_logs_can_be_handed_to_a_stranger(played: tuple[Round, bytes]) -> None:
    game, _said = played
    for laptop in (game.one, game.other):
        log = msgspec.json.encode(laptop.desk.exchange.log())
        assert b"synced" in log
        assert found_in(log) == set()
    assert b'"route"' in game.hub.log.getvalue().encode()


def test_the_words_are_in_the_vaults(played: tuple[Round, bytes]) -> None:
    """Or nothing above would mean anything."""
    game, _said = played
    for word in ("said", "restricted", "title"):
        assert len(game.other.desk.search(WORDS[word])) >= 1, word
    assert not game.other.desk.search(WORDS["purged"])
    record = game.other.desk.search(WORDS["said"])[0].record_id
    assert WORDS["wish"] in str(seen(game.other, record).record)
