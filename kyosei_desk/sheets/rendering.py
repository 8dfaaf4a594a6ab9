"""Pages in, PDF out, by Typst. It knows fonts and standards, and nothing of a record.

Typst's own messages may quote a resident's words: they are read for the characters they name and never passed on.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import msgspec
import typst
from pylopdf_fonts_jp import sans_path

from i18n import _
from kyosei_desk.errors import SheetError
from kyosei_desk.sheets.page import Page

ROOM = Path(__file__).parent
STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]
FIXED_OFFSET = timezone(timedelta(hours=9))
"""Japan's time as Typst takes it: it knows no zones by name."""

REFUSED = re.compile(r"the (?:text|PDF contains the codepoint) `\"(.*?)\"`|the codepoint `\"(.*?)\"`")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
NAMED_AT_MOST = 12


def render(page: Page, printed_at: datetime) -> tuple[bytes, tuple[str, ...]]:
    """The PDF, and what no font could show (then it is a plain PDF, and the page says so). Same page, same bytes."""
    try:
        return compiled(page, printed_at, STANDARDS), ()
    except typst.TypstError as error:
        missing = refused_signs(error.diagnostic)
    if not missing:
        raise not_drawn() from None
    warning = missing_words(missing)
    marked = msgspec.structs.replace(page, warnings=(*page.warnings, warning))
    try:
        return compiled(marked, printed_at, []), (warning,)
    except typst.TypstError:
        raise not_drawn() from None


def compiled(page: Page, printed_at: datetime, standards: "list[typst.PDFStandard]") -> bytes:
    pdf = compiler().compile(
        format="pdf",
        sys_inputs={"data": msgspec.json.encode(page).decode()},
        pdf_standards=standards,
        timestamp=printed_at.replace(microsecond=0).astimezone(FIXED_OFFSET),
    )
    if not isinstance(pdf, bytes):
        raise not_drawn()
    return pdf


@cache
def compiler() -> typst.Compiler:
    """The template and fonts, read once: they are part of the program and never change while it runs."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])
    return typst.Compiler(str(ROOM / "sheet.typ"), root=str(ROOM), font_paths=fonts)


def refused_signs(diagnostic: str) -> tuple[str, ...]:
    """The characters Typst says no font has, or the archive standard does not take (外字), each once."""
    found = (one or two for one, two in REFUSED.findall(diagnostic))
    texts = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found)
    return tuple(dict.fromkeys(sign for text in texts for sign in text))


def missing_words(signs: tuple[str, ...]) -> str:
    codes = "、".join(f"U+{ord(sign):04X}" for sign in signs[:NAMED_AT_MOST])
    more = _(" ほか{count}字").format(count=len(signs) - NAMED_AT_MOST) if len(signs) > NAMED_AT_MOST else ""
    return _("印刷できない文字があります（{codes}{more}）。□のところは、手で書いてください。").format(
        codes=codes, more=more
    )


def not_drawn() -> SheetError:
    return SheetError(
        _("紙の形を作れませんでした。"),
        _("記録はそのままです。"),
        _("もう一度ためして、だめなら責任者に伝えてください。"),
    )
