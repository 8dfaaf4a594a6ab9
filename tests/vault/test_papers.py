"""A new recovery code: no box is left that the old one opens, and nobody stays without a paper."""

import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyosei_desk.errors import NotAllowed, VaultDamaged, WrongPassphrase
from kyosei_desk.records import Colleague
from kyosei_desk.sealing import SealBroken, open_box
from kyosei_desk.vault import (
    FLOOR,
    Role,
    Unlocked,
    add_person,
    colleagues_in,
    make_people,
    private_of,
    unlock,
    unlock_bytes,
    unlock_with_code,
    waiting,
    with_colleagues,
    with_own_box,
    with_paper,
)
from kyosei_desk.vault.recovery_code import new_code, pair_from
from kyosei_desk.vault.slots import Slots, decode, encode, paper_of
from kyosei_desk.vault.wraps import bound, home_of
from tests.builders import COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.conftest import Made
from tests.vault.test_colleagues import ELSEWHERE, ELSEWHERE_WORDS, FIRST_FORMAT, ITS_CODE, Home

NEW = new_code()


@pytest.fixture
def slots(staffed: Path) -> Path:
    return staffed / "people.slots"


@pytest.fixture
def founder(slots: Path) -> Unlocked:
    return unlock(slots, WORDS, FOUNDER)


def renewed(slots: Path, by: Unlocked, old_code: str = "", new: str = NEW) -> None:
    content = slots.read_bytes()
    old = private_of(content, old_code) if old_code else b""
    slots.write_bytes(with_paper(content, by, new, old))


def opened_boxes(slots: Slots, private: bytes) -> list[str]:
    """The names of those whose box a code opens, and whether it opens that of the vault key ("")."""
    boxes = [(each.name, each.recovery, home_of(slots.vault_id, each), each.id, "recovery") for each in slots.people]
    found = []
    for name, box, vault_id, person_id, purpose in (
        *boxes,
        ("", slots.recovery_vault_key, slots.vault_id, "", "vault"),
    ):
        try:
            open_box(box, private, bound(vault_id, person_id, purpose))
        except SealBroken:
            continue
        found.append(name)
    return found


@pytest.mark.parametrize("known", [True, False], ids=["old paper", "lost"])
def test_the_old_code_opens_no_box_and_is_told_as_a_wrong_one(
    slots: Path, founder: Unlocked, made: Made, known: bool
) -> None:
    renewed(slots, founder, made.code if known else "")
    here = decode(slots.read_bytes())
    assert opened_boxes(here, pair_from(made.code).private) == []
    for person in (FOUNDER, COLLEAGUE):
        with pytest.raises(WrongPassphrase, match="この記録のものではありません"):
            unlock_with_code(slots, made.code, person)


def test_with_the_old_paper_the_new_one_brings_everyone_back_at_once(
    slots: Path, founder: Unlocked, made: Made
) -> None:
    renewed(slots, founder, made.code)
    assert waiting(slots.read_bytes()) == ()
    assert opened_boxes(decode(slots.read_bytes()), pair_from(NEW).private) == [FOUNDER, COLLEAGUE, ""]
    for words, person in ((WORDS, FOUNDER), (OTHER_WORDS, COLLEAGUE)):
        assert unlock_with_code(slots, NEW, person).private == unlock(slots, words, person).private


def test_a_lost_paper_leaves_the_others_waiting_until_they_open_the_desk_once(slots: Path, founder: Unlocked) -> None:
    renewed(slots, founder)
    assert waiting(slots.read_bytes()) == (COLLEAGUE,)
    assert unlock_with_code(slots, NEW, FOUNDER).vault_key == founder.vault_key
    with pytest.raises(NotAllowed, match="自分の合言葉で一度あける"):
        unlock_with_code(slots, NEW, COLLEAGUE)
    mine = unlock(slots, OTHER_WORDS, COLLEAGUE)
    slots.write_bytes(with_own_box(slots.read_bytes(), mine))
    assert with_own_box(slots.read_bytes(), mine) == slots.read_bytes(), "once"
    assert waiting(slots.read_bytes()) == ()
    assert unlock_with_code(slots, NEW, COLLEAGUE).private == mine.private


def test_everyone_still_opens_with_their_passphrase_and_the_list_is_authentic(slots: Path, founder: Unlocked) -> None:
    renewed(slots, founder)
    for words, person in ((WORDS, FOUNDER), (OTHER_WORDS, COLLEAGUE)):
        assert unlock(slots, words, person).vault_key == founder.vault_key


def test_who_is_added_afterwards_is_sealed_to_the_new_paper(slots: Path, founder: Unlocked, made: Made) -> None:
    renewed(slots, founder)
    add_person(slots, founder, "見本 三人目", Role.STAFF, "さんにんめの あいことば")
    assert unlock_with_code(slots, NEW, "見本 三人目").vault_key == founder.vault_key
    with pytest.raises(WrongPassphrase):
        unlock_with_code(slots, made.code, "見本 三人目")


def test_only_a_manager_makes_a_new_one(slots: Path) -> None:
    before = slots.read_bytes()
    with pytest.raises(NotAllowed, match="責任者だけ"):
        with_paper(before, unlock(slots, OTHER_WORDS, COLLEAGUE), NEW)


def test_the_old_paper_is_asked_for_as_it_is(slots: Path) -> None:
    with pytest.raises(WrongPassphrase):
        private_of(slots.read_bytes(), new_code())


def test_no_list_that_someone_else_wrote_is_renewed(slots: Path, founder: Unlocked) -> None:
    smuggled = decode(slots.read_bytes())
    content = encode(msgspec.structs.replace(smuggled, people=smuggled.people[:1]))
    with pytest.raises(VaultDamaged):
        with_paper(content, founder, NEW)


# The form of the file.


def test_a_vault_whose_paper_was_never_renewed_is_written_as_before(slots: Path, founder: Unlocked) -> None:
    assert decode(slots.read_bytes()).format == 2
    renewed(slots, founder)
    assert (decode(slots.read_bytes()).format, paper_of(decode(slots.read_bytes()))) == (3, 1)
    with pytest.raises(VaultDamaged, match="こわれています"):
        decode(encode(msgspec.structs.replace(decode(slots.read_bytes()), format=2)))


@pytest.mark.parametrize("code", [ITS_CODE, ""], ids=["old paper", "lost"])
def test_a_file_of_the_first_format_gets_a_new_paper_too(tmp_path: Path, code: str) -> None:
    old = Path(shutil.copyfile(FIRST_FORMAT, tmp_path / "people.slots"))
    renewed(old, unlock(old, WORDS, FOUNDER), code)
    assert opened_boxes(decode(old.read_bytes()), pair_from(ITS_CODE).private) == []
    assert unlock_with_code(old, NEW, FOUNDER).vault_key == unlock(old, OTHER_WORDS, COLLEAGUE).vault_key
    assert waiting(old.read_bytes()) == (() if code else (COLLEAGUE,))


# People of other laptops.


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home") / "people.slots")


def let_in(slots: Path, by: Unlocked, *came: Colleague) -> None:
    slots.write_bytes(with_colleagues(slots.read_bytes(), by, came))


@pytest.mark.parametrize("known", [True, False], ids=["old paper", "lost"])
def test_a_person_of_another_home_is_untouched(
    slots: Path, founder: Unlocked, home: Home, made: Made, known: bool
) -> None:
    let_in(slots, founder, home.travelling())
    before = decode(slots.read_bytes()).people[2]
    renewed(slots, founder, made.code if known else "")
    assert decode(slots.read_bytes()).people[2] == before
    assert unlock_with_code(slots, home.code, ELSEWHERE).private == home.unlocked.private


def test_a_manager_of_another_home_renews_the_paper_of_this_one(
    slots: Path, founder: Unlocked, home: Home, made: Made
) -> None:
    let_in(slots, founder, home.travelling())
    visitor = unlock(slots, ELSEWHERE_WORDS, ELSEWHERE)
    renewed(slots, visitor, made.code)
    assert waiting(slots.read_bytes()) == ()
    assert unlock_with_code(slots, NEW, COLLEAGUE).vault_key == founder.vault_key
    newest = new_code()
    renewed(slots, visitor, new=newest)
    assert waiting(slots.read_bytes()) == (FOUNDER, COLLEAGUE)
    for person in (founder, unlock(slots, OTHER_WORDS, COLLEAGUE)):
        slots.write_bytes(with_own_box(slots.read_bytes(), person))
        assert unlock_with_code(slots, newest, person.person.name).private == person.private
    assert unlock_with_code(slots, home.code, ELSEWHERE).private == visitor.private


def test_a_renewed_box_travels_and_the_old_one_never_comes_back(slots: Path, founder: Unlocked, tmp_path: Path) -> None:
    home = Home(tmp_path / "home.slots")
    old = home.travelling()
    let_in(slots, founder, old)
    renewed(home.path, home.unlocked)
    let_in(slots, founder, home.travelling())
    assert unlock_with_code(slots, NEW, ELSEWHERE).private == home.unlocked.private
    before = slots.read_bytes()
    let_in(slots, founder, old)
    home.path.write_bytes(with_colleagues(home.path.read_bytes(), home.unlocked, [old]))
    assert slots.read_bytes() == before
    for each in (slots, home.path):
        assert opened_boxes(decode(each.read_bytes()), pair_from(home.code).private) == []


def test_an_emptied_box_travels_and_says_what_to_do_until_it_is_sealed_at_home(
    slots: Path, founder: Unlocked, tmp_path: Path
) -> None:
    there = tmp_path / "there.slots"
    code, other = make_people(there, ELSEWHERE, ELSEWHERE_WORDS, FLOOR)
    let_in(there, other, *colleagues_in(slots.read_bytes()))
    renewed(slots, founder)
    let_in(there, other, *colleagues_in(slots.read_bytes()))
    with pytest.raises(NotAllowed, match="登録された机を"):
        unlock_with_code(there, NEW, COLLEAGUE)
    assert unlock_with_code(there, code, ELSEWHERE).vault_key == other.vault_key
    visiting = unlock(there, OTHER_WORDS, COLLEAGUE)
    assert with_own_box(there.read_bytes(), visiting) == there.read_bytes(), "the paper is of another home"
    slots.write_bytes(with_own_box(slots.read_bytes(), unlock(slots, OTHER_WORDS, COLLEAGUE)))
    let_in(there, other, *colleagues_in(slots.read_bytes()))
    assert unlock_with_code(there, NEW, COLLEAGUE).private == visiting.private


def test_a_vault_from_an_older_copy_takes_the_later_boxes_and_not_its_old_paper(
    slots: Path, founder: Unlocked, made: Made
) -> None:
    older = slots.with_name("older.slots")
    shutil.copyfile(slots, older)
    renewed(slots, founder)
    let_in(older, founder, *colleagues_in(slots.read_bytes()))
    assert opened_boxes(decode(older.read_bytes()), pair_from(made.code).private) == [""]  # opens no person's key
    with pytest.raises(WrongPassphrase):
        unlock_with_code(older, made.code, FOUNDER)
    assert unlock_with_code(older, NEW, FOUNDER).private == founder.private
    mine = unlock(older, OTHER_WORDS, COLLEAGUE)
    assert with_own_box(older.read_bytes(), mine) == older.read_bytes(), "it would be sealed to the old paper"
    newest = new_code()
    renewed(older, founder, new=newest)
    assert paper_of(decode(older.read_bytes())) == 2
    assert unlock_with_code(older, newest, FOUNDER).private == founder.private


# Whatever happens in whatever order.

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("renew"), st.sampled_from([FOUNDER, "見本 次の責任者"]), st.booleans()),
        st.tuples(st.just("open"), st.sampled_from([FOUNDER, COLLEAGUE, "見本 次の責任者"]), st.just(value=False)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def three(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, Unlocked]]:
    """The slots of three, and each of them at the open vault: Argon2id is paid for once."""
    path = Path(shutil.copyfile(staffed_once / "people.slots", tmp_path_factory.mktemp("three") / "people.slots"))
    add_person(path, unlock(path, WORDS, FOUNDER), "見本 次の責任者", Role.MANAGER, "つぎの あいことば です")
    content = path.read_bytes()
    found = ((WORDS, FOUNDER), (OTHER_WORDS, COLLEAGUE), ("つぎの あいことば です", "見本 次の責任者"))
    return content, {name: unlock_bytes(content, words, name) for words, name in found}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_renewals_and_openings_leaves_a_box_to_an_old_code(
    steps: list[tuple[str, str, bool]], three: tuple[bytes, dict[str, Unlocked]], made: Made
) -> None:
    (content, people), codes, sealed = three, [made.code], {FOUNDER, COLLEAGUE, "見本 次の責任者"}
    for step, name, known in steps:
        if step == "open":
            content = with_own_box(content, people[name])
            sealed.add(name)
            continue
        old = private_of(content, codes[-1]) if known else b""
        sealed = (sealed if known else set()) | {name}
        codes.append(new_code())
        content = with_paper(content, people[name], codes[-1], old)
    slots = decode(content)
    for code in codes[:-1]:
        assert opened_boxes(slots, pair_from(code).private) == []
    assert set(opened_boxes(slots, pair_from(codes[-1]).private)) == sealed | {""}
    assert set(waiting(content)) == set(people) - sealed
