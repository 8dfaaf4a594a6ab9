"""The numbers of a month as a file for a spreadsheet. Pure; like the report, it holds no name of anyone."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.monthly import lines_of
from kyosei_desk.reports.summary import Report
from kyosei_desk.sheets.report import shown_of, sum_of, summed, tables, words

Row = tuple[str, str, int]


def as_csv(report: Report) -> bytes:
    """A table, an entry of it and a number a line."""
    return written(report, rows(report))


def as_csv_outside(report: Report) -> bytes:
    """The same for people outside of the district: the tables of the paper, in which small numbers are not told."""
    return written(report, rows_outside(report))


def written(report: Report, lines: Iterable[tuple[str, str, int | str]]) -> bytes:
    """With the mark by which a spreadsheet knows UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow((_("表"), _("項目"), str(report.month)))
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def rows_outside(report: Report) -> Iterator[tuple[str, str, str]]:
    for heading, counts in tables(report):
        yield from ((heading, label, words(count)) for label, count in shown_of(counts, outside=True).items())
        if summed(heading):
            yield heading, _("計"), words(sum_of(counts, outside=True))


def rows(report: Report) -> Iterator[Row]:
    """Every number there is, zeros too, in the order of the form."""
    yield from ((_("活動の記録"), label, count) for label, count in lines_of(report.official))
    yield _("相談"), _("相談の件数"), report.talks
    yield _("相談"), _("世帯の数"), report.households
    yield _("相談"), _("後から入力した件数"), report.late
    yield from ((_("相談の内容"), label, count) for label, count in report.topics.items())
    yield from ((_("急ぎの度合い"), level_words(level), count) for level, count in report.levels.items())
    yield from ((_("課題の特性"), label, count) for label, count in report.issues.items())
    yield from ((_("課題の数"), _("{count}つ").format(count=each), n) for each, n in report.issues_each.items())
    yield from ((_("協力の依頼"), str(state), count) for state, count in report.referrals.items())
    yield from ((_("頼んだ先"), agency, count) for agency, count in report.agencies.items())
    yield from ((_("資源不足"), kind or _("種類は書かれていません"), count) for kind, count in report.gaps.items())
