"""Whatever a person types is text on paper: never markup, never hidden, and never a reason for no sheet."""

import pytest

from kyosei_desk.sheets import SheetKind
from tests.sheets.papers import drawn, talk
from tests.sheets.reading import pages_of, text_of

NO_FONT_HAS_IT = "\U000f0000"


@pytest.mark.parametrize(
    "markup",
    [
        '#panic("x")',
        "*太字*",
        "=見出し",
        "$x^2$",
        "\\u{41}",
        "#sys.inputs",
        '"}],"blocks":[',
        "<label>",
        "@ref",
        "//注",
        "`raw`",
        "-",
        "+",
    ],
)
def test_markup_stays_what_was_typed(markup: str) -> None:
    sheet = drawn(SheetKind.RECORD, talk(markup, wish=markup))
    assert sheet.tagged
    assert text_of(sheet.pdf).count(markup) >= 2


@pytest.mark.parametrize(
    "name", ["𠮷野 見本", "見本 﨑子", "見本 葛\U000e0100子", "髙橋 見本", "Nguyễn Mẫu", "O'Ａ ﾐﾎﾝ"]
)
def test_rare_letters_of_a_name_are_printed_tagged(name: str) -> None:
    sheet = drawn(SheetKind.RECORD, talk("話", person={"name": name}))
    assert sheet.tagged
    visible = name.replace(" ", "").replace("\U000e0100", "")
    assert visible in text_of(sheet.pdf).replace("\U000e0100", "")


def test_a_letter_no_font_has_gives_a_plain_sheet_that_says_so() -> None:
    sheet = drawn(SheetKind.RECORD, talk(f"外字{NO_FONT_HAS_IT}です"))
    assert not sheet.tagged
    assert sheet.warnings == ("印刷できない文字があります（U+F0000）。□のところは、手で書いてください。",)
    assert "印刷できない文字があります（U+F0000）" in text_of(sheet.pdf)


def test_a_mark_that_turns_the_writing_round_is_shown() -> None:
    sheet = drawn(SheetKind.RECORD, talk("話", person={"name": "見本\u202e子花"}))
    text = text_of(sheet.pdf)
    assert "\u202e" not in text
    assert "見えない記号" in text


def test_broken_characters_do_not_stop_the_sheet() -> None:
    sheet = drawn(SheetKind.RECORD, talk("前\ud800後", "前\x00後"))
    assert text_of(sheet.pdf).count("前〔こわれた文字〕後") == 2


def test_a_hundred_thousand_letters_are_all_printed() -> None:
    sheet = drawn(SheetKind.RECORD, talk("始" + "あ" * 99_998 + "終"))
    text = text_of(sheet.pdf)
    assert text.count("あ") >= 99_998
    assert "終" in text
    assert pages_of(sheet.pdf) > 40
