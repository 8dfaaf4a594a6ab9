"""引き継ぎ: what a volunteer leaves at the end of a term, and how it goes to the next one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeVar

import msgspec

from i18n import _
from kyosei_desk.day import day_of
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.held import HandedOver, Held, Holdings, RestrictedTalk
from kyosei_desk.printing import logged, next_imprint
from kyosei_desk.records import Consultation, FollowUp, Level, Record, Referral
from kyosei_desk.referrals import ReferralState, referral_state
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import pressed
from kyosei_desk.sheets.handover import fill_handover
from kyosei_desk.store import Edit, Shown, Store, lists
from kyosei_desk.vault import Role

T = TypeVar("T")
LATELY = timedelta(days=365)
OVER = frozenset({ReferralState.ENDED, ReferralState.WITHDRAWN, ReferralState.DECLINED})


def holdings(desk: Desk, person_id: str) -> Holdings:
    """What a person took, made and is to do, as far as the one at the desk may open it."""
    store = desk.postbox.store
    talks = of_person(store, person_id, Consultation)
    visits = [each for _shown, each in open_visits(store, person_id)]
    letters = open_letters(desk, person_id)
    since = (desk.now() - LATELY).isoformat()
    late = [each.household_id for _shown, each in talks if each.taken_at >= since]
    homes = dict.fromkeys(
        [*late, *(each.household_id for each in visits), *(each.household_id for each, _state in letters)]
    )
    every = {each.household_id for _shown, each in talks}
    names = lists.names(store, homes)
    last = last_talks(each for _shown, each in talks)
    visits_at = grouped((each.household_id, each) for each in visits)
    letters_at = grouped((pair[0].household_id, pair) for pair in letters)
    return Holdings(
        person_id=person_id,
        person=desk.keys.named(person_id),
        households=tuple(
            held(home, names.get(home, ()), last.get(home), visits_at.get(home, ()), letters_at.get(home, ()))
            for home in homes
        ),
        restricted=tuple(restricted_talk(store, *pair) for pair in talks if pair[0].readers),
        older=len(every - homes.keys()),
    )


def of_person(store: Store, person_id: str, kind: type[lists.R]) -> list[tuple[Shown, lists.R]]:
    """Open ones by the index, restricted ones by looking."""
    return [
        (shown, record)
        for shown, record in lists.of_person(store, person_id, kind)
        if person_id in {getattr(record, "taken_by", ""), getattr(record, "by", "")}
    ]


def open_visits(store: Store, person_id: str) -> list[tuple[Shown, FollowUp]]:
    found = [pair for pair in of_person(store, person_id, FollowUp) if not pair[1].done_at]
    return sorted(found, key=lambda pair: (pair[1].due_on or "9", pair[1].id))


def open_letters(desk: Desk, person_id: str) -> list[tuple[Referral, ReferralState]]:
    found = [each for _shown, each in of_person(desk.postbox.store, person_id, Referral)]
    states = [(each, referral_state(each, desk.postbox.answers_to(each.id))) for each in found]
    return [(each, state) for each, state in states if state not in OVER]


def grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for household_id, each in pairs:
        found.setdefault(household_id, []).append(each)
    return found


def last_talks(talks: Iterable[Consultation]) -> dict[str, Consultation]:
    return {each.household_id: each for each in sorted(talks, key=lambda one: one.taken_at)}


def held(
    household_id: str,
    names: tuple[str, ...],
    talk: Consultation | None,
    visits: Iterable[FollowUp],
    letters: Iterable[tuple[Referral, ReferralState]],
) -> Held:
    return Held(
        household_id=household_id,
        names=names,
        last_talk=day_of(talk.taken_at) if talk else None,
        level=Level(talk.closed_level) if talk and talk.closed_level else None,
        visits=tuple(visits),
        referrals=tuple(letters),
    )


def restricted_talk(store: Store, shown: Shown, talk: Consultation) -> RestrictedTalk:
    return RestrictedTalk(
        consultation_id=talk.id,
        household_id=talk.household_id,
        names=lists.names(store, (talk.household_id,)).get(talk.household_id, ()),
        taken_at=talk.taken_at,
        readers=shown.readers,
    )


def hand_over(desk: Desk, from_id: str, to_id: str, restricted: Iterable[str] = ()) -> HandedOver:
    """The open visits of one person become another's. `restricted`: ids of the talks the new one may read from now on;
    each must be chosen by a person, for the new one may be a party to it. They get new ids.

    Raises NotAllowed for anybody but the person themself and a 責任者, NotFound where the new one is not here.
    """
    check_allowed(desk, from_id, to_id)
    opened = open_up(desk, from_id, to_id, tuple(restricted))
    store = desk.postbox.store
    visits = open_visits(store, from_id)
    readable = [pair for pair in visits if not pair[0].readers or to_id in pair[0].readers]
    edits = [Edit(msgspec.structs.replace(visit, by=to_id), shown) for shown, visit in readable]
    store.save(edits, "hand_over", from_id, {"to": to_id, "visits": len(edits), "opened": opened})
    return HandedOver(visits=len(edits), opened=opened, kept=len(visits) - len(edits))


def check_allowed(desk: Desk, from_id: str, to_id: str) -> None:
    if desk.me.role is not Role.MANAGER and desk.me.id != from_id:
        raise NotAllowed(
            _("引き継ぎができるのは、本人と責任者だけです。"), _("何も変えていません。"), _("責任者に頼んでください。")
        )
    if to_id == from_id or to_id not in {each.id for each in desk.people}:
        raise NotFound(
            _("引き継ぐ相手が、この机の人の中に見つかりません。"),
            _("何も変えていません。"),
            _("相手を選び直してください。"),
        )


def open_up(desk: Desk, from_id: str, to_id: str, talks: tuple[str, ...]) -> int:
    """Seal these talks anew, to their readers and the new one. Every one is looked at before the first is touched."""
    wanted = []
    for talk_id in talks:
        shown, talk = desk.postbox.shown(talk_id, Consultation)
        if talk.taken_by != from_id or not shown.readers:
            raise NotFound(
                _("この人の閲覧制限の記録ではありません。"), _("何も変えていません。"), _("選び直してください。")
            )
        if to_id not in shown.readers:
            wanted.append((talk_id, {*shown.readers, to_id}))
    if wanted:
        desk.begin_purge()
        for talk_id, readers in wanted:
            desk.postbox.store.restrict(talk_id, readers)
        desk.finish_purge()
    return len(wanted)


def print_handover(desk: Desk, person_id: str, to_id: str = "") -> Sheet:
    """引継書: what is handed over, on paper, numbered and audited. Of restricted talks it gives a number only."""
    held_now, store = holdings(desk, person_id), desk.postbox.store
    imprint = next_imprint(store, person_id, desk.now(), held_now.person, desk.keys.named(to_id))
    page = fill_handover(open_part(held_now, store), desk.district(), imprint, desk.today())
    return logged(store, pressed(SheetKind.HANDOVER, page, imprint), person_id, imprint, {"to": to_id})


def open_part(found: Holdings, store: Store) -> Holdings:
    """Nothing on paper of what only some may open: neither the talk nor what grew out of it, nor who it was."""

    def is_open(record: Record) -> bool:
        shown = store.read(record.id)
        return shown is not None and not shown.readers

    closed = {each.household_id for each in found.restricted}
    parts = []
    for each in found.households:
        visits = tuple(visit for visit in each.visits if is_open(visit))
        letters = tuple(pair for pair in each.referrals if is_open(pair[0]))
        bare = each if each.household_id not in closed else msgspec.structs.replace(each, last_talk=None, level=None)
        if each.household_id not in closed or (
            (visits or letters) and lists.is_household_open(store, each.household_id)
        ):
            parts.append(msgspec.structs.replace(bare, visits=visits, referrals=letters))
    return msgspec.structs.replace(found, households=tuple(parts))
