"""同意書: what would be told to whom and for what, in plain words, to be signed by hand. Pure."""

from i18n import _
from kyosei_desk.assessment import person_in_question
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import COORDINATOR
from kyosei_desk.records import Basis, District
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import (
    Block,
    Box,
    Boxes,
    Heading,
    Items,
    Name,
    Notice,
    Page,
    Pair,
    Pairs,
    Room,
)
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import desk_name, joined, plain

ASKED = frozenset({Basis.CONSENT, Basis.CONSENT_OR_CHILD, Basis.CONSENT_OR_PROTECTION})
LABEL = 41


def fill_consent(file: CaseFile | None, district: District, imprint: Imprint) -> Page:
    author = file.outgoing_author if file else imprint.author
    return Page(
        title=frame.title_of(SheetKind.CONSENT),
        document_title=frame.title_of(SheetKind.CONSENT),
        subtitle=_("ほかの人に話してよいかを、あなたが決める紙です"),
        marks=frame.marks(
            imprint, plain(author) or desk_name(district), plain(imprint.recipient) or desk_name(district)
        ),
        foot=(frame.foot(imprint)[0], _("取扱注意：しるしのない相手には見せません")),
        blocks=blocks(file, district, imprint),
        size=11,
        margin=15,
    )


def blocks(file: CaseFile | None, district: District, imprint: Imprint) -> tuple[Block, ...]:
    return (
        Items(explained()),
        Notice(_("やめたいとき"), _("いつでもやめられます。{desk}へ伝えてください。").format(desk=reached(district))),
        Heading(_("話してよい相手"), _("（よいものの □ に、しるしを書いてください）")),
        Pairs(whom(file), label=LABEL),
        Heading(_("話してよいこと")),
        Pairs(what(), label=LABEL),
        Heading(_("わたしの答え")),
        Pairs(answer(file), label=LABEL),
        Heading(_("口頭・電話で聞いたとき"), _("（書けないときに、聞いた人が書きます）")),
        Pairs(spoken(), label=LABEL),
        frame.closing(
            frame.purpose_of(SheetKind.CONSENT, imprint),
            _("上にしるしをつけた相手とことがらだけ"),
            _("ご本人"),
            frame.return_address(district),
        ),
    )


def reached(district: District) -> str:
    """The desk and its telephone, short enough for one line."""
    return joined([desk_name(district), district.phone], " ")


def explained() -> tuple[str, ...]:
    return (
        _("困りごとをいっしょに考えるために、ほかの人と力を合わせることがあります。"),
        _("話すのは、あなたが「よい」と決めた相手とことがらだけです。"),
        _("同意しなくても、ここでの相談は続けられます。"),
        _("命の危険があるときや、法律で決まっているときは、同意がなくても知らせます。"),
    )


def whom(file: CaseFile | None) -> tuple[tuple[Pair, ...], ...]:
    named = agencies_asked(file) if file else ()
    agencies = ((Pair(_("機関の名前"), Boxes(tuple(Box(plain(each)) for each in named))),),) if named else ()
    return (
        (Pair(_("市"), Boxes((Box(_("市の推進員（相談をまとめる人）")),))),),
        *agencies,
        (Pair(_("ほかの機関") if named else _("機関の名前"), Room(7)),),
        (Pair(_("会議"), Boxes((Box(_("支援のための会議で話してよい")),))),),
    )


def agencies_asked(file: CaseFile) -> tuple[str, ...]:
    """Agencies the person's own consent decides about; in a case of abuse or DV none is printed beforehand."""
    if file.assessment.abuse_or_dv:
        return ()
    asked = (each for each in file.assessment.decisions if any(ground.basis in ASKED for ground in each.grounds))
    return tuple(each.agency for each in asked if each.agency != COORDINATOR)


def what() -> tuple[tuple[Pair, ...], ...]:
    matters = (_("名前・住所・電話"), _("話した内容"), _("家族"), _("お金"), _("病気や障害"))
    return (
        (Pair(_("ことがら"), Boxes(tuple(map(Box, matters)))),),
        (Pair(_("話さないこと"), Room(7)),),
        (Pair(_("いつまで"), Boxes((Box(_("支援が終わるまで")), Box(_("令和　　年　　月　　日まで"))))),),
    )


def answer(file: CaseFile | None) -> tuple[tuple[Pair, ...], ...]:
    person = person_in_question(file.members) if file else None
    name = Name(plain(person.kana), plain(person.name)) if person and person.name else None
    signed = _("令和　　年　　月　　日")
    return (
        (Pair(_("どちらかにしるし"), Boxes((Box(_("同意する")), Box(_("同意しない"))))),),
        *(((Pair(_("氏名"), name),),) if name else ()),
        (Pair(_("署名"), Room(8.5, signed)),),
        (Pair(_("代筆・立会・保護者"), Room(8.5, signed)),),
    )


def spoken() -> tuple[tuple[Pair, ...], ...]:
    ways = Boxes((Box(_("口頭")), Box(_("電話"))), _("答え：「　　　　　　　　　　　　　　」"))
    return (
        (Pair(_("方法"), ways),),
        (Pair(_("聞いた人・日時"), Room(8, _("令和　　年　　月　　日　　時　　分"))),),
    )
