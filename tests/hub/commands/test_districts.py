"""`kyosei-hub district`, `enrol-code`, `device` and `alarms`: who belongs, and who is told to go."""

from pathlib import Path

import msgspec
import pytest

from sync import codes
from sync.hub.store.rows import AlarmKind
from sync.protocol import CITY, PREFIX, Enrolled, Page, Step
from tests.hub.building import Laptop, enrolment, refusal
from tests.hub.commands.operating import Operated
from tests.hub.commands.ward import Ward
from tests.journeys.running import Ended

NO_DISTRICT = (
    "その地区は、このハブにありません。ハブの記録はそのままです。"
    "kyosei-hub district list で、名前か番号を確かめてください。\n"
)


def test_a_district_is_added_once_and_listed_with_its_id(small: Operated) -> None:
    added = small.process("district", "add", "見本地区")
    assert (added.status, added.err) == (0, "")
    assert small.process("district", "list").out == f"{added.out.strip()}  見本地区\n"
    again = small.process("district", "add", "見本地区")
    assert (again.status, again.out) == (1, "")
    assert again.err.startswith("同じ名前の地区が、もうあります。")


@pytest.mark.parametrize("name", ["", "   ", "二行\nの名前", "あ" * 101, "\x1b[31m"])
def test_a_name_that_cannot_be_read_on_one_line_is_refused(name: str, small: Operated) -> None:
    ended = small.run("district", "add", name)
    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1)


def test_a_code_lets_one_laptop_in_once(either: Ward) -> None:
    ended = either.hub.process("enrol-code", "見本地区")
    assert (ended.status, len(ended.lines)) == (0, 1)
    assert ended.err == "このコードは15分のあいだ、1台に1回だけ使えます。\n"
    code = codes.parsed(ended.out)
    laptop = Laptop(either.id)
    with either.hub.serving() as served:
        enrolled = served.line.open("POST", f"{PREFIX}/enrol", enrolment(code, laptop))
        assert msgspec.json.decode(enrolled.content, type=Enrolled).district == either.id
        second = served.line.open("POST", f"{PREFIX}/enrol", enrolment(code, Laptop(either.id)))
        assert refusal(second).trouble == "bad_code"
    assert [each["state"] for each in either.hub.json("device", "list")] == ["active", "pending"]


def test_a_code_for_no_district_is_refused(small: Operated) -> None:
    assert small.run("enrol-code", "どこか") == Ended(1, "", NO_DISTRICT)
    assert small.run("device", "list", "--district", "どこか") == Ended(1, "", NO_DISTRICT)


def test_the_laptops_of_a_district_are_listed_without_a_key(ward: Ward) -> None:
    ward.member()
    ended = ward.hub.run("device", "list")
    assert [line.split()[1] for line in ended.lines] == ["使用中", "使用中"]
    first = ward.hub.json("device", "list", "--district", "見本地区")[0]
    assert (first["id"], first["district"], first["name"]) == (ward.founder.id, ward.id, "見本のパソコン")
    assert set(first) == {
        "id", "name", "district", "district_name", "state", "enrolled_at", "last_seen", "changes", "bytes",
    }  # fmt: skip


@pytest.mark.parametrize(("options", "wipe"), [((), True), (("--keep",), False)])
def test_a_laptop_that_is_revoked_hears_it_with_the_order_signed_by_the_city(
    options: tuple[str, ...], wipe: bool, either: Ward
) -> None:
    stolen = either.member()
    with either.hub.serving() as served:
        assert served.line.get(stolen).status_code == 200
        ended = either.hub.process("device", "revoke", stolen.id, *options)
        assert (ended.status, ended.out) == (0, "")
        answer = served.line.get(stolen, roster=2)
        assert answer.status_code == 410
        order = refusal(answer).roster[-1]
        assert (order.step, order.by, order.device_id, order.wipe) == (Step.REVOKE, CITY, stolen.id, wipe)
        page = msgspec.json.decode(served.line.get(either.founder).content, type=Page)
        assert page.roster[-1] == order
    with either.hub.store() as store:
        assert store.roster(either.id).must_renew
    again = either.hub.process("device", "revoke", stolen.id)
    assert (again.status, again.out) == (1, "")
    assert again.err.startswith("その机の登録は、もう取り消されています。")


def test_revoking_takes_the_signing_key_and_with_another_passphrase_nothing_happens(
    ward: Ward, other_words: Path
) -> None:
    ended = ward.hub.run("device", "revoke", ward.founder.id, words=other_words)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("ハブの合言葉が違うようです。")
    with ward.hub.store() as store:
        assert ward.founder.id in store.roster(ward.id).devices


def test_a_laptop_is_known_by_the_signs_its_desk_shows(ward: Ward) -> None:
    stolen = ward.member()
    assert ward.hub.run("device", "revoke", stolen.id[:8]).status == 0
    for unknown in ("", ward.founder.id[:4], "f" * 32):
        ended = ward.hub.run("device", "revoke", unknown)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("その机は、このハブに登録されていません。")
    with ward.hub.store() as store:
        assert set(store.roster(ward.id).devices) == {ward.founder.id}


def test_a_laptop_that_waits_is_forgotten_without_an_order(ward: Ward) -> None:
    waiting = ward.enrolled()
    assert ward.hub.run("device", "revoke", waiting.id).status == 0
    with ward.hub.store() as store:
        assert store.device(waiting.id) is None
        assert not store.roster(ward.id).must_renew


def test_alarms_are_told_with_ids_and_counts(ward: Ward) -> None:
    assert ward.hub.run("alarms") == Ended(0, "", "確かめることはありません。\n")
    with ward.hub.store() as store:
        store.add_alarm(ward.id, AlarmKind.FORK, ward.founder.id, "3")
        store.add_alarm(ward.id, AlarmKind.FORK, ward.founder.id, "3")
    told = ward.hub.json("alarms")
    assert [(each["kind"], each["device"], each["about"], each["times"]) for each in told] == [
        ("fork", ward.founder.id, "3", 2)
    ]
    line = ward.hub.run("alarms", "--district", "見本地区").out
    assert "同じ番号に、違う中身が2つあります" in line
