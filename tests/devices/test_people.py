"""People of a district open each of its laptops: let in with their newest passphrase, and let go everywhere."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.belonging import Belonging
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound, VaultDamaged, WrongPassphrase
from kyosei_desk.opening import open_desk, people_of, recover_access, remove_person, restore_backup
from kyosei_desk.records import Colleague
from kyosei_desk.sealing import new_key
from kyosei_desk.store import Edit, open_database
from kyosei_desk.vault import Role, unlock, unlock_with_code
from kyosei_desk.vault.slots import decode
from sync import by_hand, devices, people
from sync.protocol import Step
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, intake
from tests.conftest import Made
from tests.devices.cutting import Cut
from tests.devices.desks import SECOND, SECOND_WORDS, carried, enrolled, joined, member, settled
from tests.devices.standin import StandIn

NEW_WORDS = "あたらしい あいことば です"


class Laptops:
    """Two laptops of one district; each is opened, and closed again, for what it does."""

    def __init__(self, first: Path, second: Path, hub: StandIn, folder: Path) -> None:
        self.first, self.second, self.hub, self.folder = first, second, hub, folder

    def meet(self) -> None:
        """What a sync of each does, there and back; closing parts with those who have left."""
        with (
            open_desk(self.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
            open_desk(self.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as other,
        ):
            for desk, to in ((one, other), (other, one), (one, other)):
                settled(desk, self.hub)
                carried(desk, to, self.folder)


@pytest.fixture(scope="module")
def met_once(staffed_once: Path, second_made: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, StandIn]:
    """A district of two laptops; on the first a 責任者 and a 担当者, on the second a 責任者 of its own."""
    folder, hub = tmp_path_factory.mktemp("met"), StandIn()
    shutil.copytree(staffed_once, folder / "first")
    shutil.copytree(second_made.path, folder / "second")
    laptops = Laptops(folder / "first", folder / "second", hub, folder)
    with (
        open_desk(laptops.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(laptops.second, SECOND_WORDS, clock=CLOCK) as other,
    ):
        enrolled(one, hub)
        joined(one, other, hub)
    laptops.meet()
    return folder, hub


@pytest.fixture
def met(met_once: tuple[Path, StandIn], tmp_path: Path) -> Iterator[Laptops]:
    """The same two laptops, for this test to change."""
    folder, hub = met_once
    entries = list(hub.entries)
    for name in ("first", "second"):
        shutil.copytree(folder / name, tmp_path / name)
    yield Laptops(tmp_path / "first", tmp_path / "second", hub, tmp_path)
    hub.entries = entries


def names(vault: Path) -> set[str]:
    return {person.name for person in people_of(vault)}


def test_everyone_opens_every_laptop_of_the_district_with_their_own_passphrase(met: Laptops) -> None:
    assert names(met.first) == names(met.second) == {FOUNDER, COLLEAGUE, SECOND}
    for vault in (met.first, met.second):
        for words, name in ((WORDS, FOUNDER), (OTHER_WORDS, COLLEAGUE), (SECOND_WORDS, SECOND)):
            with open_desk(vault, words, person=name, clock=CLOCK) as desk:
                assert desk.me.name == name
                assert desk.verify() == []


def test_the_second_time_nothing_is_written(met: Laptops) -> None:
    met.meet()
    before = (met.first / "people.slots").read_bytes(), (met.second / "people.slots").read_bytes()
    count = len(met.hub.entries)
    met.meet()
    assert before == ((met.first / "people.slots").read_bytes(), (met.second / "people.slots").read_bytes())
    assert len(met.hub.entries) == count
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert desk.belonging.publish() == 0


def test_everyone_with_a_signing_key_is_certified(met: Laptops) -> None:
    certified = {card.id: card.sign_public for card in met.hub.rosters.people.values()}
    assert certified == {person.id: person.sign_public for person in people_of(met.first)}
    roles = {card.id: card.role for card in met.hub.rosters.people.values()}
    assert roles == {person.id: person.role for person in people_of(met.second)}


def test_a_restricted_record_reaches_its_reader_on_another_laptop(met: Laptops) -> None:
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        colleague = next(person for person in desk.people if person.name == COLLEAGUE)
        sealed = desk.restrict(desk.record(intake("ひみつの話")).id, (colleague.id,))
    met.meet()
    with open_desk(met.first, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.file(sealed).consultation.id == sealed


def test_a_person_added_on_one_laptop_opens_the_other(met: Laptops) -> None:
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        desk.add_person("見本 四人目", Role.STAFF, NEW_WORDS)
    met.meet()
    with open_desk(met.first, NEW_WORDS, clock=CLOCK) as desk:
        assert desk.me.name == "見本 四人目"
    assert met.hub.entries[-1].step is Step.PERSON


def test_a_new_passphrase_counts_everywhere_and_the_old_one_nowhere(met: Laptops) -> None:
    with open_desk(met.second, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.change_passphrase(NEW_WORDS)
    met.meet()
    for vault in (met.first, met.second):
        assert unlock(vault / "people.slots", NEW_WORDS).person.name == COLLEAGUE
        with pytest.raises(WrongPassphrase):
            unlock(vault / "people.slots", OTHER_WORDS)


def test_a_passphrase_changed_by_the_recovery_code_travels_too(met: Laptops, made: Made) -> None:
    recover_access(met.first, made.code, NEW_WORDS, person=COLLEAGUE, clock=CLOCK)
    met.meet()
    assert unlock(met.second / "people.slots", NEW_WORDS).person.name == COLLEAGUE


def test_a_passphrase_changed_while_the_power_goes_is_sent_at_the_next_opening(
    met: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_belonging: Belonging) -> int:
        raise Cut

    with open_desk(met.first, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk, monkeypatch.context() as patched:
        patched.setattr(Belonging, "publish", cut)
        with pytest.raises(Cut):
            desk.change_passphrase(NEW_WORDS)
    met.meet()
    assert unlock(met.second / "people.slots", NEW_WORDS).person.name == COLLEAGUE


def test_of_two_passphrases_changed_at_once_one_counts_on_both(met: Laptops) -> None:
    for vault, words in ((met.first, NEW_WORDS), (met.second, "べつの あたらしい ことば")):
        with open_desk(vault, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
            desk.change_passphrase(words)
    met.meet()
    met.meet()
    first, second = (
        [opens(vault, words) for words in (NEW_WORDS, "べつの あたらしい ことば")] for vault in (met.first, met.second)
    )
    assert sorted(first) == [False, True]
    assert first == second


def opens(vault: Path, words: str) -> bool:
    try:
        unlock(vault / "people.slots", words, COLLEAGUE)
    except WrongPassphrase:
        return False
    return True


# Leaving.


def test_a_person_removed_on_one_laptop_opens_no_laptop_and_no_backup(met: Laptops) -> None:
    key = unlock(met.second / "people.slots", OTHER_WORDS, COLLEAGUE).vault_key
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        desk.record(intake("残る話"))
    remove_person(met.first, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    met.meet()
    assert names(met.first) == names(met.second) == {FOUNDER, SECOND}
    with pytest.raises(VaultDamaged):
        open_database(met.second / "desk.db", key)
    for copy in (met.second / "backups").iterdir():
        assert COLLEAGUE.encode() not in copy.read_bytes()
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        assert len(desk.search("残る")) == 1
        assert desk.verify() == []


def test_who_is_removed_is_taken_off_the_roster_and_a_new_epoch_begins(met: Laptops) -> None:
    before = met.hub.rosters
    gone = next(person.id for person in people_of(met.first) if person.name == COLLEAGUE)
    remove_person(met.first, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    met.meet()
    after = met.hub.rosters
    assert set(before.people) - set(after.people) == {gone}
    assert len(after.epochs) == len(before.epochs) + 1
    assert not after.must_renew


def test_who_is_removed_never_comes_back_by_another_laptop(met: Laptops) -> None:
    with open_desk(met.second, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.change_passphrase(NEW_WORDS)  # written without knowing of the removal
    remove_person(met.first, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    met.meet()
    met.meet()
    assert names(met.first) == names(met.second) == {FOUNDER, SECOND}
    gone = set(met.hub.rosters.people_ever) - set(met.hub.rosters.people)
    assert len(gone) == 1


def test_the_one_at_the_desk_who_was_removed_is_shown_out(met: Laptops) -> None:
    remove_person(met.first, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(met.second, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as other,
    ):
        settled(one, met.hub)
        carried(one, other, met.folder)
    with pytest.raises(NotFound), open_desk(met.second, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK):
        pass
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        assert desk.verify() == []


def test_a_sync_cut_short_before_the_key_was_changed_shows_them_out_at_their_next_opening(
    met: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove_person(met.first, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        monkeypatch.context() as patched,
        open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as other,
    ):
        settled(one, met.hub)
        carried(one, other, met.folder)
        patched.setattr("kyosei_desk.opening.part_with_departed", lambda *_parts: None)
    assert COLLEAGUE in names(met.second)
    with pytest.raises(NotAllowed, match="外されました"), open_desk(met.second, OTHER_WORDS, person=COLLEAGUE):
        pass
    assert names(met.second) == {FOUNDER, SECOND}
    with open_desk(met.second, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert desk.verify() == []


def test_before_anyone_else_is_let_in_the_key_is_changed(met: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        gone = next(person.id for person in desk.people if person.name == COLLEAGUE)
        desk.belonging.let_go([gone])
        monkeypatch.setattr("kyosei_desk.opening.part_with_departed", lambda *_parts: None)
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        assert COLLEAGUE not in {person.name for person in desk.people}
        assert names(met.second) == {FOUNDER, SECOND}
        desk.record(intake("その後の話"))
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        assert len(desk.search("その後")) == 1


def test_nobody_is_let_go_where_nobody_would_be_left(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    desk.belonging.let_go([desk.me.id])
    assert desk.belonging.departed() == ()


# Nobody is made to look like another.


@pytest.mark.parametrize(
    "forged",
    [{"public": b"\x09" * 32}, {"role": "担当者"}, {"sign_public": b"\x09" * 32}, {"home": "another"}],
    ids=["public", "role", "sign_public", "home"],
)
def test_a_record_that_says_other_of_a_person_than_is_known_changes_nothing(
    met: Laptops, forged: dict[str, object]
) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        shown = desk._store.read(desk.me.id)
        assert shown is not None
        assert isinstance(shown.record, Colleague)
        wrap = msgspec.structs.replace(shown.record.wrap, generation=9, salt=new_key()[:16])
        desk._store.save([Edit(msgspec.structs.replace(shown.record, wrap=wrap, **forged), shown)])
    before = (met.second / "people.slots").read_bytes()
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as other,
    ):
        carried(one, other, met.folder)
        assert "person_refused" in [event for _at, event, _detail in other.exchange.log()]
    assert (met.second / "people.slots").read_bytes() == before
    assert unlock(met.second / "people.slots", WORDS, FOUNDER).person.role is Role.MANAGER


def test_another_key_for_a_person_is_said_once(met: Laptops) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        shown = desk._store.read(desk.me.id)
        assert shown is not None
        assert isinstance(shown.record, Colleague)
        forged = msgspec.structs.replace(shown.record, sign_public=b"\x09" * 32)
        desk._store.save([Edit(forged, shown)])
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as other,
    ):
        by_hand.export(one, member(one), met.folder / "stick", everything=True)
        (said,) = by_hand.take(other, member(other), met.folder / "stick").remarks
        assert said.startswith(f"{FOUNDER}さんの鍵として、地区の名簿と合わない記録が届きました。")
        assert by_hand.take(other, member(other), met.folder / "stick").remarks == []


def test_before_enrolment_nobody_travels(desk: Desk) -> None:
    people.adopt(desk)
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    desk.change_passphrase(NEW_WORDS)
    assert people.publish(desk) == 0
    assert desk.belonging.colleagues() == {}
    assert desk.belonging.departed() == ()


def test_one_whom_the_roster_does_not_know_is_let_in_nowhere_else_until_it_does(
    met: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A person of a vault from before signing keys: added here without one, so that nobody can certify them yet.
    monkeypatch.setattr("kyosei_desk.vault.wraps.sign_public_of", lambda _private: b"")
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person("見本 むかしの人", Role.STAFF, NEW_WORDS)
    monkeypatch.undo()
    met.meet()
    assert "見本 むかしの人" not in {person.name for person in people_of(met.second)}
    with open_desk(met.first, NEW_WORDS, clock=CLOCK) as desk:
        assert desk.me.sign_public == desk.keys.signing_pair.public
    met.meet()
    met.meet()
    old = next(person for person in people_of(met.second) if person.name == "見本 むかしの人")
    assert met.hub.rosters.people[old.id].sign_public == old.sign_public


def test_a_restored_laptop_takes_the_newest_passphrases(met: Laptops, tmp_path: Path) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.backup(tmp_path / "old.backup")
    with open_desk(met.first, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.change_passphrase(NEW_WORDS)
    restore_backup(tmp_path / "old.backup", tmp_path / "restored", WORDS, person=FOUNDER, clock=CLOCK)
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(tmp_path / "restored", WORDS, person=FOUNDER, clock=CLOCK) as restored,
    ):
        assert joined(one, restored, met.hub).state == devices.ACTIVE
        carried(one, restored, met.folder)
        assert member(restored).device.id != member(one).device.id
    assert opens(tmp_path / "restored", NEW_WORDS)
    assert not opens(tmp_path / "restored", OTHER_WORDS)


# The printed code of one laptop is renewed.


def test_a_new_paper_of_one_laptop_counts_on_the_other_and_is_not_undone(met: Laptops, made: Made) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, None)
        desk.recovery.renew(renewal, renewal.code)
    met.meet()
    with pytest.raises(NotAllowed, match="一度あけると"):
        recover_access(met.second, renewal.code, NEW_WORDS, person=COLLEAGUE, clock=CLOCK)
    with open_desk(met.first, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK):
        pass
    met.meet()
    met.meet()
    for vault in (met.first, met.second):
        for person in (FOUNDER, COLLEAGUE):
            assert unlock_with_code(vault / "people.slots", renewal.code, person).person.name == person
            with pytest.raises(WrongPassphrase):
                unlock_with_code(vault / "people.slots", made.code, person)
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        assert desk.verify() == []
        assert desk.conflicts() == []


def test_a_new_paper_and_a_new_passphrase_do_not_undo_each_other(met: Laptops) -> None:
    with open_desk(met.second, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.change_passphrase(NEW_WORDS)
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, None)
        desk.recovery.renew(renewal, renewal.code)
    with open_desk(met.first, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK):
        pass
    met.meet()
    for vault in (met.first, met.second):
        assert opens(vault, NEW_WORDS)
        assert not opens(vault, OTHER_WORDS)
        assert unlock_with_code(vault / "people.slots", renewal.code, COLLEAGUE).person.name == COLLEAGUE


def test_the_other_laptop_s_own_people_keep_their_paper(met: Laptops, second_made: Made) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, None)
        desk.recovery.renew(renewal, renewal.code)
    met.meet()
    for vault in (met.first, met.second):
        assert unlock_with_code(vault / "people.slots", second_made.code, SECOND).person.name == SECOND


def test_a_renewal_cut_short_before_it_was_sent_is_sent_at_the_next_opening(
    met: Laptops, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut() -> int:
        raise Cut

    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, made.code)
        monkeypatch.setattr(desk.recovery, "_publish", cut)
        with pytest.raises(Cut):
            desk.recovery.renew(renewal, renewal.code)
    met.meet()
    assert unlock_with_code(met.second / "people.slots", renewal.code, COLLEAGUE).person.name == COLLEAGUE


def test_a_laptop_restored_from_a_copy_of_before_does_not_bring_the_old_paper_back(
    met: Laptops, made: Made, tmp_path: Path
) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.backup(tmp_path / "old.backup")
        renewal = desk.recovery.begin(WORDS, made.code)
        desk.recovery.renew(renewal, renewal.code)
    restore_backup(tmp_path / "old.backup", tmp_path / "restored", WORDS, person=FOUNDER, clock=CLOCK)
    with (
        open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as one,
        open_desk(tmp_path / "restored", WORDS, person=FOUNDER, clock=CLOCK) as restored,
    ):
        joined(one, restored, met.hub)
        carried(restored, one, met.folder)
        carried(one, restored, met.folder)
    for vault in (met.first, tmp_path / "restored"):
        assert unlock_with_code(vault / "people.slots", renewal.code, COLLEAGUE).person.name == COLLEAGUE
        with pytest.raises(WrongPassphrase):
            unlock_with_code(vault / "people.slots", made.code, COLLEAGUE)


def test_a_program_of_before_keeps_a_box_it_does_not_know_and_sends_none_back(met: Laptops) -> None:
    with open_desk(met.first, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, None)
        desk.recovery.renew(renewal, renewal.code)
    before = {slot.name: slot for slot in decode((met.second / "people.slots").read_bytes()).people}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kyosei_desk.vault.colleagues.later_box", lambda *_boxes, **_named: False)
        patched.setattr("kyosei_desk.colleagues.later_box", lambda *_boxes, **_named: False)
        met.meet()
        with open_desk(met.second, WORDS, person=FOUNDER, clock=CLOCK) as desk:
            desk.change_passphrase(NEW_WORDS)
            assert {each.paper for each in desk.belonging.colleagues().values() if each.name == FOUNDER} == {1}
    there = {slot.name: slot for slot in decode((met.second / "people.slots").read_bytes()).people}
    assert there[FOUNDER].recovery == before[FOUNDER].recovery, "until it is brought up to date"
    with open_desk(met.second, SECOND_WORDS, person=SECOND, clock=CLOCK) as desk:
        desk.belonging.adopt(desk.belonging.colleagues().values())
    assert unlock_with_code(met.second / "people.slots", renewal.code, FOUNDER).person.name == FOUNDER
