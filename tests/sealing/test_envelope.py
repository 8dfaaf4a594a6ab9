"""Envelopes: each named reader opens them with their own key, nobody else, and only for the subject sealed."""

import msgspec
import pytest

from kyosei_desk.sealing import KeyPair, SealBroken, new_pair, open_for, readers_of, seal_for

SUBJECT = "record/0123"
LARGE = bytes(range(256)) * 4096  # 1 MiB


@pytest.fixture
def readers() -> dict[str, KeyPair]:
    return {"one": new_pair(), "two": new_pair()}


def sealed_for(readers: dict[str, KeyPair], plaintext: bytes = b"words", subject: str = SUBJECT) -> bytes:
    return seal_for(plaintext, {reader: pair.public for reader, pair in readers.items()}, subject)


@pytest.mark.parametrize("plaintext", [b"", "見本の言葉".encode(), LARGE], ids=["empty", "text", "1MiB"])
def test_each_reader_opens_it(readers: dict[str, KeyPair], plaintext: bytes) -> None:
    sealed = sealed_for(readers, plaintext)
    assert open_for(sealed, "one", readers["one"].private, SUBJECT) == plaintext
    assert open_for(sealed, "two", readers["two"].private, SUBJECT) == plaintext


def test_it_says_who_can_open_it_and_to_nobody_what_it_holds(readers: dict[str, KeyPair]) -> None:
    sealed = sealed_for(readers, b"words of a resident")
    assert readers_of(sealed) == ("one", "two")
    assert b"words of a resident" not in sealed


def test_a_stranger_does_not_open_it_under_a_readers_name(readers: dict[str, KeyPair]) -> None:
    with pytest.raises(SealBroken):
        open_for(sealed_for(readers), "one", new_pair().private, SUBJECT)


def test_one_reader_does_not_open_it_with_the_slot_of_the_other(readers: dict[str, KeyPair]) -> None:
    with pytest.raises(SealBroken):
        open_for(sealed_for(readers), "two", readers["one"].private, SUBJECT)


def test_one_who_is_not_named_has_no_slot(readers: dict[str, KeyPair]) -> None:
    with pytest.raises(SealBroken):
        open_for(sealed_for(readers), "three", readers["one"].private, SUBJECT)


@pytest.mark.parametrize("subject", ["", "record/0124", "change/0123", SUBJECT + " "])
def test_an_envelope_cannot_stand_for_another_record(readers: dict[str, KeyPair], subject: str) -> None:
    with pytest.raises(SealBroken):
        open_for(sealed_for(readers), "one", readers["one"].private, subject)


def test_every_flipped_byte_is_noticed_by_a_single_reader(readers: dict[str, KeyPair]) -> None:
    alone = {"one": readers["one"]}
    sealed = sealed_for(alone)
    for place in range(len(sealed)):
        for bit in (0x01, 0x80):
            broken = bytearray(sealed)
            broken[place] ^= bit
            with pytest.raises(SealBroken):
                open_for(bytes(broken), "one", alone["one"].private, SUBJECT)


def test_every_truncation_and_every_addition_is_noticed(readers: dict[str, KeyPair]) -> None:
    sealed = sealed_for(readers)
    for wrong in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\x00"]:
        with pytest.raises(SealBroken):
            open_for(wrong, "one", readers["one"].private, SUBJECT)
        with pytest.raises(SealBroken):
            readers_of(wrong)


def test_adding_a_reader_to_the_slots_closes_the_envelope(readers: dict[str, KeyPair]) -> None:
    version, slots, nonce, content = msgspec.msgpack.decode(sealed_for(readers))
    grown = msgspec.msgpack.encode((version, {**slots, "three": slots["one"]}, nonce, content))
    assert readers_of(grown) == ("one", "three", "two")
    with pytest.raises(SealBroken):
        open_for(grown, "one", readers["one"].private, SUBJECT)


def test_taking_a_reader_out_of_the_slots_closes_the_envelope(readers: dict[str, KeyPair]) -> None:
    version, slots, nonce, content = msgspec.msgpack.decode(sealed_for(readers))
    del slots["two"]
    with pytest.raises(SealBroken):
        open_for(msgspec.msgpack.encode((version, slots, nonce, content)), "one", readers["one"].private, SUBJECT)


def test_content_of_one_envelope_does_not_open_in_another(readers: dict[str, KeyPair]) -> None:
    version, slots, _nonce, _content = msgspec.msgpack.decode(sealed_for(readers, b"first"))
    _version, _slots, nonce, content = msgspec.msgpack.decode(sealed_for(readers, b"second"))
    with pytest.raises(SealBroken):
        open_for(msgspec.msgpack.encode((version, slots, nonce, content)), "one", readers["one"].private, SUBJECT)


def test_an_envelope_of_a_newer_form_is_not_guessed_at(readers: dict[str, KeyPair]) -> None:
    _version, slots, nonce, content = msgspec.msgpack.decode(sealed_for(readers))
    with pytest.raises(SealBroken):
        readers_of(msgspec.msgpack.encode((2, slots, nonce, content)))


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\xc1", b"\x94\x01\x80\xc0\xc0", b"{}", b"\xff" * 64, b"\x91" * 5000])
def test_bytes_that_are_no_envelope_are_refused_in_one_way(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        readers_of(junk)
