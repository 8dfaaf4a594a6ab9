"""活動のまとめ: the numbers of a month on paper. Pure. Outside of the district small numbers are not told."""

from collections.abc import Iterator, Mapping

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.monthly import Counts
from kyosei_desk.records import District
from kyosei_desk.reports.small import SMALL, suppressed, total
from kyosei_desk.reports.summary import Report
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Notice, Page, Pair, Pairs, Words
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import desk_name, month_of, plain

ACROSS = 2
LABEL = 62


def fill_report(report: Report, district: District, imprint: Imprint, *, outside: bool = False) -> Page:
    desk = desk_name(district)
    return Page(
        title=frame.title_of(SheetKind.REPORT),
        document_title=frame.title_of(SheetKind.REPORT),
        subtitle=_("{desk}　{month}").format(desk=desk, month=month_of(report.month.first)),
        marks=frame.marks(imprint, plain(imprint.author) or desk, _("地区の外") if outside else desk),
        foot=frame.foot(imprint),
        blocks=tuple(blocks(report, district, imprint, outside=outside)),
    )


def blocks(report: Report, district: District, imprint: Imprint, *, outside: bool) -> Iterator[Block]:
    yield from notices(report, outside=outside)
    for heading, counts in tables(report):
        yield from table(heading, counts, outside=outside)
    yield frame.closing(
        frame.purpose_of(SheetKind.REPORT, imprint),
        _("名前を出さない数だけなので、同意の範囲にかかわりません。"),
        _("この相談の場の記録"),
        frame.return_address(district),
    )


def notices(report: Report, *, outside: bool) -> Iterator[Block]:
    if outside:
        text = _("{small}より小さい数と、そこから計算でわかる数は「{few}」と書いています。")
        yield Notice(_("小さい数"), text.format(small=SMALL, few=few()))
    if report.hidden:
        text = _("閲覧制限で数えていない相談があります（全部の月で{count}件）。")
        yield Notice(_("数えていないもの"), text.format(count=told(report.hidden, outside=outside)))
    if report.official.unlabelled:
        text = _("内容か分野が書かれていない相談が{count}件あり、内容別・分野別に入っていません。")
        yield Notice(_("書き足すもの"), text.format(count=told(report.official.unlabelled, outside=outside)))


def tables(report: Report) -> Iterator[tuple[str, dict[str, int]]]:
    official = report.official
    yield (
        _("相談と訪問"),
        {
            _("相談"): report.talks,
            _("相談のあった世帯"): report.households,
            _("うち後から入力"): report.late,
            _("訪問"): report.visits,
            _("活動日数"): official.days,
        },
    )
    yield _("内容別相談・支援件数"), official.consultations
    yield _("分野別相談・支援件数"), official.client_groups
    yield _("その他の活動"), official.activities | contacts(official)
    yield _("急ぎの度合い"), {level_words(level): count for level, count in report.levels.items()}
    yield _("困りごと（1つの相談に、いくつもあります）"), report.topics
    yield _("課題の特性（世帯の数）"), report.issues
    yield (
        _("課題の数（世帯の数）"),
        {_("{count}個").format(count=number): count for number, count in report.issues_each.items()},
    )
    yield _("協力依頼のいま"), {str(state): count for state, count in report.referrals.items()}
    yield _("協力を頼んだところ"), report.agencies
    yield _("足りない資源"), {kind or unnamed(): count for kind, count in report.gaps.items()}


def unnamed() -> str:
    return _("種類は書かれていない")


def contacts(official: Counts) -> dict[str, int]:
    return {
        _("訪問・連絡活動"): official.visits,
        _("その他の訪問"): official.other_visits,
        _("連絡調整（委員相互）"): official.contacts_members,
        _("連絡調整（その他の関係機関）"): official.contacts_agencies,
    }


def table(heading: str, counts: Mapping[str, int], *, outside: bool) -> Iterator[Block]:
    """Labels and numbers two across; nothing where there is no label at all."""
    if not counts:
        return
    pairs = [Pair(plain(label), Words(words(count))) for label, count in shown_of(counts, outside=outside).items()]
    if summed(heading):
        pairs.append(Pair(_("計"), Words(words(sum_of(counts, outside=outside)), strong=True)))
    yield Heading(heading)
    yield Pairs(tuple(tuple(pairs[start : start + ACROSS]) for start in range(0, len(pairs), ACROSS)), label=LABEL)


def shown_of(counts: Mapping[str, int], *, outside: bool) -> dict[str, int | None]:
    """None for a number that people outside are not told."""
    return suppressed(counts) if outside else dict(counts)


def summed(heading: str) -> bool:
    """Whether the form asks for the sum of a table."""
    return heading in {_("内容別相談・支援件数"), _("分野別相談・支援件数")}


def sum_of(counts: Mapping[str, int], *, outside: bool) -> int | None:
    return total(counts) if outside else sum(counts.values())


def words(count: int | None) -> str:
    return few() if count is None else str(count)


def told(count: int, *, outside: bool) -> str:
    return few() if outside and count < SMALL else str(count)


def few() -> str:
    return _("少数")
