"""People who travel between the laptops of a district: slots out and in, and files of the first format."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import NotAllowed, VaultDamaged, WrongPassphrase
from kyosei_desk.records import Colleague, Wrap
from kyosei_desk.sealing import new_key, new_pair
from kyosei_desk.vault import (
    FLOOR,
    Unlocked,
    change_passphrase,
    colleagues_in,
    make_people,
    people_of,
    set_passphrase_with_code,
    strangers,
    unlock,
    unlock_with_code,
    with_colleagues,
    with_signing_key,
    without_people,
)
from kyosei_desk.vault.slots import decode, encode
from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.conftest import Made

ELSEWHERE, ELSEWHERE_WORDS = "見本 よその責任者", "よその ながい あいことば"
NEW_WORDS = "あたらしい あいことば です"


@pytest.fixture
def slots(staffed: Path) -> Path:
    return staffed / "people.slots"


@pytest.fixture
def founder(slots: Path) -> Unlocked:
    return unlock(slots, WORDS, FOUNDER)


class Home:
    """Another laptop's slots, made once: their founder comes to ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.code, self.unlocked = make_people(path, ELSEWHERE, ELSEWHERE_WORDS, FLOOR)

    def travelling(self) -> Colleague:
        (colleague,) = colleagues_in(self.path.read_bytes())
        return colleague


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home") / "people.slots")


def let_in(slots: Path, founder: Unlocked, colleague: Colleague) -> None:
    slots.write_bytes(with_colleagues(slots.read_bytes(), founder, [colleague]))


def test_a_person_of_another_laptop_opens_this_one_with_the_same_passphrase(
    slots: Path, founder: Unlocked, home: Home
) -> None:
    let_in(slots, founder, home.travelling())
    visitor = unlock(slots, ELSEWHERE_WORDS, ELSEWHERE)
    assert visitor.vault_key == founder.vault_key
    assert visitor.private == home.unlocked.private
    assert unlock(slots, OTHER_WORDS, COLLEAGUE).vault_key == founder.vault_key


def test_what_travels_holds_no_key_in_the_clear(home: Home) -> None:
    said = msgspec.msgpack.encode(home.travelling())
    for secret in (home.unlocked.private, home.unlocked.vault_key, home.unlocked.signing_pair.private):
        assert secret not in said


def test_everyone_new_has_a_signing_key_that_is_theirs(slots: Path, founder: Unlocked, home: Home) -> None:
    for person, opened in zip(people_of(slots), (founder, unlock(slots, OTHER_WORDS, COLLEAGUE)), strict=True):
        assert person.sign_public == opened.signing_pair.public
    assert home.travelling().sign_public == home.unlocked.signing_pair.public


def test_the_same_people_again_write_the_same_bytes(slots: Path, founder: Unlocked, home: Home) -> None:
    let_in(slots, founder, home.travelling())
    before = slots.read_bytes()
    let_in(slots, founder, home.travelling())
    for own in colleagues_in(before):
        let_in(slots, founder, own)
    assert slots.read_bytes() == before


# Passphrases travel too.


def test_a_passphrase_changed_at_home_counts_here_and_the_old_one_no_more(
    slots: Path, founder: Unlocked, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home.slots")
    let_in(slots, founder, home.travelling())
    change_passphrase(home.path, home.unlocked, NEW_WORDS)
    let_in(slots, founder, home.travelling())
    assert unlock(slots, NEW_WORDS, ELSEWHERE).private == home.unlocked.private
    with pytest.raises(WrongPassphrase):
        unlock(slots, ELSEWHERE_WORDS, ELSEWHERE)


def test_a_passphrase_changed_here_counts_at_home(slots: Path, founder: Unlocked, tmp_path: Path) -> None:
    home = Home(tmp_path / "home.slots")
    let_in(slots, founder, home.travelling())
    change_passphrase(slots, unlock(slots, ELSEWHERE_WORDS, ELSEWHERE), NEW_WORDS)
    back = next(each for each in colleagues_in(slots.read_bytes()) if each.name == ELSEWHERE)
    home.path.write_bytes(with_colleagues(home.path.read_bytes(), home.unlocked, [back]))
    assert unlock(home.path, NEW_WORDS).private == home.unlocked.private
    assert decode(home.path.read_bytes()).people[0].home == "", "at home a person is no visitor"


def test_an_older_wrap_never_comes_back(slots: Path, founder: Unlocked, tmp_path: Path) -> None:
    home = Home(tmp_path / "home.slots")
    old = home.travelling()
    change_passphrase(home.path, home.unlocked, NEW_WORDS)
    let_in(slots, founder, home.travelling())
    before = slots.read_bytes()
    let_in(slots, founder, old)
    assert slots.read_bytes() == before


# Nobody's key is exchanged for another.


@pytest.mark.parametrize(
    "forge",
    [
        lambda each: msgspec.structs.replace(each, public=new_pair().public),
        lambda each: msgspec.structs.replace(each, sign_public=new_key()),
        lambda each: msgspec.structs.replace(each, role="担当者"),
        lambda each: msgspec.structs.replace(each, home="another"),
    ],
    ids=["public", "sign_public", "role", "home"],
)
def test_a_known_person_who_comes_with_other_keys_changes_nothing(
    slots: Path, founder: Unlocked, home: Home, forge: Callable[[Colleague], Colleague]
) -> None:
    let_in(slots, founder, home.travelling())
    before = slots.read_bytes()
    forged = forge(home.travelling())
    wrap = msgspec.structs.replace(forged.wrap, generation=9)
    forged = msgspec.structs.replace(forged, wrap=wrap)
    assert strangers(before, [forged]) == (forged.id,)
    let_in(slots, founder, forged)
    assert slots.read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda each: msgspec.structs.replace(each, wrap=Wrap()),
        lambda each: msgspec.structs.replace(each, wrap=msgspec.structs.replace(each.wrap, memory_kib=8)),
        lambda each: msgspec.structs.replace(each, wrap=msgspec.structs.replace(each.wrap, passes=10_000)),
        lambda each: msgspec.structs.replace(each, public=b"short"),
        lambda each: msgspec.structs.replace(each, sign_public=b"short"),
        lambda each: msgspec.structs.replace(each, role="王"),
        lambda each: msgspec.structs.replace(each, name=""),
        lambda each: msgspec.structs.replace(each, name="あ" * 201),
        lambda each: msgspec.structs.replace(each, home=""),
        lambda each: msgspec.structs.replace(each, recovery=bytes(1000)),
    ],
)
def test_what_could_not_stand_in_the_file_is_left_out(
    slots: Path, founder: Unlocked, home: Home, spoil: Callable[[Colleague], Colleague]
) -> None:
    before = slots.read_bytes()
    spoilt = spoil(home.travelling())
    let_in(slots, founder, spoilt)
    assert slots.read_bytes() == before
    assert strangers(before, [spoilt]) == (spoilt.id,)


def test_a_key_nothing_can_be_sealed_to_is_left_out(slots: Path, founder: Unlocked, home: Home) -> None:
    before = slots.read_bytes()
    let_in(slots, founder, msgspec.structs.replace(home.travelling(), public=bytes(32)))
    assert slots.read_bytes() == before


def test_people_are_let_in_to_no_list_someone_else_wrote(slots: Path, founder: Unlocked, home: Home) -> None:
    smuggled = decode(slots.read_bytes())
    slots.write_bytes(encode(msgspec.structs.replace(smuggled, people=smuggled.people[:1])))
    with pytest.raises(VaultDamaged):
        with_colleagues(slots.read_bytes(), founder, [home.travelling()])


def test_those_who_left_open_it_no_more_and_the_rest_have_another_key(
    slots: Path, founder: Unlocked, home: Home
) -> None:
    let_in(slots, founder, home.travelling())
    key = new_key()
    slots.write_bytes(without_people(slots.read_bytes(), founder, [home.travelling().id], key))
    with pytest.raises(WrongPassphrase):
        unlock(slots, ELSEWHERE_WORDS)
    assert unlock(slots, OTHER_WORDS).vault_key == unlock(slots, WORDS).vault_key == key


# The printed code.


def test_the_paper_of_this_laptop_says_that_it_is_not_theirs(
    made: Made, slots: Path, founder: Unlocked, home: Home
) -> None:
    let_in(slots, founder, home.travelling())
    with pytest.raises(NotAllowed, match="ほかの机の回復コード"):
        unlock_with_code(slots, made.code, ELSEWHERE)
    assert unlock_with_code(slots, made.code, FOUNDER).vault_key == founder.vault_key


def test_the_paper_of_their_home_brings_them_back_here(slots: Path, founder: Unlocked, home: Home) -> None:
    let_in(slots, founder, home.travelling())
    set_passphrase_with_code(slots, home.code, NEW_WORDS)
    assert unlock(slots, NEW_WORDS, ELSEWHERE).vault_key == founder.vault_key


def test_the_paper_of_another_home_opens_nobody_else(slots: Path, founder: Unlocked, home: Home) -> None:
    let_in(slots, founder, home.travelling())
    with pytest.raises(WrongPassphrase, match="この記録のものではありません"):
        unlock_with_code(slots, home.code, COLLEAGUE)


# Files of the first format: one that a version before signing keys wrote, with the people and passphrases of the tests.

FIRST_FORMAT = Path(__file__).with_name("people-format-1.json")
ITS_CODE = "QCV2G-2QA8J-7W5X1-BARE6-RHZBQ-CTW9A-F7E6T"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copyfile(FIRST_FORMAT, tmp_path / "people.slots"))


def test_a_file_of_the_first_format_opens_for_everyone(old: Path) -> None:
    assert decode(old.read_bytes()).format == 1
    assert unlock(old, WORDS, FOUNDER).vault_key == unlock(old, OTHER_WORDS, COLLEAGUE).vault_key
    assert unlock_with_code(old, ITS_CODE, FOUNDER).person.name == FOUNDER


def test_a_person_s_signing_key_is_learnt_at_their_first_opening(old: Path) -> None:
    opened = unlock(old, OTHER_WORDS, COLLEAGUE)
    assert not opened.person.sign_public
    learnt = with_signing_key(old.read_bytes(), opened)
    known = {each.name: each.sign_public for each in colleagues_in(learnt)}
    assert known == {FOUNDER: b"", COLLEAGUE: opened.signing_pair.public}
    assert decode(learnt).format == 2
    old.write_bytes(learnt)
    assert with_signing_key(learnt, unlock(old, OTHER_WORDS, COLLEAGUE)) == learnt, "once"
    assert unlock(old, WORDS, FOUNDER).vault_key == opened.vault_key


def test_a_passphrase_changed_brings_the_file_to_the_second_format(old: Path) -> None:
    change_passphrase(old, unlock(old, WORDS, FOUNDER), NEW_WORDS)
    assert decode(old.read_bytes()).format == 2
    assert unlock(old, NEW_WORDS).vault_key == unlock(old, OTHER_WORDS).vault_key


def test_a_file_that_claims_the_first_format_and_says_more_is_damaged(slots: Path) -> None:
    content = encode(msgspec.structs.replace(decode(slots.read_bytes()), format=1))
    with pytest.raises(VaultDamaged, match="こわれています"):
        decode(content)
