"""A hub was put back, and two desks wrote different entries after that: one roster again, and nobody let back in."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.vault import Role
from sync import devices, rejoining
from sync.errors import SyncError
from sync.protocol import Step
from sync.roster import following, signed
from tests.builders import OTHER_WORDS
from tests.sync.conftest import Fresh
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

Three = tuple[Laptop, Laptop, Laptop]
BACK = pytest.mark.parametrize("new_epoch", [True, False], ids=["restored", "rolled back"])


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    rosters = {each.desk.exchange.roster()[-1] for each in laptops}
    assert len(rosters) == 1
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == laptops[0].states()
        assert devices.alarm(each.desk.exchange) == ""


def a_person_more(laptop: Laptop, name: str) -> None:
    laptop.desk.add_person(name, Role.STAFF, OTHER_WORDS)


@BACK
def test_invariant_10_a_lost_revocation_stands_again_in_the_other_branch(
    hub: Hub, three: Three, folder: Path, new_epoch: bool
) -> None:
    one, other, lost = three
    quiet(three)
    yesterday = hub.copy(folder / "yesterday.db")
    one.revoke(lost.device, wipe=False)
    talk(one, "新しい鍵の話")
    one.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    a_person_more(other, "見本 あたらしい")
    other.sync()
    one.sync()
    talk(one, "もう見せない話")
    alike(hub, one, other)
    assert len(other.desk.search("新しい鍵の話")) == len(other.desk.search("もう見せない話")) == 1
    with pytest.raises(devices.OutOfDistrict):
        lost.sync()
    assert not lost.desk.search("もう見せない話")
    assert not lost.desk.search("新しい鍵の話")


@BACK
def test_invariant_13_a_lost_approval_stands_again_too(
    hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path, new_epoch: bool
) -> None:
    one, other = pair
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    late = fresh(2)
    late.enrol(hub)
    one.approve(late)
    talk(late, "新しい机の話")
    late.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    a_person_more(other, "見本 あたらしい")
    other.sync()
    one.sync()
    with pytest.raises(SyncError):
        late.sync()
    late.enrol(hub)
    alike(hub, one, other, late)
    assert len(other.desk.search("新しい机の話")) == 1


@BACK
def test_invariant_13_both_lost_and_won_a_person(hub: Hub, three: Three, folder: Path, new_epoch: bool) -> None:
    """The very same number, and another entry at it: nobody would notice by the number alone."""
    one, other, third = three
    quiet(three)
    yesterday = hub.copy(folder / "yesterday.db")
    a_person_more(one, "見本 ひとり")
    one.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    a_person_more(other, "見本 もうひとり")
    other.sync()
    alike(hub, one, other, third)
    names = {each.name for each in third.desk.people}
    assert {"見本 ひとり", "見本 もうひとり"} <= names


def test_a_branch_that_a_laptop_continued_which_is_out_is_taken_by_nobody(hub: Hub, three: Three, folder: Path) -> None:
    """The thief and the hub together: the laptop signs an entry in the place of its own revocation."""
    one, _other, lost = three
    quiet(three)
    yesterday = hub.copy(folder / "yesterday.db")
    one.revoke(lost.device, wipe=True)
    hub.put_back(yesterday, new_epoch=False)
    enrolment = lost.enrolment
    roster = devices.roster_of(lost.desk.exchange, enrolment)
    epoch = devices.new_epoch(lost.desk.exchange.epochs(), enrolment.district, roster.devices.values())
    bare = following(roster, Step.EPOCH, 1_790_000_000, lost.device)
    entry = signed(enrolment.sign_private, enrolment.district, msgspec.structs.replace(bare, epoch=epoch))
    with lost.hub() as client:
        client.roster(entry)
    before = devices.roster_of(one.desk.exchange, one.enrolment)
    one.sync()
    assert devices.roster_of(one.desk.exchange, one.enrolment) == before
    assert lost.device in before.revoked
    assert devices.alarm(one.desk.exchange)
    assert rejoining.owed(one.desk.exchange) == ()


def test_a_laptop_that_waits_follows_the_hub_to_the_other_branch(
    hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path
) -> None:
    """It has only looked at the roster so far; it must not be left looking at the lost one."""
    one, other = pair
    late = fresh(2)
    late.enrol(hub)
    yesterday = hub.copy(folder / "yesterday.db")
    a_person_more(one, "見本 ひとり")
    one.sync()
    late.sync()
    hub.put_back(yesterday, new_epoch=True)
    a_person_more(other, "見本 もうひとり")
    other.sync()
    other.approve(late)
    alike(hub, other, late, one)
