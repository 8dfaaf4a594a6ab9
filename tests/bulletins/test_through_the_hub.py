"""The whole way: the city's key signs, the real hub carries, two desks take; a hub that was bent changes nothing."""

import pytest

from kyosei_desk.published import recognised
from kyosei_desk.records import Answer
from kyosei_desk.sealing import SigningPair
from sync.attestations import signed_bulletin
from sync.bulletins import last_number
from sync.hub import bulletins, keys
from sync.protocol import BulletinKind
from tests.builders import ALL_NO, intake
from tests.bulletins.press import DAY, FILES, edited, seen
from tests.sync.conftest import city, folder, fresh, hub, made_vaults, pair, world
from tests.sync.hubs import WORDS, City, Hub
from tests.sync.laptops import Laptop, quiet

__all__ = ["city", "folder", "fresh", "hub", "made_vaults", "pair", "world"]


@pytest.fixture(scope="session")
def signing(city: City) -> SigningPair:
    return keys.signing_pair(city.file, WORDS)


def publish(at: Hub, signing: SigningPair, text: str) -> None:
    kind, version = recognised(text, "")
    bulletins.published(at.store, signing, BulletinKind(kind), version, text)


def publish_all(at: Hub, signing: SigningPair) -> None:
    for text in FILES.values():
        publish(at, signing, text)


def test_both_desks_take_what_the_city_published(hub: Hub, pair: tuple[Laptop, Laptop], signing: SigningPair) -> None:
    publish_all(hub, signing)
    one, other = pair
    one.sync()
    talk = one.desk.record(intake("話", answers=ALL_NO | {"Q33": Answer.YES}))
    quiet(pair)
    assert seen(one.desk) == seen(other.desk)
    assert other.desk.file(talk.id).definition.version == "2026.10"
    assert [each.id for each in other.desk.assess(talk.id).result.findings] == ["Q33"]
    assert len(other.desk.notices(DAY)) == 2


def test_nothing_new_is_asked_for_once(hub: Hub, pair: tuple[Laptop, Laptop], signing: SigningPair) -> None:
    publish_all(hub, signing)
    quiet(pair)
    events = len(pair[0].desk._store.events())
    assert pair[0].sync().remarks == []
    assert len(pair[0].desk._store.events()) == events


@pytest.mark.parametrize("sql", [
    "UPDATE bulletin SET content = replace(content, '000-000-0900', '000-000-0666') WHERE number = 3",
    "UPDATE bulletin SET signature = zeroblob(64) WHERE number = 3",
    "UPDATE bulletin SET version = '2030' WHERE number = 3",
])  # fmt: skip
def test_a_bent_hub_is_said_and_the_rest_goes_on(
    hub: Hub,
    pair: tuple[Laptop, Laptop],
    signing: SigningPair,
    sql: str,
) -> None:
    publish_all(hub, signing)
    assert hub.bend(sql) == 1
    one, _other = pair
    one.desk.record(intake("話"))
    report = one.sync()
    assert report.complete
    assert any("市の署名が合わない" in remark for remark in report.remarks)
    assert last_number(one.desk) == 6
    assert "000-000-0666" not in {each.number for each in one.desk.vocabulary.numbers}
    assert (one.desk.checklist.version, len(one.desk.directory())) == ("2026.10", 15)


def test_a_hub_that_lost_one_keeps_what_follows_waiting(
    hub: Hub,
    pair: tuple[Laptop, Laptop],
    signing: SigningPair,
) -> None:
    publish_all(hub, signing)
    kept = hub.ask("SELECT * FROM bulletin WHERE number = 2")
    hub.bend("DELETE FROM bulletin WHERE number = 2")
    one, _other = pair
    assert one.sync().complete
    assert last_number(one.desk) == 1
    hub.bend("INSERT INTO bulletin VALUES (?, ?, ?, ?, ?, ?)", *kept[0])
    one.sync()
    assert last_number(one.desk) == 6


def test_a_newer_kind_and_a_giant_take_no_page_with_them(
    hub: Hub,
    pair: tuple[Laptop, Laptop],
    signing: SigningPair,
) -> None:
    hub.store.add_bulletin(lambda number: signed_bulletin(signing.private, number, "weather", "1", 1, "雨"))
    giant = edited("notice", "", "", "2026.11") + "#" * (600 << 10)
    hub.store.add_bulletin(
        lambda number: signed_bulletin(signing.private, number, BulletinKind.NOTICE, "2026.11", 1, giant)
    )
    publish(hub, signing, FILES["notice"])
    one, _other = pair
    one.sync()
    assert last_number(one.desk) == 3
    assert len(one.desk.notices(DAY)) == 2
    assert [(each.number, each.state) for each in one.desk.refused_bulletins()] == [(1, "kept"), (2, "refused")]
