"""A laptop copied with its disk, put back to an older copy of itself, or restored from a backup: noticed, nothing lost.

One device writes one chain. Two laptops that are one device, or a laptop that fell behind itself, come with a new
identity; what they had not sent goes on as the new device's.
"""

from pathlib import Path

import pytest

from kyosei_desk.opening import restore_backup
from sync.errors import Rewound
from tests.builders import WORDS
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import talk


def enrolled_anew(hub: Hub, laptop: Laptop, by: Laptop) -> None:
    laptop.enrol(hub)
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
    from sync.errors import HubUnreachable

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
    from kyosei_desk.vault import unlock
    from kyosei_desk.vault_folder import VaultFolder

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
