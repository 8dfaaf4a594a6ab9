"""活動のまとめ: the numbers of a month, as they were and as the outside may see them."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.day import add_follow_up, finish_follow_up
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from kyosei_desk.merging import merge_households
from kyosei_desk.monthly import Month
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer, Gap, Level, new_id
from kyosei_desk.referrals import ReferralState
from kyosei_desk.reports import SMALL, Seen, summarise, suppressed, total
from kyosei_desk.reports.making import monthly_report, print_report
from kyosei_desk.vocabulary import builtin_vocabulary
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, consultation, intake
from tests.post.city import City
from tests.post.talks import POVERTY, YES, recorded
from tests.sheets.reading import text_of

OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)


def test_a_month_is_counted_by_everything_that_was_written_down(desk: Desk, city: City, enrolment: Enrolment) -> None:
    home = intake("話", topics=frozenset({"介護"}), main_topic="住まい", activity="住居", client_group="高齢者")
    ill = msgspec.structs.replace(home.members[0], issues=frozenset({"病気", "住まい不安定"}))
    gap = Gap(id=new_id(), household_id=home.household.id, consultation_id=home.consultation.id, kind="遠い")
    desk.record(msgspec.structs.replace(home, members=(ill,), gaps=(gap,)))
    desk.record(intake("先月", taken_at="2026-09-30T23:59:00+09:00", activity="住居", client_group="高齢者"))
    desk.record(intake("訪問で", channel="訪問", entered_late=True, taken_at="2026-10-01T00:00:00+09:00"))
    talk = recorded(desk, {"Q12": YES}, activity="生活費", client_group="その他", main_topic="介護")
    sent = refer(desk, enrolment, talk.id, POVERTY)
    city.accept(sent.letter_id, city.referral(desk, enrolment, sent.letter_id), POVERTY)
    city.deliver(desk)
    finish_follow_up(desk, add_follow_up(desk, talk.household_id, "2026-10-01", way="訪問").id)
    report = monthly_report(desk, OCTOBER, {"証明事務": 2})
    assert (report.talks, report.households, report.late, report.visits) == (3, 3, 1, 2)
    assert (report.official.consultations["住居"], report.official.consultations["生活費"]) == (1, 1)
    assert len(report.official.consultations) == 14
    assert report.official.client_groups == {"高齢者": 1, "障害者": 0, "子ども": 0, "その他": 1}
    assert sum(report.official.consultations.values()) == sum(report.official.client_groups.values())
    assert (report.official.unlabelled, report.official.days, report.official.activities["証明事務"]) == (1, 2, 2)
    assert {topic: count for topic, count in report.topics.items() if count} == {"介護": 2, "住まい": 1}
    assert report.levels == {Level.L5: 0, Level.L4: 1, Level.L3: 1, Level.L2: 0, Level.L1: 1}
    assert {issue: count for issue, count in report.issues.items() if count} == {"病気": 1, "住まい不安定": 1}
    assert report.issues_each == {0: 2, 2: 1}
    assert report.referrals[ReferralState.ACCEPTED] == sum(report.referrals.values()) == 1
    assert report.agencies == {POVERTY: 1}
    assert {kind: count for kind, count in report.gaps.items() if count} == {"遠い": 1}
    assert monthly_report(desk, SEPTEMBER).talks == 1


def test_an_unknown_figure_is_refused(desk: Desk) -> None:
    with pytest.raises(FieldError):
        monthly_report(desk, OCTOBER, {"お茶会": 1})


def test_a_raised_level_counts_and_a_lowered_one_counts_as_it_was(desk: Desk) -> None:
    raised = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.YES}))
    desk.set_level(raised.id, Level.L5)
    lowered = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.YES}))
    desk.set_level(lowered.id, Level.L2, "払った")
    levels = monthly_report(desk, OCTOBER).levels
    assert (levels[Level.L5], levels[Level.L4], levels[Level.L2]) == (1, 1, 0)


def test_merged_households_are_one_and_restricted_talks_count_for_whom_they_are_open(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        one, other = intake("ひとつ"), intake("ふたつ")
        desk.record(one)
        desk.record(other)
        merge_households(desk, one.household.id, other.household.id)
        desk.save(None, secret := consultation(one.household))
        desk.restrict(secret.id, ())
        report = monthly_report(desk, OCTOBER)
        assert (report.talks, report.households, report.hidden) == (3, 1, 0)
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        report = monthly_report(desk, OCTOBER)
        assert (report.talks, report.hidden) == (2, 1)


def test_an_empty_month_has_every_label_with_nought() -> None:
    seen = Seen(talks=(), follow_ups=(), referrals=(), members=(), gaps=())
    report = summarise(OCTOBER, seen, builtin_vocabulary(), {})
    assert (len(report.topics), len(report.issues), len(report.levels), report.issues_each) == (16, 28, 5, {})
    assert not any(report.topics.values())


COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12))


@given(COUNTS)
def test_no_small_number_is_told_and_none_can_be_worked_out(counts: Mapping[str, int]) -> None:
    shown, said = suppressed(counts), total(counts)
    assert shown.keys() == counts.keys()
    for key, count in shown.items():
        assert count in {None, counts[key]}
        assert count is None or not 0 < count < SMALL
    hidden = [counts[key] for key, count in shown.items() if count is None]
    if said is not None:
        assert said == sum(counts.values())
        assert len(hidden) != 1


@given(COUNTS)
def test_where_nothing_is_small_everything_is_told(counts: Mapping[str, int]) -> None:
    large = {key: count + SMALL for key, count in counts.items()}
    assert (suppressed(large), total(large)) == (large, sum(large.values()))


def test_the_paper_for_the_district_tells_numbers_and_the_one_for_outside_hides_small_ones(desk: Desk) -> None:
    for _each in range(7):
        desk.record(intake("名前のある話", activity="住居", client_group="高齢者", topics=frozenset({"介護"})))
    desk.record(intake("話", activity="仕事", client_group="子ども", topics=frozenset({"債務"})))
    inside, outside = (print_report(desk, OCTOBER, outside=each) for each in (False, True))
    text, told = text_of(inside.pdf), text_of(outside.pdf)
    assert "活動のまとめ" in text
    assert "令和8年10月" in text
    assert "住居7" in text
    assert "仕事1" in text
    assert "少数" not in text
    assert "仕事少数" in told
    assert "住居少数" in told  # else 計 would tell the other
    assert "少数" in told
    for paper in (text, told):
        assert "花子" not in paper
        assert "名前のある話" not in paper
    assert inside.tagged
    assert [each.detail["outside"] for each in desk._store.events("report")] == [0, 1]
