"""What all sheets share: the frame of domain.md §5, A4, large letters, tags, and nothing off the paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from kyosei_desk.sheets import SheetKind
from tests.builders import practice_cases
from tests.sheets.conftest import Files
from tests.sheets.papers import every_sheet, letters, talk
from tests.sheets.reading import description_of, ink_of, millimetres_of, pages_of, sizes_of, text_of

FRAME = (
    "発行日", "部数番号", "AB12CD-003", "宛先", "作成者", "利用目的", "同意の範囲", "情報源", "取扱注意", "返却先",
)  # fmt: skip
CASES = [case["id"] for case in practice_cases()]


@pytest.mark.parametrize("case_id", CASES)
def test_every_sheet_of_every_practice_case_carries_the_whole_frame(files: Files, case_id: str) -> None:
    for name, sheet in every_sheet(files[case_id]).items():
        text = text_of(sheet.pdf)
        missing = [word for word in FRAME if word not in text]
        assert not missing, name


@pytest.mark.parametrize("case_id", CASES)
def test_every_sheet_is_a4_and_no_letter_is_smaller_than_ten_and_a_half_points(files: Files, case_id: str) -> None:
    for sheet in every_sheet(files[case_id]).values():
        assert millimetres_of(sheet.pdf) == {(210, 297)}
        assert min(sizes_of(sheet.pdf)) >= 10.5


@pytest.mark.parametrize("case_id", CASES)
def test_every_sheet_is_tagged_and_archivable(files: Files, case_id: str) -> None:
    for name, sheet in every_sheet(files[case_id]).items():
        assert sheet.tagged, name
        said = description_of(sheet.pdf)
        assert said.tagged
        assert said.language == "ja"
        assert "<pdfuaid:part>1</pdfuaid:part>" in said.metadata
        assert "<pdfaid:part>2</pdfaid:part>" in said.metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in said.metadata


@pytest.mark.parametrize("case_id", CASES)
def test_a_practice_case_takes_two_sides_and_a_letter_takes_one(files: Files, case_id: str) -> None:
    sheets = every_sheet(files[case_id])
    assert pages_of(sheets[SheetKind.RECORD].pdf) <= 2
    assert pages_of(sheets[SheetKind.OWN_COPY].pdf) == 1
    assert pages_of(sheets[SheetKind.ANONYMOUS].pdf) == 1
    assert pages_of(sheets[SheetKind.CONSENT].pdf) == 1
    assert pages_of(sheets[SheetKind.BLANK].pdf) == 2
    assert {pages_of(each.pdf) for each in letters(files[case_id]).values()} <= {1}


def test_nothing_runs_off_the_paper_whatever_is_typed() -> None:
    """A web address, a name without a space, and a word of half-width letters find room inside the margins."""
    long = "https://example.jp/" + "a" * 300
    file = talk(long, "あ" * 2000, person={"name": "見本" * 40, "kana": "M" * 200}, wish=long)
    for name, sheet in every_sheet(file).items():
        assert min(ink_of(sheet.pdf)) >= 8, name


def test_the_same_record_gives_the_same_bytes(files: Files) -> None:
    first, second = every_sheet(files["P01"]), every_sheet(files["P01"])
    assert first == second


def test_a_sheet_holds_no_picture_and_no_code(files: Files) -> None:
    """domain.md §5: never a QR code with the content."""
    for sheet in every_sheet(files["P01"]).values():
        assert not [image for page in PdfReader(BytesIO(sheet.pdf)).pages for image in page.images]


def test_a_pdf_says_nothing_of_a_person_in_its_own_description(files: Files) -> None:
    for sheet in every_sheet(files["P01"]).values():
        described = str(PdfReader(BytesIO(sheet.pdf)).metadata)
        assert "見本" not in described
        assert "P01" not in described
