"""Only the city's signing key speaks to desks; the hub that carries its words does not."""

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.sealing import signing_pair_of
from kyosei_desk.store.bulletins import Fate
from sync import bulletins
from tests.bulletins.press import CITY, FILES, HUB, bulletin, edited, example, fates, take, tampered, unmoved

OTHER = signing_pair_of(bytes(range(2, 34)))
GOOD = example(1, "agencies")
UNSIGNED = {
    "no signature": tampered(GOOD, signature=bytes(64)),
    "cut off": tampered(GOOD, signature=GOOD.signature[:32]),
    "the hub's own key": example(1, "agencies", key=HUB),
    "another city's key": example(1, "agencies", key=OTHER),
    "other content": tampered(GOOD, content=edited("agencies", "防災課", "防災係")),
    "other version": tampered(GOOD, version="2027"),
    "other kind": tampered(GOOD, kind="notice"),
    "other day": tampered(GOOD, published_at=GOOD.published_at + 1),
    "another number's": tampered(example(2, "agencies"), number=1),
    "half a character": tampered(GOOD, content="\ud800"),
}


@pytest.mark.parametrize("name", UNSIGNED)
def test_what_the_city_did_not_sign_is_set_aside_and_said(desk: Desk, name: str) -> None:
    with unmoved(desk):
        (taken,) = take(desk, UNSIGNED[name])
    assert taken.fate is Fate.FORGED
    (told,) = desk.refused_bulletins()
    assert (told.number, told.state, told.reason) == (1, "forged", taken.sentence)
    assert "市の署名が合わない" in told.reason
    assert "いままでの版がそのまま使えます" in told.reason


def test_its_number_passes_and_what_follows_counts(desk: Desk) -> None:
    assert fates(take(desk, example(1, "notice", key=HUB), example(2, "agencies"))) == [Fate.FORGED, Fate.APPLIED]
    assert bulletins.last_number(desk) == 2
    assert "防災課" in desk.vocabulary.agency_kinds()


def test_nothing_of_it_is_kept_but_its_place(desk: Desk) -> None:
    take(desk, bulletin(1, edited("notice", "灯油", "にせの知らせ"), key=HUB))
    with desk._store.reading() as database:
        row = database.execute("SELECT kind, version, content FROM bulletin").fetchone()
    assert row == ("", "", "")
    assert bulletins.kept(desk) == ()


def test_the_true_one_still_takes_its_place(desk: Desk) -> None:
    """The checklist came while the list of agencies it needs was being forged: both count once the true list comes."""
    forged, sheet = example(1, "agencies", key=HUB), example(2, "checklist")
    assert fates(take(desk, forged, sheet)) == [Fate.FORGED, Fate.REFUSED]
    assert fates(take(desk, GOOD)) == [Fate.APPLIED]
    assert desk.checklist.version == "2026.10"
    assert desk.refused_bulletins() == []


def test_a_forged_one_over_a_true_one_is_said_and_changes_nothing(desk: Desk) -> None:
    take(desk, GOOD)
    with unmoved(desk):
        (taken,) = take(desk, bulletin(1, FILES["notice"], key=HUB))
    assert taken.fate is Fate.FORGED
    assert [(each.number, each.state) for each in desk.refused_bulletins()] == [(1, "applied")]


def test_one_forged_again_and_again_stays_one(desk: Desk) -> None:
    for key in (HUB, OTHER, HUB):
        take(desk, example(1, "notice", key=key))
    assert [each.number for each in desk.refused_bulletins()] == [1]


def test_the_pinned_key_decides_not_the_bulletin(desk: Desk) -> None:
    own = example(1, "notice", key=OTHER)
    assert fates(bulletins.take(desk, [own], CITY.public)) == [Fate.FORGED]
    assert fates(bulletins.take(desk, [own], OTHER.public)) == [Fate.APPLIED]
