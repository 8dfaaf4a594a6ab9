"""People who may be in the records already, asked while a name is typed. It suggests, and decides nothing."""

from enum import StrEnum

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.japanese import fold
from kyosei_desk.records import Birth, Household, Member
from kyosei_desk.store import lists

LOOKED_AT = 8
"""Talks by each of name and kana, the newest: looking at more would be felt while typing."""


class Alike(StrEnum):
    """What is the same."""

    NAME = "氏名"
    KANA = "ふりがな"
    BORN = "生年月日"
    BEGINNING = "はじめの文字"


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who may be the same person. `address` is empty where it is withheld."""

    household_id: str
    member_id: str
    name: str
    kana: str
    born: Birth
    relation: str
    address: str
    alike: tuple[Alike, ...]

    @property
    def sure(self) -> bool:
        """More than a beginning."""
        return len(self.alike) > 1 or self.alike[0] in {Alike.NAME, Alike.KANA}


def similar(desk: Desk, name: str, kana: str = "", born: Birth | None = None) -> list[Match]:
    """The likeliest first; none before two characters were typed."""
    store = desk.postbox.store
    typed = [each for each in (name, kana) if len(fold(each)) > 1]
    homes = lists.people(store, lists.alike(store, typed, LOOKED_AT)) if typed else []
    found = [match for home, members in homes for each in members if (match := matched(home, each, name, kana, born))]
    return sorted(found, key=lambda each: weight(each.alike))


def weight(alike: tuple[Alike, ...]) -> tuple[bool, bool, int]:
    return Alike.NAME not in alike, Alike.KANA not in alike, -len(alike)


def matched(home: Household, member: Member, name: str, kana: str, born: Birth | None) -> Match | None:
    alike = tuple(reasons(member, name, kana, born))
    if not alike or alike == (Alike.BORN,):
        return None
    return Match(
        household_id=home.id, member_id=member.id, name=member.name, kana=member.kana, born=member.born,
        relation=member.relation, address="" if home.address_withheld else home.address, alike=alike,
    )  # fmt: skip


def reasons(member: Member, name: str, kana: str, born: Birth | None) -> list[Alike]:
    typed, read = fold(name), fold(kana)
    names = {fold(member.name), fold(member.other_name)} - {""}
    found = []
    if typed in names:
        found.append(Alike.NAME)
    if read and read == fold(member.kana):
        found.append(Alike.KANA)
    if born and same_birth(born, member.born):
        found.append(Alike.BORN)
    begins = any(each.startswith(typed) for each in names) if len(typed) > 1 else False
    begins = begins or (len(read) > 1 and fold(member.kana).startswith(read))
    if begins and not {Alike.NAME, Alike.KANA} & set(found):
        found.insert(0, Alike.BEGINNING)
    return found


def same_birth(one: Birth, other: Birth) -> bool:
    """The same year, and no month or day that both know and that differs."""
    if not one.year or one.year != other.year:
        return False
    return all(a == b or not a or not b for a, b in ((one.month, other.month), (one.day, other.day)))
