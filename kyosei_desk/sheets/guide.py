"""手引き: how the window is used, on one side to lie beside the laptop. Pure; it says nothing of any person.

In large letters and few words: what to do first, and what cannot go wrong. F1 says the rest, on the screen.
"""

from collections.abc import Iterable

from i18n import _
from kyosei_desk.records import District
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Items, Number, Numbers, Page, Pair, Pairs, Words
from kyosei_desk.sheets.sheet import SheetKind
from kyosei_desk.sheets.wording import desk_name

SIZE = 14
"""Points of the body: read without bending down."""

MARGIN = 14
PAGE_LABEL, KEY_LABEL, TROUBLE_LABEL = 48, 24, 48
ROW = 8.6
"""Millimetres: the words at the left, and the height of a row."""


def fill_guide(district: District) -> Page:
    title = frame.title_of(SheetKind.GUIDE)
    return Page(
        title=title,
        document_title=title,
        subtitle=desk_name(district),
        foot=(title, _("くわしくは、F1 を押すと出ます")),
        blocks=(*life_first(), *opening(), *nine_pages(), *never_mind(), *keys(), *in_trouble()),
        size=SIZE,
        margin=MARGIN,
    )


def life_first() -> tuple[Block, ...]:
    numbers = (
        Number("119", _("けが・病気・火事")),
        Number("110", _("いま危ない")),
        Number("189", _("子どもの虐待")),
    )
    return Heading(_("命が先です"), _("電話に、ご本人の同意はいりません。記録はあとから。")), Numbers(numbers)


def opening() -> tuple[Block, ...]:
    return (
        Heading(_("鍵をあける")),
        Items(
            (
                _("お名前をえらび、合言葉を打って、「鍵をあける」を押します。"),
                _("席を立つときは「席をはなれる」。書いたものは残ります。"),
            )
        ),
    )


def nine_pages() -> tuple[Block, ...]:
    return (
        Heading(_("新しい相談"), _("空のままでもかまいません。ひとりでに保存します。")),
        lines(pages(), PAGE_LABEL),
    )


def never_mind() -> tuple[Block, ...]:
    return (
        Heading(_("わからないとき、送るとき")),
        Items(
            (
                _("わからないことは「わからない」。それも大切な答えです。"),
                _("送る前に、送る中身をかならず見せます。見直してからです。"),
            )
        ),
    )


def pages() -> tuple[tuple[str, str], ...]:
    """The nine pages by the names they have on the screen."""
    return (
        (_("1 受付"), _("いつ、どこで、だれが来たか")),
        (_("2 だれが・世帯"), _("ご本人と、いっしょに暮らす人")),
        (_("3 どんな相談"), _("言われたままの言葉と、見たこと")),
        (_("4 困りごと"), _("あてはまるものに、印をつける")),
        (_("5 つなぎ確認"), _("はい・いいえ・わからない で答える")),
        (_("6 対応"), _("したことと、次に連絡する日")),
        (_("7 同意・つなぎ先"), _("話してよいかを、ご本人に聞く")),
        (_("8 確かめる"), _("見直して、「直す」か「記入を終える」")),
        (_("9 完了・印刷"), _("紙がいるときは、ここで印刷")),
    )


def keys() -> tuple[Block, ...]:
    rows = (
        pair("F8", _("画面をかくす")) + pair("F9", _("緊急のとき（電話番号）")),
        pair("Ctrl + L", _("鍵をかける")) + pair("F1", _("ヘルプ")),
    )
    return Heading(_("覚えておくキー")), Pairs(rows, label=KEY_LABEL, height=ROW)


def in_trouble() -> tuple[Block, ...]:
    troubles = (
        (_("電源が切れた"), _("今日のページの「つづきから」で、続きを書けます")),
        (_("線がつながらない"), _("そのまま書けます。つながったときに届きます")),
        (_("合言葉を忘れた"), _("「合言葉を忘れたとき」と、回復コードの紙で")),
        (_("練習したい"), _("「練習する」で。ほんとうの記録にはなりません")),
        (_("機械が動かない"), _("手書き用の紙に書いて、あとで打ちます")),
    )
    return Heading(_("こまったとき"), _("書いたものは、1秒ごとに保存されています。")), lines(troubles, TROUBLE_LABEL)


def lines(rows: Iterable[tuple[str, str]], label: float) -> Pairs:
    return Pairs(tuple(pair(left, right) for left, right in rows), label=label, height=ROW)


def pair(left: str, right: str) -> tuple[Pair, ...]:
    return (Pair(left, Words(right)),)
