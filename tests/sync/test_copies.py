"""A laptop copied with its disk, put back to an older copy of itself, or restored from a backup: noticed, nothing lost.

One device writes one chain. Two laptops that are one device, or a laptop that fell behind itself, come with a new
identity; what they had not sent goes on as the new device's.
"""

from pathlib import Path

import pytest

from kyosei_desk.opening import restore_backup
from kyosei_desk.vault import Role, unlock
from kyosei_desk.vault_folder import VaultFolder
from sync import by_hand
from sync.devices import ACTIVE, PENDING, OutOfDistrict
from sync.errors import HubUnreachable, Rewound
from tests.builders import OTHER_WORDS, WORDS
from tests.sync.conftest import Fresh
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import talk


def enrolled_anew(hub: Hub, laptop: Laptop, by: Laptop) -> None:
    """By the device that it was; or by another desk, as any new one."""
    if laptop.enrol(hub).state != ACTIVE:
        by.approve(laptop)


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == laptops[0].states()


def test_invariant_04_of_two_copies_the_second_takes_another_identity(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    one, other = pair
    quiet(pair)
    twin = one.copied(folder / "twin")
    talk(one, "もとの机の話")
    talk(twin, "写しの机の話")
    one.sync()
    with pytest.raises(Rewound):
        twin.sync()
    assert twin.device != one.device
    enrolled_anew(hub, twin, other)
    alike(hub, one, other, twin)
    assert len(other.desk.search("写しの机の話")) == len(other.desk.search("もとの机の話")) == 1


def test_invariant_04_also_where_both_had_sealed_before_either_sent(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    """The line broke between sealing and sending: two different items stand at one number of one device."""
    one, other = pair
    quiet(pair)
    twin = one.copied(folder / "twin")
    talk(one, "もとの机の話")
    talk(twin, "写しの机の話")
    broken_before_push(twin)
    one.sync()
    with pytest.raises(Rewound):
        twin.sync()
    enrolled_anew(hub, twin, other)
    alike(hub, one, other, twin)
    assert len(other.desk.search("写しの机の話")) == len(other.desk.search("もとの机の話")) == 1


def broken_before_push(laptop: Laptop) -> None:
    """Pull well, seal, and lose the line."""

    with pytest.raises(HubUnreachable):
        laptop.sync(Fate.WELL, *[Fate.DROPPED] * 8)
    assert laptop.rows("SELECT count(*) FROM change WHERE state = 'local'") == [(0,)]


def test_invariant_04_a_copy_that_is_overtaken_while_it_pushes(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    """It had pulled, all looked well, and its twin was first: the hub says so and keeps the first."""
    one, other = pair
    quiet(pair)
    twin = one.copied(folder / "twin")
    talk(one, "もとの机の話")
    talk(twin, "写しの机の話")
    from sync.round import Hooks, Progress

    def at(progress: Progress) -> None:
        if progress.step == "push":
            one.sync()

    report = twin.sync(hooks=Hooks(progress=at))
    assert not report.complete
    assert any("写しが2台" in each for each in report.remarks)
    assert [kind for (kind,) in hub.ask("SELECT kind FROM alarm")] == ["fork"]
    with pytest.raises(Rewound):
        twin.sync()
    enrolled_anew(hub, twin, other)
    alike(hub, one, other, twin)
    assert len(other.desk.search("写しの机の話")) == len(other.desk.search("もとの机の話")) == 1


def test_invariant_04_a_laptop_put_back_to_an_older_copy_gets_back_what_it_had_sent(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    one, other = pair
    talk(one, "前からの話")
    quiet(pair)
    older = one.copied(folder / "older").path
    talk(one, "送った話")
    quiet(pair)
    talk(one, "送らずに失われた話")
    one.put_back(older)
    talk(one, "戻ってからの話")
    with pytest.raises(Rewound):
        one.sync()
    enrolled_anew(hub, one, other)
    alike(hub, one, other)
    assert [len(one.desk.search(words)) for words in ("前からの話", "送った話", "戻ってからの話")] == [1, 1, 1]


def test_a_restored_backup_takes_a_new_identity_and_gets_the_rest_from_the_hub(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    one, other = pair
    talk(one, "送る前の話")
    one.desk.backup(folder / "copy.backup")
    quiet(pair)
    talk(one, "控えのあとの話")
    quiet(pair)
    restored = back_from(one, folder)
    talk(restored, "戻してからの話")
    enrolled_anew(hub, restored, other)
    alike(hub, other, restored)
    one.close()
    alike(hub, one, other, restored)
    assert len(restored.desk.search("送る前の話")) == len(restored.desk.search("控えのあとの話")) == 1


def back_from(laptop: Laptop, folder: Path) -> Laptop:
    restore_backup(folder / "copy.backup", folder / "restored", WORDS, person=laptop.name, clock=laptop.clock)
    keys = unlock(VaultFolder(folder / "restored").slots, WORDS, laptop.name)
    return Laptop(laptop.world, folder / "restored", keys, laptop.name)


def test_what_a_backup_and_its_laptop_both_had_unsent_is_there_once(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    """The laptop that was thought broken comes back: it had sealed the talk, and the restored one sends it first."""
    one, other = pair
    quiet(pair)
    talk(one, "どちらにもある話")
    one.desk.backup(folder / "copy.backup")
    talk(one, "もとの机だけの話")
    broken_before_push(one)
    restored = back_from(one, folder)
    enrolled_anew(hub, restored, other)
    quiet((other, restored))
    alike(hub, one, other, restored)
    assert len(other.desk.search("どちらにもある話")) == len(other.desk.search("もとの机だけの話")) == 1


def test_a_backup_whose_talk_the_laptop_sent_meanwhile(hub: Hub, pair: tuple[Laptop, Laptop], folder: Path) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "どちらにもある話")
    one.desk.backup(folder / "copy.backup")
    restored = back_from(one, folder)
    talk(restored, "戻した机の話")
    one.sync()
    enrolled_anew(hub, restored, other)
    alike(hub, one, other, restored)
    assert restored.rows("SELECT count(*) FROM change WHERE id IN (SELECT id FROM change GROUP BY id)")
    assert len(other.desk.search("どちらにもある話")) == len(other.desk.search("戻した机の話")) == 1


def test_invariant_15_of_two_copies_that_are_both_taken_out_nothing_is_lost(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path
) -> None:
    """Each hands over a stick, and both say something else under the same numbers."""
    one, other = pair
    quiet(pair)
    twin = other.copied(folder / "twin")
    talk(other, "もとの机の話")
    talk(other, "もとの机のもうひとつの話")
    talk(twin, "写しの机の話")
    by_hand.export(twin.desk, twin.enrolment, folder / "early")
    talk(twin, "写しの机のもうひとつの話")
    one.revoke(other.device, wipe=False)
    for number, laptop in enumerate((other, twin)):
        with pytest.raises(OutOfDistrict):
            laptop.sync()
        by_hand.export(laptop.desk, laptop.enrolment, folder / f"stick-{number}", everything=True)
        report = by_hand.take(one.desk, one.enrolment, folder / f"stick-{number}")
        assert any("写しが2台" in each for each in report.remarks) is bool(number)
    again = by_hand.take(one.desk, one.enrolment, folder / "stick-1")
    assert again.pulled == 0
    quiet((one,))
    assert one.desk.verify() == []
    assert one.change_ids() == hub.item_ids()
    assert len(one.desk.search("もとの机")) == len(one.desk.search("写しの机")) == 2


def test_a_vault_that_was_set_up_once_and_copied_to_many_laptops_is_many_devices(
    hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path
) -> None:
    """As whoever looks after a centre's machines may well do."""
    one, _other = pair
    first = fresh(2)
    talk(first, "前からの話")
    second = first.copied(folder / "second")
    for each in (first, second):
        each.enrol(hub)
        one.approve(each)
        talk(each, "自分の話")
    assert first.device != second.device
    alike(hub, *pair, first, second)
    assert len(one.desk.search("前からの話")) == 1
    assert len(one.desk.search("自分の話")) == 2


def test_a_district_of_one_laptop_comes_back_from_its_backup(hub: Hub, fresh: Fresh, folder: Path) -> None:
    """There is no other laptop to let it in: the device that it was does, which the backup holds the keys of."""
    one = fresh(0)
    one.enrol(hub)
    talk(one, "控えにある話")
    one.sync()
    one.desk.backup(folder / "copy.backup")
    talk(one, "ハブだけにある話")
    one.sync()
    one.kill()
    restored = back_from(one, folder)
    assert restored.enrol(hub).state == ACTIVE
    talk(restored, "戻してからの話")
    quiet((restored,))
    for words in ("控えにある話", "ハブだけにある話", "戻してからの話"):
        assert len(restored.desk.search(words)) == 1
    stolen = next(each for each in hub.store.roster(hub.district).devices if each != restored.device)
    restored.revoke(stolen, wipe=True)
    quiet((restored,))
    assert restored.desk.verify() == []
    assert restored.change_ids() == hub.item_ids()


def test_also_where_a_new_key_was_begun_after_the_backup(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], folder: Path
) -> None:
    one, _other, lost = three
    quiet(three)
    one.desk.backup(folder / "copy.backup")
    one.revoke(lost.device, wipe=False)
    talk(one, "新しい鍵の話")
    one.sync()
    one.kill()
    restored = back_from(one, folder)
    assert restored.enrol(hub).state == ACTIVE
    restored.sync()
    assert len(restored.desk.search("新しい鍵の話")) == 1


def test_a_laptop_that_was_taken_out_does_not_let_itself_in(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], folder: Path
) -> None:
    """Whoever stole it may restore a backup of it: it waits, as any stranger does."""
    one, _other, lost = three
    quiet(three)
    lost.desk.backup(folder / "copy.backup")
    one.revoke(lost.device, wipe=True)
    lost.kill()
    restored = back_from(lost, folder)
    assert restored.enrol(hub).state == PENDING
    assert restored.sync().state == PENDING
    assert restored.device not in hub.store.roster(hub.district).ever


def test_a_colleague_s_restored_desk_waits_for_a_manager(hub: Hub, pair: tuple[Laptop, Laptop], folder: Path) -> None:
    one, _other = pair
    one.desk.add_person("見本 担当", Role.STAFF, OTHER_WORDS)
    quiet(pair)
    one.desk.backup(folder / "copy.backup")
    restore_backup(folder / "copy.backup", folder / "restored", OTHER_WORDS, person="見本 担当", clock=one.clock)
    keys = unlock(VaultFolder(folder / "restored").slots, OTHER_WORDS, "見本 担当")
    restored = Laptop(one.world, folder / "restored", keys, "見本 担当")
    assert restored.enrol(hub).state == PENDING
