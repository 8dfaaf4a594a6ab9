"""The example files of ひばり市: each tells its kind by itself, is whole, and names nobody."""

import re

import pytest

from kyosei_desk.errors import DefinitionError
from kyosei_desk.practice.city import ORDER, examples
from kyosei_desk.published import Kind, Publication, recognised
from kyosei_desk.verdicts import State, ground, judge
from tests.bulletins.press import AT, FILES

INVENTED = re.compile(r"000-[0-9-]+|1[12][09]|189")


@pytest.mark.parametrize("kind", FILES)
def test_a_file_tells_its_kind_and_version(kind: str) -> None:
    assert recognised(FILES[kind], f"{kind}.toml") == (Kind(kind), "2026.10")


def test_there_is_one_of_each_kind_in_an_order_that_counts() -> None:
    assert sorted(ORDER) == sorted(Kind)
    standing = ground()
    for number, (name, text) in enumerate(examples(), start=1):
        kind, version = recognised(text, name)
        item = Publication(number=number, kind=kind, version=version, published_at=AT, content=text)
        verdict, standing = judge(item, standing)
        assert verdict.state is State.APPLIED, verdict.reason


def test_every_office_is_invented() -> None:
    names = re.findall(r'^name = "(.*)"', FILES["directory"], re.MULTILINE)
    numbers = re.findall(r'^(?:phone|night) = "(.+)"', FILES["directory"], re.MULTILINE)
    assert len(names) == 15
    assert all(name.startswith("見本 ") for name in names)
    assert all(INVENTED.fullmatch(number) for number in numbers)


@pytest.mark.parametrize(
    "text", ["", "version = 3", 'version = "1"', "office = 1", 'version = "1"\nnumber = []\noffice = []', "=", "[[["]
)
def test_a_file_of_no_kind_or_of_two_is_said_so(text: str) -> None:
    with pytest.raises(DefinitionError):
        recognised(text, "何か.toml")
