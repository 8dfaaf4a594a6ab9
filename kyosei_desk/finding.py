"""世帯をさがす: what was found, a household a line, with what tells two of one name apart."""

from collections.abc import Mapping
from datetime import date

import msgspec

from kyosei_desk.day import day_of
from kyosei_desk.desk import Desk
from kyosei_desk.records import Household
from kyosei_desk.store import Found, lists


class HomeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A household that answers. `address` is empty where it is withheld; `restricted`: only some may open what was
    found, and the one at the desk is one of them."""

    household_id: str
    names: tuple[str, ...]
    address: str
    last_talk: date | None
    restricted: bool = False


class FoundHomes(msgspec.Struct, frozen=True, kw_only=True):
    """The best first. `more`: there are talks beyond the limit that was asked for."""

    homes: tuple[HomeLine, ...]
    more: bool


def find_homes(desk: Desk, words: str, limit: int) -> FoundHomes:
    """Households of the first `limit` talks that answer; several talks of one household are one line."""
    found, store = desk.search(words, limit), desk.postbox.store
    hits: dict[str, list[Found]] = {}
    for each in found:
        hits.setdefault(lists.filed_under(store, each.record_id)[0], []).append(each)
    people = dict(zip(hits, lists.people(store, [*hits]), strict=True))
    latest = lists.last_talks(store, hits)
    lines = tuple(home_line(key, hits[key], people[key][0], latest) for key in hits)
    return FoundHomes(homes=lines, more=len(found) >= limit)


def home_line(household_id: str, hits: list[Found], home: Household, latest: Mapping[str, str]) -> HomeLine:
    """The last talk is that of the household, or of a restricted one that was found."""
    last = max([latest.get(household_id, ""), *(each.taken_at for each in hits)])
    return HomeLine(
        household_id=household_id,
        names=hits[0].names,
        address="" if home.address_withheld else "".join((home.address, home.building and f" {home.building}")),
        last_talk=day_of(last),
        restricted=any(each.restricted for each in hits),
    )
