"""A hub that went back in time, by its restore command or behind everyone's back: it is noticed, and heals."""

from pathlib import Path

import msgspec
import pytest

from sync import devices
from sync.errors import SyncError
from sync.letters import sealed_letter
from tests.sync.conftest import Fresh
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

BACK = pytest.mark.parametrize("new_epoch", [True, False], ids=["restored", "rolled back"])


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    first = laptops[0]
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == first.states()


@BACK
def test_invariant_13_what_the_hub_lost_is_pushed_again(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, new_epoch: bool
) -> None:
    one, other = pair
    talk(one, "きのうの話")
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    talk(one, "今日の話")
    quiet(pair)
    hub.put_back(yesterday, new_epoch=new_epoch)
    alike(hub, one, other)
    assert any("epoch" in event or "back" in event for _at, event, _facts in one.desk.exchange.log())


@BACK
def test_invariant_13_also_where_others_wrote_past_it_meanwhile(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], folder: Path, new_epoch: bool
) -> None:
    """The sequence is as far as the cursors of before: nothing looks wrong but the heads."""
    one, other, third = three
    quiet(three)
    yesterday = hub.copy(folder / "yesterday.db")
    talk(one, "今日の話")
    one.sync()
    other.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    for number in range(3):
        talk(third, f"{number}番目の話")
    third.sync()
    alike(hub, *three)


@BACK
def test_invariant_13_a_laptop_let_in_since_then_stays_in(
    hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path, new_epoch: bool
) -> None:
    """The hub forgot it with its keys: it comes with a new code, and nobody has to approve it once more."""
    one, other = pair
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    late = fresh(2)
    late.enrol(hub)
    one.approve(late)
    talk(late, "新しい机の話")
    quiet((one, other, late))
    hub.put_back(yesterday, new_epoch=new_epoch)
    talk(one, "そのあとの話")
    one.sync()
    other.sync()
    with pytest.raises(SyncError, match="新しい登録コード"):
        late.sync()
    late.enrol(hub)
    alike(hub, one, other, late)


@BACK
def test_invariant_13_a_laptop_that_the_hub_forgot_and_that_never_comes_holds_nobody_up(
    hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path, new_epoch: bool
) -> None:
    """Let in this morning, stolen at noon, and the hub is put back to last night: its work is there, and it is out."""
    one, other = pair
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    late = fresh(2)
    late.enrol(hub)
    one.approve(late)
    talk(late, "新しい机の話")
    quiet((one, other, late))
    hub.put_back(yesterday, new_epoch=new_epoch)
    one.revoke(late.device, wipe=True)
    talk(one, "そのあとの話")
    alike(hub, one, other)
    assert len(other.desk.search("新しい机の話")) == 1
    assert hub.store.roster(hub.district).epochs == devices.roster_of(one.desk.exchange, one.enrolment).epochs


@BACK
def test_invariant_10_a_revocation_that_the_hub_forgot_is_told_it_again(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], folder: Path, new_epoch: bool
) -> None:
    one, other, lost = three
    quiet(three)
    yesterday = hub.copy(folder / "yesterday.db")
    one.revoke(lost.device, wipe=False)
    hub.put_back(yesterday, new_epoch=new_epoch)
    one.sync()
    talk(one, "もう見せない話")
    one.sync()
    with pytest.raises(devices.OutOfDistrict):
        lost.sync()
    alike(hub, one, other)


@BACK
def test_invariant_13_letters_go_again(hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, new_epoch: bool) -> None:
    one, other = pair
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    enrolment = one.enrolment
    letter = sealed_letter(
        b"{}", enrolment.card.letter_public, enrolment.district, "a" * 32, enrolment.device.id, enrolment.sign_private
    )
    one.desk.exchange.queue_letter(letter.id, "referral", "b" * 32, msgspec.json.encode(letter))
    talk(one, "つないだ話")
    assert one.sync().letters_up == 1
    hub.put_back(yesterday, new_epoch=new_epoch)
    talk(other, "ほかの話")
    talk(other, "もうひとつの話")
    other.sync()
    alike(hub, one, other)
    assert hub.ask("SELECT id FROM letter") == [("a" * 32,)]
