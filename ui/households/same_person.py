"""Two entries of one person in a household made one; both are shown before, birth dates above all."""

from functools import partial

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.merging import merge_members
from kyosei_desk.records import Member
from kyosei_desk.timeline import HouseholdPage
from ui.households.history import tall
from ui.screen import Screen
from ui.widgets.asking import Panel, ask, nothing, tell
from ui.widgets.fields import Field
from ui.widgets.tiles import Choice


def ask_same(screen: Screen, page: HouseholdPage) -> Panel:
    """Which one stays, and which one is the same person."""
    if len(page.members) < 2:
        words = _("この世帯の人が、1人だけだからです。|別の世帯の人なら、先に世帯をまとめてください。")
        return tell(screen.look, screen.window(), _("まとめる人がいません"), words)
    body = _("1人が2回書かれているとき、1つにします。|あとでもどせます。")
    panel = Panel(screen.look, screen.window(), _("同じ人をまとめる"), body)
    options = [(each.id, said(each)) for each in page.members]
    keep, other = (Choice(screen.look, word, options, columns=1) for word in (_("のこす"), _("まとめる")))
    inner = tall(screen, panel, lines=2)
    inner.main.addWidget(Field(screen.look, _("のこすほう"), keep))
    second = Field(screen.look, _("同じ人のもう1つ"), other)
    inner.main.addWidget(second)

    def on() -> None:
        if not keep.value or not other.value or keep.value == other.value:
            second.problem(_("ちがう2つを、1つずつえらんでください。"))
            return
        panel.accept()
        confirm(screen, *(next(each for each in page.members if each.id == one.value) for one in (keep, other)))

    panel.press(_("つぎへ"), "main", on, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    return panel


def confirm(screen: Screen, keep: Member, other: Member) -> None:
    body = _("のこすほう：\n{keep}\n\nもう1つ：\n{other}").format(keep=said(keep), other=said(other))
    ask(
        screen.look,
        screen.window(),
        _("同じ人ですか"),
        body,
        [(_("1人にまとめる"), "second", partial(merge, screen, keep.id, other.id)), (_("やめる"), "main", nothing)],
    )


def merge(screen: Screen, keep: str, other: str) -> None:
    def work(desk: Desk) -> None:
        merge_members(desk, keep, other)

    screen.session.act(screen, work, lambda _none: None, screen.failed)


def said(member: Member) -> str:
    """Name, reading, birth and place in the household."""
    parts = (member.name or _("お名前はまだ"), member.kana, member.born.said, member.relation)
    return shown("　".join(part for part in parts if part))
