"""Invariants of folding, dates and births."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.japanese import ages, fold, format_birth, format_date, parse_birth, parse_date, shown
from kyosei_desk.records import Birth

NAMES = st.text(st.sampled_from("髙﨑邊邉齋濵𠮷渡辺田村山々一ヶケがガｶ゛゙ー ・"))
DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


@given(st.text() | NAMES)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.text(st.sampled_from("髙橋渡邉由美子ミホンみほんー、1２")), st.text(st.sampled_from("髙橋渡邉ミホン")), st.text()
)
def test_a_part_is_found_in_the_whole(before: str, part: str, after: str) -> None:
    marks = {"\u3099", "\u309a", "\u309b", "\u309c", "ﾞ", "ﾟ"}
    if not marks & set(after) and after.isascii():
        assert fold(part) in fold(before + part + after)


@given(DAYS)
def test_a_day_shown_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


@given(DAYS)
def test_a_birth_shown_is_read_back(day: date) -> None:
    born = parse_birth(format_birth(Birth(year=day.year, month=day.month, day=day.day), date(2200, 1, 1)))
    assert (born.year, born.month, born.day) == (day.year, day.month, day.day)


@given(st.text() | st.text(st.sampled_from("昭和平成令RHS元年月日頃代歳0123456789十二./- （）")))
def test_a_birth_is_never_refused_and_never_lost(text: str) -> None:
    born = parse_birth(text)
    assert born.said == text
    assert format_birth(born, date(2026, 10, 5)) or not text


@given(DAYS, DAYS)
def test_the_age_lies_within_what_the_year_alone_allows(day: date, on: date) -> None:
    exact, same = ages(Birth(year=day.year, month=day.month, day=day.day), on)
    youngest, oldest = ages(Birth(year=day.year), on)
    assert exact == same
    assert youngest <= exact <= oldest <= youngest + 1


@given(st.text())
def test_what_is_shown_hides_nothing(text: str) -> None:
    assert shown(shown(text)) == shown(text)
