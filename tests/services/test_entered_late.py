"""後から入力: a talk that was on paper, typed in with its own date."""

from datetime import timedelta

from kyosei_desk.day import today
from kyosei_desk.desk import Desk
from kyosei_desk.records import Answer
from kyosei_desk.timeline import household
from tests.builders import ALL_NO, NOW, intake
from tests.sheets.reading import text_of


def test_it_is_closed_now_and_its_clock_ran_from_the_talk(desk: Desk) -> None:
    then = NOW - timedelta(days=3)
    answers = ALL_NO | {"Q12": Answer.YES, "Q15": Answer.UNKNOWN}
    talk = desk.record(intake("紙に書いた話", answers=answers, taken_at=then.isoformat(), entered_late=True))
    assert (talk.taken_at, talk.closed_at) == (then.isoformat(), NOW.isoformat())
    assert desk.assess(talk.id).due_at == then + timedelta(hours=24)
    assert [(each.question, each.overdue) for each in today(desk).unheard] == [("Q15", 0)]
    assert [each.at for each in household(desk, talk.household_id).entries] == [then]
    assert [each.taken_at for each in desk.search("紙に書いた")] == [then.isoformat()]


def test_the_sheet_says_so_and_bears_the_day_of_the_talk(desk: Desk) -> None:
    then = NOW - timedelta(days=30)
    talk = desk.record(intake("話", taken_at=then.isoformat(), entered_late=True))
    text = text_of(desk.print_record(talk.id).pdf)
    assert "後から入力" in text
    assert "令和8年9月5日（土）13:00" in text
    other = desk.record(intake("話", taken_at=then.isoformat()))
    assert "後から入力" not in text_of(desk.print_record(other.id).pdf)
