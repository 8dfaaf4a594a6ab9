"""Furigana out of what is typed on the way to a name."""

from ui.intake.furigana import Furigana


def typed(furigana: Furigana, *steps: tuple[str, str]) -> str:
    """Each step: what stands in the field, and what is composed."""
    for text, composing in steps:
        grown = furigana.follow(text, composing)
    return grown


def test_the_last_kana_before_a_name_is_taken_over_is_its_reading() -> None:
    steps = [("", each) for each in ("m", "み", "みh", "みほ", "みほn", "みほん", "見本")]
    assert typed(Furigana(), *steps, ("見本", "")) == "みほん"


def test_surname_and_name_are_parted_as_they_are_typed() -> None:
    furigana = Furigana()
    typed(furigana, ("", "みほん"), ("", "見本"), ("見本", ""), ("見本 ", ""))
    assert typed(furigana, ("見本 ", "はなこ"), ("見本 ", "花子"), ("見本 花子", "")) == "みほん はなこ"
    whole = Furigana()
    typed(whole, ("", "みほん"), ("見本", ""))
    assert typed(whole, ("見本", "はなこ"), ("見本花子", "")) == "みほんはなこ"


def test_the_next_word_may_begin_in_the_moment_the_first_is_taken_over() -> None:
    furigana = Furigana()
    typed(furigana, ("", "みほん"), ("", "見本"), ("見本", "は"))
    assert furigana.so_far == "みほん"
    assert typed(furigana, ("見本", "はな"), ("見本花", "")) == "みほんはな"


def test_what_was_composed_and_given_up_is_no_reading() -> None:
    assert typed(Furigana(), ("", "みほ"), ("", "")) == ""


def test_a_name_in_katakana_keeps_its_kana_and_pasted_words_have_no_reading() -> None:
    assert typed(Furigana(), ("", "ラメシュ"), ("ラメシュ", "")) == "ラメシュ"
    assert typed(Furigana(), ("見本花子", "")) == ""


def test_an_emptied_name_begins_anew() -> None:
    furigana = Furigana()
    typed(furigana, ("", "みほん"), ("見本", ""), ("", ""))
    assert typed(furigana, ("", "れんしゅう"), ("練習", "")) == "れんしゅう"


def test_it_goes_on_from_what_stands_there() -> None:
    furigana = Furigana()
    furigana.start("見本 ", "みほん")
    assert typed(furigana, ("見本 ", "とめ"), ("見本 トメ", "")) == "みほん とめ"
