"""引継書: the households, visits and letters that one volunteer leaves to the next. Pure."""

from collections.abc import Iterator
from datetime import date

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.held import Held, Holdings
from kyosei_desk.japanese import format_date
from kyosei_desk.records import District
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Items, Notice, Page, Pairs, Table, Words
from kyosei_desk.sheets.record import row
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import day_of, desk_name, honoured, joined, plain


def fill_handover(held: Holdings, district: District, imprint: Imprint, on: date) -> Page:
    return Page(
        title=frame.title_of(SheetKind.HANDOVER),
        document_title=frame.title_of(SheetKind.HANDOVER),
        subtitle=_("{desk}　{day}現在").format(desk=desk_name(district), day=format_date(on)),
        marks=frame.marks(imprint, plain(held.person), plain(imprint.recipient) or _("次の担当者")),
        foot=frame.foot(imprint),
        blocks=tuple(blocks(held, district, imprint)),
    )


def blocks(held: Holdings, district: District, imprint: Imprint) -> Iterator[Block]:
    yield Notice(_("取扱注意"), _("引き継ぎが済んだら返してください。持ち出し・複写はできません。"))
    yield summary(held)
    yield Heading(_("受け持ちの世帯"))
    if held.households:
        header = (_("世帯"), _("前の相談"), _("これからの予定"), _("依頼しているところ"))
        yield Table(header, (40, 34, 0, 44), tuple(cells(each) for each in held.households))
    else:
        yield Items((_("引き継ぐ世帯はありません。"),))
    yield frame.closing(
        frame.purpose_of(SheetKind.HANDOVER, imprint),
        _("この地区の担当者のあいだだけ"),
        _("この相談の場の記録"),
        frame.return_address(district),
    )


def summary(held: Holdings) -> Pairs:
    visits, letters, closed = held.visits, held.referrals, len(held.restricted)
    return Pairs(
        (
            row(_("世帯"), _("{count}世帯").format(count=len(held.households)), _("予定の訪問"), cases(visits)),
            row(_("依頼中"), cases(letters), _("閲覧制限"), _("{count}件（画面で引き継ぎます）").format(count=closed)),
            row(_("前の世帯"), _("1年より前の相談だけの世帯 {count}世帯（画面で見られます）").format(count=held.older)),
        )
    )


def cases(count: int) -> str:
    return _("{count}件").format(count=count)


def cells(each: Held) -> tuple[Words, ...]:
    names = "\n".join(map(honoured, each.names)) or _("氏名は聞いていない")
    talk = [format_date(each.last_talk)] if each.last_talk else []
    talk += [level_words(each.level)] if each.level else []
    visits = "\n".join(joined([day_of(one.due_on), one.way, one.text], "　") for one in each.visits)
    letters = "\n".join(f"{plain(one.agency)}（{state}）" for one, state in each.referrals)
    return Words(names, strong=True), Words("\n".join(talk) or "―"), Words(visits or "―"), Words(letters or "―")
