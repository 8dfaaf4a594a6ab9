"""Two entries of one household made one, both looked at first; and the way back."""

from functools import partial

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.merging import merge_households, undo_merge
from kyosei_desk.records import Household, Member
from kyosei_desk.similar import Match
from kyosei_desk.timeline import HouseholdPage, Merge
from ui.households.other_home import HomeSearch
from ui.screen import Screen
from ui.widgets.asking import Panel, ask, nothing


def ask_merge(screen: Screen, page: HouseholdPage) -> None:
    """Search the other entry by a name."""
    panel = Panel(
        screen.look,
        screen.window(),
        _("同じ世帯をまとめる"),
        _("2つに分かれて書かれた、同じ世帯を1つにします。|あとでもどせます。"),
    )
    search = HomeSearch(screen, panel, page.household.id, partial(chosen, screen, panel, page))
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    search.name.setFocus()


def chosen(screen: Screen, panel: Panel, page: HouseholdPage, match: Match) -> None:
    panel.accept()
    confirm(screen, page, match)


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
