"""Whatever comes, in whatever order: Q1–Q9 never weaken, 119 / 110 / 189 never vanish, all desks come to the same."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyosei_desk.checklist.floor import below
from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from kyosei_desk.store.bulletins import Bulletins
from kyosei_desk.vocabulary import builtin_numbers
from kyosei_desk.vocabulary.floor import FIXED
from kyosei_desk.vocabulary.numbers import NEEDED
from sync import bulletins
from sync.bulletins import last_number
from sync.protocol import Bulletin
from tests.builders import CLOCK, WORDS
from tests.bulletins.press import CITY, FILES, HUB, bulletin, seen, take, tampered
from tests.conftest import Made

STEADY = settings(
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SWAPS = (
    ("level = 5", "level = 4"), ("level = 4", "level = 0"), ('"119"', '"110"'), ('["119"]', "[]"), ('"189"', '"188"'),
    ("must_answer = true", "must_answer = false"), ('basis = "X"', 'basis = "N"'), ('basis = "D"', 'basis = "N/X"'),
    ('after = "Q3"', 'after = "Q1"'), ("recheck_days = 0", "recheck_days = 31"), ('number = "119"', 'number = "#9999"'),
    ('number = "189"', 'number = "000-000-0189"'), ('status = "確認済み"', 'status = "未確認"'), ("24時間", "平日"),
    ('region = ""', 'region = "遠い町"'), ('"児童相談所"', '"保健所"'), ('"推進員"', '"防災課"'), ('["防災課"]', "[]"),
    (', "防災課"', ""), ("命", "\u202e命"), ("2026-10-01", "2099-12-31"), ("[[question]]", "[[number]]"),
)  # fmt: skip
NO_SWAP = ("version", "version")
VERSIONS = ("0.9", "1", "2", "2026.9", "2026.10", "2026.11", "2026.12", "2027", "2027.1")
KINDS = ("checklist",) * 5 + ("numbers",) * 3 + ("agencies",) * 3 + ("directory", "notice", "training")


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, str]:
    """(kind, version, a file of that kind): an example with a line or two in other words, or a part taken out."""
    kind, version = draw(st.sampled_from(KINDS)), draw(st.sampled_from(VERSIONS))
    text = FILES[kind].replace('version = "2026.10"', f'version = "{version}"')
    if kind == "checklist" and draw(st.booleans()):
        text = text.replace('["防災課"]', "[]")  # it stands by itself, whatever became of the list of agencies
    for old, new in draw(
        st.lists(st.sampled_from([*(each for each in SWAPS if each[0] in text), NO_SWAP]), max_size=2)
    ):
        places = [found.start() for found in re.finditer(re.escape(old), text)]
        at = draw(st.sampled_from(places or [0]))
        text = text[:at] + new + text[at + len(old) :] if places else text
    blocks = text.split("\n\n")
    if draw(st.integers(0, 3)) == 0 and len(blocks) > 1:
        blocks.pop(draw(st.integers(0, len(blocks) - 1)))
    return kind, version, "\n\n".join(blocks)


@st.composite
def posts(draw: st.DrawFn) -> Bulletin:
    """One that comes: as a rule under the city's key, sometimes under the hub's, or changed on the way."""
    kind, version, text = draw(texts())
    key = draw(st.sampled_from((CITY,) * 7 + (HUB,)))
    kind = draw(st.sampled_from((kind,) * 19 + ("weather",)))
    each = bulletin(draw(st.integers(1, 6)), text, kind=kind, version=version, key=key)
    return tampered(each, content=text + "#") if draw(st.integers(0, 14)) == 0 else each


@pytest.fixture(scope="module")
def desk(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for every example; `emptied` takes it back to the first day."""
    path = Path(shutil.copytree(made.path, tmp_path_factory.mktemp("whatever") / "vault"))
    with open_desk(path, WORDS, clock=CLOCK) as opened:
        yield opened


def emptied(desk: Desk) -> Desk:
    with desk._store.writing() as database:
        database.execute("DELETE FROM bulletin")
        database.execute("DELETE FROM definition")
        database.execute("DELETE FROM meta WHERE name LIKE 'bulletins/%'")
    desk.__dict__["bulletins"] = Bulletins(desk._store)
    desk.__dict__.pop("_reference", None)
    return desk


def assert_floor(desk: Desk) -> None:
    assert list(below(desk.checklist)) == []
    assert desk.checklist.agencies() <= desk.vocabulary.agency_kinds()
    there = {each.number: each for each in desk.vocabulary.numbers}
    for ours in (each for each in builtin_numbers().numbers if each.number in NEEDED):
        assert all(getattr(there[ours.number], name) == getattr(ours, name) for name in FIXED)
    assert not any("9999" in each.number for each in desk.vocabulary.numbers)


def states(desk: Desk) -> list[tuple[object, ...]]:
    with desk._store.reading() as database:
        return list(database.execute("SELECT number, kind, version, state, reason FROM bulletin ORDER BY number"))


@STEADY
@given(st.lists(st.lists(posts(), min_size=1, max_size=6), min_size=1, max_size=4))
def test_nothing_that_comes_lowers_what_may_not_be_lowered(desk: Desk, post: list[list[Bulletin]]) -> None:
    emptied(desk)
    for arriving in post:
        before = last_number(desk)
        taken = take(desk, *arriving)
        assert len(taken) == len(arriving)
        assert all(each.sentence or each.fate in {"applied", "known", "waiting"} for each in taken)
        assert last_number(desk) >= before
        assert_floor(desk)
    said = {each.number for each in desk.refused_bulletins()}
    assert {row[0] for row in states(desk) if row[3] != "applied"} <= said


@settings(STEADY, max_examples=40)
@given(st.lists(texts(), min_size=1, max_size=6), st.data())
def test_all_desks_come_to_the_same(desk: Desk, files: list[tuple[str, str, str]], data: st.DataObject) -> None:
    """In order and at once, or one by one in any order, repeated until nothing waits, with forgeries in between."""
    whole = [bulletin(n, text, kind=kind, version=version) for n, (kind, version, text) in enumerate(files, start=1)]
    take(emptied(desk), *whole)
    expected, counted = states(desk), seen(desk)
    emptied(desk)
    while last_number(desk) < len(whole) or any(row[3] == "forged" for row in states(desk)):
        for each in data.draw(st.permutations(whole)):
            if data.draw(st.integers(0, 4)) == 0:
                take(desk, tampered(each, content=each.content + "#"))
            take(desk, each)
    assert states(desk) == expected
    assert seen(desk) == counted


@STEADY
@given(st.lists(posts(), min_size=1, max_size=6))
def test_taken_again_they_change_nothing(desk: Desk, post: list[Bulletin]) -> None:
    take(emptied(desk), *post)
    before, counted = states(desk), seen(desk)
    own = bulletins.kept(desk)
    assert [msgspec.json.decode(msgspec.json.encode(each), type=Bulletin) for each in own] == list(own)
    take(desk, *own)
    assert states(desk) == before
    assert seen(desk) == counted
