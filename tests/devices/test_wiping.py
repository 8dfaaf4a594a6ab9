"""An order to destroy the keys: unsent work is safe first, then no passphrase and no code opens anything any more."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kyosei_desk import backup
from kyosei_desk.errors import DeskError, StorageFull, VaultWiped
from kyosei_desk.opening import make_desk, open_desk, people_of, recover_access, remove_person, restore_backup
from kyosei_desk.records import District
from kyosei_desk.vault import FLOOR
from sync import bundle, by_hand, devices, wiping
from sync.protocol import Entry
from tests.builders import CLOCK, FOUNDER, WORDS, intake
from tests.conftest import Made
from tests.devices.desks import SECOND, SECOND_WORDS, door, enrolled, joined, member, refreshed, settled
from tests.devices.standin import StandIn
from tests.journeys.running import run, secret_file

MARKER = "目印のことば"


class Ordered:
    """The second laptop of a district, with a talk that was never sent, and the order to destroy its keys."""

    def __init__(self, first: Path, second: Path, entries: tuple[Entry, ...]) -> None:
        self.first, self.second, self.entries = first, second, entries

    @property
    def unsent(self) -> Path:
        return self.second / "unsent.bundle"

    def obey(self) -> str:
        """The next contact with the hub; returns what is said."""
        with (
            open_desk(self.second, SECOND_WORDS, clock=CLOCK) as desk,
            pytest.raises(VaultWiped) as caught,
        ):
            devices.revoked(desk, member(desk), self.entries)
        return str(caught.value)


def district(first: Path, second: Path, hub: StandIn, *, wipe: bool, by_city: bool = False) -> tuple[Entry, ...]:
    """Both laptops enrolled, the second one taken out again; returns the whole roster."""
    with (
        open_desk(first, WORDS, clock=CLOCK) as one,
        open_desk(second, SECOND_WORDS, clock=CLOCK) as other,
    ):
        enrolled(one, hub)
        gone = joined(one, other, hub)
        settled(other, hub)
        other.record(intake(MARKER, case_id="U1"))
        if by_city:
            hub.revoke(gone.device.id, wipe=wipe)
        else:
            devices.revoke(one, door(one, hub), refreshed(one, hub), gone.device.id, wipe=wipe)
    return tuple(hub.entries)


@pytest.fixture(scope="module")
def ordered_once(made: Made, second_made: Made, tmp_path_factory: pytest.TempPathFactory) -> Ordered:
    folder = tmp_path_factory.mktemp("ordered")
    first = Path(shutil.copytree(made.path, folder / "first"))
    second = Path(shutil.copytree(second_made.path, folder / "second"))
    return Ordered(first, second, district(first, second, StandIn(), wipe=True))


@pytest.fixture
def ordered(ordered_once: Ordered, tmp_path: Path) -> Ordered:
    first = Path(shutil.copytree(ordered_once.first, tmp_path / "first"))
    return Ordered(first, Path(shutil.copytree(ordered_once.second, tmp_path / "second")), ordered_once.entries)


def nothing_opens(ordered: Ordered, code: str, folder: Path) -> None:
    """No passphrase, no printed code, no backup; every way in says why."""
    assert not (ordered.second / "people.slots").exists()
    assert list((ordered.second / "backups").glob("*")) == []
    for way in (
        lambda: open_desk(ordered.second, SECOND_WORDS, clock=CLOCK).__enter__(),
        lambda: recover_access(ordered.second, code, "あたらしい あいことば"),
        lambda: remove_person(ordered.second, FOUNDER, SECOND_WORDS),
        lambda: make_desk(ordered.second, SECOND, SECOND_WORDS, CLOCK, District(id="district"), FLOOR),
    ):
        with pytest.raises(VaultWiped, match=r"unsent\.bundle"):
            way()
    with pytest.raises(DeskError):
        restore_backup(folder / "none.backup", ordered.second, SECOND_WORDS)


def unsent_is_there(ordered: Ordered) -> None:
    """What was not sent opens on another laptop of the district, and nowhere else."""
    assert MARKER.encode() not in ordered.unsent.read_bytes()
    with open_desk(ordered.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        by_hand.take(desk, member(desk), ordered.unsent)
        assert desk.by_case_id("U1") is not None


def test_the_unsent_work_is_bundled_and_every_wrap_destroyed(
    ordered: Ordered, second_made: Made, tmp_path: Path
) -> None:
    said = ordered.obey()
    assert "unsent.bundle" in said
    assert "bundle import" in said
    nothing_opens(ordered, second_made.code, tmp_path)
    unsent_is_there(ordered)


def test_the_city_s_order_is_obeyed_too(made: Made, second_made: Made, tmp_path: Path) -> None:
    first = Path(shutil.copytree(made.path, tmp_path / "first"))
    second = Path(shutil.copytree(second_made.path, tmp_path / "second"))
    entries = district(first, second, StandIn(), wipe=True, by_city=True)
    Ordered(first, second, entries).obey()
    assert not (second / "people.slots").exists()


def test_where_all_was_sent_there_is_no_bundle(vault: Path, hub: StandIn) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        enrolled(desk, hub)
        own = member(desk)
        by_hand.export(desk, own, vault.parent / "sent.bundle", everything=True)
        heads = tuple(by_hand.heads_of(desk.exchange))
        desk.exchange.put("hub_heads", msgspec.json.encode(heads))
        hub.revoke(own.device.id, wipe=True)
        with pytest.raises(VaultWiped, match="送っていない分はありません"):
            refreshed(desk, hub)
    assert not (vault / "unsent.bundle").exists()
    assert not (vault / "people.slots").exists()


def test_a_laptop_taken_out_without_the_order_stays_readable(made: Made, second_made: Made, tmp_path: Path) -> None:
    first = Path(shutil.copytree(made.path, tmp_path / "first"))
    second = Path(shutil.copytree(second_made.path, tmp_path / "second"))
    entries = district(first, second, StandIn(), wipe=False)
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as desk:
        with pytest.raises(DeskError, match="読むことはできます"):
            devices.revoked(desk, member(desk), entries)
        assert desk.by_case_id("U1") is not None
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as desk:
        assert len(desk.search(MARKER)) == 1


def test_an_order_nobody_of_the_district_signed_is_not_obeyed(ordered: Ordered) -> None:
    revoking = next(entry for entry in ordered.entries if entry.wipe)
    forged = msgspec.structs.replace(revoking, signature=bytes(64))
    with open_desk(ordered.second, SECOND_WORDS, clock=CLOCK) as desk:
        devices.revoked(desk, member(desk), (*ordered.entries[: revoking.number - 1], forged))
        assert desk.by_case_id("U1") is not None
    assert (ordered.second / "people.slots").exists()


def test_a_full_disk_destroys_nothing_and_the_next_opening_tries_again(
    ordered: Ordered, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_parts: object) -> None:
        raise StorageFull("いっぱい", "", "")

    with monkeypatch.context() as patched, open_desk(ordered.second, SECOND_WORDS, clock=CLOCK) as desk:
        patched.setattr(bundle, "write", full)
        with pytest.raises(StorageFull):
            devices.revoked(desk, member(desk), ordered.entries)
        assert desk.by_case_id("U1") is not None
    ended = run("search", MARKER, "--vault", ordered.second, "--passphrase-file", secret_file(tmp_path, SECOND_WORDS))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("この机は登録を取り消され、鍵は消されました。")
    assert "Traceback" not in ended.err
    unsent_is_there(ordered)


def test_a_vault_that_goes_on_as_another_device_obeys_and_hands_its_work_over_too(
    ordered: Ordered, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The order came to the device it was (a full disk put it off); then the vault was restored, and is nobody yet."""

    def full(*_parts: object) -> None:
        raise StorageFull("いっぱい", "", "")

    with monkeypatch.context() as patched, open_desk(ordered.second, SECOND_WORDS, clock=CLOCK) as desk:
        patched.setattr(bundle, "write", full)
        with pytest.raises(StorageFull):
            devices.revoked(desk, member(desk), ordered.entries)
        desk.exchange.new_identity()
        assert devices.load(desk.exchange) is None
        with pytest.raises(StorageFull):
            wiping.carried_out(desk)
    ended = run("search", MARKER, "--vault", ordered.second, "--passphrase-file", secret_file(tmp_path, SECOND_WORDS))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("この机は登録を取り消され、鍵は消されました。")
    assert people_in_none(ordered.second)
    unsent_is_there(ordered)


def test_a_vault_of_no_district_is_not_kept_by_an_order_that_it_cannot_hand_anything_to(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        said = str(wiping.carried_out(desk))
    assert "送っていない分はありませんでした" in said or "unsent.bundle" in said
    assert people_in_none(vault)


def test_afterwards_every_command_says_why(ordered: Ordered, tmp_path: Path) -> None:
    ordered.obey()
    words = secret_file(tmp_path, SECOND_WORDS)
    for command in (("search", MARKER), ("verify",), ("device", "list"), ("people", "remove", FOUNDER)):
        ended = run(*command, "--vault", ordered.second, "--passphrase-file", words)
        assert (ended.status, ended.out) == (1, ""), command
        assert "鍵は消されました" in ended.err, command


def test_the_wraps_are_overwritten_where_they_lay(ordered: Ordered, tmp_path: Path) -> None:
    names = ["people.slots", *(f"backups/{each.name}" for each in (ordered.second / "backups").iterdir())]
    for name in names:  # a second name for the same blocks of the disk
        (tmp_path / name.replace("/", "-")).hardlink_to(ordered.second / name)
    with backup.reading(next((ordered.second / "backups").glob("*.backup"))) as (slots, _file):
        assert b"wrapped" in slots
    ordered.obey()
    for name in names:
        assert b"wrapped" not in (tmp_path / name.replace("/", "-")).read_bytes()
    assert people_in_none(ordered.second)


def people_in_none(vault: Path) -> bool:
    try:
        people_of(vault)
    except DeskError:
        return True
    return False


# Killed at each step: the process is gone, as at a power cut.

STEPS = {
    "roster": ("kyosei_desk.store.exchange", "Exchange.keep_roster"),
    "bundle": ("sync.wiping", "rescue"),
    "marker": ("kyosei_desk.wiping", "begin"),
    "put_away": ("kyosei_desk.desk", "Desk.put_away"),
    "overwrite": ("kyosei_desk.wiping", "overwrite"),
    "destroy": ("kyosei_desk.wiping", "destroy"),
}
CUT = """
import importlib, os, sys
from pathlib import Path
import msgspec
from kyosei_desk.opening import open_desk
from sync import devices
from sync.protocol import Entry
from tests.builders import CLOCK
from tests.devices.desks import SECOND_WORDS, member
vault, entries, module, name = sys.argv[1:]
roster = msgspec.json.decode(Path(entries).read_bytes(), type=tuple[Entry, ...])
owner = importlib.import_module(module)
*outer, last = name.split(".")
for each in outer:
    owner = getattr(owner, each)
step = getattr(owner, last)
def cut(*arguments, **named):
    step(*arguments, **named)
    os._exit(9)
setattr(owner, last, cut)
with open_desk(Path(vault), SECOND_WORDS, clock=CLOCK) as desk:
    devices.revoked(desk, member(desk), roster)
"""


def cut_short_after(step: str, ordered: Ordered, folder: Path) -> None:
    entries = folder / "entries.json"
    entries.write_bytes(msgspec.json.encode(ordered.entries))
    command = [sys.executable, "-c", CUT, str(ordered.second), str(entries), *STEPS[step]]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (finished.returncode, finished.stderr) == (9, "")


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_any_step_the_next_opening_finishes_it_and_the_unsent_work_is_there(
    ordered: Ordered, step: str, second_made: Made, tmp_path: Path
) -> None:
    cut_short_after(step, ordered, tmp_path)
    ended = run("search", MARKER, "--vault", ordered.second, "--passphrase-file", secret_file(tmp_path, SECOND_WORDS))
    assert (ended.status, ended.out) == (1, "")
    assert "鍵は消されました" in ended.err
    nothing_opens(ordered, second_made.code, tmp_path)
    unsent_is_there(ordered)


@pytest.mark.parametrize("step", ["roster", "bundle"])
def test_killed_before_the_marker_the_next_contact_finishes_it_too(
    ordered: Ordered, step: str, second_made: Made, tmp_path: Path
) -> None:
    cut_short_after(step, ordered, tmp_path)
    ordered.obey()
    nothing_opens(ordered, second_made.code, tmp_path)
    unsent_is_there(ordered)


def test_the_desk_that_obeyed_is_locked(ordered: Ordered) -> None:
    with open_desk(ordered.second, SECOND_WORDS, clock=CLOCK) as desk:
        with pytest.raises(VaultWiped):
            devices.revoked(desk, member(desk), ordered.entries)
        assert desk.keys.locked
