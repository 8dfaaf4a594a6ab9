"""Invariants of sealing: round trip for any words, and no damage is ever taken for the truth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kyosei_desk.sealing import SealBroken, open_box, open_for, pair_of, readers_of, seal, seal_for

KEYS = st.binary(min_size=32, max_size=32)
SLOW = settings(deadline=None, database=None, derandomize=True, max_examples=60)


@SLOW
@given(KEYS, st.binary(max_size=3000), st.binary(max_size=200))
def test_a_box_gives_back_what_was_put_in(private: bytes, plaintext: bytes, info: bytes) -> None:
    assert open_box(seal(plaintext, pair_of(private).public, info), private, info) == plaintext


@SLOW
@given(st.dictionaries(st.text(max_size=20), KEYS, min_size=1, max_size=4), st.binary(max_size=500), st.text())
def test_an_envelope_opens_for_each_of_its_readers(keys: dict[str, bytes], plaintext: bytes, subject: str) -> None:
    try:
        "".join((*keys, subject)).encode("utf-8")
    except UnicodeEncodeError:
        return
    sealed = seal_for(plaintext, {reader: pair_of(key).public for reader, key in keys.items()}, subject)
    assert readers_of(sealed) == tuple(sorted(keys))
    assert all(open_for(sealed, reader, key, subject) == plaintext for reader, key in keys.items())


@SLOW
@given(st.data())
def test_a_damaged_envelope_never_opens_to_other_words(data: st.DataObject) -> None:
    keys = {"one": b"1" * 32, "two": b"2" * 32}
    sealed = seal_for(b"words", {reader: pair_of(key).public for reader, key in keys.items()}, "record/1")
    place = data.draw(st.integers(0, len(sealed) - 1))
    broken = bytearray(sealed)
    broken[place] ^= data.draw(st.integers(1, 255))
    opened = 0
    for reader, key in keys.items():
        try:
            assert open_for(bytes(broken), reader, key, "record/1") == b"words"
            opened += 1
        except SealBroken:
            continue
    assert opened < len(keys), "a flipped byte may close one reader's slot, but must be noticed by somebody"


@SLOW
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_way(junk: bytes) -> None:
    try:
        open_for(junk, "one", b"1" * 32, "record/1")
    except SealBroken:
        return
    raise AssertionError("random bytes opened")
