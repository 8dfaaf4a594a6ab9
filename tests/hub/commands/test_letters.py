"""`kyosei-hub letters`, `answer`, `confirm`: the city reads what it may, the desk hears of it once, and nobody else."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.sealing import SealBroken, letter_pair, new_key, new_pair, open_for
from sync import post
from sync.protocol import CITY, Step
from tests.hub.commands.operating import Operated
from tests.hub.commands.ward import NAME, SAID, WISH, Ward, fields_of, lowered, referral, withdrawal
from tests.journeys.running import Ended

HIDDEN = {"id", "hidden", "withdrawn_at"}


def states(ward: Ward) -> list[tuple[str, str]]:
    """What the desks of the district heard: kind of record and letter."""
    return [(each.kind, fields_of(each)["letter_id"]) for each in ward.replies()]


def test_a_letter_is_shown_with_all_it_says_and_its_desk_hears_once_that_it_was_opened(either: Ward) -> None:
    (letter,) = either.put(referral())
    (shown,) = either.hub.json("letters")
    assert (shown["id"], shown["district"], shown["kind"]) == (letter, either.id, "referral")
    assert shown["received_at"].endswith("+09:00")
    assert (shown["agency"], shown["level"], shown["wish"]) == ("自立相談支援機関", 4, WISH)
    assert shown["statements"] == [{"source": "本人が話した", "text": SAID}]
    assert either.hub.json("letters") == [shown]
    (told,) = either.replies()
    assert (told.kind, told.author, told.restricted) == ("opened", CITY, False)
    assert fields_of(told)["about"] == "a" * 32
    assert states(either) == [("opened", letter)]


def test_without_json_it_reads_as_a_person_would(ward: Ward) -> None:
    ward.put(referral(), lowered(), referral(people=(post.Person(relation="本人", name="見本\u202e太郎"),)))
    ended = ward.hub.process("letters")
    assert ended.status == 0
    for words in (NAME, SAID, WISH, "至急・24時間以内", "協力依頼 自立相談支援機関", "緊急度を下げる確認", "Q3"):
        assert words in ended.out
    assert "\u202e" not in ended.out


def test_a_report_shows_each_table_of_its_own_and_a_later_one_replaces_it(ward: Ward) -> None:
    first = post.Monthly(
        desk=referral().desk, written_on="2026-11-01", month="2026-10", consultations={"その他": 1, "住居": 2},
        client_groups={"その他": 3}, activities={}, visits=4, days=5,
    )  # fmt: skip
    ward.put(first, msgspec.structs.replace(first, written_on="2026-11-02"))
    shown = ward.hub.process("letters").out
    assert "内容別: その他 1 住居 2" in shown
    assert "分野別: その他 3" in shown
    assert "訪問・連絡活動 4" in shown
    assert [each["replaced"] for each in ward.hub.json("letters")] == [True, False]
    assert ward.replies() == []  # nobody waits for an answer


def test_only_one_district_where_one_is_named(ward: Ward) -> None:
    other = Ward(ward.hub, "となり地区")
    (ours,), (theirs,) = ward.put(referral()), other.put(referral())
    assert [each["id"] for each in ward.hub.json("letters", "--district", "見本地区")] == [ours]
    assert [each["id"] for each in ward.hub.json("letters")] == [theirs, ours]
    assert states(other) == [("opened", theirs)]


def test_nothing_is_there_and_it_is_said(small: Operated) -> None:
    assert small.run("letters", "--json") == Ended(0, "", "手紙はありません。\n")


@pytest.mark.parametrize("state", ["受理", "支援中", "終結", "取下げ"])
def test_an_answer_reaches_the_district_as_a_record(state: str, ward: Ward) -> None:
    (letter,) = ward.put(referral())
    ended = ward.hub.process("answer", letter, "--state", state, "--text", "見本の答え", "--by", "見本 係長")
    assert (ended.status, ended.out) == (0, "")
    (told,) = ward.replies()
    fields = fields_of(told)
    assert told.kind == "answer"
    assert (fields["state"], fields["text"], fields["by"]) == (state, "見本の答え", "見本 係長")
    assert (fields["agency"], fields["letter_id"], fields["about"]) == ("自立相談支援機関", letter, "a" * 32)


def test_a_refusal_needs_its_reason(ward: Ward) -> None:
    (letter,) = ward.put(referral())
    for text in ((), ("--text", "  ")):
        ended = ward.hub.run("answer", letter, "--state", "不受理", *text)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("不受理の理由が、まだ書かれていません。")
    assert ward.hub.run("answer", letter, "--state", "不受理", "--text", "管轄が違います").status == 0
    assert [fields_of(each)["state"] for each in ward.replies()] == ["不受理"]


def test_what_is_no_letter_and_what_is_no_answer_is_said(ward: Ward) -> None:
    (letter,) = ward.put(lowered())
    assert ward.hub.run("answer", "f" * 32, "--state", "受理").err.startswith("その番号の手紙はありません。")
    assert ward.hub.run("answer", letter, "--state", "受理").err.startswith("その手紙には、この命令では答えません。")
    assert ward.hub.run("answer", letter, "--state", "たぶん").status == 2
    assert ward.replies() == []


def test_a_lowered_level_is_confirmed_or_not_with_a_reason(ward: Ward) -> None:
    (letter,) = ward.put(lowered())
    assert ward.hub.run("confirm", letter, "--refuse").err.startswith("緊急度を下げられない理由が、")
    assert ward.hub.run("confirm", letter, "--refuse", "--text", "まだ早いです").status == 0
    assert ward.hub.run("confirm", letter).status == 0
    no, yes = map(fields_of, ward.replies())
    assert ("confirmed" in no, no["text"]) == (False, "まだ早いです")
    assert (yes["confirmed"], yes["lowered_from"], yes["letter_id"]) == (True, 4, letter)
    (other,) = ward.put(referral())
    assert ward.hub.run("confirm", other).err.startswith("その手紙には、この命令では答えません。")


def test_the_answer_to_a_restricted_record_opens_for_its_named_readers_alone(ward: Ward) -> None:
    reader, other = new_pair(), new_pair()
    to = post.Address(file="c" * 32, readers=(post.Reader(id="1" * 16, key=reader.public),))
    (letter,) = ward.put(referral(reply=to))
    ward.hub.json("letters")
    assert ward.hub.run("answer", letter, "--state", "受理", "--text", "見本の答え").status == 0
    for told in ward.replies():
        assert told.restricted
        assert "見本の答え".encode() not in told.writes
        opened = open_for(told.writes, "1" * 16, reader.private, f"change/{told.record_id}")
        assert msgspec.msgpack.decode(opened)["letter_id"][0] == letter
        with pytest.raises(SealBroken):
            open_for(told.writes, "1" * 16, other.private, f"change/{told.record_id}")


def test_an_answer_goes_where_the_record_went_when_it_was_restricted_later(ward: Ward) -> None:
    reader = new_pair()
    (letter,) = ward.put(referral())
    moved = post.Address(file="d" * 32, readers=(post.Reader(id="2" * 16, key=reader.public),))
    note = post.Readdressed(desk=referral().desk, written_on="2026-10-06", letters=(letter,), reply=moved)
    ward.put(note)
    assert ward.hub.run("answer", letter, "--state", "受理").status == 0
    (told,) = ward.replies()
    assert told.restricted
    assert open_for(told.writes, "2" * 16, reader.private, f"change/{told.record_id}")


# Taken back


def test_a_letter_that_was_taken_back_shows_nothing_of_what_it_said(ward: Ward) -> None:
    kept, gone = ward.put(referral(number="見-1"), referral(number="見-2"))
    ward.put(withdrawal(gone))
    first, second, third = ward.hub.json("letters")
    assert (first["id"], first["kind"]) == (kept, "referral")
    assert (second["id"], second["hidden"], set(second)) == (gone, True, HIDDEN)
    assert (third["kind"], third["letters"]) == ("withdrawal", [gone])
    assert states(ward) == [("opened", kept)]
    listed = ward.hub.run("letters").out
    assert listed.count("見-2") == 0
    assert "取り下げられた手紙" in listed


def test_a_letter_that_comes_after_its_withdrawal_is_never_shown(either: Ward) -> None:
    late = either.sealed(referral(), "9" * 32)
    either.put(withdrawal(late.id))
    either.hub.json("letters")
    with either.hub.store() as store:
        store.add_letters(either.id, [late])
    assert set(either.hub.json("letters")[1]) == HIDDEN


def test_what_was_taken_back_is_answered_with_that_alone(ward: Ward) -> None:
    (gone,) = ward.put(referral())
    ward.put(withdrawal(gone))
    assert ward.hub.run("answer", gone, "--state", "受理").err.startswith("その手紙は取り下げられています。")
    assert ward.hub.run("answer", gone, "--state", "取下げ").status == 0


def test_a_withdrawal_reaches_no_letter_of_another_district(ward: Ward) -> None:
    other = Ward(ward.hub, "となり地区")
    (theirs,) = other.put(referral())
    ward.put(withdrawal(theirs))
    assert [each["kind"] for each in ward.hub.json("letters")] == ["referral", "withdrawal"]


def test_a_letter_in_whose_place_another_stands_says_so(ward: Ward) -> None:
    (old,) = ward.put(referral())
    ward.put(referral(replaces=(old,)))
    assert [each["replaced"] for each in ward.hub.json("letters")] == [True, False]


# What cannot be


def test_what_a_newer_desk_wrote_is_listed_and_not_counted_as_opened(ward: Ward) -> None:
    letter = ward.founder.letter(ward.hub.city, b'{"kind":"poem","version":9}')
    with ward.hub.store() as store:
        store.add_letters(ward.id, [letter])
    (shown,) = ward.hub.json("letters")
    assert (shown["id"], shown["kind"]) == (letter.id, "unreadable")
    assert ward.replies() == []
    with ward.hub.store() as store:
        assert store.letters()[0].opened_at is None


def test_while_the_district_changes_its_keys_nothing_is_sealed_to_the_old_one(either: Ward) -> None:
    stolen = either.member()
    (letter,) = either.put(referral())
    assert either.hub.run("device", "revoke", stolen.id).status == 0
    ended = either.hub.run("letters", "--json")
    assert (ended.status, len(ended.lines)) == (0, 1)
    assert ended.err == "1通は、開けたことをまだ机に伝えられません（地区の鍵を替えている途中です）。\n"
    answer = either.hub.run("answer", letter, "--state", "受理")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("地区の鍵を替えている途中なので、")
    either.secret = new_key()
    with either.hub.store() as store:
        roster = store.roster(either.id)
        assert store.replies(either.id) == ()
    either.append(either.founder.entry(roster, Step.EPOCH, epoch=either.epoch(either.founder)))
    assert either.hub.run("letters", "--json").err == ""
    assert states(either) == [("opened", letter)]


# The database alone opens nothing


def test_neither_the_hubs_files_nor_its_database_nor_its_backup_hold_a_word_or_a_key(
    either: Ward, tmp_path: Path
) -> None:
    (letter,) = either.put(referral())
    either.hub.json("letters")
    assert either.hub.run("answer", letter, "--state", "支援中", "--text", "見本の答えの言葉").status == 0
    assert either.hub.run("backup", "--to", tmp_path / "copy.backup").status == 0
    files = [each for each in either.hub.folder.rglob("*") if each.is_file()]
    content = b"".join(each.read_bytes() for each in (*files, tmp_path / "copy.backup")) + dumped(either.hub.url)
    city = either.hub.city
    private = (city.signing.private, city.letter.private, city.held.hub.private, letter_pair(either.secret).private)
    words = [each.encode() for each in (NAME, SAID, WISH, "見本の答えの言葉", "自立相談支援機関", "見-1")]
    assert either.id.encode() in content  # the dump is one of this hub
    for secret in (*words, *private, *(key.hex().encode() for key in private)):
        assert secret not in content


def dumped(url: str) -> bytes:
    """All of a PostgreSQL as pg_dump writes it; SQLite's file is among the hub's own."""
    if not url.startswith("postgresql"):
        return b""
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    return subprocess.run(["pg_dump", "--inserts", plain], check=True, capture_output=True).stdout


def test_another_passphrase_reads_no_letter(ward: Ward, other_words: Path) -> None:
    ward.put(referral())
    for command in (["letters", "--json"], ["answer", "f" * 32, "--state", "受理"]):
        ended = ward.hub.run(*command, words=other_words)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("ハブの合言葉が違うようです。")
