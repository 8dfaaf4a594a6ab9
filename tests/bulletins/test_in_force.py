"""What counts at the desk: the newest that came, from its day on; a result stays with the version it was given with."""

from datetime import datetime
from pathlib import Path

import pytest

from kyosei_desk.checklist import builtin
from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DefinitionError
from kyosei_desk.opening import open_desk
from kyosei_desk.practice.cases import parse_case
from kyosei_desk.practice.replay import Outcome, replay
from kyosei_desk.records import Answer, Consent, ConsentState, Gap, new_id
from kyosei_desk.sheets import SheetKind
from kyosei_desk.store.bulletins import Fate
from kyosei_desk.vocabulary import builtin_vocabulary
from tests.builders import ALL_NO, CLOCK, WORDS, consultation, intake
from tests.bulletins.press import DAY, FILES, all_examples, bulletin, edited, example, fates, take
from tests.sheets.reading import text_of

ANONYMOUS = SheetKind.ANONYMOUS
ASKED = ALL_NO | {"Q33": Answer.YES}


def given(home: str, talk: str) -> Consent:
    return Consent(id=new_id(), household_id=home, consultation_id=talk, state=ConsentState.GIVEN)


# The checklist


def test_before_anything_came_the_files_that_ship_count(desk: Desk) -> None:
    assert desk.checklist == builtin()
    assert desk.vocabulary == builtin_vocabulary()
    assert (desk.directory(), desk.notices(DAY), desk.training_cases()) == ((), (), ())


def test_a_new_talk_is_answered_with_the_newest(served: Desk) -> None:
    talk = served.record(intake("話", answers=ASKED))
    assert talk.checklist == "2026.10"
    assert [each.id for each in served.assess(talk.id).result.findings] == ["Q33"]


def test_an_earlier_talk_stays_with_the_version_it_was_answered_with(desk: Desk) -> None:
    earlier = desk.record(intake("話", answers=ASKED))  # Q33 is nobody's question yet
    take(desk, *all_examples())
    later = desk.record(intake("話", answers=ASKED))
    assert [desk.file(each.id).definition.version for each in (earlier, later)] == ["1", "2026.10"]
    assert desk.assess(earlier.id).result.findings == ()
    assert len(desk.assess(later.id).result.findings) == 1


def test_a_sheet_counts_from_its_day_on(vault: Path) -> None:
    later = bulletin(1, edited("checklist", "2026-10-01", "2026-11-01").replace('["防災課"]', "[]"))
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert fates(take(desk, later)) == [Fate.APPLIED]
        assert desk.checklist.version == "1"
    for day, version in ((31, "1"), (32, "2026.10")):
        on = datetime(2026, 10, 31, 12, tzinfo=JAPAN).replace(month=10 + day // 32, day=31 if day < 32 else 1)
        with open_desk(vault, WORDS, clock=fixed_clock(on)) as desk:
            assert desk.checklist.version == version


def test_a_talk_of_another_desk_is_read_with_the_sheet_it_names(served: Desk) -> None:
    """This desk never answered with it, and a newer one has come since."""
    newer = edited("checklist", "災害", "災害", "2026.11")
    take(served, bulletin(7, newer))
    talk = intake("よその話", answers=ASKED, checklist="2026.10")
    served._store.add(talk.records())
    assert served.checklist.version == "2026.11"
    assert served.file(talk.consultation.id).definition.version == "2026.10"


def test_a_refused_text_never_stands_for_a_version_that_ships(desk: Desk) -> None:
    other = FILES["checklist"].replace('version = "2026.10"', 'version = "1"').replace('["防災課"]', "[]")
    assert fates(take(desk, bulletin(1, other))) == [Fate.REFUSED]
    assert desk.definition("1") == builtin()


def test_a_version_nobody_has_is_said_so(served: Desk) -> None:
    with pytest.raises(DefinitionError, match="この版"):
        served.definition("2026.12")


def test_the_letter_and_the_blank_sheet_speak_the_citys_words(served: Desk) -> None:
    base = intake("話", answers=ASKED)
    agreed = given(base.household.id, base.consultation.id)
    talk = served.record(
        type(base)(household=base.household, members=base.members, consultation=base.consultation, consents=(agreed,))
    )
    letter = text_of(served.print_referral(talk.id, "防災課").pdf)
    assert "ひとりで避難できない人" in letter
    assert "避難を手伝う人を、前もって決めておけます" in letter
    blank = text_of(served.print_blank().pdf)
    assert "第2026.10版" in blank
    assert "Q33" in blank


# Numbers and agencies


def test_the_citys_numbers_stand_behind_the_call(served: Desk) -> None:
    renamed = edited("numbers", 'name = "DV相談ナビ"', 'name = "見本のDVの窓口"', "2026.11")
    take(served, bulletin(7, renamed))
    talk = served.record(intake("話", answers=ALL_NO | {"Q17": Answer.YES}))
    assert "見本のDVの窓口" in text_of(served.print_record(talk.id).pdf)


def test_a_number_whose_check_is_old_carries_its_warning(served: Desk) -> None:
    head, number, tail = FILES["numbers"].partition('number = "#8008"')
    old = head + number + tail.replace('verified_at = "2026-10-01"', 'verified_at = "2024-10-01"', 1)
    old = old.replace('version = "2026.10"', 'version = "2026.11"')
    assert fates(take(served, bulletin(7, old))) == [Fate.APPLIED]
    talk = served.record(intake("話", answers=ALL_NO | {"Q17": Answer.YES}))
    assert "番号を確かめてください" in text_of(served.print_record(talk.id).pdf)


def test_the_numbers_for_life_stand_first_wherever_the_city_put_them(served: Desk) -> None:
    start = FILES["numbers"].index('[[number]]\nnumber = "119"')
    end = FILES["numbers"].index('[[number]]\nnumber = "#8008"')
    text = FILES["numbers"][:start] + FILES["numbers"][end:] + "\n" + FILES["numbers"][start:end]
    take(served, bulletin(7, text.replace('version = "2026.10"', 'version = "2026.11"')))
    assert served.refused_bulletins() == []
    assert [each.number for each in served.vocabulary.numbers][:3] == ["119", "110", "189"]


def test_the_citys_agencies_are_the_fields_of_a_gap(served: Desk) -> None:
    assert served.vocabulary.agencies["災害"][-1] == "防災課"
    renamed = (
        FILES["agencies"]
        .replace('version = "2026.10"', 'version = "2026.11"')
        .replace('name = "災害"', 'name = "災害と避難"')
    )
    take(served, bulletin(7, renamed))
    base = intake("話")
    gap = Gap(id=new_id(), household_id=base.household.id, consultation_id=base.consultation.id, field="災害と避難")
    served.record(base)
    served.save(None, gap)
    assert "災害と避難" in text_of(served.print_sheet(base.consultation.id, ANONYMOUS).pdf)


# The directory, notices, training


def test_the_offices_of_a_kind_stand_in_their_order(served: Desk) -> None:
    offices = served.directory("地域包括支援センター")
    assert [each.phone for each in offices] == ["000-000-0110", "000-000-0120"]
    assert offices[0].night == "000-000-0111"
    assert len(served.directory()) == 15
    assert served.directory("どこにもない種類") == ()
    assert not any(each.stale(DAY) for each in served.directory())
    assert offices[0].stale(DAY.replace(year=2028))


def test_a_notice_is_read_up_to_its_last_day(served: Desk) -> None:
    titles = [each.title for each in served.notices(DAY)]
    assert len(titles) == 2
    assert len(served.notices(DAY.replace(day=20))) == 2
    assert [each.title for each in served.notices(DAY.replace(day=21))] == titles[:1]


def test_a_new_board_takes_the_old_notices_down(served: Desk) -> None:
    take(served, bulletin(7, 'version = "2026.11"\nnotice = []\n'))
    assert served.notices(DAY) == ()


def test_the_training_cases_can_be_replayed(served: Desk) -> None:
    cases = served.training_cases()
    assert [parse_case(each, place).id for place, each in enumerate(cases, start=1)] == ["T01", "T02"]
    first, second = (each for each in replay(served, cases, None) if isinstance(each, Outcome))
    assert first.findings == ["C1", "C2", "Q33"]
    assert first.agencies == {"防災課": "送る", "推進員": "送る"}
    assert second.findings == ["Q5"]


# The built-in is the floor


@pytest.mark.parametrize("kind", FILES)
def test_what_can_no_longer_be_read_is_set_aside_and_the_one_before_counts(stocked: Path, kind: str) -> None:
    newer = edited(kind, "", "", "2026.11")
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        assert fates(take(desk, bulletin(7, newer))) == [Fate.APPLIED]
        with desk._store.writing() as database:
            database.execute("UPDATE bulletin SET content = 'version = ' WHERE number = 7")
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        assert desk.checklist.version == "2026.10"
        assert "防災課" in desk.vocabulary.agency_kinds()
        assert "000-000-0900" in {each.number for each in desk.vocabulary.numbers}
        assert (len(desk.directory()), len(desk.notices(DAY)), len(desk.training_cases())) == (15, 2, 2)
        (told,) = desk.refused_bulletins()
        assert (told.number, told.state) == (7, "refused")


def test_where_nothing_can_be_read_what_ships_counts(stocked: Path) -> None:
    with open_desk(stocked, WORDS, clock=CLOCK) as desk, desk._store.writing() as database:
        database.execute("UPDATE bulletin SET content = 'こわれた'")
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        assert desk.checklist == builtin()
        assert desk.vocabulary == builtin_vocabulary()
        assert (desk.directory(), desk.notices(DAY), desk.training_cases()) == ((), (), ())
        assert [each.number for each in desk.refused_bulletins()] == [1, 2, 3, 4, 5, 6]
        talk = desk.record(intake("話"))
        assert talk.checklist == "1"


def test_what_came_while_the_desk_was_open_counts_at_once(desk: Desk) -> None:
    assert desk.checklist.version == "1"
    take(desk, *all_examples())
    assert desk.checklist.version == "2026.10"
    take(desk, example(7, "checklist", version="2026.11"))
    assert desk.checklist.version == "2026.11"


def test_the_second_talk_of_a_household_may_have_another_version(desk: Desk) -> None:
    first = intake("はじめ")
    desk.record(first)
    take(desk, *all_examples())
    second = consultation(first.household)
    desk.record(type(first)(household=first.household, members=(), consultation=second))
    assert {desk.file(each).definition.version for each in (first.consultation.id, second.id)} == {"1", "2026.10"}
