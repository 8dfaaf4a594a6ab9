"""The volunteer's guide: it builds with and without pictures, and names no button that is not there."""

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from tests.sheets.reading import description_of, pages_of, sizes_of, text_of

ROOT = Path(__file__).parent.parent
TEXT = ROOT / "packaging" / "guide" / "text.typ"
LONGEST = 40
BUTTON = re.compile(r"#(?:press|page-name)\[([^\]]+)\]")
QUOTED = re.compile("「([^」]+)」")
EXAMPLES = {"昭和15年2月", "70代", "2日すぎ", "はい・いいえ・わからない", "練習です。", "練習"}
"""In 「」 without being a button: how a thing may be written, or looks."""


def guide() -> Any:
    spec = importlib.util.spec_from_file_location("guide", ROOT / "packaging" / "guide.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "packaging"))  # where a script finds its neighbours
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A white picture for each that the guide shows, as `make screens` names them."""
    folder = tmp_path_factory.mktemp("screens")
    for number, stop in enumerate(guide().SHOTS, start=1):
        Image.new("RGB", (1366, 688), "white").save(folder / f"light-{number:02}-{stop}.png")
    return folder


@pytest.fixture(scope="module")
def whole(screens: Path) -> bytes:
    pdf: bytes = guide().compiled(screens)
    return pdf


def test_it_is_a_tagged_book_in_japanese_of_12_to_20_pages(whole: bytes) -> None:
    description = description_of(whole)
    assert (description.tagged, description.language) == (True, "ja")
    assert "pdfuaid" in description.metadata
    assert 12 <= pages_of(whole) <= 20


def test_its_body_is_14_points(whole: bytes) -> None:
    assert 14 in sizes_of(whole)


def test_every_picture_is_shown_and_described(whole: bytes) -> None:
    shown = [each for page in pypdfium2.PdfDocument(whole) for each in page.get_objects(filter=[3])]
    assert len(shown) == len(guide().SHOTS) == source().count("#shot(")


def test_without_a_picture_the_words_stand_alone(tmp_path: Path, whole: bytes) -> None:
    bare = guide().compiled(tmp_path)
    assert "今日することが、ここに並びます" in text_of(bare)
    assert len(bare) < len(whole)


def test_a_missing_picture_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guide().main() == 0
    assert "make screens" in capsys.readouterr().out
    assert (tmp_path / "build" / "guide.pdf").read_bytes().startswith(b"%PDF")


def source() -> str:
    return TEXT.read_text("utf-8")


def plain(text: str) -> str:
    """The words without their marks."""
    bare = re.sub(r"#ruby\[([^\]]+)\]\[[^\]]+\]", r"\1", text)
    return re.sub(r"#[\w-]+[\[(]|[\])\"\\,]", "", BUTTON.sub(r"「\1」", bare))


def sentences(text: str) -> Iterator[str]:
    for line in text.splitlines()[1:]:
        yield from (each.strip() for each in re.split("(?<=。)(?!」)", plain(line)) if each.strip())


def test_no_sentence_is_longer_than_40_letters() -> None:
    assert [each for each in sentences(source()) if len(each) > LONGEST] == []


def test_it_blames_nobody_and_frightens_nobody() -> None:
    assert [each for each in ("エラー", "無効", "不正", "必須", "!", "！") if each in plain(source())] == []


def said_by_the_program() -> set[str]:
    """Every word that stands in the window's source, in the records' own words, or in an official list."""
    code = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "kyosei_desk" / "records").rglob("*.py")]
    lists = [*(ROOT / "kyosei_desk" / "vocabulary").rglob("*.toml"), *(ROOT / "kyosei_desk").glob("day.py")]
    found = {word for file in (*code, *lists) for word in re.findall(r'"([^"\n]*)"', file.read_text("utf-8"))}
    return {word.replace("|", "").removesuffix("：{page}").removesuffix("を印刷") for word in found}


def unknown(words: set[str]) -> set[str]:
    return words - said_by_the_program() - EXAMPLES


def test_every_button_and_page_it_names_is_there() -> None:
    named = set(BUTTON.findall(source()))
    assert len(named) > 60
    assert unknown(named) == set()


def test_nothing_else_stands_in_quotes_but_examples() -> None:
    assert set(QUOTED.findall(BUTTON.sub("", source()))) <= EXAMPLES


def test_the_help_names_only_buttons_that_are_there() -> None:
    said = tomllib.loads((ROOT / "ui" / "help" / "texts.toml").read_text("utf-8"))
    lines = [
        *(line for each in said["section"] for line in each["lines"]),
        *(each["words"] for each in said["shortcut"]),
    ]
    assert unknown({word for line in lines for word in QUOTED.findall(line)}) == set()


def test_the_one_page_guide_names_only_buttons_that_are_there() -> None:
    words = (ROOT / "kyosei_desk" / "sheets" / "guide.py").read_text("utf-8")
    assert unknown(set(QUOTED.findall(words))) == set()
