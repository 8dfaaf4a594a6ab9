"""Bulletins are taken in the order of their numbers, once; a gap waits, and nothing takes another's place."""

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.store.bulletins import Fate
from sync import bulletins
from sync.protocol import Page, SignedTime
from tests.bulletins.press import all_examples, bulletin, edited, example, fates, seen, take, unmoved


def test_each_kind_counts_once_it_came(desk: Desk) -> None:
    assert bulletins.last_number(desk) == 0
    assert fates(take(desk, *all_examples())) == [Fate.APPLIED] * 6
    assert bulletins.last_number(desk) == 6
    assert desk.refused_bulletins() == []
    assert desk.verify() == []


def test_out_of_order_they_are_taken_in_order(desk: Desk) -> None:
    """The checklist names an agency that only the list before it has."""
    taken = take(desk, *reversed(all_examples()))
    assert [each.number for each in taken] == [1, 2, 3, 4, 5, 6]
    assert fates(taken) == [Fate.APPLIED] * 6


def test_a_gap_waits_and_nothing_behind_it_is_written(desk: Desk) -> None:
    first, second, third, *_rest = all_examples()
    with unmoved(desk):
        assert fates(take(desk, second, third)) == [Fate.WAITING] * 2
        assert bulletins.last_number(desk) == 0
    assert fates(take(desk, first, third)) == [Fate.APPLIED, Fate.WAITING]
    assert bulletins.last_number(desk) == 1
    assert fates(take(desk, second, third)) == [Fate.APPLIED, Fate.APPLIED]


def test_the_same_again_changes_nothing_and_leaves_no_trace(desk: Desk) -> None:
    take(desk, *all_examples())
    events = len(desk._store.events())
    with unmoved(desk):
        assert fates(take(desk, *all_examples())) == [Fate.KNOWN] * 6
    assert len(desk._store.events()) == events
    assert desk.refused_bulletins() == []


def test_twice_in_one_post_is_once(desk: Desk) -> None:
    first = example(1, "notice")
    assert fates(take(desk, first, first)) == [Fate.APPLIED, Fate.KNOWN]


def test_another_one_under_a_known_number_is_an_alarm_and_not_taken(desk: Desk) -> None:
    take(desk, example(1, "notice"))
    other = bulletin(1, edited("notice", "灯油の助成", "別の助成"))
    with unmoved(desk):
        (taken,) = take(desk, other)
    assert taken.fate is Fate.ALARM
    (told,) = desk.refused_bulletins()
    assert (told.number, told.state) == (1, "applied")
    assert told.reason == taken.sentence
    assert "はじめに届いたものを、そのまま使います" in told.reason


def test_an_alarm_outlives_what_comes_after(desk: Desk) -> None:
    take(desk, example(1, "notice"))
    take(desk, bulletin(1, edited("notice", "灯油の助成", "別の助成")))
    take(desk, example(2, "notice", version="2026.11"))
    assert [each.number for each in desk.refused_bulletins()] == [1]


@pytest.mark.parametrize("version", ["2026.10", "2026.9", "2026", "2026.10.0", "1"])
def test_a_version_that_is_not_newer_is_refused(served: Desk, version: str) -> None:
    with unmoved(served):
        (taken,) = take(served, example(7, "directory", version=version))
    assert taken.fate is Fate.REFUSED
    assert "新しい番号ではありません" in taken.sentence
    assert bulletins.last_number(served) == 7


@pytest.mark.parametrize("version", ["2026.10.1", "2026.11", "2027", "02026.11"])
def test_a_newer_version_counts_from_then_on(served: Desk, version: str) -> None:
    newer = edited("directory", "見本 みどり地域包括支援センター", "見本 新みどり地域包括支援センター", version)
    assert fates(take(served, bulletin(7, newer))) == [Fate.APPLIED]
    assert "見本 新みどり地域包括支援センター" in [each.name for each in served.directory("地域包括支援センター")]


@pytest.mark.parametrize("kind", ["numbers", "agencies"])
def test_a_version_that_ships_is_not_replaced_by_other_content(desk: Desk, kind: str) -> None:
    with unmoved(desk):
        assert fates(take(desk, example(1, kind, version="1"), example(2, kind, version="0.9"))) == [Fate.REFUSED] * 2


def test_one_refused_lets_the_others_pass(desk: Desk) -> None:
    bad = bulletin(2, 'version = "2"\nnumber = 3\n', kind="numbers", version="2")
    good = example(3, "notice")
    assert fates(take(desk, example(1, "agencies"), bad, good)) == [Fate.APPLIED, Fate.REFUSED, Fate.APPLIED]
    assert [each.number for each in desk.refused_bulletins()] == [2]
    assert len(desk.notices(desk.today())) == 2


def test_what_was_taken_is_there_after_the_vault_was_closed(reopened: Desk) -> None:
    assert bulletins.last_number(reopened) == 6
    assert reopened.checklist.version == "2026.10"
    assert seen(reopened).offices


def test_a_page_with_a_kind_of_tomorrow_is_read_whole(desk: Desk) -> None:
    """On the wire nothing of the rest is lost to a kind that this version does not know."""
    strange = bulletin(1, "雨", kind="weather", version="1")
    time = SignedTime(now=0, nonce="", signature=bytes(64))
    page = Page(state="active", time=time, lease_days=30, bulletins=(strange, example(2, "notice")))
    read = msgspec.json.decode(msgspec.json.encode(page), type=Page)
    assert fates(take(desk, *read.bulletins)) == [Fate.KEPT, Fate.APPLIED]


def test_a_bundle_carries_them_as_they_came(desk: Desk) -> None:
    came = [
        *all_examples(),
        bulletin(7, "雨", kind="weather", version="1"),
        bulletin(8, "x", kind="notice", version="3"),
    ]
    take(desk, *came)
    assert list(bulletins.kept(desk)) == came
