"""家族のつながり: households of their own that belong to one another, each seen from the other's page.

A tie is said once, on the one of the two whose id is lower (`kyosei_desk/store/related`): whoever writes it, from
whichever side, writes the same register, so that it can neither be half nor stand there twice.
"""

from collections.abc import Iterator

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.records import Household, Tie
from kyosei_desk.store import Edit, Shown, lists
from kyosei_desk.store.related import ties_of


class Kin(msgspec.Struct, frozen=True, kw_only=True):
    """A household that belongs to the one that is shown: a name, and what the two call each other. Never a place.

    `word` is what it is to the one that is shown, `back` what that one is to it; either may be "".
    """

    household_id: str
    names: tuple[str, ...]
    word: str = ""
    back: str = ""


def related(desk: Desk, household_id: str) -> tuple[Kin, ...]:
    """In the order of their names. What is purged, restricted or one with this household by now is not among them."""
    found: dict[str, Kin] = {}
    for _holder, far, tie in ties(desk, household_id):
        known = found.get(far)
        word, back = (tie.there, tie.here) if known is None else (known.word or tie.there, known.back or tie.here)
        found[far] = Kin(household_id=far, names=(), word=word, back=back)
    names = lists.names(desk.postbox.store, found)
    named = (msgspec.structs.replace(each, names=names.get(key, ())) for key, each in found.items())
    return tuple(sorted(named, key=lambda each: (each.names, each.household_id)))


def ties(desk: Desk, household_id: str) -> Iterator[tuple[tuple[Shown, str], str, Tie]]:
    """((the one that says so, the id it names), the other household, the tie as this one sees it), whatever of both
    was merged since."""
    store = desk.postbox.store
    roots = lists.roots(store, (household_id,))
    for holder, other in ties_of(store, roots):
        near_holds = holder in roots
        far = lists.root(store, other if near_holds else holder)
        shown = store.read(holder)
        if far in roots or not lists.is_household_open(store, far):
            continue
        if shown is not None and isinstance(shown.record, Household) and other in shown.record.related:
            tie = shown.record.related[other]
            seen = tie if near_holds else Tie(there=tie.here, here=tie.there)
            yield (shown, other), far, seen


def relate(desk: Desk, household_id: str, other: str, word: str, back: str) -> None:
    """From now on each stands on the other's page: `other` is 「長女の世帯」 (`word`), this one 「母の家」 (`back`).

    Written again, the words are new ones. Raises NotFound, or NotAllowed where one is restricted or both are one.
    """
    one, two = opened(desk, household_id), opened(desk, other)
    if one.record_id == two.record_id:
        raise NotAllowed(_("この2つは、同じ世帯です。"), _("記録はそのままです。"), _("別の世帯をえらんでください。"))
    seen = Tie(there=word.strip(), here=back.strip())
    held = [place for place, far, _tie in ties(desk, one.record_id) if far == two.record_id]
    if held:
        rewrite(desk, held[0], one.record_id, seen)
        return
    low, high = sorted((one, two), key=lambda each: each.record_id)
    rewrite(desk, (low, high.record_id), one.record_id, seen)


def rewrite(desk: Desk, place: tuple[Shown, str], near: str, seen: Tie) -> None:
    """Write a tie down where it stands, turned round where the other one says it."""
    holder, other = place
    near_holds = holder.record_id in lists.roots(desk.postbox.store, (near,))
    tie = seen if near_holds else Tie(there=seen.here, here=seen.there)
    save(desk, holder, other, "relate_households", tie)


def part(desk: Desk, household_id: str, other: str) -> None:
    """Neither stands on the other's page any more; written again, it is back. Raises NotFound where there is no tie."""
    root = lists.root(desk.postbox.store, other)
    held = [place for place, far, _tie in ties(desk, household_id) if far == root]
    if not held:
        raise NotFound(
            _("このつながりは、もうありません。"), _("記録はそのままです。"), _("画面を開き直してください。")
        )
    for holder, named in held:
        save(desk, holder, named, "part_households", None)


def save(desk: Desk, holder: Shown, other: str, action: str, tie: Tie | None) -> None:
    record = holder.record
    assert isinstance(record, Household)  # noqa: S101 - `opened` and `ties` have looked
    left = {key: each for key, each in record.related.items() if key != other}
    after = msgspec.structs.replace(record, related=left if tie is None else {**left, other: tie})
    desk.check((after,))
    desk.postbox.store.save((Edit(after, holder),), action, holder.record_id, {"other": other})


def opened(desk: Desk, household_id: str) -> Shown:
    """The household that stays, open to everyone: of a restricted one the tie alone would tell."""
    refusal = NotAllowed(
        _("見られる人が限られている世帯なので、つながりは書けません。"),
        _("どちらの記録もそのままです。"),
        _("見られる人の間で、メモに書いてください。"),
    )
    return desk.postbox.open_to_all(household_id, Household, refusal)
