"""A person is taken out who alone could open a record: refused where it is known, said where it is learnt."""

import pytest

from kyosei_desk.errors import NotAllowed
from kyosei_desk.opening import remove_person
from kyosei_desk.vault import unlock
from kyosei_desk.vault_folder import VaultFolder
from tests.builders import WORDS
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

Three = tuple[Laptop, Laptop, Laptop]


def only_for(reader: Laptop, writer: Laptop) -> None:
    """A record that the person of one laptop alone can open, written at another."""
    everyone = {each.id for each in writer.desk.people}
    writer.desk.restrict(talk(writer, "ひとりだけの話"), (reader.keys.person_id,), everyone)


def removed(name: str, at: Laptop) -> None:
    """As `people remove` does; the laptop goes on under its new key."""
    at.close()
    remove_person(at.path, name, WORDS, person=at.name, clock=at.clock)
    at.keys = unlock(VaultFolder(at.path).slots, WORDS, at.name)


def test_the_desk_that_removes_refuses_whether_it_wrote_the_record_or_only_holds_it(three: Three) -> None:
    one, other, third = three
    quiet(three)
    only_for(other, one)
    quiet(three)
    for laptop in (one, third):
        laptop.close()
        with pytest.raises(NotAllowed, match="この人しか開けない"):
            remove_person(laptop.path, other.name, WORDS, person=laptop.name, clock=laptop.clock)


def test_a_desk_that_learns_of_it_says_so_once(three: Three) -> None:
    one, other, third = three
    quiet(three)
    only_for(other, one)
    talk(one, "みんなの話")
    one.sync()
    removed(other.name, third)
    assert any("だれも開けません" in each for each in third.sync().remarks), "the record reached it too late"
    said = [each for each in one.sync().remarks if "いまは、だれも開けません" in each]
    assert len(said) == 1
    assert "控え" in said[0]
    assert one.sync().remarks == []


def test_nothing_is_said_where_somebody_stays_who_can_open_it(three: Three) -> None:
    one, other, third = three
    quiet(three)
    one.desk.restrict(talk(one, "ふたりの話"), (other.keys.person_id,))
    one.sync()
    removed(other.name, third)
    third.sync()
    assert one.sync().remarks == []
