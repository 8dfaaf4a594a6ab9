"""People of a vault: let in, removed, forgetful. The old way in works until the new one is on the disk."""

import unicodedata
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import (
    DeskError,
    FieldError,
    NotAllowed,
    NotFound,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
)
from kyosei_desk.sealing import new_key
from kyosei_desk.vault import (
    FLOOR,
    Role,
    Unlocked,
    add_person,
    change_passphrase,
    make_people,
    people_of,
    rekeyed,
    set_passphrase_with_code,
    unlock,
    unlock_bytes,
    unlock_with_code,
    without_person,
)
from kyosei_desk.vault.slots import decode, encode
from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.conftest import Made

NEW_WORDS = "あたらしい あいことば です"


@pytest.fixture
def slots(staffed: Path) -> Path:
    return staffed / "people.slots"


@pytest.fixture
def founder(slots: Path) -> Unlocked:
    return unlock(slots, WORDS, FOUNDER)


def test_everyone_opens_the_same_vault_with_their_own_passphrase(slots: Path, founder: Unlocked) -> None:
    colleague = unlock(slots, OTHER_WORDS)
    assert colleague.person.name == COLLEAGUE
    assert colleague.vault_key == founder.vault_key
    assert colleague.private != founder.private


@pytest.mark.parametrize("words", ["", "ちがう あいことば です", WORDS.upper() + "x", "\ud800" * 8, WORDS + " "])
def test_a_wrong_passphrase_says_so_and_says_nothing_else(slots: Path, words: str) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        unlock(slots, words, FOUNDER)
    assert "合言葉が違う" in str(caught.value)
    assert WORDS not in str(caught.value)


def test_a_passphrase_typed_decomposed_opens_it(slots: Path) -> None:
    assert unlock(slots, unicodedata.normalize("NFD", WORDS), FOUNDER).person.name == FOUNDER


def test_the_passphrase_of_one_does_not_open_as_the_other(slots: Path) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(slots, OTHER_WORDS, FOUNDER)


def test_a_name_is_found_however_its_spaces_were_typed(slots: Path) -> None:
    assert unlock(slots, WORDS, "見本\u3000責任者").person.name == FOUNDER


def test_a_name_that_is_not_on_the_list_is_told_apart_from_a_wrong_passphrase(slots: Path) -> None:
    with pytest.raises(NotFound, match="people list"):
        unlock(slots, WORDS, "見本 だれか")


def test_nothing_of_the_keys_is_in_the_repr(founder: Unlocked) -> None:
    assert founder.vault_key.hex() not in repr(founder)
    assert FOUNDER not in repr(founder)


def test_a_vault_that_is_there_is_never_made_anew(slots: Path) -> None:
    before = slots.read_bytes()
    with pytest.raises(VaultExists):
        make_people(slots, FOUNDER, WORDS, FLOOR)
    assert slots.read_bytes() == before


def test_only_a_manager_lets_people_in(slots: Path) -> None:
    colleague, before = unlock(slots, OTHER_WORDS, COLLEAGUE), slots.read_bytes()
    with pytest.raises(NotAllowed, match="責任者"):
        add_person(slots, colleague, "見本 三人目", Role.STAFF, NEW_WORDS)
    assert slots.read_bytes() == before


def test_only_a_manager_removes_people(slots: Path) -> None:
    colleague = unlock(slots, OTHER_WORDS, COLLEAGUE)
    with pytest.raises(NotAllowed, match="責任者"):
        without_person(slots.read_bytes(), colleague, FOUNDER, new_key())


def test_the_last_manager_cannot_be_removed(slots: Path, founder: Unlocked) -> None:
    with pytest.raises(NotAllowed, match="最後の責任者"):
        without_person(slots.read_bytes(), founder, FOUNDER, new_key())


def test_nobody_removes_themselves(slots: Path, founder: Unlocked) -> None:
    add_person(slots, founder, "見本 次の責任者", Role.MANAGER, NEW_WORDS)
    with pytest.raises(NotAllowed, match="自分"):
        without_person(slots.read_bytes(), founder, FOUNDER, new_key())


def test_a_manager_can_be_removed_by_another(slots: Path, founder: Unlocked) -> None:
    add_person(slots, founder, "見本 次の責任者", Role.MANAGER, NEW_WORDS)
    successor, key = unlock(slots, NEW_WORDS, "見本 次の責任者"), new_key()
    slots.write_bytes(without_person(slots.read_bytes(), successor, FOUNDER, key))
    assert [person.name for person in people_of(slots)] == [COLLEAGUE, "見本 次の責任者"]
    assert unlock(slots, NEW_WORDS).vault_key == key


def test_a_removed_person_cannot_open_the_vault_and_gets_no_new_key(slots: Path, founder: Unlocked) -> None:
    key = new_key()
    renewed = without_person(slots.read_bytes(), founder, COLLEAGUE, key)
    with pytest.raises(WrongPassphrase):
        unlock_bytes(renewed, OTHER_WORDS)
    with pytest.raises(NotFound):
        unlock_bytes(renewed, OTHER_WORDS, COLLEAGUE)
    assert unlock_bytes(renewed, WORDS).vault_key == key
    assert unlock(slots, OTHER_WORDS).vault_key != key


def test_the_list_the_open_vault_knows_grows_with_a_new_person(slots: Path, founder: Unlocked) -> None:
    grown = add_person(slots, founder, "見本 三人目", Role.STAFF, NEW_WORDS)
    added = next(person for person in grown.people if person.name == "見本 三人目")
    assert added in founder.people, "whoever holds the open vault (the store) must be able to seal to them at once"
    sealed = founder.seal(b"words", (added.id,), "record/1")
    assert unlock(slots, NEW_WORDS, "見本 三人目").open(sealed, "record/1") == b"words"


@pytest.mark.parametrize(
    "name", ["", "  ", "\u3000", "見本\n二行", "あ" * 101, "見本\x00", FOUNDER, "見本\u3000責任者", "見本責任者"]
)
def test_a_name_that_cannot_stand_on_the_list_is_refused(slots: Path, founder: Unlocked, name: str) -> None:
    before = slots.read_bytes()
    with pytest.raises(FieldError):
        add_person(slots, founder, name, Role.STAFF, NEW_WORDS)
    assert slots.read_bytes() == before


def test_a_changed_passphrase_replaces_the_old_and_keeps_every_key(slots: Path, founder: Unlocked) -> None:
    change_passphrase(slots, founder, NEW_WORDS)
    renewed = unlock(slots, NEW_WORDS, FOUNDER)
    assert (renewed.vault_key, renewed.private) == (founder.vault_key, founder.private)
    with pytest.raises(WrongPassphrase):
        unlock(slots, WORDS, FOUNDER)
    assert unlock(slots, OTHER_WORDS, COLLEAGUE).vault_key == founder.vault_key


def test_a_changed_passphrase_has_a_fresh_salt_and_nonce_and_the_calibrated_cost(
    slots: Path, founder: Unlocked
) -> None:
    before = decode(slots.read_bytes()).people[0]
    change_passphrase(slots, founder, NEW_WORDS)
    after = decode(slots.read_bytes()).people[0]
    assert after.salt != before.salt
    assert after.nonce != before.nonce
    assert after.parameters == before.parameters


def test_the_old_passphrase_works_until_the_new_wrap_is_on_the_disk(slots: Path, founder: Unlocked) -> None:
    before = slots.read_bytes()
    slots.with_name("people.slots.tmp").mkdir()  # the disk refuses the new file
    with pytest.raises(DeskError, match="保存した記録はそのままです"):
        change_passphrase(slots, founder, NEW_WORDS)
    assert slots.read_bytes() == before
    assert unlock(slots, WORDS, FOUNDER).vault_key == founder.vault_key


def test_a_too_short_new_passphrase_changes_nothing(slots: Path, founder: Unlocked) -> None:
    before = slots.read_bytes()
    with pytest.raises(FieldError):
        change_passphrase(slots, founder, "みじかい")
    assert slots.read_bytes() == before


def smuggled(path: Path) -> None:
    """Someone with the file, but no passphrase, puts their own key in the place of the colleague's."""
    slots = decode(path.read_bytes())
    people = (slots.people[0], msgspec.structs.replace(slots.people[1], public=b"\x09" + bytes(31)))
    path.write_bytes(encode(msgspec.structs.replace(slots, people=people)))


def test_a_key_smuggled_in_while_the_vault_is_open_is_never_given_the_vault_key(slots: Path, founder: Unlocked) -> None:
    smuggled(slots)
    with pytest.raises(VaultDamaged):
        rekeyed(slots.read_bytes(), founder, new_key())
    with pytest.raises(VaultDamaged):
        add_person(slots, founder, "見本 三人目", Role.STAFF, NEW_WORDS)
    with pytest.raises(VaultDamaged):
        without_person(slots.read_bytes(), founder, COLLEAGUE, new_key())


def test_a_change_of_passphrase_does_not_sign_what_was_smuggled_in(slots: Path, founder: Unlocked) -> None:
    smuggled(slots)
    with pytest.raises(VaultDamaged):
        change_passphrase(slots, founder, NEW_WORDS)


# The printed code.


@pytest.fixture
def code(made: Made) -> str:
    return made.code


def test_the_recovery_code_opens_the_vault_as_the_manager(slots: Path, founder: Unlocked, code: str) -> None:
    with pytest.raises(NotFound):
        unlock_with_code(slots, code)  # two people are here: whose passphrase is it?
    recovered = unlock_with_code(slots, code, FOUNDER)
    assert recovered.person.name == FOUNDER
    assert (recovered.vault_key, recovered.private) == (founder.vault_key, founder.private)


def test_the_recovery_code_opens_the_keys_of_people_added_later(slots: Path, code: str) -> None:
    assert unlock_with_code(slots, code, COLLEAGUE).private == unlock(slots, OTHER_WORDS).private


def test_the_recovery_code_still_opens_after_a_rekey(slots: Path, founder: Unlocked, code: str) -> None:
    key = new_key()
    slots.write_bytes(without_person(slots.read_bytes(), founder, COLLEAGUE, key))
    assert unlock_with_code(slots, code).vault_key == key


def test_a_new_passphrase_by_the_code_replaces_the_forgotten_one(slots: Path, code: str) -> None:
    set_passphrase_with_code(slots, code.lower(), NEW_WORDS, COLLEAGUE)
    assert unlock(slots, NEW_WORDS).person.name == COLLEAGUE
    with pytest.raises(WrongPassphrase):
        unlock(slots, OTHER_WORDS)


def test_the_code_of_another_vault_says_so(slots: Path) -> None:
    with pytest.raises(WrongPassphrase, match="この記録のものではありません"):
        unlock_with_code(slots, "00000-00001-00002-00003-00004-00005-00006")


def test_the_recovery_code_stands_nowhere_in_the_vault(staffed: Path, code: str) -> None:
    signs = code.replace("-", "")
    for path in staffed.rglob("*"):
        if path.is_file():
            content = path.read_bytes().upper().replace(b"-", b"")
            assert signs.encode() not in content


# Sealing to people.


def test_sealing_to_nobody_who_is_here_is_refused(founder: Unlocked) -> None:
    with pytest.raises(NotAllowed, match="1人も"):
        founder.seal(b"words", ("f" * 16,), "record/1")


def test_what_is_sealed_to_another_names_whom_to_ask(slots: Path, founder: Unlocked) -> None:
    colleague = unlock(slots, OTHER_WORDS, COLLEAGUE)
    sealed = founder.seal(b"words", (founder.person_id,), "record/1")
    with pytest.raises(NotAllowed, match=f"{FOUNDER} さんにたずねて"):
        colleague.open(sealed, "record/1")


def test_only_those_still_here_count_as_readers(slots: Path, founder: Unlocked) -> None:
    colleague = unlock(slots, OTHER_WORDS, COLLEAGUE)
    sealed = founder.seal(b"words", (founder.person_id, colleague.person_id), "record/1")
    renewed = without_person(slots.read_bytes(), founder, COLLEAGUE, new_key())
    later = unlock_bytes(renewed, WORDS)
    assert set(founder.readers(sealed)) == {founder.person_id, colleague.person_id}
    assert later.readers(sealed) == (founder.person_id,)


def test_sealed_bytes_that_changed_are_damage_not_a_closed_door(founder: Unlocked) -> None:
    sealed = bytearray(founder.seal(b"words", (founder.person_id,), "record/1"))
    sealed[-1] ^= 1
    with pytest.raises(VaultDamaged):
        founder.open(bytes(sealed), "record/1")
    with pytest.raises(VaultDamaged):
        founder.readers(b"junk")
