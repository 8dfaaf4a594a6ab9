"""Two entries of one household, or of one person, made one, and parted again.

Nothing is moved and nothing is lost: the one that stays says that the other is the same (`kyosei_desk/store/families`).
"""

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.records import Household, Member
from kyosei_desk.store import Edit, Shown, lists

Entity = Household | Member


def merge_households(desk: Desk, keep: str, other: str) -> None:
    """From now on `other` and all that is filed under it reads as `keep`, on every desk.

    Raises NotFound, or NotAllowed where one of them is restricted or they are one already.
    """
    one, two = opened(desk, keep, Household), opened(desk, other, Household)
    refuse_same(one, two)
    write(desk, one, two.record_id, "merge_households", stands=True)


def merge_members(desk: Desk, keep: str, other: str) -> None:
    """Two entries of one person in the same household. Consents and statements of `other` read as those of `keep`.

    Raises NotFound, or NotAllowed where one of them is restricted, or they are of two households or one already.
    """
    one, two = opened(desk, keep, Member), opened(desk, other, Member)
    refuse_same(one, two)
    if home_of(desk, one) != home_of(desk, two):
        raise NotAllowed(
            _("ちがう世帯の人なので、ひとつにできません。"),
            _("どちらの記録もそのままです。"),
            _("同じ世帯なら、先に世帯をひとつにしてください。"),
        )
    write(desk, one, two.record_id, "merge_members", stands=True)


def undo_merge(desk: Desk, keep: str, other: str) -> None:
    """Both stand for themselves again, with what was written since under its own. Raises NotFound where they did not
    become one by this."""
    shown = desk.postbox.store.read(keep)
    record = shown.record if shown else None
    if shown is None or not isinstance(record, Household | Member) or other not in record.merged:
        raise NotFound(
            _("この2つは、ひとつにされていません。"), _("記録はそのままです。"), _("画面を開き直してください。")
        )
    write(desk, shown, other, "undo_merge", stands=False)


def opened(desk: Desk, record_id: str, kind: type[Entity]) -> Shown:
    """The one that stays of what was merged before, open to everyone."""
    refusal = NotAllowed(
        _("見られる人が限られている記録なので、ひとつにできません。"),
        _("どちらの記録もそのままです。"),
        _("別々のままにして、見られる人の間で確かめてください。"),
    )
    return desk.postbox.open_to_all(record_id, kind, refusal)


def refuse_same(one: Shown, two: Shown) -> None:
    if one.record_id == two.record_id:
        raise NotAllowed(
            _("この2つは、もうひとつです。"), _("記録はそのままです。"), _("することは、ほかにありません。")
        )


def home_of(desk: Desk, member: Shown) -> str:
    return lists.filed_under(desk.postbox.store, member.record_id)[0]


def write(desk: Desk, keep: Shown, other: str, action: str, *, stands: bool) -> None:
    record = keep.record
    assert isinstance(record, Household | Member)  # noqa: S101 - every caller has looked
    merged = record.merged | {other} if stands else record.merged - {other}
    after = msgspec.structs.replace(record, merged=merged)
    desk.postbox.store.save((Edit(after, keep),), action, keep.record_id, {"other": other})
