"""Two entries of one household made one, both looked at first; and the way back."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.merging import merge_households, undo_merge
from kyosei_desk.records import Household, Member
from kyosei_desk.similar import Match, similar
from kyosei_desk.timeline import HouseholdPage, Merge
from ui.households.history import tall
from ui.screen import Screen
from ui.widgets.asking import Panel, ask, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, empty
from ui.widgets.fields import Field, Line
from ui.widgets.text import Words


def ask_merge(screen: Screen, page: HouseholdPage) -> None:
    """Search the other entry by a name."""
    panel = Panel(
        screen.look,
        screen.window(),
        _("同じ世帯をまとめる"),
        _("2つに分かれて書かれた、同じ世帯を1つにします。|あとでもどせます。"),
    )
    name = Line()
    panel.body.addWidget(Field(screen.look, _("もう1つの世帯の人のお名前"), name))
    found = QVBoxLayout()
    tall(screen, panel, lines=3, controls=2).main.addLayout(found)

    def search() -> None:
        words = name.text_now().strip()
        if len(words) >= 2:
            screen.session.ask(panel, lambda desk: similar(desk, words), lambda found: show(words, found))

    def show(words: str, matches: list[Match]) -> None:
        if words != name.text_now().strip():
            return  # another name stands there by now
        empty(found)
        others = [each for each in matches if each.household_id != page.household.id][:8]
        for each in others:
            press = Button(screen.look, _("この世帯と"), "second", row=True)
            press.setAccessibleName(_("{name}さんの世帯とまとめる").format(name=shown(each.name)))
            press.clicked.connect(partial(chosen, each))
            said = "　".join(part for part in (each.kana, each.born.said, each.address) if part)
            found.addWidget(
                Row(
                    [Words(_("{name}さん").format(name=shown(each.name)), "name"), Words(shown(said), "note")],
                    right=[press],
                )
            )
        if not others:
            found.addWidget(Words(_("にている世帯は、見つかりませんでした。"), "note"))

    def chosen(match: Match) -> None:
        panel.accept()
        confirm(screen, page, match)

    name.edited.connect(search)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    name.setFocus()


def confirm(screen: Screen, page: HouseholdPage, match: Match) -> None:
    """Both are shown, birth dates above all: two people of one name are two people."""
    here = "\n".join(member_words(each) for each in page.members)
    there = "　".join(part for part in (match.name, match.kana, match.born.said, match.address) if part)
    body = _("この世帯：\n{here}\n\nもう1つ：\n{there}").format(here=shown(here), there=shown(there))
    act = partial(merge, screen, page.household.id, match.household_id)
    ask(
        screen.look, screen.window(), _("同じ世帯ですか"), body,
        [(_("1つにまとめる"), "second", act), (_("やめる"), "main", nothing)],
    )  # fmt: skip


def member_words(member: Member) -> str:
    return "　".join(part for part in (member.name, member.kana, member.born.said, member.relation) if part)


def merge(screen: Screen, keep: str, other: str) -> None:
    def work(desk: Desk) -> None:
        merge_households(desk, keep, other)

    screen.session.act(screen, work, lambda _none: None, screen.failed)


def ask_undo(screen: Screen, merged: Merge) -> None:
    """Parted again, each with what was written under its own."""
    ask(
        screen.look, screen.window(), _("2つにもどしますか"),
        _("まとめる前の姿にもどります。|書いたことは、なくなりません。"),
        [(_("もどす"), "second", partial(undo, screen, merged)), (_("そのままにする"), "main", nothing)],
    )  # fmt: skip


def undo_words(merged: Merge, page: HouseholdPage) -> str:
    """What comes apart again."""
    if merged.kind == Household.KIND:
        return _("世帯を2つにもどす")
    name = next((each.name for each in page.members if each.id == merged.keep), "")
    return _("{name}さんを2人にもどす").format(name=shown(name)) if name else _("2人にもどす")


def undo(screen: Screen, merged: Merge) -> None:
    screen.session.act(
        screen, lambda desk: undo_merge(desk, merged.keep, merged.other), lambda _none: None, screen.failed
    )
