"""The desk's own door: what it refuses before anything is written."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk import backup, disk
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import DeskError, FieldError, NotAllowed, VaultLocked
from kyosei_desk.opening import open_desk, recover_access, remove_person
from kyosei_desk.records import Answer, Consent, ConsentState, District, FollowUp, Level, new_id
from kyosei_desk.sheets import SheetKind
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, begun, consultation, intake
from tests.conftest import Made
from tests.sheets.reading import text_of
from tests.vault.staffing import staffed, staffed_once

__all__ = ["staffed", "staffed_once"]


@pytest.mark.parametrize("taken_at", ["9999-12-31T23:59:59+09:00", "1899-12-31T12:00:00+09:00", "きのう", ""])
def test_a_talk_at_a_time_no_talk_can_have_had_is_refused_by_its_field(desk: Desk, taken_at: str) -> None:
    talk = intake("話")
    late = msgspec.structs.replace(talk, consultation=msgspec.structs.replace(talk.consultation, taken_at=taken_at))
    with pytest.raises(FieldError) as caught:
        desk.record(late)
    assert caught.value.field == "taken_at"
    assert desk.search("話") == []
    assert desk.verify() == []


def test_only_a_manager_purges_and_what_was_refused_is_all_there(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        talk = desk.record(intake("残る話"))
        with pytest.raises(NotAllowed):
            desk.purge(talk.id)
        assert len(desk.search("残る話")) == 1
        assert not (staffed / "backups.stale").exists()


def test_a_purge_whose_last_step_finds_the_disk_full_says_so_and_is_finished_later(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_parts: object) -> None:
        raise disk.full()

    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake("消える話"))
        with monkeypatch.context() as patched:
            patched.setattr(backup, "write_backup", full)
            with pytest.raises(DeskError, match=r"消しました。.*次に開いたとき"):
                desk.purge(talk.id)
        assert desk.search("消える話") == []
    with open_desk(vault, WORDS, clock=CLOCK):
        assert not (vault / "backups.stale").exists()


def test_the_use_of_the_recovery_code_stands_in_the_trail(vault: Path, made: Made) -> None:
    recover_access(vault, made.code, OTHER_WORDS, clock=CLOCK)
    with open_desk(vault, OTHER_WORDS, clock=CLOCK) as desk:
        assert [event.action for event in desk._store.events()][-1] == "recover"


def test_a_level_is_raised_freely_and_lowered_only_with_a_reason_that_waits(desk: Desk) -> None:
    talk = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.YES}))  # L4
    assert desk.set_level(talk.id, Level.L5).level is Level.L5
    with pytest.raises(FieldError):
        desk.set_level(talk.id, Level.L2)
    lowered = desk.set_level(talk.id, Level.L2, "家族が来て払った")
    assert lowered.level is Level.L4
    assert lowered.lowering_awaited


def test_an_answer_changed_after_closing_does_not_lower_the_level_by_itself(desk: Desk) -> None:
    talk = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.YES}))
    shown = desk._store.read(talk.id)
    desk.save(shown, msgspec.structs.replace(talk, answers=ALL_NO | {"Q12": Answer.NO}))
    after = desk.assess(talk.id)
    assert after.result.level is Level.L1
    assert after.level is Level.L4


def test_a_withdrawn_consent_reads_as_a_refusal_from_then_on(desk: Desk) -> None:
    base = intake("話", answers=ALL_NO | {"Q30": Answer.YES})
    consent = Consent(
        id=new_id(), household_id=base.household.id, consultation_id=base.consultation.id, state=ConsentState.GIVEN
    )
    talk = desk.record(msgspec.structs.replace(base, consents=(consent,)))
    assert {str(each.action) for each in desk.assess(talk.id).decisions} == {"送る"}
    desk.withdraw_consent(consent.id)
    assert {str(each.action) for each in desk.assess(talk.id).decisions} == {"送らない"}
    with pytest.raises(NotAllowed):
        desk.print_referral(talk.id, "ハローワーク")


def test_the_desks_own_name_stands_on_the_next_sheet(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    desk.set_district(District(id="district", desk="見本の机", phone="000-111-2222"))
    text = text_of(desk.print_sheet(talk.id, SheetKind.OWN_COPY).pdf)
    assert "見本の机" in text
    assert "000-111-2222" in text


def test_every_print_has_a_number_of_its_own_and_stands_in_the_trail(desk: Desk) -> None:
    talk = desk.record(intake("話", answers=ALL_NO | {"Q3": Answer.YES}))
    first, second = desk.print_record(talk.id), desk.print_record(talk.id)
    desk.print_referral(talk.id, "保健所")
    assert "-001" in text_of(first.pdf)
    assert "-002" in text_of(second.pdf)
    prints = [event for event in desk._store.events(talk.id) if event.action == "print"]
    assert [event.detail["kind"] for event in prints] == ["相談票", "相談票", "協力依頼書"]
    assert [str(event.detail["number"])[-4:] for event in prints] == ["-001", "-002", "-003"]
    assert prints[2].detail["recipient"] == "保健所"


def test_an_old_result_keeps_the_checklist_it_was_made_with(desk: Desk) -> None:
    """A later text of the same version, in the program, changes nothing of what the vault holds."""
    talk = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.YES}))
    kept = desk._store.definition("1")
    assert kept is not None
    other = kept.replace("困窮のサインです", "別の理由です")
    assert other != kept
    desk._store.keep_definition("1", other)
    assert desk._store.definition("1") == kept
    assert desk.file(talk.id).definition["Q12"].reason == "困窮のサインです"


def test_a_restricted_talk_stays_with_who_took_it_and_the_manager(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        own = intake("内緒の話")
        taken = msgspec.structs.replace(own.consultation, taken_by=desk.me.id)
        talk = desk.record(msgspec.structs.replace(own, consultation=taken))
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewed = desk.restrict(talk.id, ())
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.file(renewed).consultation.id == renewed


def test_a_manager_who_is_a_party_is_kept_out(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        party = [each.id for each in desk.people if each.name == FOUNDER]
        renewed = desk.restrict(desk.record(intake("責任者の話")).id, (), excluded=party)
        assert desk.file(renewed).consultation.id == renewed
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk, pytest.raises(NotAllowed):
        desk.file(renewed)


def test_a_doubt_sets_a_day_to_ask_again(desk: Desk) -> None:
    """Q13 on the same day, Q15 within three (domain.md §3); the talk was on 5 October."""
    answers = ALL_NO | {"Q13": Answer.UNKNOWN, "Q15": Answer.UNKNOWN}
    talk = desk.record(intake("話", answers=answers))
    grown = [each.record for each in desk._store.of_consultation(talk.id)]
    due = {each.text[:3]: each.due_on for each in grown if isinstance(each, FollowUp)}
    assert due == {"Q13": "2026-10-05", "Q15": "2026-10-08"}


def test_a_lack_nobody_described_is_registered_all_the_same(desk: Desk) -> None:
    talk = desk.record(intake("話", answers=ALL_NO | {"C5": Answer.YES}))
    assert len(desk.file(talk.id).gaps) == 1
    assert "資源不足として登録" in text_of(desk.print_record(talk.id).pdf)


def test_a_refusal_of_an_earlier_talk_counts_until_the_person_is_asked_again(desk: Desk) -> None:
    first = intake("はじめの話")
    refused = Consent(
        id=new_id(), household_id=first.household.id, consultation_id=first.consultation.id, state=ConsentState.REFUSED
    )
    desk.record(msgspec.structs.replace(first, consents=(refused,)))
    second = consultation(first.household, answers=ALL_NO | {"Q30": Answer.YES})
    desk._store.add((second,))
    assert {str(each.action) for each in desk.assess(second.id).decisions} == {"送らない"}
    given = Consent(id=new_id(), household_id=first.household.id, consultation_id=second.id, state=ConsentState.GIVEN)
    desk.save(None, given)
    assert {str(each.action) for each in desk.assess(second.id).decisions} == {"送る"}


def test_a_raised_level_reaches_the_agency_and_says_whom_to_telephone(desk: Desk) -> None:
    base = intake("話", answers=ALL_NO | {"Q21": Answer.YES})
    consent = Consent(
        id=new_id(), household_id=base.household.id, consultation_id=base.consultation.id, state=ConsentState.GIVEN
    )
    talk = desk.record(msgspec.structs.replace(base, consents=(consent,)))
    desk.set_level(talk.id, Level.L5)
    assert "緊急・今すぐ" in text_of(desk.print_referral(talk.id, "地域包括支援センター").pdf)
    assert "地域包括支援センターに、いますぐ電話します。" in text_of(desk.print_record(talk.id).pdf)


def test_the_removal_of_a_person_stands_in_the_trail(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        colleague = next(each.id for each in desk.people if each.name == COLLEAGUE)
    remove_person(staffed, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    with open_desk(staffed, WORDS, clock=CLOCK) as desk:
        assert ("remove_person", colleague) in [(each.action, each.subject) for each in desk._store.events()]


def test_a_locked_desk_shows_nothing_and_holds_no_key(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake("鍵の話"))
        sealed = desk.restrict(talk.id, ())
        assert desk.search("鍵の話")[0].restricted  # folded in memory until it is locked
        desk.lock()
        assert desk._unlocked.vault_key == desk._unlocked.private == b""
        for attempt in (lambda: desk.search("鍵"), lambda: desk.file(sealed), lambda: desk.print_record(sealed)):
            with pytest.raises(VaultLocked, match="鍵がかかっています"):
                attempt()
        with pytest.raises(VaultLocked):
            desk.record(intake("書けない話"))
        assert desk._store._restricted._known is None
        desk.lock()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("鍵の話")) == 1
        assert desk.search("書けない話") == []
        assert desk.verify() == []


def test_a_talk_and_the_end_of_its_draft_are_one_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said = intake("話")
    desk.keep_draft(unfinished(begun("", said.consultation.id)))
    with monkeypatch.context() as patch:
        patch.setattr("kyosei_desk.store.store.drafts.drop", broken)
        with pytest.raises(ZeroDivisionError):
            desk.record(said, "途中で帰られた")
    assert desk.shown(said.consultation.id) is None
    assert [each.id for each in desk.drafts()] == [said.consultation.id]
    desk.record(said, "途中で帰られた")
    assert desk.shown(said.consultation.id) is not None
    assert desk.drafts() == []


def broken(*_arguments: object) -> None:
    raise ZeroDivisionError


def test_a_correction_is_written_whole_on_what_was_on_the_screen(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    file = desk.file(talk.id)
    known = {each: shown for each in (talk.id, file.household.id) if (shown := desk.shown(each))}
    moved = msgspec.structs.replace(file.household, address="ひばり市みどり町1-1")
    told = msgspec.structs.replace(file.consultation, wish="電気だけは止めないでほしい")
    desk.keep_draft(unfinished(begun("", talk.id)))
    desk.correct(talk.id, (moved, told), known)
    after = desk.file(talk.id)
    assert (after.household.address, after.consultation.wish) == (moved.address, told.wish)
    assert desk.drafts() == []
