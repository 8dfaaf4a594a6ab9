"""`kyosei-hub init`: two keys under a passphrase, a database, fingerprints, and never over what is there."""

import stat
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import DeskError, WrongPassphrase
from sync import codes
from sync.hub import keys
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile
from tests.hub.commands.operating import OTHER_WORDS, WORDS, Operated, run, start
from tests.hub.conftest import Databases
from tests.journeys.running import Ended, secret_file
from tests.journeys.test_streams import at_a_terminal

HERE = "ここには、もうハブがあります。ハブはそのままです。ほかの場所を選んでください。\n"
MISSING = (
    "ここにはハブがありません。ほかの場所のものはそのままです。"
    "--data の場所を確かめるか、kyosei-hub init で作ってください。\n"
)
WRONG = "ハブの合言葉が違うようです。ハブの記録と手紙はそのままです。大文字・小文字を確かめて、もう一度どうぞ。\n"


def test_init_makes_a_private_hub_and_prints_the_fingerprints_of_its_keys(tmp_path: Path, words: Path) -> None:
    folder = tmp_path / "hub"
    ended = run("init", "--data", folder, words=words)
    card = keys.read(folder / "hub.keys").card
    assert ended.status == 0, ended.err
    printed = [line.partition(": ")[2].replace("-", "") for line in ended.lines]
    assert printed == [codes.fingerprint(card.sign_public), codes.fingerprint(card.letter_public)]
    assert ended.err.startswith("ハブを作りました。")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert run("init", "--data", folder, words=words) == Ended(1, "", HERE)
    assert keys.read(folder / "hub.keys").card == card


def test_the_code_for_a_laptop_carries_the_fingerprint_that_init_printed(small: Operated) -> None:
    with small.store() as store:
        store.add_district("見本地区")
    code = codes.parsed(small.run("enrol-code", "見本地区").out)
    assert code.fingerprint == codes.fingerprint(small.city.signing.public)


def test_each_key_is_wrapped_by_itself_and_neither_stands_for_the_other(made: KeyFile) -> None:
    swapped = msgspec.structs.replace(made, signing=made.letter, letter=made.signing)
    with pytest.raises(WrongPassphrase):
        keys.signing_pair(swapped, WORDS)
    with pytest.raises(WrongPassphrase):
        keys.serving_keys(swapped, WORDS)
    assert made.signing.salt != made.letter.salt


def test_another_passphrase_opens_neither_key(made: KeyFile) -> None:
    for unlock in (keys.signing_pair, keys.serving_keys):
        with pytest.raises(WrongPassphrase):
            unlock(made, OTHER_WORDS)


def test_no_private_key_stands_in_a_repr(made: KeyFile) -> None:
    held = keys.serving_keys(made, WORDS)
    for private in (held.letter.private, held.hub.private):
        assert repr(private) not in repr(held)
        assert repr(private) not in repr(held.for_app())


@pytest.mark.parametrize("place", [0, 40, 400, -2])
def test_a_damaged_file_of_keys_is_said_and_not_taken_for_a_wrong_passphrase(
    place: int, made: KeyFile, tmp_path: Path
) -> None:
    content = bytearray(keys.encode(made))
    content[place] ^= 1
    (tmp_path / "hub.keys").write_bytes(content)
    with pytest.raises(DeskError) as caught:
        keys.read(tmp_path / "hub.keys")
    assert "hub.keys がこわれているか" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 5000, b"\xff\xfe"])
def test_another_file_in_place_of_the_keys_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "hub.keys").write_bytes(content)
    with pytest.raises(DeskError, match=r"hub\.keys がこわれているか"):
        keys.read(tmp_path / "hub.keys")


def test_a_card_of_another_city_is_not_believed(made: KeyFile, tmp_path: Path) -> None:
    from kyosei_desk.sealing import new_pair

    forged = msgspec.structs.replace(made, card=msgspec.structs.replace(made.card, letter_public=new_pair().public))
    keys.write(tmp_path / "hub.keys", forged)
    with pytest.raises(DeskError, match=r"hub\.keys"):
        keys.read(tmp_path / "hub.keys")


def test_a_wrong_passphrase_a_missing_hub_and_no_passphrase_at_all(
    small: Operated, other_words: Path, tmp_path: Path
) -> None:
    assert small.process("letters", words=other_words) == Ended(1, "", WRONG)
    assert small.run("letters", data=tmp_path / "none") == Ended(1, "", MISSING)
    assert not (tmp_path / "none").exists()
    ended = run("letters", "--data", small.folder, words=None)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        "ハブの合言葉をたずねる画面がありません。ハブの記録はそのままです。"
        "環境変数 KYOSEI_HUB_PASSPHRASE_FILE で、合言葉を1行目に書いたファイルを指定してください。\n"
    )
    ended = small.run("letters", words=tmp_path / "no-such-file")
    assert ended.err.startswith("合言葉のファイルを読めませんでした。")


def test_a_short_passphrase_makes_no_hub(tmp_path: Path) -> None:
    ended = run("init", "--data", tmp_path / "hub", words=secret_file(tmp_path, "みじかい"))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("合言葉が短すぎます。")
    assert not (tmp_path / "hub").exists()


def test_at_a_terminal_the_passphrase_is_asked_for_twice_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KYOSEI_HUB_PASSPHRASE_FILE", raising=False)
    status, screen = at_a_terminal(
        ["init", "--data", tmp_path / "hub"],
        ("ハブの合言葉", WORDS), ("もう一度、同じものを", WORDS),
        program="sync.hub",
    )  # fmt: skip
    assert (status, WORDS in screen) == (0, False)
    made = keys.read(tmp_path / "hub" / "hub.keys")
    assert keys.serving_keys(made, WORDS).letter.public == made.card.letter_public


def test_a_hub_is_never_made_over_a_database_that_is_in_use(operated: Operated, words: Path, tmp_path: Path) -> None:
    with operated.store() as store:
        store.add_district("見本地区")
    ended = run("init", "--data", tmp_path / "other", "--database", operated.url, words=words)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("このデータベースには、もうハブの記録があります。")
    assert not (tmp_path / "other" / "hub.keys").exists()


def test_of_two_that_make_a_hub_at_once_one_does(tmp_path: Path, words: Path) -> None:
    folder = tmp_path / "hub"
    both = [start("init", "--data", folder, words=words) for _each in range(2)]
    ended = [(each.communicate(), each.returncode) for each in both]
    assert sorted(status for _said, status in ended) == [0, 1]
    (fingerprints,) = [out.decode() for (out, _err), status in ended if not status]
    card = keys.read(folder / "hub.keys").card
    assert codes.fingerprint(card.sign_public) == fingerprints.splitlines()[0].partition(": ")[2].replace("-", "")
    assert {each.name for each in folder.iterdir()} <= {"hub.keys", "hub.db", "hub.db-wal", "hub.db-shm"}


def test_a_file_named_from_where_one_stood_is_found_from_elsewhere(
    small: Operated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert small.run("district", "add", "見本地区", "--database", "sqlite:///other.db").status == 0
    monkeypatch.chdir("/")
    assert small.run("district", "list").out.endswith("  見本地区\n")
    assert (tmp_path / "other.db").exists()


def test_a_folder_that_belongs_to_others_keeps_its_rights(tmp_path: Path, made: KeyFile) -> None:
    from sync.hub.commands.founding import found_hub

    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    (folder / "見本.txt").write_text("見本")
    found_hub(HubFolder(folder), made, None)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "hub.keys").stat().st_mode) == 0o600


# The database is remembered


def test_a_database_that_was_named_once_is_found_by_every_later_command(
    databases: Databases, made: KeyFile, words: Path, tmp_path: Path
) -> None:
    url, folder = databases.fresh(), tmp_path / "hub"
    HubFolder(folder).make()
    keys.write(folder / "hub.keys", made)
    first = run("district", "add", "見本地区", "--data", folder, "--database", url, words=words)
    assert first.status == 0, first.err
    assert run("district", "list", "--data", folder, words=words).out == f"{first.out.strip()}  見本地区\n"
    assert stat.S_IMODE((folder / "hub.toml").stat().st_mode) == 0o600
    assert not (folder / "hub.db").exists()


def test_a_database_that_does_not_open_is_not_remembered_and_its_password_not_said(small: Operated) -> None:
    for url in (
        "postgresql://hub:himitsu@127.0.0.1:1/none",
        "himitsu",
        "himitsu://",
        "oracle://himitsu@x/y",
        "sqlite://",
    ):
        ended = small.run("district", "list", "--database", url)
        assert (ended.status, ended.out) == (1, "")
        assert "himitsu" not in ended.err
        assert ended.err.count("\n") == 1
    assert not (small.folder / "hub.toml").exists()
    assert small.run("district", "list") == Ended(0, "", "")


def test_what_a_person_wrote_into_the_settings_stays(tmp_path: Path) -> None:
    folder = HubFolder(tmp_path)
    folder.settings.write_text("# 市の設定\n[limits]\nlease_days = 60\n", "utf-8")
    folder.remember('postgresql://hub:"\\見本@db/hub')
    folder.remember("postgresql://hub@db/hub")
    assert folder.read().database == "postgresql://hub@db/hub"
    assert folder.read().limits.lease_days == 60
    assert "# 市の設定" in folder.settings.read_text("utf-8")


def test_a_misspelt_setting_is_named_with_its_line(small: Operated) -> None:
    (small.folder / "hub.toml").write_text("\n[limits]\nleese_days = 60\n", "utf-8")
    ended = small.run("district", "list")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("hub.toml の 3 行目：")
