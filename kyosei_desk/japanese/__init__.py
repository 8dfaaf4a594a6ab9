"""Japanese text and dates: eras, births, folding for search, what a field may hold. Pure; knows no record of a case."""

from kyosei_desk.japanese.dates import (
    ages,
    fiscal_year,
    format_birth,
    format_date,
    format_moment,
    parse_birth,
    parse_date,
)
from kyosei_desk.japanese.folding import FOLDING_VERSION, fold
from kyosei_desk.japanese.text import clean, clean_texts, hidden_marks, shown
from kyosei_desk.japanese.times import parse_time

__all__ = [
    "FOLDING_VERSION", "ages", "clean", "clean_texts", "fiscal_year", "fold", "format_birth", "format_date",
    "format_moment", "hidden_marks", "parse_birth", "parse_date", "parse_time", "shown",
]  # fmt: skip
