"""Fields and values in a person's words."""

import pytest

from kyosei_desk.field_words import COMMON, FIELD_WORDS, field_words, value_words
from kyosei_desk.records import KINDS


@pytest.mark.parametrize("kind", ["household", "member", "consultation", "consent", "gap", "district"])
def test_every_field_of_a_record_has_words(kind: str) -> None:
    fields = set(KINDS[kind].__struct_fields__) - {"id", "deleted", "household_id", "consultation_id", "member_id"}
    assert fields - set(FIELD_WORDS[kind]) - set(COMMON) <= {"owner", "outcome"}


def test_the_part_of_a_field_is_said_and_an_id_is_not() -> None:
    assert field_words("consultation", "answers/Q3") == "つなぎ確認 Q3"
    assert field_words("consultation", "statements/" + "a" * 32) == "話したこと"
    assert field_words("consultation", "newer") == "newer"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "（書いていません）"),
        (None, "（書いていません）"),
        (True, "はい"),
        (False, "いいえ"),
        (3, "3"),
        (["b", "a"], "a、b"),
        ({"number": "000", "safe_hours": "午前", "message_allowed": None}, "番号：000\nかけてよい時間：午前"),
        ({"said": "昭和15年", "year": 1940}, "昭和15年"),
        ({"there": "長女の世帯", "here": "母の家"}, "この世帯から見て：長女の世帯\nあちらから見て：母の家"),
    ],
)
def test_a_value_is_read_as_it_was_meant(value: object, words: str) -> None:
    assert value_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-10-05", "令和8年10月5日（月）"),
        ("2026-10-05T10:20:00+09:00", "令和8年10月5日（月） 10:20"),
        ("2026-13-45", "2026-13-45"),
        ("a" * 16, "練習 花子"),
        ("b" * 32, "ここにいない人"),
        ({"said": "", "year": 1940, "month": 2, "day": 0}, "1940年2月"),
    ],
)
def test_days_and_people_are_said_in_words(value: object, words: str) -> None:
    assert value_words(value, {"a" * 16: "練習 花子", "b" * 32: ""}.__getitem__) == words
