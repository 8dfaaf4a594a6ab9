"""Enrolling a laptop: by a code that fits its hub, once or as often as it is cut short, with the same keys."""

import re
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.opening import open_desk, restore_backup
from kyosei_desk.sealing import new_key, signing_pair_of
from sync import codes, devices, standing
from sync.client import Signer
from sync.enrolling import AlreadyEnrolled, Application, enrol
from sync.errors import HubUnreachable, SyncError
from sync.protocol import Step
from tests.builders import CLOCK, WORDS
from tests.devices.cutting import Cut, cut_at_write
from tests.devices.desks import HUB, SECOND_WORDS, application, door, enrolled, joined, member, refreshed
from tests.devices.standin import NAME, Door, StandIn


def test_the_first_laptop_begins_the_district(desk: Desk, hub: StandIn) -> None:
    enrolment = enrolled(desk, hub, "本部の机")
    assert (enrolment.state, enrolment.district, enrolment.district_name) == ("active", hub.district, NAME)
    (entry,) = hub.entries
    assert (entry.step, entry.by) == (Step.FOUND, enrolment.device.id)
    assert entry.device is not None
    assert entry.device.name == "本部の机"
    assert [person.id for person in entry.people] == [desk.me.id]
    assert entry.epoch is not None
    assert set(desk.exchange.epochs()) == {entry.epoch.id}


def test_a_further_laptop_waits_and_shows_its_number(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    enrolment = enrolled(other_desk, hub)
    assert enrolment.state == "pending"
    number = devices.check_number_of(other_desk.exchange, enrolment)
    assert re.fullmatch(r"[0-9]{4}( [0-9]{4}){5}", number)
    assert number == devices.check_number_of(desk.exchange, member(desk), enrolment.device), "the same on both screens"
    assert other_desk.exchange.epochs() == {}


def test_the_laptops_private_keys_stay_in_its_vault(desk: Desk, hub: StandIn, vault: Path) -> None:
    enrolment = enrolled(desk, hub)
    for secret in (enrolment.sign_private, enrolment.seal_private):
        assert secret.hex() not in repr(enrolment)
        assert not any(secret in path.read_bytes() for path in vault.rglob("*") if path.is_file())


def test_nothing_is_sent_to_a_hub_the_code_is_not_of(desk: Desk, hub: StandIn) -> None:
    elsewhere = codes.written(codes.new_code(signing_pair_of(new_key()).public))
    with pytest.raises(SyncError, match="登録コードの書かれたハブではありません"):
        enrol(desk, hub.door, application(hub, code=elsewhere))
    assert hub.heard == []
    assert devices.load(desk.exchange) is None


def test_a_hub_whose_signing_key_does_not_vouch_for_its_others_is_not_believed(desk: Desk, hub: StandIn) -> None:
    hub.card = msgspec.structs.replace(hub.card, letter_public=new_key())
    with pytest.raises(SyncError, match="ハブではありません"):
        enrolled(desk, hub)
    assert hub.heard == []


def test_a_hub_of_another_version_says_so(desk: Desk, hub: StandIn) -> None:
    hub.card = msgspec.structs.replace(hub.card, versions=(2,))
    with pytest.raises(SyncError, match="版が合いません"):
        enrolled(desk, hub)
    assert hub.heard == []


@pytest.mark.parametrize(
    "url", ["http://hub.example", "ftp://hub.example", "hub.example", "https://x:y@hub.example", ""]
)
def test_an_address_that_is_not_safe_is_refused_before_anything(desk: Desk, hub: StandIn, url: str) -> None:
    with pytest.raises(FieldError):
        enrol(desk, hub.door, Application(hub=url, code=hub.code(), name="見本の机"))
    assert hub.heard == []


def test_plain_http_is_for_this_machine(desk: Desk, hub: StandIn) -> None:
    with_http = Application(hub="http://127.0.0.1:8443/", code=hub.code(), name="見本の机")
    assert enrol(desk, hub.door, with_http).hub == "http://127.0.0.1:8443"


@pytest.mark.parametrize("name", ["", "  ", "二行\nの名", "あ" * 101])
def test_a_name_that_cannot_stand_on_a_list_is_refused(desk: Desk, hub: StandIn, name: str) -> None:
    with pytest.raises(FieldError):
        enrolled(desk, hub, name)
    assert hub.heard == []


def test_a_slip_in_the_code_names_its_group(desk: Desk, hub: StandIn) -> None:
    typed = hub.code()
    slip = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    with pytest.raises(FieldError, match="6番目"):
        enrol(desk, hub.door, application(hub, code=slip))


def test_an_enrolled_desk_says_so_and_stays_as_it_is(desk: Desk, hub: StandIn) -> None:
    before = enrolled(desk, hub)
    with pytest.raises(AlreadyEnrolled, match=NAME):
        enrolled(desk, hub)
    assert member(desk) == before
    assert len(hub.entries) == 1


def test_an_enrolled_desk_without_a_line_says_so_too(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    hub.losing.append(("pull", "request"))
    with pytest.raises(AlreadyEnrolled):
        enrolled(desk, hub)


@pytest.mark.parametrize("part", ["request", "answer"])
@pytest.mark.parametrize("call", ["enrol", "roster"])
def test_founding_cut_short_at_any_call_is_repeated_with_the_same_keys(
    desk: Desk, hub: StandIn, call: str, part: str
) -> None:
    hub.losing.append((call, part))
    with pytest.raises(HubUnreachable):
        enrolled(desk, hub)
    enrolment = enrolled(desk, hub)
    assert enrolment.state == "active"
    assert len(hub.entries) == 1
    assert hub.entries[0].device == enrolment.device
    assert len({card.sign_public for card in hub.rosters.ever.values()}) == 1
    assert set(desk.exchange.epochs()) == set(hub.rosters.epochs)


@pytest.mark.parametrize("part", ["request", "answer"])
@pytest.mark.parametrize("call", ["enrol", "pull"])
def test_a_request_to_join_cut_short_is_repeated_with_the_same_keys_and_a_new_code(
    desk: Desk, other_desk: Desk, hub: StandIn, call: str, part: str
) -> None:
    enrolled(desk, hub)
    hub.losing.append((call, part))
    with pytest.raises(HubUnreachable):
        enrolled(other_desk, hub)
    enrolment = enrolled(other_desk, hub)
    assert enrolment.state == "pending"
    assert list(hub.waiting.values()) == [enrolment.device]


@pytest.mark.parametrize("number", range(6))
def test_founding_killed_between_any_two_writes_is_finished_by_another_try(
    vault: Path, hub: StandIn, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cut_at_write(monkeypatch, number), pytest.raises(Cut), open_desk(vault, WORDS, clock=CLOCK) as desk:
        enrolled(desk, hub)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        if devices.load(desk.exchange) is None or member(desk).state != "active":
            enrolled(desk, hub)
        assert member(desk).state == "active"
        assert member(desk).device == hub.entries[0].device
        assert len(hub.entries) == 1
        assert devices.roster_of(desk.exchange, member(desk)) == hub.rosters
        assert set(desk.exchange.epochs()) == set(hub.rosters.epochs)


@pytest.mark.parametrize("number", range(4))
def test_a_request_to_join_killed_between_any_two_writes_is_finished_by_another_try(
    desk: Desk, second: Path, hub: StandIn, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(desk, hub)
    with (
        cut_at_write(monkeypatch, number),
        pytest.raises(Cut),
        open_desk(second, SECOND_WORDS, clock=CLOCK) as other,
    ):
        enrolled(other, hub)
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as other:
        enrolment = enrolled(other, hub)
        assert enrolment.state == "pending"
        assert list(hub.waiting.values()) == [enrolment.device]
        devices.approve(desk, door(desk, hub), refreshed(desk, hub), enrolment.device)
        assert refreshed(other, hub).state == "active"


def test_another_desk_that_began_the_district_meanwhile_is_waited_for(
    desk: Desk, other_desk: Desk, hub: StandIn
) -> None:
    def door(signer: Signer | None) -> Door:
        if signer is not None and not hub.entries:
            enrolled(other_desk, hub)  # between our enrolment and our founding entry
        return hub.door(signer)

    enrolment = enrol(desk, door, application(hub))
    assert enrolment.state == "pending"
    assert member(other_desk).state == "active"
    assert len(hub.entries) == 1


def test_a_vault_with_the_secrets_of_one_district_goes_into_no_other(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    desk.exchange.new_identity()
    elsewhere = StandIn()
    with pytest.raises(DeskError, match="ほかの地区"):
        enrolled(desk, elsewhere)
    assert devices.load(desk.exchange) is None


def test_a_roster_only_looked_at_does_not_bind_a_desk(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    assert enrolled(other_desk, hub).state == "pending"
    elsewhere = StandIn()
    assert enrolled(other_desk, elsewhere).state == "active"
    assert devices.roster_of(other_desk.exchange, member(other_desk)) == elsewhere.rosters


def test_a_restored_backup_is_another_laptop_let_in_by_the_one_it_was(desk: Desk, hub: StandIn, tmp_path: Path) -> None:
    before = enrolled(desk, hub)
    desk.backup(tmp_path / "copy.backup")
    restore_backup(tmp_path / "copy.backup", tmp_path / "restored", WORDS, clock=CLOCK)
    with open_desk(tmp_path / "restored", WORDS, clock=CLOCK) as restored:
        assert devices.load(restored.exchange) is None
        enrolment = enrolled(restored, hub)
        assert enrolment.state == "active"
        assert enrolment.device.id != before.device.id
        assert enrolment.device.sign_public != before.device.sign_public
        assert set(hub.rosters.devices) == {before.device.id, enrolment.device.id}


# A hub restored from yesterday.


def test_a_hub_that_forgot_the_founding_is_given_it_back(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    kept = list(hub.entries)
    hub.forget(1)
    assert enrolled(desk, hub).state == "active"
    assert hub.entries == kept


def test_a_laptop_its_hub_forgot_asks_again_and_is_let_in_by_the_entries_of_others(
    desk: Desk, other_desk: Desk, hub: StandIn
) -> None:
    enrolled(desk, hub)
    before = joined(desk, other_desk, hub)
    kept = list(hub.entries)
    hub.forget(len(hub.entries) - 1)
    assert enrolled(other_desk, hub) == before, "the same keys, and still of its district"
    devices.heal(desk.exchange, door(desk, hub))
    assert hub.entries == kept


def test_what_is_kept_of_the_roster_needs_no_verifying_twice(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    desk.exchange.drop(standing.STANDING)
    assert devices.roster_of(desk.exchange, member(desk)) == hub.rosters, "and is verified anew where it is lost"


def test_the_address_is_kept_as_it_is_spoken_to(desk: Desk, hub: StandIn) -> None:
    assert enrolled(desk, hub).hub == HUB
