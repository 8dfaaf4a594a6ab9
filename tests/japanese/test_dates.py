"""和暦 in and out, births as far as they are known, completed years."""

from datetime import UTC, date, datetime

import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import ages, fiscal_year, format_birth, format_date, format_moment, parse_birth, parse_date
from kyosei_desk.records import Birth

ON = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("昭和15年2月頃", "昭和15年2月頃（86歳くらい）"),
        ("昭和45年", "昭和45年（55〜56歳）"),
        ("平成元年6月14日", "平成元年6月14日（37歳）"),
        ("1994-05-20", "平成6年5月20日（32歳）"),
        ("S60.1.7", "昭和60年1月7日（41歳）"),
        ("ｓ６０／１／７", "昭和60年1月7日（41歳）"),
        ("昭和64年1月8日", "平成元年1月8日（37歳）"),
        ("平成元年1月3日", "昭和64年1月3日（37歳）"),
        ("昭和十五年二月三日", "昭和15年2月3日（86歳）"),
        ("西暦1985年ごろ", "昭和60年頃（40〜41歳くらい）"),
        ("19850107", "昭和60年1月7日（41歳）"),
        ("昭和40年3月1日（61歳）", "昭和40年3月1日（61歳）"),
        ("1989", "昭和64年/平成元年（36〜37歳）"),
        ("昭和64年", "昭和64年（36〜37歳）"),
        ("平成元年", "平成元年（36〜37歳）"),
        ("1912年7月", "明治45年/大正元年7月（114歳）"),
        ("令和9年1月1日", "令和9年1月1日"),
    ],
)
def test_a_birth_is_read_and_shown(said: str, shown: str) -> None:
    assert format_birth(parse_birth(said), ON) == shown


@pytest.mark.parametrize(
    "said",
    [
        "",
        "不明",
        "昭和99年",
        "昭和40年代",
        "1960年代",
        "昭和45年13月",
        "昭和45年0月",
        "昭和15年か16年",
        "30〜40歳",
        "200歳",
        "1230001",
        "𠮷" * 10_000,
    ],
)
def test_what_is_not_understood_is_kept_as_it_was_said(said: str) -> None:
    assert parse_birth(said) == Birth(said=said)
    assert format_birth(parse_birth(said), ON) == said


def test_an_age_said_is_no_date() -> None:
    assert parse_birth("40代") == Birth(said="40代", age_said=40, decade=True)
    assert parse_birth("二十代") == Birth(said="二十代", age_said=20, decade=True)
    assert parse_birth("3歳くらい") == Birth(said="3歳くらい", age_said=3, about=True)
    assert parse_birth("３才") == Birth(said="３才", age_said=3)


@pytest.mark.parametrize(
    "text",
    [
        "令和8年10月5日",
        "令和８年１０月５日（月）",
        "R8.10.5",
        "r8-10-05",
        "2026-10-05",
        "2026/10/5",
        "20261005",
        " 2026年10月5日 月曜日",
    ],
)
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == ON


def test_an_era_runs_on_as_printed_papers_let_it() -> None:
    assert parse_date("昭和64年1月8日") == date(1989, 1, 8)
    assert parse_date("平成36年1月1日") == date(2024, 1, 1)
    assert parse_date("令和元年5月1日") == date(2019, 5, 1)


@pytest.mark.parametrize("text", ["2026-02-29", "令和8年2月30日", "2026/13/1", "2026/0/1", "0000-01-01"])
def test_a_day_that_does_not_exist_is_told_kindly(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_date(text)
    assert caught.value.field == "date"
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "10月5日", "令和8年10月", "明日", "昭和99年1月1日", "2026-10-05と06", "2026-10-055"]
)
def test_words_that_are_no_whole_day_are_refused(text: str) -> None:
    with pytest.raises(FieldError):
        parse_date(text)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1868, 1, 24), "1868年1月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
    ],
)
def test_eras_change_on_their_day(day: date, words: str) -> None:
    assert format_date(day, weekday=False) == words


def test_a_weekday_stands_behind_the_day() -> None:
    assert format_date(ON) == "令和8年10月5日（月）"


def test_a_moment_is_shown_in_japans_time() -> None:
    assert format_moment(datetime(2026, 10, 4, 22, 5, tzinfo=UTC)) == "10月5日（月）07:05"
    assert format_moment(datetime.fromisoformat("2026-10-05T10:20")) == "10月5日（月）10:20"


def test_born_on_the_29th_of_february_is_older_on_the_first_of_march() -> None:
    born = parse_birth("2004-02-29")
    assert ages(born, date(2026, 2, 28)) == (21, 21)
    assert ages(born, date(2026, 3, 1)) == (22, 22)
    assert ages(born, date(2028, 2, 29)) == (24, 24)


def test_a_month_or_year_alone_leaves_a_span() -> None:
    assert ages(Birth(year=2000, month=10), ON) == (25, 26)
    assert ages(Birth(year=2000, month=9), ON) == (26, 26)
    assert ages(Birth(year=2000), date(2026, 12, 31)) == (26, 26)
    assert ages(Birth(year=2000), date(2026, 1, 1)) == (25, 26)
    assert format_birth(Birth(year=2026), ON) == "令和8年（0歳）"


def test_the_fiscal_year_begins_in_april() -> None:
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026
