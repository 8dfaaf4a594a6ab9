"""Passphrases: the same words are the same key on every keyboard, and the cost never falls under its floor."""

import unicodedata
from collections.abc import Callable

import msgspec
import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.sealing.passphrase import FLOOR, Parameters, calibrate, check_new, derived_key, normal

SALT = b"0123456789abcdef"
MIB = 1024


def machine(seconds_at_floor: float) -> Callable[[Parameters], float]:
    """A machine on which the floor takes so long; Argon2id's time grows with memory × passes."""
    return lambda parameters: seconds_at_floor * (parameters.memory_kib * parameters.passes) / (64 * MIB * 3)


def test_nfd_and_nfc_are_the_same_passphrase() -> None:
    composed = "がっこうの ぱんだ café"
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    assert derived_key(decomposed, SALT, FLOOR) == derived_key(composed, SALT, FLOOR)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ＡＢＣ１２３", "ABC123"), ("ﾐﾎﾝ ﾉ ｺﾄﾊﾞ", "ミホン ノ コトバ"), ("みほん\u3000ことば", "みほん ことば")],
)
def test_full_and_half_width_are_the_same_passphrase(typed: str, meant: str) -> None:
    assert normal(typed) == meant


def test_case_and_kana_stay_apart() -> None:
    assert len({normal(words) for words in ("みほん ことば", "ミホン コトバ", "Mihon", "mihon")}) == 4


def test_another_salt_makes_another_key() -> None:
    key = derived_key("見本の合言葉", SALT, FLOOR)
    assert len(key) == 32
    assert key != derived_key("見本の合言葉", SALT[::-1], FLOOR)


@pytest.mark.parametrize("at_floor", [0.05, 0.1, 0.16, 0.2, 0.25, 0.3, 0.35, 0.39])
def test_calibration_aims_between_four_and_seven_tenths_of_a_second(at_floor: float) -> None:
    measure = machine(at_floor)
    assert 0.4 <= measure(calibrate(measure)) <= 0.7


@pytest.mark.parametrize("at_floor", [1e-6, 0.001, 0.02, 0.1, 0.2, 0.3, 0.4, 0.7, 1.0, 30.0])
def test_calibration_never_goes_under_64_mib_and_3_passes_nor_over_the_cap_of_the_file(at_floor: float) -> None:
    chosen = calibrate(machine(at_floor))
    assert 64 * MIB <= chosen.memory_kib <= 128 * MIB
    assert 3 <= chosen.passes <= 20


@pytest.mark.parametrize("at_floor", [0.4, 1.0, 30.0])
def test_a_slow_machine_gets_the_floor(at_floor: float) -> None:
    assert calibrate(machine(at_floor)) == Parameters(memory_kib=64 * MIB, passes=3, lanes=4)


@pytest.mark.parametrize(
    "field",
    [
        {"memory_kib": 64 * MIB - 1}, {"memory_kib": 1024 * MIB + 1}, {"memory_kib": 2**40}, {"passes": 2},
        {"passes": 21}, {"passes": 2**31}, {"lanes": 0}, {"lanes": 9}, {"lanes": -1}, {"memory_kib": "65536"},
    ],
)  # fmt: skip
def test_parameters_outside_the_bounds_are_refused_when_read(field: dict[str, int | str]) -> None:
    whole = {"memory_kib": 65536, "passes": 3, "lanes": 4} | field
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(whole), type=Parameters)


@pytest.mark.parametrize("words", ["", "みじかい", "a" * 7, " " * 8, "みほん    ", "\u3000" * 12])
def test_a_short_new_passphrase_is_refused_with_advice(words: str) -> None:
    with pytest.raises(FieldError) as caught:
        check_new(words)
    assert caught.value.field == "passphrase"
    assert "8文字以上" in str(caught.value)


@pytest.mark.parametrize("words", ["みほん\x00のことば", "みほん\ud800のことば", "a" * 1001])
def test_a_new_passphrase_no_keyboard_can_type_again_is_refused(words: str) -> None:
    with pytest.raises(FieldError):
        check_new(words)


@pytest.mark.parametrize("words", ["みほんのことばだ", "a" * 8, "a" * 1000, "四つの 言葉を 並べた もの"])
def test_a_long_enough_new_passphrase_is_taken(words: str) -> None:
    check_new(words)
