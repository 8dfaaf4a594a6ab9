"""HPKE boxes: only the addressee opens them, for the one purpose, and only as they were sealed."""

import pytest

from kyosei_desk.sealing import SealBroken, derived, new_pair, open_box, pair_of, seal

INFO = b"record/1 from desk/1"
LARGE = bytes(range(256)) * 4096  # 1 MiB


@pytest.mark.parametrize(
    "plaintext", [b"", b"\x00", "見本の言葉".encode(), LARGE], ids=["empty", "nul", "text", "1MiB"]
)
def test_what_was_sealed_is_what_is_opened(plaintext: bytes) -> None:
    pair = new_pair()
    assert open_box(seal(plaintext, pair.public, INFO), pair.private, INFO) == plaintext


def test_another_key_does_not_open_it() -> None:
    sealed = seal(b"words", new_pair().public, INFO)
    with pytest.raises(SealBroken):
        open_box(sealed, new_pair().private, INFO)


@pytest.mark.parametrize("info", [b"", b"record/2 from desk/1", b"record/1 from desk/2", INFO + b"\x00"])
def test_hpke_has_no_aad_so_info_binds_record_and_sender(info: bytes) -> None:
    pair = new_pair()
    sealed = seal(b"words", pair.public, INFO)
    with pytest.raises(SealBroken):
        open_box(sealed, pair.private, info)


def test_every_flipped_byte_is_noticed() -> None:
    pair = new_pair()
    sealed = seal(b"words", pair.public, INFO)
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 0x01
        with pytest.raises(SealBroken):
            open_box(bytes(broken), pair.private, INFO)


def test_every_truncation_and_every_addition_is_noticed() -> None:
    pair = new_pair()
    sealed = seal(b"words", pair.public, INFO)
    for wrong in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\x00"]:
        with pytest.raises(SealBroken):
            open_box(wrong, pair.private, INFO)


def test_the_same_words_are_never_sealed_to_the_same_bytes() -> None:
    pair = new_pair()
    assert len({seal(b"words", pair.public, INFO) for _each in range(20)}) == 20


def test_the_words_do_not_stand_in_the_box() -> None:
    assert b"words of a resident" not in seal(b"words of a resident", new_pair().public, INFO)


def test_a_private_key_of_the_wrong_length_is_no_traceback_of_another_kind() -> None:
    sealed = seal(b"words", new_pair().public, INFO)
    with pytest.raises(SealBroken):
        open_box(sealed, b"short", INFO)


def test_a_key_pair_is_that_of_rfc_7748() -> None:
    # RFC 7748, section 6.1: Bob's keys.
    pair = pair_of(bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
    assert pair.public.hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"


def test_the_repr_of_a_pair_shows_no_key() -> None:
    pair = new_pair()
    shown = repr(pair)
    assert pair.private.hex() not in shown
    assert repr(pair.private) not in shown


def test_two_purposes_never_share_a_derived_key() -> None:
    assert len({derived(b"k" * 32, purpose) for purpose in ("people", "recovery", "mark")}) == 3
    assert len(derived(b"k" * 32, "people", 16)) == 16
