"""Sync by hand: the same batches on a stick, desk to desk, to the hub and back; the same checks as on the wire."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import DeskError
from sync import bundle, by_hand
from sync.devices import ACTIVE
from sync.errors import Rewound
from sync.hub import bundle as at_hub
from sync.hub import keys
from sync.letters import sealed_letter
from sync.protocol import CITY, Step
from sync.roster import following, signed
from tests.sync.hubs import WORDS, Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.test_answers import answer, tasks
from tests.sync.writing import talk

Pair = tuple[Laptop, Laptop]


def carried(one: Laptop, other: Laptop, stick: Path, *, everything: bool = False) -> None:
    by_hand.export(one.desk, one.enrolment, stick, everything=everything)
    by_hand.take(other.desk, other.enrolment, stick)


def to_hub(laptop: Laptop, hub: Hub, stick: Path) -> at_hub.Taken:
    by_hand.export(laptop.desk, laptop.enrolment, stick)
    return at_hub.take(hub.store, hub.city.held, bundle.read(stick))


def from_hub(hub: Hub, laptop: Laptop, stick: Path) -> None:
    bundle.write(stick, at_hub.written(hub.store, hub.city.held, hub.district))
    by_hand.take(laptop.desk, laptop.enrolment, stick)


def test_desk_to_desk_and_back_both_stand_alike_without_any_hub(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "ひとつめの話")
    talk(other, "ふたつめの話")
    carried(one, other, tmp_path / "stick")
    carried(other, one, tmp_path / "stick")
    assert one.states() == other.states()
    assert one.change_ids() == other.change_ids()
    assert one.desk.verify() == other.desk.verify() == []


def test_by_way_of_the_hub_s_sticks_nobody_needs_a_line(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    quiet(pair)
    record = talk(one, "線のない所の話")
    assert to_hub(one, hub, tmp_path / "up").changes > 0
    answer(hub, record, "見に行く")
    from_hub(hub, other, tmp_path / "down")
    from_hub(hub, one, tmp_path / "down")
    assert tasks(one, record) == tasks(other, record) == ["見に行く"]
    assert one.states() == other.states()
    assert by_hand.counted(by_hand.export(one.desk, one.enrolment, tmp_path / "again")) == 0
    report = one.sync()
    assert (report.pushed, report.complete) == (0, True)


def test_invariant_02_the_same_stick_twice_is_once(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "一度だけの話")
    carried(one, other, tmp_path / "stick")
    before = other.states()
    report = by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert report.pulled == 0
    assert other.states() == before


def test_invariant_04_a_stick_that_lacks_what_came_before_waits_for_it(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], tmp_path: Path
) -> None:
    """The gap is said; the next stick, or the line, closes it."""
    one, other, third = three
    quiet(three)
    talk(one, "まえの話")
    to_hub(one, hub, tmp_path / "up")
    one.sync()
    talk(one, "あとの話")
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick")
    report = by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert report.pulled == 0
    assert any("並びが合いません" in each for each in report.remarks)
    assert not other.desk.search("あとの話")
    assert other.sync().complete
    by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert len(other.desk.search("まえの話")) == len(other.desk.search("あとの話")) == 1
    assert third.sync().complete


def test_invariant_04_a_stick_that_brings_back_what_this_laptop_itself_has_lost(
    hub: Hub, pair: Pair, folder: Path, tmp_path: Path
) -> None:
    """The laptop was put back to an older copy: it must not number anew what stands elsewhere under its number."""
    one, other = pair
    quiet(pair)
    older = one.copied(folder / "older").path
    talk(one, "送った話")
    quiet(pair)
    one.put_back(older)
    talk(one, "戻ってからの話")
    by_hand.export(other.desk, other.enrolment, tmp_path / "stick", everything=True)
    with pytest.raises(Rewound):
        by_hand.take(one.desk, one.enrolment, tmp_path / "stick")
    assert one.enrol(hub).state == ACTIVE
    quiet(pair)
    assert len(one.desk.search("送った話")) == len(other.desk.search("戻ってからの話")) == 1
    assert one.desk.verify() == other.desk.verify() == []


def taken_out_by_the_city(hub: Hub, device: str) -> None:
    """The city's order, of which no desk of the district has heard yet."""
    roster = hub.store.roster(hub.district)
    bare = following(roster, Step.REVOKE, hub.store.now(), CITY)
    private = keys.signing_pair(hub.city.file, WORDS).private
    hub.store.append_entry(hub.district, signed(private, hub.district, msgspec.structs.replace(bare, device_id=device)))


def test_invariant_10_nothing_new_is_sealed_under_a_key_that_one_who_left_knows(
    hub: Hub, three: tuple[Laptop, Laptop, Laptop], tmp_path: Path
) -> None:
    """The bundle takes what was sealed before; the rest waits for a sync, which begins the next epoch."""
    one, other, lost = three
    quiet(three)
    talk(one, "まえに封をした話")
    by_hand.export(one.desk, one.enrolment, tmp_path / "before")
    taken_out_by_the_city(hub, lost.device)
    from_hub(hub, one, tmp_path / "down")
    talk(one, "あとの話")
    written = by_hand.export(one.desk, one.enrolment, tmp_path / "stick")
    assert by_hand.counted(written) == by_hand.counted(bundle.read(tmp_path / "before")) > 0
    assert "束に入っていません" in by_hand.left_behind(one.desk.exchange)
    by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert [len(other.desk.search(each)) for each in ("まえに封をした話", "あとの話")] == [1, 0]
    assert one.sync().complete
    assert by_hand.left_behind(one.desk.exchange) == ""
    by_hand.export(one.desk, one.enrolment, tmp_path / "again", everything=True)
    by_hand.take(other.desk, other.enrolment, tmp_path / "again")
    assert len(other.desk.search("あとの話")) == 1


def queued(laptop: Laptop, letter_id: str) -> None:
    enrolment = laptop.enrolment
    letter = sealed_letter(
        b"{}", enrolment.card.letter_public, enrolment.district, letter_id, enrolment.device.id, enrolment.sign_private
    )
    laptop.desk.exchange.queue_letter(letter.id, "referral", "b" * 32, msgspec.json.encode(letter))


def test_nothing_counts_as_sent_until_the_hub_says_so(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    one, _other = pair
    quiet(pair)
    talk(one, "束の話")
    queued(one, "a" * 32)
    to_hub(one, hub, tmp_path / "up")
    assert by_hand.counted(by_hand.export(one.desk, one.enrolment, tmp_path / "again")) > 0
    assert len(one.desk.exchange.unsent_letters()) == 1
    from_hub(hub, one, tmp_path / "down")
    assert by_hand.counted(by_hand.export(one.desk, one.enrolment, tmp_path / "again")) == 0
    assert one.desk.exchange.unsent_letters() == []


def test_invariant_15_a_forged_receipt_keeps_no_letter_from_going(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    """Whoever holds the stick can write what they like into it, but not sign it for the hub."""
    one, _other = pair
    quiet(pair)
    talk(one, "束の話")
    queued(one, "a" * 32)
    by_hand.export(one.desk, one.enrolment, tmp_path / "full")
    true = at_hub.written(hub.store, hub.city.held, hub.district)
    forged = msgspec.structs.replace(true, letters_taken=("a" * 32,), heads=bundle.read(tmp_path / "full").heads)
    bundle.write(tmp_path / "forged", forged)
    report = by_hand.take(one.desk, one.enrolment, tmp_path / "forged")
    assert any("署名" in each for each in report.remarks)
    assert len(one.desk.exchange.unsent_letters()) == 1
    assert by_hand.counted(by_hand.export(one.desk, one.enrolment, tmp_path / "again")) > 0


@pytest.mark.parametrize("cut", [0, 5, 20, 60, 400, -1])
def test_a_broken_stick_is_said_and_nothing_of_it_is_taken(pair: Pair, tmp_path: Path, cut: int) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "話")
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick")
    content = (tmp_path / "stick").read_bytes()
    (tmp_path / "stick").write_bytes(content[:cut])
    before = other.change_ids()
    with pytest.raises(DeskError):
        by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert other.change_ids() == before


def test_a_laptop_that_waits_is_approved_by_what_a_stick_brings(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    """The roster travels too: once its approval is on the stick, a laptop without a line is in, and reads all of it."""
    one, other = pair
    quiet(pair)
    talk(one, "前からの話")
    one.revoke(other.device, wipe=False)
    assert hub.store.roster(hub.district).must_renew is False
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    assert bundle.read(tmp_path / "stick").roster
