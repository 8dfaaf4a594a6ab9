"""活動記録: what counts, where a month ends, and that the two sums of the form are equal whatever is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.errors import FieldError
from kyosei_desk.monthly import (
    MEMBERS,
    Counts,
    Month,
    check_figures,
    counted,
    day_of,
    lines_of,
    month_before,
    month_of,
)
from kyosei_desk.records import Consultation, FollowUp, Referral, new_id
from kyosei_desk.vocabulary import builtin_vocabulary

LISTS = builtin_vocabulary()
OCTOBER = Month(2026, 10)


def talk(taken_at: str = "2026-10-05T10:20:00+09:00", **fields: str) -> Consultation:
    labels = {"activity": "生活費", "client_group": "高齢者", **fields}
    return Consultation(id=new_id(), household_id="h", taken_at=taken_at, **labels)  # type: ignore[arg-type]


def done(done_at: str, **fields: str) -> FollowUp:
    return FollowUp(id=new_id(), household_id="h", done_at=done_at, **fields)  # type: ignore[arg-type]


def asked(made_at: str) -> Referral:
    return Referral(id=new_id(), household_id="h", consultation_id="c", agency="保健所", made_at=made_at)


def count(*talks: Consultation, follow_ups: tuple[FollowUp, ...] = (), referrals: tuple[Referral, ...] = ()) -> Counts:
    return counted(OCTOBER, talks, follow_ups, referrals, LISTS, {})


def test_an_empty_month_has_every_label_of_the_form_with_nothing() -> None:
    nothing = count()
    assert tuple(nothing.consultations) == LISTS.activities
    assert tuple(nothing.client_groups) == LISTS.client_groups
    assert tuple(nothing.activities) == LISTS.other_activities
    assert {number for _label, number in lines_of(nothing)} == {0}


def test_a_talk_counts_under_its_matter_and_its_group_and_makes_a_day() -> None:
    found = count(talk(), talk("2026-10-05T15:00:00+09:00", activity="住居"), talk("2026-10-09T09:00:00+09:00"))
    assert (found.consultations["生活費"], found.consultations["住居"], found.client_groups["高齢者"]) == (2, 1, 3)
    assert (found.days, found.unlabelled) == (2, 0)


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2026-09-30T23:59:59+09:00", 0),
        ("2026-10-01T00:00:00+09:00", 1),
        ("2026-09-30T15:00:00+00:00", 1),  # the first of October in Japan
        ("2026-10-31T23:59:59+09:00", 1),
        ("2026-10-31T15:00:00+00:00", 0),
    ],
)
def test_a_month_begins_and_ends_at_midnight_in_japan(moment: str, counts: int) -> None:
    assert sum(count(talk(moment)).consultations.values()) == counts


@pytest.mark.parametrize("missing", [{"activity": ""}, {"client_group": ""}, {"activity": "", "client_group": ""}])
def test_what_is_not_labelled_is_in_no_sum_and_is_told(missing: dict[str, str]) -> None:
    found = count(talk(), talk(**missing))
    assert sum(found.consultations.values()) == sum(found.client_groups.values()) == 1
    assert (found.unlabelled, found.days) == (1, 1)


def test_visits_contacts_and_a_question_asked_again() -> None:
    found = count(
        talk(channel="訪問"),
        talk(channel="電話"),
        follow_ups=(done("2026-10-07"), done("2026-10-08T10:00:00+09:00", question="Q3"), done("")),
        referrals=(asked("2026-10-05T11:00:00+09:00"), asked("2026-11-01T00:00:00+09:00"), asked("")),
    )
    assert (found.visits, found.other_visits, found.contacts_agencies, found.days) == (1, 1, 1, 3)


def test_what_was_deleted_counts_nowhere() -> None:
    gone = Consultation(
        id="x",
        household_id="h",
        taken_at="2026-10-05T10:20:00+09:00",
        activity="住居",
        client_group="子ども",
        deleted=True,
    )
    assert count(gone) == count()


def test_what_no_record_tells_is_what_a_person_entered() -> None:
    found = counted(OCTOBER, (), (), (), LISTS, {"証明事務": 2, MEMBERS: 5})
    assert (found.activities["証明事務"], found.contacts_members) == (2, 5)


@pytest.mark.parametrize("figures", [{"恋": 1}, {"証明事務": -1}, {"証明事務": 10**9}, {"生活費": 1}])
def test_a_figure_that_the_form_does_not_have_is_refused(figures: dict[str, int]) -> None:
    with pytest.raises(FieldError):
        check_figures(figures, LISTS)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "10-2026", "2026-10-05", "9999-01", "あ-い"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        month_of(text)


def test_months_know_their_ends_and_who_was_before() -> None:
    assert (month_of("2026-02").last, month_of("2028-02").last) == (date(2026, 2, 28), date(2028, 2, 29))
    assert (str(month_before(date(2026, 1, 31))), str(month_before(date(2026, 11, 1)))) == ("2025-12", "2026-10")
    assert day_of("きのう") is None


labels = st.tuples(st.sampled_from(("", *LISTS.activities)), st.sampled_from(("", *LISTS.client_groups)))


@given(st.lists(st.tuples(labels, st.integers(1, 31))))
def test_both_sums_are_equal_and_nothing_is_lost(found: list[tuple[tuple[str, str], int]]) -> None:
    talks = [talk(f"2026-10-{day:02d}T10:00:00+09:00", activity=one, client_group=other) for (one, other), day in found]
    counts = count(*talks)
    total = sum(counts.consultations.values())
    assert total == sum(counts.client_groups.values())
    assert total + counts.unlabelled == len(talks)
    assert counts.days == len({day for _labels, day in found})
