"""A hub that was broken into shows a new laptop a district of its own making. Nothing is sealed to it, nothing goes up.

The city's keys are the right ones, for whoever breaks into the hub answers with its card; the district is not.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync import by_hand, codes, devices
from sync.codes import Code
from sync.recognising import NotRecognised
from sync.round import Hooks
from sync.standing import OtherDistrict
from tests.sync.conftest import Fresh
from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, World, quiet
from tests.sync.writing import talk


class Answering:
    """A hub as one laptop finds it: it takes the code that the laptop holds."""

    def __init__(self, hub: Hub, code: Code) -> None:
        hub.store.add_code(hub.district, code.id, codes.secret_key(code), hub.store.now() + 900)
        self.url = hub.url
        self._code = code

    def code(self) -> str:
        return codes.written(self._code)


class Answers:
    """Says the same whenever it is asked, and keeps what it was asked."""

    def __init__(self, *, same: bool) -> None:
        self.same = same
        self.numbers: list[str] = []

    def __call__(self, number: str) -> bool:
        self.numbers.append(number)
        return self.same


def early(hub: Hub) -> Code:
    """A code that was made before the district began."""
    return codes.new_code(hub.city.held.card.sign_public)


@pytest.fixture
def liar(city: City, folder: Path, world: World) -> Iterator[Hub]:
    with running_hub(city, folder / "liar.db", world.clock()) as up:
        yield up


@pytest.fixture
def honest(hub: Hub, fresh: Fresh) -> Laptop:
    """The laptop that began the district."""
    laptop = fresh(0)
    laptop.enrol(hub)
    laptop.sync()
    return laptop


@pytest.fixture
def stranger(liar: Hub, fresh: Fresh) -> Laptop:
    """Whoever broke in, with a district of their own."""
    laptop = fresh(2)
    laptop.enrol(liar)
    return laptop


def nothing_went_up(liar: Hub, laptop: Laptop) -> None:
    """No secret of theirs was taken, nothing was sealed, and the hub has no item of this laptop."""
    assert laptop.enrolment.state == "pending"
    assert laptop.desk.exchange.epochs() == {}
    assert laptop.desk.exchange.heads() == {}
    assert liar.item_ids().isdisjoint(laptop.change_ids())


def code_of(hub: Hub) -> Code:
    return codes.parsed(hub.code())


def test_a_code_of_a_district_that_has_begun_is_longer_and_names_it(hub: Hub, honest: Laptop) -> None:
    code, founding = code_of(hub), hub.store.roster(honest.enrolment.district).founding
    assert code.founding == codes.founding_signs(founding)
    assert len(code.founding) * 5 >= 75
    assert len(codes.written(code).split("-")) == 10
    assert codes.parsed(codes.written(code)) == code
    assert len(codes.written(early(hub)).split("-")) == 6


def test_a_laptop_whose_code_names_its_district_is_let_in_without_a_question(
    hub: Hub, honest: Laptop, fresh: Fresh
) -> None:
    late, asked = fresh(1), Answers(same=False)
    late.enrol(hub)
    honest.approve(late)
    report = late.sync(hooks=Hooks(recognise=asked))
    assert (report.state, report.complete, report.remarks, report.news) == ("active", True, [], [])
    assert asked.numbers == []


@pytest.mark.usefixtures("honest")
def test_a_code_that_names_its_district_takes_no_other(hub: Hub, liar: Hub, stranger: Laptop, fresh: Fresh) -> None:
    late = fresh(1)
    talk(late, "だれにも見せない話")
    with pytest.raises(OtherDistrict, match="登録コードの地区ではありません"):
        late.enrol(Answering(liar, code_of(hub)))
    stranger.approve(late)
    for _again in range(2):
        with pytest.raises(OtherDistrict):
            late.sync()
    nothing_went_up(liar, late)


@pytest.mark.usefixtures("honest")
def test_a_code_that_names_its_district_begins_none(hub: Hub, liar: Hub, fresh: Fresh) -> None:
    late = fresh(1)
    with pytest.raises(OtherDistrict):
        late.enrol(Answering(liar, code_of(hub)))
    assert liar.store.roster(liar.district).number == 0
    nothing_went_up(liar, late)


def test_a_person_who_says_that_the_numbers_differ_keeps_it_out(
    hub: Hub, honest: Laptop, liar: Hub, stranger: Laptop, fresh: Fresh
) -> None:
    late, asked = fresh(1), Answers(same=False)
    talk(late, "だれにも見せない話")
    assert late.enrol(Answering(liar, early(hub))).state == "pending"
    stranger.approve(late)
    with pytest.raises(NotRecognised, match="照合番号が違う"):
        late.sync(hooks=Hooks(recognise=asked))
    theirs = liar.store.roster(liar.district).founding
    assert asked.numbers == [codes.check_number(theirs, late.enrolment.device)]
    nothing_went_up(liar, late)
    late.enrol(hub)
    honest.approve(late)
    quiet((honest, late))
    assert honest.desk.search("だれにも見せない話")


def test_a_refusal_is_asked_about_again(hub: Hub, honest: Laptop, fresh: Fresh) -> None:
    late = fresh(1)
    late.enrol(Answering(hub, early(hub)))
    honest.approve(late)
    with pytest.raises(NotRecognised):
        late.sync(hooks=Hooks(recognise=Answers(same=False)))
    nothing_went_up(hub, late)
    yes = Answers(same=True)
    report = late.sync(hooks=Hooks(recognise=yes))
    assert (report.state, report.complete, report.news) == ("active", True, [])
    late.sync(hooks=Hooks(recognise=yes))
    assert len(yes.numbers) == 1


def test_nothing_that_only_looks_lets_it_in(hub: Hub, honest: Laptop, fresh: Fresh) -> None:
    """`device list` and another `enrol` take the roster too; only a comparison opens what is sealed to the laptop."""
    late = fresh(1)
    late.enrol(Answering(hub, early(hub)))
    honest.approve(late)
    with late.hub() as client:
        devices.refreshed(late.desk, client, late.enrolment)
    late.enrol(Answering(hub, early(hub)))
    nothing_went_up(hub, late)


def test_where_nobody_can_be_asked_it_goes_on_and_says_the_number_once(hub: Hub, honest: Laptop, fresh: Fresh) -> None:
    late = fresh(1)
    late.enrol(Answering(hub, early(hub)))
    honest.approve(late)
    report = late.sync()
    assert (report.state, report.complete, report.remarks) == ("active", True, [])
    (said,) = report.news
    number = codes.check_number(hub.store.roster(hub.district).founding, late.enrolment.device)
    assert f"照合番号: {number}" in said
    assert late.sync().news == []


def test_a_stick_asks_as_well(hub: Hub, honest: Laptop, fresh: Fresh, tmp_path: Path) -> None:
    late = fresh(1)
    late.enrol(Answering(hub, early(hub)))
    honest.approve(late)
    talk(honest, "束の話")
    honest.sync()
    by_hand.export(honest.desk, honest.enrolment, tmp_path / "stick", everything=True)
    with pytest.raises(NotRecognised):
        by_hand.take(late.desk, late.enrolment, tmp_path / "stick", Hooks(recognise=Answers(same=False)))
    nothing_went_up(hub, late)
    by_hand.take(late.desk, late.enrolment, tmp_path / "stick", Hooks(recognise=Answers(same=True)))
    assert late.enrolment.state == "active"
    assert late.desk.search("束の話")


def test_an_enrolment_of_before_stays_what_it_was(honest: Laptop) -> None:
    """What was kept without a founding is read, and asks nobody."""
    exchange = honest.desk.exchange
    kept = msgspec.json.decode(exchange.get("enrolment") or b"")
    kept.pop("founding")
    exchange.put("enrolment", msgspec.json.encode(kept))
    asked = Answers(same=False)
    report = honest.sync(hooks=Hooks(recognise=asked))
    assert (report.state, report.complete, asked.numbers) == ("active", True, [])
