"""A laptop taken out of its district gets nothing any more; what it had not sent is saved first, whatever else goes."""

from pathlib import Path
from unittest.mock import patch

import pytest

from kyosei_desk import disk
from kyosei_desk.errors import DeskError, StorageFull, VaultWiped
from kyosei_desk.opening import open_desk
from kyosei_desk.vault import Role
from kyosei_desk.vault_folder import VaultFolder
from sync import bundle, by_hand, devices, wiping
from sync.errors import HubRefused, Rewound
from sync.hub import bundle as at_hub
from sync.round import Hooks, Progress
from tests.builders import OTHER_WORDS
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

Three = tuple[Laptop, Laptop, Laptop]


def test_invariant_10_a_revoked_device_gets_nothing(three: Three) -> None:
    one, _other, lost = three
    quiet(three)
    one.revoke(lost.device, wipe=False)
    talk(one, "もう見せない話")
    one.sync()
    before = lost.change_ids()
    with pytest.raises(devices.OutOfDistrict):
        lost.sync()
    assert lost.change_ids() == before
    assert not lost.desk.search("もう見せない話")
    assert set(lost.desk.exchange.epochs()) < set(one.desk.exchange.epochs())


def test_invariant_15_a_copy_that_is_another_device_by_now_hands_its_work_over_before_its_keys_go(
    three: Three, folder: Path
) -> None:
    """It was put back, fell behind itself, and was not enrolled again when the order to the device it was is obeyed."""
    one, _other, lost = three
    quiet(three)
    older = lost.copied(folder / "older").path
    talk(lost, "ハブにある話")
    quiet(three)
    lost.put_back(older)
    talk(lost, "どこにもない話")
    with pytest.raises(Rewound):
        lost.sync()
    assert devices.load(lost.desk.exchange) is None
    assert isinstance(wiping.carried_out(lost.desk), VaultWiped)
    assert not (lost.path / "people.slots").exists()
    by_hand.take(one.desk, one.enrolment, lost.path / "unsent.bundle")
    assert one.desk.search("どこにもない話")
    assert one.desk.search("ハブにある話")
    assert one.sync().complete


def test_invariant_10_not_by_hand_either(hub: Hub, three: Three, tmp_path: Path) -> None:
    """A stick of the district in a thief's hand: what was written since is sealed under a key that it never got."""
    one, _other, lost = three
    quiet(three)
    one.revoke(lost.device, wipe=False)
    talk(one, "もう見せない話")
    one.sync()
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    with pytest.raises(devices.OutOfDistrict):
        by_hand.take(lost.desk, lost.enrolment, tmp_path / "stick")
    assert not lost.desk.search("もう見せない話")
    sealed = [row for (row,) in lost.rows("SELECT writes FROM change WHERE writes IS NOT NULL")]
    assert not any("もう見せない話".encode() in each for each in sealed)
    assert hub.store.roster(hub.district).epoch is not None


def test_invariant_10_revoked_while_it_pushes(three: Three) -> None:
    """It had pulled and was let in; from the next request on it is out."""
    one, _other, lost = three
    quiet(three)
    talk(lost, "とちゅうの話")

    def at(progress: Progress) -> None:
        if progress.step == "push":
            one.revoke(lost.device, wipe=True)

    with pytest.raises((HubRefused, VaultWiped)):
        lost.sync(hooks=Hooks(at))
    wiped(lost)
    assert VaultFolder(lost.path).unsent.exists()


def wiped(laptop: Laptop) -> None:
    """It is, by now or with the next contact."""
    folder = VaultFolder(laptop.path)
    if not folder.wiped.exists():
        with pytest.raises(VaultWiped):
            laptop.sync()
    assert folder.wiped.exists()
    assert not folder.slots.exists()


def test_invariant_15_unsent_work_survives_an_order_to_destroy_the_keys(hub: Hub, three: Three) -> None:
    one, other, lost = three
    quiet(three)
    talk(lost, "送っていない話")
    one.revoke(lost.device, wipe=True)
    with pytest.raises(VaultWiped, match="unsent"):
        lost.sync()
    wiped(lost)
    by_hand.take(one.desk, one.enrolment, VaultFolder(lost.path).unsent)
    quiet((one, other))
    assert len(other.desk.search("送っていない話")) == 1
    assert other.desk.verify() == []
    assert other.change_ids() == hub.item_ids()


def test_invariant_15_also_straight_to_the_hub(hub: Hub, three: Three) -> None:
    one, other, lost = three
    quiet(three)
    talk(lost, "送っていない話")
    one.revoke(lost.device, wipe=True)
    with pytest.raises(VaultWiped):
        lost.sync()
    found = bundle.read(VaultFolder(lost.path).unsent)
    assert at_hub.take(hub.store, hub.city.held, found).changes == 0
    assert at_hub.take(hub.store, hub.city.held, found, revoked=True).changes > 0
    quiet((one, other))
    assert len(other.desk.search("送っていない話")) == 1


def test_invariant_15_a_full_disk_destroys_nothing_before_the_bundle_is_written(three: Three) -> None:
    one, _other, lost = three
    quiet(three)
    talk(lost, "送っていない話")
    one.revoke(lost.device, wipe=True)

    with patch.object(disk, "write_whole", side_effect=disk.full()), pytest.raises(StorageFull):
        lost.sync()
    assert VaultFolder(lost.path).slots.exists()
    assert len(lost.desk.search("送っていない話")) == 1
    with pytest.raises(VaultWiped):
        lost.sync()
    assert VaultFolder(lost.path).unsent.exists()


def test_invariant_15_an_order_without_destruction_leaves_the_desk_readable_and_its_work_portable(
    hub: Hub, three: Three, tmp_path: Path
) -> None:
    one, other, lost = three
    quiet(three)
    one.revoke(lost.device, wipe=False)
    talk(lost, "取り消しを知らずに書いた話")
    with pytest.raises(devices.OutOfDistrict):
        lost.sync()
    talk(lost, "知ってから書いた話")
    assert len(lost.desk.search("書いた話")) == 2
    by_hand.export(lost.desk, lost.enrolment, tmp_path / "stick")
    by_hand.take(one.desk, one.enrolment, tmp_path / "stick")
    quiet((one, other))
    assert len(other.desk.search("書いた話")) == 2
    assert other.change_ids() == hub.item_ids()


def test_invariant_15_unsent_work_survives_the_loss_of_the_line_and_of_the_person(pair: tuple[Laptop, Laptop]) -> None:
    """Closed, opened by somebody else, never synced: it is there, and goes with the next sync of whoever it is."""
    one, other = pair
    quiet(pair)
    talk(one, "送っていない話")
    one.desk.add_person("見本 担当", Role.STAFF, OTHER_WORDS)
    one.close()
    with open_desk(one.path, OTHER_WORDS, person="見本 担当", clock=one.clock) as desk:
        one._desk = desk
        one.sync()
        one._desk = None
    other.sync()
    assert len(other.desk.search("送っていない話")) == 1


def test_a_desk_that_was_let_go_says_so_in_words(three: Three) -> None:
    one, _other, lost = three
    quiet(three)
    one.revoke(lost.device, wipe=False)
    with pytest.raises(DeskError) as caught:
        lost.sync()
    assert "bundle export" in str(caught.value)
