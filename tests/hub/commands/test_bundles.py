"""`kyosei-hub bundle`: for a centre with no line at all, by the same checks as on the wire."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync import bundle
from sync.attestations import check_bulletin, check_time
from sync.bundle import Bundle
from sync.protocol import Batch, Step
from sync.roster import replayed
from tests.hub.building import Laptop
from tests.hub.commands.operating import Operated
from tests.hub.commands.ward import Ward, referral, withdrawal

NOTICE = 'version = "1"\n[[notice]]\ntitle = "見本"\ntext = "見本"\nuntil = "2026-12-31"\n'


def carried(ward: Ward, folder: Path, **lanes: Any) -> Path:
    """A desk's bundle on a stick."""
    path = folder / "desk.bundle"
    bundle.write(path, Bundle(district=ward.id, **lanes))
    return path


def taken(ward: Ward, path: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, counts, and what was remarked."""
    ended = ward.hub.run("bundle", "import", path, "--json", *options)
    return ended.status, msgspec.json.decode(ended.out), ended.err


def stored(ward: Ward) -> dict[str, int]:
    """How far each chain of the district has come."""
    with ward.hub.store() as store:
        return {head.device: head.seq for head in store.heads(ward.id)}


def test_what_a_desk_wrote_reaches_the_hub_and_the_other_desks_by_stick(either: Ward, tmp_path: Path) -> None:
    other = either.member()
    batches = (either.founder.write(3), either.founder.write(2))
    path = carried(either, tmp_path, batches=batches, letters=(either.sealed(referral()),))
    ended = either.hub.process("bundle", "import", path)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "束を取りこみました: 新しい記録 5件・手紙 1通\n"
    status, counts, remarks = taken(either, path)
    assert (status, counts["changes"], counts["known"], counts["letters_known"], remarks) == (0, 0, 5, 1, "")
    out = either.hub.process("bundle", "export", "見本地区", tmp_path / "hub.bundle")
    assert (out.status, out.err) == (0, "")
    found = bundle.read(tmp_path / "hub.bundle")
    assert found.batches == batches
    assert {head.device: head.seq for head in found.heads} == {either.founder.id: 5}
    assert set(replayed(either.id, found.roster, either.hub.city.signing.public).devices) == {
        either.founder.id, other.id,
    }  # fmt: skip


def test_the_hubs_bundle_says_its_time_its_letters_and_its_answers(ward: Ward, tmp_path: Path) -> None:
    (letter,) = ward.put(referral())
    ward.hub.json("letters")
    (tmp_path / "notice.toml").write_text(NOTICE, "utf-8")
    assert ward.hub.run("bulletin", "publish", tmp_path / "notice.toml").status == 0
    assert ward.hub.run("bundle", "export", ward.id, tmp_path / "hub.bundle").status == 0
    found = bundle.read(tmp_path / "hub.bundle")
    city = ward.hub.city
    assert found.time is not None
    check_time(city.keys.card.hub_public, found.time)
    check_bulletin(city.signing.public, found.bulletins[0])
    assert (found.letters_taken, found.letters, found.hub) == ((letter,), (), city.keys.card)
    assert [ward.opened(each).kind for each in found.replies] == ["opened"]
    with ward.hub.store() as store:
        assert found.hub_epoch == store.epoch()


def test_more_than_one_page_goes_into_one_bundle(ward: Ward, tmp_path: Path) -> None:
    batches = [ward.founder.write(400, size=3000) for _each in range(4)]
    with ward.hub.store() as store:
        for batch in batches:
            store.push(ward.id, batch)
    assert ward.hub.run("bundle", "export", ward.id, tmp_path / "hub.bundle").status == 0
    assert list(bundle.read(tmp_path / "hub.bundle").batches) == batches


def test_a_withdrawal_by_stick_hides_its_letter(ward: Ward, tmp_path: Path) -> None:
    letter = ward.sealed(referral())
    taken(ward, carried(ward, tmp_path, letters=(letter, ward.sealed(withdrawal(letter.id)))))
    with ward.hub.store() as store:
        assert [each.letter.id for each in store.letters() if each.hidden_at is not None] == [letter.id]


def test_entries_of_the_roster_come_by_stick_and_rivals_do_not(ward: Ward, tmp_path: Path) -> None:
    waiting = ward.enrolled()
    with ward.hub.store() as store:
        roster, entries = store.roster(ward.id), tuple(store.entries(ward.id))
    approval = ward.founder.entry(roster, Step.APPROVE, device=waiting.card, ring=b"ring")
    path = carried(ward, tmp_path, roster=(*entries, approval), batches=(waiting.write(2),))
    status, counts, _remarks = taken(ward, path)
    assert (status, counts["entries"], counts["changes"]) == (0, 1, 2)
    rival = ward.founder.entry(roster, Step.EPOCH, epoch=ward.epoch(ward.founder))
    status, counts, remarks = taken(ward, carried(ward, tmp_path, roster=(*entries, rival)))
    assert (status, counts["entries"]) == (1, 0)
    assert remarks.startswith("束の名簿はハブの名簿と続いていないので、")


def test_what_a_revoked_laptop_wrote_comes_in_only_where_a_person_says_so(ward: Ward, tmp_path: Path) -> None:
    stolen = ward.member()
    path = carried(ward, tmp_path, batches=(stolen.write(2), ward.founder.write(1)))
    assert ward.hub.run("device", "revoke", stolen.id).status == 0
    status, counts, remarks = taken(ward, path)
    assert (status, counts["changes"]) == (1, 1)
    assert remarks.startswith("登録を取り消した机の記録が入っています。")
    assert stored(ward) == {ward.founder.id: 1}
    assert taken(ward, path, "--revoked")[0] == 0
    assert stored(ward) == {ward.founder.id: 1, stolen.id: 2}


@pytest.mark.parametrize(
    ("bend", "sentence"),
    [
        (
            lambda batch, _ward: msgspec.structs.replace(batch, signature=bytes(64)),
            "書いた机の署名が合わない記録があり",
        ),
        (lambda _batch, ward: Laptop(ward.id).write(2), "書いた机の署名が合わない記録があり"),
        (lambda batch, _ward: msgspec.structs.replace(batch, first_seq=5), "前の記録が足りないものがあり"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_is_taken(bend: Any, sentence: str, ward: Ward, tmp_path: Path) -> None:
    other = ward.member()
    bent: Batch = bend(ward.founder.write(2), ward)
    status, counts, remarks = taken(ward, carried(ward, tmp_path, batches=(bent, other.write(3))))
    assert (status, counts["changes"], remarks.count("\n")) == (1, 3, 1)
    assert remarks.startswith(sentence)
    assert stored(ward) == {other.id: 3}


def test_a_cloned_laptop_is_said_and_alarmed(ward: Ward, tmp_path: Path) -> None:
    twin = ward.founder.clone()
    taken(ward, carried(ward, tmp_path, batches=(ward.founder.write(1),)))
    status, _counts, remarks = taken(ward, carried(ward, tmp_path, batches=(twin.write(1),)))
    assert status == 1
    assert remarks.startswith("同じ番号に違う中身の記録があり、")
    assert [each["kind"] for each in ward.hub.json("alarms")] == ["fork"]


def test_letters_to_another_city_and_unsigned_ones_are_refused(ward: Ward, tmp_path: Path) -> None:
    from tests.hub.building import City

    good = ward.sealed(referral())
    strange = ward.founder.letter(City(), b"{}")
    unsigned = msgspec.structs.replace(ward.sealed(referral()), signature=bytes(64))
    status, counts, remarks = taken(ward, carried(ward, tmp_path, letters=(strange, good, unsigned)))
    assert (status, counts["letters"]) == (1, 1)
    assert remarks.startswith("署名か宛先の合わない手紙があり、")


def test_a_restored_hub_gets_its_bulletins_back_from_a_desk(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "notice.toml").write_text(NOTICE, "utf-8")
    assert ward.hub.run("backup", "--to", tmp_path / "copy").status == 0
    assert ward.hub.run("bulletin", "publish", tmp_path / "notice.toml").status == 0
    with ward.hub.store() as store:
        kept = store.bulletins()
    ward.hub = Operated(tmp_path / "moved", ward.hub.words, ward.hub.city)
    assert ward.hub.run("restore", "--from", tmp_path / "copy").status == 0
    forged = msgspec.structs.replace(kept[0], content=kept[0].content.replace("見本", "偽物"))
    assert taken(ward, carried(ward, tmp_path, bulletins=(forged,)))[1]["bulletins"] == 0
    assert taken(ward, carried(ward, tmp_path, bulletins=kept))[1]["bulletins"] == 1
    assert taken(ward, carried(ward, tmp_path, bulletins=kept))[1]["bulletins"] == 0
    with ward.hub.store() as store:
        assert store.bulletins() == kept


def test_a_bundle_that_is_none_or_of_elsewhere_is_refused(ward: Ward, tmp_path: Path) -> None:
    path = carried(ward, tmp_path)
    path.write_bytes(path.read_bytes()[:-1])
    assert ward.hub.run("bundle", "import", path).err.startswith("束のファイルがこわれているか、")
    assert ward.hub.run("bundle", "import", tmp_path / "none").err.startswith("束のファイルが見つかりません。")
    bundle.write(tmp_path / "else.bundle", Bundle(district="f" * 32))
    assert ward.hub.run("bundle", "import", tmp_path / "else.bundle").err.startswith("この束は、ほかの地区のものです。")
    (tmp_path / "見本.txt").write_text("見本", "utf-8")
    ended = ward.hub.run("bundle", "export", ward.id, tmp_path / "見本.txt")
    assert (ended.status, ended.err[:12]) == (1, "そこには、束ではない別の")
