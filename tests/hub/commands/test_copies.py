"""`kyosei-hub backup` and `restore`: the whole hub in one file, from either database to either, as a new life of it."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.hub import backup, keys
from sync.hub.backup import MAGIC
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile
from sync.hub.store import HubStore, tables
from sync.hub.store.database import Database
from sync.hub.store.rows import AlarmKind
from tests.hub.building import Laptop
from tests.hub.commands.operating import Keyholder, Operated
from tests.hub.commands.ward import Ward, referral, withdrawal
from tests.hub.conftest import Databases

DAMAGED = (
    "控えのファイルがこわれているか、ハブの控えではありません。いまあるものはそのままで、何も戻していません。"
    "ほかの日の控えで試してください。\n"
)
KEPT = [table for table in tables.metadata.sorted_tables if table.name not in {"nonce", "code", "hub"}]


def filled(ward: Ward) -> Laptop:
    """Something in every table; returns a second laptop."""
    laptop = ward.member()
    kept, gone = ward.put(referral(), referral())
    ward.put(withdrawal(gone))
    ward.hub.json("letters")
    order = ward.person.order(b"t" * 16)
    with ward.hub.store() as store:
        for batch in (ward.founder.write(7, size=3000), laptop.write(2), laptop.purge(order)):
            store.push(ward.id, batch)
        store.add_alarm(ward.id, AlarmKind.FORK, laptop.id, kept)
        notice = 'version = "1"\n[[notice]]\ntitle = "見本"\ntext = "見本"\nuntil = "2026-12-31"\n'
    path = ward.hub.folder.with_name("notice.toml")
    path.write_text(notice, "utf-8")
    assert ward.hub.run("bulletin", "publish", path).status == 0
    return laptop


def rows(url: str, table: object) -> list[tuple[object, ...]]:
    database = Database(url)
    try:
        with database.reading() as connection:
            return sorted(map(tuple, connection.execute(select(table))), key=repr)  # type: ignore[call-overload]
    finally:
        database.close()


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_hub_is_restored_whole_into_either_database_with_a_new_epoch(
    into: str, either: Ward, postgres: str, city: Keyholder, words: Path, tmp_path: Path
) -> None:
    filled(either)
    copy = tmp_path / "hub.backup"
    taken = either.hub.process("backup", "--to", copy)
    assert (taken.status, taken.err, stat.S_IMODE(copy.stat().st_mode)) == (0, "", 0o600)
    url = Databases(into, tmp_path, postgres).fresh()
    restored = Operated(tmp_path / "restored", words, city, url)
    ended = restored.process("restore", "--from", copy, "--database", url)
    assert ended.status == 0, ended.err
    for table in KEPT:
        assert rows(url, table) == rows(either.hub.url, table) != [], table.name
    with either.hub.store() as old, restored.store() as new:
        assert old.epoch() != new.epoch()
        assert old.counts() == new.counts()
    assert keys.read(restored.folder / "hub.keys") == keys.read(either.hub.folder / "hub.keys")
    assert restored.json("letters") == either.hub.json("letters")


def test_a_restored_hub_goes_on_numbering(
    either: Ward, tmp_path: Path, city: Keyholder, words: Path, databases: Databases
) -> None:
    laptop = filled(either)
    either.hub.run("backup", "--to", tmp_path / "copy")
    moved = Operated(tmp_path / "moved", words, city, databases.fresh())
    assert moved.run("restore", "--from", tmp_path / "copy", "--database", moved.url).status == 0
    either.hub = moved
    other = Ward(moved, "となり地区")
    with moved.store() as store:
        assert store.push(either.id, laptop.write(1)).head.seq == 4
        assert store.push(other.id, other.founder.write(1)).head.seq == 1
        assert {each.card.id for each in store.devices(either.id)} == {either.founder.id, laptop.id}
    either.member()
    either.put(referral())
    assert len(moved.json("letters")) == 4


def test_desks_push_again_what_a_restored_hub_lost(ward: Ward, city: Keyholder, words: Path, tmp_path: Path) -> None:
    first, second = ward.founder.write(3), ward.founder.write(3)
    with ward.hub.store() as store:
        store.push(ward.id, first)
    ward.hub.run("backup", "--to", tmp_path / "copy")
    with ward.hub.store() as store:
        store.push(ward.id, second)
    moved = Operated(tmp_path / "moved", words, city)
    assert moved.run("restore", "--from", tmp_path / "copy").status == 0
    with moved.serving() as served:
        assert served.line.get(ward.founder, cursor="0123456789abcdef.6").status_code == 409
        assert served.line.post(ward.founder, "/push", second).status_code == 200
    with moved.store() as store:
        assert [head.seq for head in store.heads(ward.id)] == [6]


# A broken file is refused whole


@pytest.fixture
def copy(ward: Ward, tmp_path: Path) -> bytes:
    """The bytes of a backup."""
    filled(ward)
    with ward.hub.store() as store:
        backup.write(store.database, keys.encode(keys.read(ward.hub.folder / "hub.keys")), tmp_path / "copy")
    return (tmp_path / "copy").read_bytes()


def test_a_copy_with_any_byte_changed_or_cut_off_is_refused_and_leaves_nothing(copy: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    for place in range(0, len(copy), max(1, len(copy) // 200)):
        for content in (copy[:place] + bytes([copy[place] ^ 1]) + copy[place + 1 :], copy[:place]):
            path.write_bytes(content)
            with pytest.raises(Exception, match="控えのファイルがこわれているか"):
                backup.check(path)
    path.write_bytes(copy + b"\0")
    with pytest.raises(Exception, match="控えのファイルがこわれているか"):
        backup.check(path)


@pytest.mark.parametrize("cut", [0, len(MAGIC), 5000, -1])
def test_a_broken_copy_restores_nothing(cut: int, copy: bytes, city: Keyholder, words: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(copy[:cut])
    restored = Operated(tmp_path / "restored", words, city, "sqlite:///unused")
    ended = restored.process("restore", "--from", tmp_path / "broken")
    assert (ended.status, ended.out, ended.err) == (1, "", DAMAGED)
    assert not restored.folder.exists()


def test_a_copy_of_a_newer_version_is_refused(copy: bytes, city: Keyholder, words: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(copy)
    with (tmp_path / "copy").open("rb") as file:
        header, *rest = backup.read(file)
    assert isinstance(header, backup.Header)
    with (tmp_path / "newer").open("wb") as file:
        backup.put(file, [backup.Header("9999", header.keys), *rest])
    restored = Operated(tmp_path / "restored", words, city, "sqlite:///unused")
    ended = restored.run("restore", "--from", tmp_path / "newer")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("この控えは、新しい版の道具で取られています。")


# Never over what is there


def test_a_restore_never_goes_over_a_hub_that_kept_something(either: Ward, tmp_path: Path, words: Path) -> None:
    filled(either)
    copy = tmp_path / "copy"
    assert either.hub.run("backup", "--to", copy).status == 0
    with either.hub.store() as store:
        epoch = store.epoch()
    ended = either.hub.run("restore", "--from", copy)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("このデータベースには、もうハブの記録があります。")
    elsewhere = Operated(tmp_path / "elsewhere", words, either.hub.city, either.hub.url)
    assert elsewhere.run("restore", "--from", copy, "--database", either.hub.url).status == 1
    assert not (tmp_path / "elsewhere" / "hub.keys").exists()
    with either.hub.store() as store:
        assert store.epoch() == epoch


def test_a_restore_never_takes_the_place_of_another_citys_keys(copy: bytes, words: Path, tmp_path: Path) -> None:
    from kyosei_desk.sealing.passphrase import FLOOR
    from tests.hub.commands.operating import WORDS, founded

    others = keys.made(WORDS, FLOOR)
    other = founded(tmp_path / "other", "", others, Keyholder(others), words)
    (tmp_path / "copy").write_bytes(copy)
    ended = other.run("restore", "--from", tmp_path / "copy")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("ここには、ほかのハブがあります。")
    assert keys.read(other.folder / "hub.keys") == others


def test_a_hub_that_lost_its_database_alone_and_a_restore_cut_short_can_be_restored(
    ward: Ward, made: KeyFile, tmp_path: Path
) -> None:
    filled(ward)
    ward.hub.run("backup", "--to", tmp_path / "copy")
    letters = ward.hub.json("letters")
    for each in ward.hub.folder.glob("hub.db*"):
        each.unlink()
    store = HubStore(HubFolder(ward.hub.folder).database_url(), made.card.sign_public)  # empty, and no more than that
    store.close()
    assert ward.hub.run("restore", "--from", tmp_path / "copy").status == 0
    assert ward.hub.json("letters") == letters


def test_a_backup_replaces_an_older_one_and_nothing_else(ward: Ward, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy", tmp_path / "見本.txt"
    other.write_text("見本の手紙", "utf-8")
    assert ward.hub.run("backup", "--to", copy).status == 0
    before = copy.read_bytes()
    ward.member()
    assert ward.hub.run("backup", "--to", copy).status == 0
    assert copy.read_bytes() != before
    for target in (other, tmp_path):
        ended = ward.hub.run("backup", "--to", target)
        assert ended.err.startswith("そこには、控えではない別のものがあります。")
    assert other.read_text("utf-8") == "見本の手紙"
    assert ward.hub.run("backup", "--to", tmp_path / "none" / "copy").err.startswith("その場所がないか、")
    assert ward.hub.run("restore", "--from", tmp_path / "none").err.startswith("控えのファイルが見つかりません。")
    assert not list(tmp_path.glob("*.kyosei-draft"))
