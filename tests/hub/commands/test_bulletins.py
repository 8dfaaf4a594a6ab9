"""`kyosei-hub bulletin`: checked by the desks' own rules before it is signed, newer each time, lowering nothing."""

from importlib.resources import files
from pathlib import Path

import pytest

from kyosei_desk.sealing import SignatureBroken, new_key, signing_pair_of
from sync.attestations import check_bulletin
from sync.hub.store.rows import Asked
from sync.protocol import Bulletin
from tests.hub.commands.operating import Operated
from tests.hub.commands.ward import Ward

CHECKLIST = (files("kyosei_desk.checklist") / "definitions" / "v1.toml").read_text("utf-8")
NUMBERS = (files("kyosei_desk.vocabulary") / "numbers.toml").read_text("utf-8")
AGENCIES = (files("kyosei_desk.vocabulary") / "agencies.toml").read_text("utf-8")
DIRECTORY = """version = "1"
[[office]]
kind = "地域包括支援センター"
name = "見本地域包括支援センター"
phone = "000-0000-0000"
night = "000-0000-0001"
source = "見本市"
checked_at = "2026-10-01"
"""
NOTICE = """version = "1"
[[notice]]
title = "見本のお知らせ"
text = "見本の日は、お休みです。"
until = "2026-12-31"
"""
TRAINING = """version = "1"
title = "見本の練習"
cases = '''[{"id": "K1", "taken_at": "2026-10-05T10:20", "consent": "同意あり"}]'''
"""


def version(text: str, number: str) -> str:
    return text.replace('version = "1"', f'version = "{number}"', 1)


KINDS = {
    "checklist": version(CHECKLIST, "2"), "numbers": version(NUMBERS, "2"), "agencies": version(AGENCIES, "2"),
    "directory": DIRECTORY, "notice": NOTICE, "training": TRAINING,
}  # fmt: skip


def published(hub: Operated) -> tuple[Bulletin, ...]:
    with hub.store() as store:
        return store.bulletins()


def write(folder: Path, text: str, name: str = "file.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_every_kind_is_known_by_its_form_signed_and_given_to_every_desk(ward: Ward, tmp_path: Path) -> None:
    for kind, text in KINDS.items():
        ended = ward.hub.run("bulletin", "publish", write(tmp_path, text))
        assert (ended.status, ended.err) == (0, ""), kind
    assert [each["kind"] for each in ward.hub.json("bulletin", "list")] == list(KINDS)
    with ward.hub.store() as store:
        given = store.pull(ward.id, ward.founder.id, Asked()).bulletins
    assert [(each.number, each.content) for each in given] == list(enumerate(KINDS.values(), 1))
    for each in given:
        check_bulletin(ward.hub.city.signing.public, each)
        with pytest.raises(SignatureBroken):
            check_bulletin(signing_pair_of(new_key()).public, each)


@pytest.mark.parametrize("older", ["1", "2", "2.0", "1.9"])
def test_an_older_or_equal_version_of_its_kind_is_refused(older: str, small: Operated, tmp_path: Path) -> None:
    assert small.process("bulletin", "publish", write(tmp_path, version(NOTICE, "2"))).status == 0
    ended = small.process("bulletin", "publish", write(tmp_path, version(NOTICE, older)))
    assert (ended.status, ended.out) == (1, "")
    assert "いまの版（第2版）より新しい番号ではありません。" in ended.err
    assert small.process("bulletin", "publish", write(tmp_path, DIRECTORY)).status == 0
    assert [each.version for each in published(small)] == ["2", "1"]


def without(text: str, header: str, key: str) -> str:
    """The file without the table whose key line is this."""
    parts = text.split(f"[[{header}]]")
    return f"[[{header}]]".join(part for part in parts if key not in part)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (without(KINDS["checklist"], "question", 'id = "Q8"'), "命に関わる「Q8」は、弱くしたり外したりできません。"),
        (KINDS["checklist"].replace("level = 5", "level = 4", 1), "命に関わる「Q1」は、弱くしたり外したりできません。"),
        (without(KINDS["numbers"], "number", 'number = "119"'), "119 は外せません。"),
        (KINDS["numbers"].replace('number = "#8008"', 'number = "#9999"'), "この番号は載せられません。"),
        (without(KINDS["agencies"], "field", '"法テラス"'), "確認シートが頼む先にしている「"),
    ],
)
def test_what_would_lower_the_floor_is_refused(text: str, sentence: str, small: Operated, tmp_path: Path) -> None:
    assert text not in KINDS.values()
    ended = small.run("bulletin", "publish", write(tmp_path, text))
    assert (ended.status, ended.out) == (1, "")
    assert sentence in ended.err
    assert published(small) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "市が配れるどの種類のファイルか、わかりません。"),
        ("version = 2\n[[notice]]\n", "市が配れるどの種類のファイルか、わかりません。"),
        ('version = "1"\n[[notice]]\n[[office]]\n', "市が配れるどの種類のファイルか、わかりません。"),
        ("[[notice]", "file.toml の 1 行目：TOML の書き方になっていません。"),
        (NOTICE.replace("until", "untill"), "「untill」という項目は、この版では使えません。"),
        (NOTICE.replace('until = "2026-12-31"', 'until = "2026-13-31"'), "5 行目：日付の形が合いません。"),
        (NOTICE.replace("見本の日", "見本\u202eの日"), "目に見えない記号がふくまれています。"),
        (NOTICE.replace('version = "1"', 'version = "一"'), "「version」の値の形が合いません。"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text: str, sentence: str, small: Operated, tmp_path: Path) -> None:
    ended = small.run("bulletin", "publish", write(tmp_path, text))
    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert sentence in ended.err
    assert published(small) == ()


def test_a_file_that_is_none_is_said(small: Operated, tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\xfe")
    (tmp_path / "long").write_bytes(b"#" * ((512 << 10) + 1))
    assert "UTF-8 の文字になっていません。" in small.run("bulletin", "publish", tmp_path / "picture").err
    assert "ファイルが大きすぎます。" in small.run("bulletin", "publish", tmp_path / "long").err
    assert small.run("bulletin", "publish", tmp_path / "none").err.startswith("その場所がないか、")
    assert small.run("bulletin", "publish", tmp_path).err.startswith("その場所がないか、")


def test_a_kind_that_is_named_must_be_the_files_own(small: Operated, tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE)
    ended = small.run("bulletin", "publish", path, "--kind", "directory")
    assert (ended.status, ended.out) == (1, "")
    assert "--kind の種類と、ファイルの形が合いません。" in ended.err
    assert small.run("bulletin", "publish", path, "--kind", "notice").status == 0


def test_an_editors_byte_order_mark_and_line_ends_change_nothing(small: Operated, tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NOTICE.replace("\n", "\r\n").encode())
    assert small.run("bulletin", "publish", path).status == 0
    assert published(small)[0].content == NOTICE


def test_without_the_signing_keys_passphrase_nothing_is_published(
    small: Operated, other_words: Path, tmp_path: Path
) -> None:
    ended = small.run("bulletin", "publish", write(tmp_path, NOTICE), words=other_words)
    assert ended.err.startswith("ハブの合言葉が違うようです。")
    assert published(small) == ()
