"""What a field may hold, and what cannot deceive the eye."""

import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import clean, clean_texts, hidden_marks, shown
from kyosei_desk.records import Consultation, Household, Phone, Source, Statement


@pytest.mark.parametrize(
    "text",
    [
        "",
        "𠮷田 﨑",
        "渡邉\U000e0101",
        "辻\ufe00",
        "गुरु\u200dङ",
        "نرگس\u200c",
        "👩\u200d👧",
        "一行\r\n\t二行",
        "外字\ue000",
        "\ufffd",
        "A\u202eB",
    ],
)
def test_what_people_write_is_kept_to_the_letter(text: str) -> None:
    assert clean("name", text) == text


@pytest.mark.parametrize(
    "sign",
    ["\ud800", "\0", "\x1b", "\x0b", "\x7f", "\x85", "\x9f", "\ufffe", "\uffff", "\ufdd0", "\U0010ffff"],
)
def test_what_is_no_character_is_told_without_the_text(sign: str) -> None:
    with pytest.raises(FieldError) as caught:
        clean("name", f"見本{sign}花子")
    assert caught.value.field == "name"
    assert "見本" not in str(caught.value)


def test_ten_megabytes_are_told_at_once() -> None:
    with pytest.raises(FieldError) as caught:
        clean("notes", "あ" * 10_000_000)
    assert "長すぎます" in str(caught.value)
    assert len(str(caught.value)) < 200


def test_the_limit_is_the_last_length_kept() -> None:
    assert clean("name", "あ" * 5, limit=5) == "あ" * 5
    with pytest.raises(FieldError):
        clean("name", "あ" * 6, limit=5)


@pytest.mark.parametrize(
    "sign",
    [*"\u061c\u200b\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\u00ad\ufeff\u3164", "\U000e0041", "\U000e007f"],
)
def test_an_invisible_mark_is_found_and_made_visible(sign: str) -> None:
    assert hidden_marks(f"見本{sign}") == (f"U+{ord(sign):04X}",)
    assert shown(f"見本{sign}花子") == "見本〔見えない記号〕花子"


@pytest.mark.parametrize(
    "text", ["渡邉\U000e0101", "गुरु\u200dङ", "نرگس\u200c", "👩\u200d👧", "❤\ufe0f", "見本\u3000花子"]
)
def test_marks_that_writing_needs_are_left_alone(text: str) -> None:
    assert hidden_marks(text) == ()
    assert shown(text) == text


def refused_field(record: object) -> str:
    with pytest.raises(FieldError) as caught:
        clean_texts(record)
    return caught.value.field


def test_every_text_of_a_record_is_read_and_its_path_named() -> None:
    assert refused_field(Household(id="h", phone=Phone(safe_hours="\0"))) == "phone.safe_hours"
    spoken = Statement(source=Source.SAID, text="\ud800")
    talk = Consultation(id="c", household_id="h", taken_at="2026-10-05")
    assert (
        refused_field(Consultation(id="c", household_id="h", taken_at="x", statements={"a1": spoken}))
        == "statements.text"
    )
    assert refused_field(Consultation(id="c", household_id="h", taken_at="x", topics=frozenset({"\0"}))) == "topics"
    assert (
        refused_field(
            Consultation(
                id="c", household_id="h", taken_at="x", statements={"\0": Statement(source=Source.SAID, text="")}
            )
        )
        == "statements"
    )
    clean_texts(talk)
