"""A purge by a hub that cannot read: the content goes, its place stays, and it never comes back."""

import secrets

import msgspec
import pytest

from kyosei_desk.purge_order import MAX_RESTRICTED, RESTRICT, PurgeOrder
from sync import chain
from sync.hub.store.rows import Asked
from sync.protocol import PURGE_TAG, Batch, Fate, Item, Step
from tests.hub.building import STAFF, Laptop, Person, Place, item, sealed_of
from tests.hub.running import Running


@pytest.fixture
def manager() -> Person:
    return Person()


@pytest.fixture
def staff() -> Person:
    return Person(STAFF)


@pytest.fixture
def place(hub: Running, manager: Person, staff: Person) -> Place:
    return hub.place(manager, staff)


def push(place: Place, laptop: Laptop, batch: Batch) -> tuple[Fate, ...]:
    return place.store.push(place.id, batch, laptop.id).fates


def kept(place: Place) -> list[bytes]:
    return sealed_of(place.store.pull(place.id, place.founder.id, Asked(own=True)).batches)


def test_every_change_of_the_record_goes_from_every_device(place: Place, manager: Person) -> None:
    tag, other = secrets.token_bytes(16), place.member()
    stays = item()
    push(place, place.founder, place.founder.batch(item(tag=tag), stays))
    push(place, other, other.batch(item(tag=tag)))
    assert push(place, other, other.purge(manager.order(tag))) == (Fate.ACCEPTED,)
    first, second, third, order = kept(place)
    assert (first, second, third) == (b"", stays.sealed, b"")
    assert msgspec.json.decode(order, type=PurgeOrder) == manager.order(tag)


def test_the_chain_stays_whole(place: Place, manager: Person) -> None:
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(), item(tag=tag), item()))
    push(place, place.founder, place.founder.purge(manager.order(tag)))
    head = chain.start(place.founder.id)
    for batch in place.store.pull(place.id, place.founder.id, Asked(own=True)).batches:
        head = chain.head_after(head, chain.digests(place.id, batch))
        chain.check_head(place.founder.card.sign_public, batch.signature, place.id, head)
    assert place.store.heads(place.id) == (head,)


def test_purged_stays_purged(place: Place, manager: Person) -> None:
    """Invariant 7, at the hub: from an old backup, by another desk, in a new change."""
    tag, other = secrets.token_bytes(16), place.member()
    old = place.founder.batch(item(tag=tag))
    push(place, place.founder, old)
    push(place, place.founder, place.founder.purge(manager.order(tag)))
    assert push(place, other, old) == (Fate.VOID,)
    assert push(place, other, other.batch(item(tag=tag), item())) == (Fate.VOID, Fate.ACCEPTED)
    assert [bool(each) for each in kept(place)] == [False, True, False, True]


def test_an_order_before_the_record_bars_it(place: Place, manager: Person) -> None:
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.purge(manager.order(tag)))
    late = place.member()
    assert push(place, late, late.batch(item(tag=tag))) == (Fate.VOID,)


def test_only_a_manager_orders_a_purge(place: Place, staff: Person) -> None:
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag)))
    assert push(place, place.founder, place.founder.purge(staff.order(tag))) == (Fate.VOID,)
    assert [bool(each) for each in kept(place)] == [True, False]


def test_anyone_of_the_desk_restricts(place: Place, staff: Person) -> None:
    """閲覧制限: the record goes on under another id, sealed to those it names; its open changes go."""
    tag, fresh = secrets.token_bytes(16), secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag), item(tag=fresh)))
    order = staff.order(tag, reason=RESTRICT, renewed=(fresh,))
    assert push(place, place.founder, place.founder.purge(order)) == (Fate.ACCEPTED,)
    assert [bool(each) for each in kept(place)] == [False, True, True]


def test_what_stands_in_no_other_s_place_is_not_taken_away(place: Place, staff: Person) -> None:
    """An order by someone with a changed program: nothing was written anew, so nothing goes."""
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag)))
    plain = staff.order(tag, reason=RESTRICT)
    assert push(place, place.founder, place.founder.purge(plain)) == (Fate.VOID,)
    empty = staff.order(tag, reason=RESTRICT, renewed=(secrets.token_bytes(16),))
    assert push(place, place.founder, place.founder.purge(empty)) == (Fate.ACCEPTED,), "kept, and carried out by nobody"
    assert [bool(each) for each in kept(place)] == [True, False, True]


def test_a_record_stands_in_the_place_of_one_other_alone(place: Place, staff: Person) -> None:
    first, second, fresh = (secrets.token_bytes(16) for _each in range(3))
    push(place, place.founder, place.founder.batch(item(tag=first), item(tag=second), item(tag=fresh)))
    for tag in (first, second):
        push(place, place.founder, place.founder.purge(staff.order(tag, reason=RESTRICT, renewed=(fresh,))))
    assert [bool(each) for each in kept(place)[:3]] == [False, True, True]
    for bent in (((first, second), (fresh,)), ((second, second), (fresh, fresh)), ((second,), (second,))):
        order = staff.order(*bent[0], reason=RESTRICT, renewed=bent[1])
        assert push(place, place.founder, place.founder.purge(order)) == (Fate.VOID,)


def test_one_order_restricts_so_many_records_and_no_more(place: Place, staff: Person) -> None:
    old = [secrets.token_bytes(16) for _each in range(MAX_RESTRICTED + 1)]
    new = [secrets.token_bytes(16) for _each in old]
    push(place, place.founder, place.founder.batch(*(item(tag=tag) for tag in (*old, *new))))
    order = staff.order(*old, reason=RESTRICT, renewed=tuple(new))
    assert push(place, place.founder, place.founder.purge(order)) == (Fate.VOID,)
    order = staff.order(*old[1:], reason=RESTRICT, renewed=tuple(new[1:]))
    push(place, place.founder, place.founder.purge(order))
    assert [bool(each) for each in kept(place)[: len(old)]] == [True, *[False] * MAX_RESTRICTED]


def test_a_manager_s_restriction_of_before_stays_valid(place: Place, manager: Person) -> None:
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag)))
    assert push(place, place.founder, place.founder.purge(manager.order(tag, reason=RESTRICT))) == (Fate.ACCEPTED,)
    assert kept(place)[0] == b""


def test_a_stranger_orders_nothing(place: Place) -> None:
    tag = secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag)))
    for reason in ("purge", RESTRICT):
        assert push(place, place.founder, place.founder.purge(Person().order(tag, reason=reason))) == (Fate.VOID,)
    assert kept(place)[0]


def test_an_order_that_was_changed_is_none(place: Place, manager: Person) -> None:
    tag, other = secrets.token_bytes(16), secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=other)))
    bent = msgspec.structs.replace(manager.order(tag), tags=(other,))
    assert push(place, place.founder, place.founder.purge(bent)) == (Fate.VOID,)
    assert kept(place)[0]


def test_who_has_left_may_have_ordered_before(place: Place, manager: Person) -> None:
    """The order was given while they belonged; it only came late."""
    store, tag = place.store, secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag)))
    leaving = place.founder.entry(store.roster(place.id), Step.REMOVE_PERSON, person_id=manager.card.id)
    store.append_entry(place.id, leaving, place.founder.id)
    given = store.roster(place.id).number - 1
    assert push(place, place.founder, place.founder.purge(manager.order(tag, roster=given))) == (Fate.ACCEPTED,)
    assert kept(place)[0] == b""


def test_who_had_left_orders_nothing(place: Place, manager: Person) -> None:
    store, tag, fresh = place.store, secrets.token_bytes(16), secrets.token_bytes(16)
    push(place, place.founder, place.founder.batch(item(tag=tag), item(tag=fresh)))
    leaving = place.founder.entry(store.roster(place.id), Step.REMOVE_PERSON, person_id=manager.card.id)
    store.append_entry(place.id, leaving, place.founder.id)
    now = store.roster(place.id).number
    for order in (
        manager.order(tag, roster=now),
        manager.order(tag, reason=RESTRICT, renewed=(fresh,), roster=now),
    ):
        assert push(place, place.founder, place.founder.purge(order)) == (Fate.VOID,)
    assert kept(place)[0]


def test_no_order_purges_the_orders(place: Place, manager: Person) -> None:
    push(place, place.founder, place.founder.purge(manager.order(secrets.token_bytes(16))))
    assert push(place, place.founder, place.founder.purge(manager.order(PURGE_TAG))) == (Fate.VOID,)
    assert [bool(each) for each in kept(place)] == [True, False]


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 5000, b'{"tags":["AA=="]}'])
def test_what_is_clear_and_no_order_is_not_kept(place: Place, content: bytes) -> None:
    """A blind hub holds nothing in clear but orders: a desk's slip must not become a leak."""
    batch = place.founder.batch(Item(secrets.token_bytes(16), PURGE_TAG, content), epoch="")
    assert push(place, place.founder, batch) == (Fate.VOID,)
    assert kept(place) == [b""]


def test_a_clear_item_under_a_record_s_tag_is_not_kept(place: Place) -> None:
    assert push(place, place.founder, place.founder.batch(item(), epoch="")) == (Fate.VOID,)
    assert kept(place) == [b""]


def test_many_tags_in_one_order(place: Place, manager: Person) -> None:
    tags = [secrets.token_bytes(16) for _each in range(1200)]
    push(place, place.founder, place.founder.batch(item(tag=tags[0]), item(tag=tags[-1]), item()))
    push(place, place.founder, place.founder.purge(manager.order(*tags)))
    assert [bool(each) for each in kept(place)] == [False, False, True, True]


def test_what_is_purged_no_longer_counts(place: Place, manager: Person) -> None:
    tag, other = secrets.token_bytes(16), place.member()
    push(place, place.founder, place.founder.batch(item(1000, tag=tag), item(10)))
    push(place, other, other.purge(manager.order(tag)))
    device = place.store.device(place.founder.id)
    assert device
    assert device.bytes == 10


def test_another_district_is_not_touched(hub: Running, place: Place, manager: Person) -> None:
    tag, elsewhere = secrets.token_bytes(16), hub.place(Person())
    push(elsewhere, elsewhere.founder, elsewhere.founder.batch(item(tag=tag)))
    push(place, place.founder, place.founder.purge(manager.order(tag)))
    assert all(kept(elsewhere))
