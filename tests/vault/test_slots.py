"""The file people.slots: damage is told from a wrong passphrase, and an unlisted hand in it is noticed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kyosei_desk.errors import VaultDamaged, VaultMissing, WrongPassphrase
from kyosei_desk.vault import FLOOR, Parameters, Role, make_people, people_of, read_slots, unlock, write_slots
from kyosei_desk.vault.slots import MAX_BYTES, Slot, Slots, decode, encode
from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS


@pytest.fixture
def slots(staffed: Path) -> Path:
    return staffed / "people.slots"


def rewritten(path: Path, change: Callable[[Slots], Slots]) -> None:
    """Change the slots as someone with an editor and our source could: the checksum fits again."""
    path.write_bytes(encode(change(decode(path.read_bytes()))))


def with_slot(change: Callable[[Slot], Slot], place: int = 0) -> Callable[[Slots], Slots]:
    def changed(slots: Slots) -> Slots:
        people = list(slots.people)
        people[place] = change(people[place])
        return msgspec.structs.replace(slots, people=tuple(people))

    return changed


def damaged(path: Path) -> str:
    with pytest.raises(VaultDamaged) as caught:
        unlock(path, WORDS)
    return str(caught.value)


def test_the_list_of_people_needs_no_passphrase(slots: Path) -> None:
    assert [(person.name, person.role) for person in people_of(slots)] == [
        (FOUNDER, Role.MANAGER), (COLLEAGUE, Role.STAFF),
    ]  # fmt: skip


def test_no_secret_stands_in_the_file(slots: Path) -> None:
    opened = unlock(slots, WORDS)
    content = slots.read_bytes()
    for secret in (opened.vault_key, opened.private):
        assert secret not in content
        assert secret.hex().encode() not in content


def test_a_missing_file_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing):
        read_slots(tmp_path / "people.slots")


@pytest.mark.parametrize("content", [b"", b"\x00", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"\xef":1}'])
def test_a_file_that_is_no_list_of_people_is_damaged(slots: Path, content: bytes) -> None:
    slots.write_bytes(content)
    assert "people.slots がこわれています" in damaged(slots)


def test_a_truncated_file_is_damaged_wherever_it_was_cut(slots: Path) -> None:
    whole = slots.read_bytes()
    for length in range(0, len(whole), 7):
        slots.write_bytes(whole[:length])
        assert "people.slots がこわれています" in damaged(slots)


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_is_damage_and_never_a_wrong_passphrase(slots: Path, bit: int) -> None:
    whole = slots.read_bytes()
    for place in range(bit, len(whole), 8):
        broken = bytearray(whole)
        broken[place] ^= 1 << bit
        with pytest.raises(VaultDamaged):
            decode(bytes(broken))


def test_another_spelling_of_the_same_content_is_damage(slots: Path) -> None:
    slots.write_bytes(msgspec.json.format(slots.read_bytes(), indent=2))
    assert "people.slots がこわれています" in damaged(slots)


def test_an_oversized_file_is_refused_without_reading_it_whole(slots: Path) -> None:
    with slots.open("r+b") as file:
        file.truncate(50 * MAX_BYTES)
    assert "people.slots がこわれています" in damaged(slots)


def test_a_file_of_a_newer_program_says_so(slots: Path) -> None:
    rewritten(slots, lambda each: msgspec.structs.replace(each, format=4))
    assert "新しい版" in damaged(slots)


@pytest.mark.parametrize(
    "hostile",
    [{"memory_kib": 1 << 30}, {"memory_kib": (1 << 20) + 1}, {"passes": 1_000_000}, {"lanes": 255}, {"memory_kib": 8}],
)
def test_hostile_argon2_parameters_are_refused_before_they_are_spent(slots: Path, hostile: dict[str, int]) -> None:
    # structs.replace does not check bounds, so this writes what a hostile hand would.
    parameters = msgspec.structs.replace(FLOOR, **hostile)
    rewritten_raw(slots, parameters)
    with pytest.raises(VaultDamaged):
        read_slots(slots)
    assert "people.slots がこわれています" in damaged(slots)


def rewritten_raw(path: Path, parameters: Parameters) -> None:
    rewritten(path, with_slot(lambda slot: msgspec.structs.replace(slot, parameters=parameters)))


def test_cheaper_parameters_within_the_bounds_do_not_open_a_slot(slots: Path) -> None:
    rewritten_raw(slots, Parameters(passes=4))
    with pytest.raises(WrongPassphrase):
        unlock(slots, WORDS, FOUNDER)


def test_a_damaged_file_is_never_written(slots: Path) -> None:
    whole = slots.read_bytes()
    with pytest.raises(VaultDamaged):
        write_slots(slots, whole[:-1])
    assert slots.read_bytes() == whole


# An unlisted hand: the checksum fits, the authenticator does not.


def stranger(slot: Slot) -> Slot:
    return msgspec.structs.replace(slot, id="f" * 16, name="見本 よその人")


@pytest.mark.parametrize(
    "change",
    [
        lambda each: msgspec.structs.replace(each, people=each.people[:1]),
        lambda each: msgspec.structs.replace(each, people=(*each.people, stranger(each.people[1]))),
        lambda each: msgspec.structs.replace(each, people=each.people[::-1]),
        with_slot(lambda slot: msgspec.structs.replace(slot, role=Role.MANAGER), 1),
        with_slot(lambda slot: msgspec.structs.replace(slot, name="見本 別人"), 1),
        with_slot(lambda slot: msgspec.structs.replace(slot, public=b"\x09" * 32), 1),
        with_slot(lambda slot: msgspec.structs.replace(slot, salt=b"s" * 16), 1),
        with_slot(lambda slot: msgspec.structs.replace(slot, recovery=slot.vault_key), 0),
        lambda each: msgspec.structs.replace(each, recovery_public=b"\x09" * 32),
        lambda each: msgspec.structs.replace(each, recovery_vault_key=b""),
        lambda each: msgspec.structs.replace(each, authenticator=b""),
        lambda each: msgspec.structs.replace(each, authenticator=bytes(32)),
    ],
    ids=[
        "removed", "added", "reordered", "re-roled", "renamed", "other public key", "other salt", "swapped recovery",
        "other recovery key", "no recovery", "no authenticator", "empty authenticator",
    ],
)  # fmt: skip
def test_a_change_by_hand_is_noticed_at_unlocking(slots: Path, change: Callable[[Slots], Slots]) -> None:
    rewritten(slots, change)
    with pytest.raises(VaultDamaged) as caught:
        unlock(slots, WORDS, FOUNDER)
    assert "人の一覧が、この道具で書いたものと違います" in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: msgspec.structs.replace(slot, role=Role.MANAGER),
        lambda slot: msgspec.structs.replace(slot, id="0" * 16),
        lambda slot: msgspec.structs.replace(slot, public=b"\x09" * 32),
        lambda slot: msgspec.structs.replace(slot, parameters=Parameters(lanes=5)),
    ],
    ids=["role", "person", "public key", "parameters"],
)
def test_the_wrap_binds_person_role_and_parameters(slots: Path, change: Callable[[Slot], Slot]) -> None:
    rewritten(slots, with_slot(change, 1))
    with pytest.raises(WrongPassphrase):
        unlock(slots, OTHER_WORDS, decode(slots.read_bytes()).people[1].id)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slots of another vault whose 責任者 has the same name and passphrase."""
    path = tmp_path_factory.mktemp("foreign") / "people.slots"
    make_people(path, FOUNDER, WORDS, FLOOR)
    return path


def test_a_slot_swapped_in_from_another_vault_does_not_open(slots: Path, foreign: Path) -> None:
    other = decode(foreign.read_bytes()).people[0]
    rewritten(slots, with_slot(lambda _slot: other))
    with pytest.raises(WrongPassphrase):
        unlock(slots, WORDS, FOUNDER)


def test_a_vault_key_swapped_in_from_another_vault_is_noticed(slots: Path, foreign: Path) -> None:
    other: Any = decode(foreign.read_bytes()).people[0]
    rewritten(slots, with_slot(lambda slot: msgspec.structs.replace(slot, vault_key=other.vault_key)))
    assert "人の一覧が、この道具で書いたものと違います" in damaged(slots)
