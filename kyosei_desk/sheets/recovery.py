"""The recovery code on paper, large enough to be typed from. No record is in it, and it stands in no trail.

It names neither person nor desk: whoever finds it learns nothing of where it fits. Pure but for the drawing.
"""

from datetime import datetime

from i18n import _
from kyosei_desk.sheets.page import Heading, Items, Notice, Number, Numbers, Page, Paragraph
from kyosei_desk.sheets.rendering import render
from kyosei_desk.sheets.sheet import Sheet, SheetKind

GROUPS_A_ROW, SIZE = 4, 13


def draw_recovery(code: str, at: datetime) -> Sheet:
    """`code` as it is shown: groups with hyphens. The same code and moment give the same bytes."""
    pdf, missing = render(page_of(code), at)
    return Sheet(kind=SheetKind.RECOVERY, pdf=pdf, tagged=not missing, warnings=missing)


def page_of(code: str) -> Page:
    groups = code.split("-")
    rows = [groups[start : start + GROUPS_A_ROW] for start in range(0, len(groups), GROUPS_A_ROW)]
    how = (
        _("鍵をあける画面で「合言葉を忘れたとき」を押します。"),
        _("上の文字を、左から順に打ちます。小文字でもかまいません。"),
        _("新しい合言葉を、2回打ちます。記録はそのままです。"),
    )
    return Page(
        title=_("回復コード"),
        document_title=_("回復コード"),
        subtitle=_("合言葉を忘れたときに使います"),
        foot=(_("コピーしない・写真にとらない"),),
        blocks=(
            Notice(_("取扱注意"), _("この紙と機械があれば、記録を開けます。鍵のかかる所にしまってください。")),
            *(Numbers(tuple(Number(group, "") for group in padded(row))) for row in rows),
            Heading(_("使い方")),
            Items(how),
            Paragraph(_("この紙をなくしたら、責任者に伝えてください。")),
        ),
        size=SIZE,
    )


def padded(row: list[str]) -> list[str]:
    """A short last row stands under the columns of the one above."""
    return row + [""] * (GROUPS_A_ROW - len(row))
