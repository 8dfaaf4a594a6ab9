"""The frame domain.md §5 demands of every printed sheet, the same on all of them. Pure."""

import msgspec

from i18n import _
from kyosei_desk.records import District
from kyosei_desk.sheets.page import Heading, Page, Pair, Pairs, Together, Words
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import desk_place, moment_words, plain


def marks(imprint: Imprint, author: str, recipient: str, printed: str = "") -> tuple[Pair, ...]:
    """発行日, 部数番号, 宛先, 作成者. `printed` replaces the day of print where a day would tell too much."""
    entries = (
        (_("発行日"), printed or moment_words(imprint.printed_at)),
        (_("部数番号"), plain(imprint.number)),
        (_("宛先"), recipient),
        (_("作成者"), author),
    )
    return tuple(Pair(label, Words(text, strong=True)) for label, text in entries)


def closing(purpose: str, scope: str, sources: str, back_to: str) -> Together:
    """この紙について: 利用目的, 同意の範囲, 情報源, 返却先."""
    entries = ((_("利用目的"), purpose), (_("同意の範囲"), scope), (_("情報源"), sources), (_("返却先"), back_to))
    pairs = Pairs(tuple((Pair(label, Words(text)),) for label, text in entries))
    return Together((Heading(_("この紙について")), pairs))


def return_address(district: District) -> str:
    return _("用が済んだら、{desk}へ返してください。").format(desk=desk_place(district))


def foot(imprint: Imprint) -> tuple[str, ...]:
    """What stands at the foot of every side, before the page's number."""
    return (_("部数番号 {number}").format(number=plain(imprint.number)), _("取扱注意：持ち出し・複写はしない"))


def marked(page: Page, imprint: Imprint) -> Page:
    """A paper of the practice room says so behind the text, in its title (for who hears it) and at every foot."""
    if not imprint.practice:
        return page
    return msgspec.structs.replace(
        page,
        behind=_("練習"),
        title=practised(page.title),
        document_title=practised(page.document_title),
        foot=(_("練習用"), *page.foot),
    )


def practised(title: str) -> str:
    return _("【練習】{title}").format(title=title)


def purpose_of(kind: SheetKind, imprint: Imprint) -> str:
    """The purpose given with the print, else the kind's own."""
    own = {
        SheetKind.RECORD: _("この地区での見守りと、協力を頼むための控え"),
        SheetKind.REFERRAL: _("ご本人の支援のためだけに、お使いください"),
        SheetKind.OWN_COPY: _("ご本人が、お手もとで見るため"),
        SheetKind.ANONYMOUS: _("名前を出さずに、地域の課題として考えるため"),
        SheetKind.CONSENT: _("困りごとの解決に、力を合わせるため（ほかのことには使いません）"),
        SheetKind.BLANK: _("後で記録に入力するための下書き"),
        SheetKind.PERSON_FILE: _("ご本人の求めに応じて、記録をお見せするため"),
        SheetKind.HANDOVER: _("受け持ちを次の人に引き継ぐため"),
        SheetKind.REPORT: _("この地区の活動をふり返るため"),
        SheetKind.GUIDE: _("机のそばに置いて、見ながら使うため"),
    }[kind]
    return plain(imprint.purpose) or own


def title_of(kind: SheetKind) -> str:
    return {
        SheetKind.RECORD: _("相談票"),
        SheetKind.REFERRAL: _("協力依頼書"),
        SheetKind.OWN_COPY: _("本人控え"),
        SheetKind.ANONYMOUS: _("匿名版"),
        SheetKind.CONSENT: _("同意書"),
        SheetKind.BLANK: _("相談票（手書き用）"),
        SheetKind.PERSON_FILE: _("ご本人の記録（開示）"),
        SheetKind.HANDOVER: _("引継書"),
        SheetKind.REPORT: _("活動のまとめ"),
        SheetKind.GUIDE: _("使いかたの手引き"),
    }[kind]
