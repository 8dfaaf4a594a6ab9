"""The volunteer ticks each statement and the wish; what was only heard is off at first."""

import pytest

from kyosei_desk.disclosure import disclose
from kyosei_desk.records import Answer
from tests.disclosure.case import GIVEN, HEARD, OF_SPOUSE, ON, SAID, SEEN, case, consent, talk

FILE = case(talk({"Q12": Answer.YES}), consent(GIVEN))
AGENCY = "自立相談支援機関"


def test_at_first_everything_but_hearsay_is_ticked() -> None:
    letter = disclose(FILE, AGENCY, ON)
    assert letter.statements == (SAID, SEEN)
    assert letter.wish == "印希望"


def test_nothing_ticked_is_nothing_said() -> None:
    letter = disclose(FILE, AGENCY, ON, ())
    assert (letter.statements, letter.wish) == ((), "")


@pytest.mark.parametrize(
    ("ticked", "statements", "wish"),
    [
        (("said",), (SAID,), ""),
        (("heard",), (HEARD,), ""),
        (("wish",), (), "印希望"),
        (("heard", "seen", "said", "wish"), (SAID, SEEN, HEARD), "印希望"),
        (("spouse",), (), ""),
        (("nobody-said-this",), (), ""),
    ],
)
def test_the_ticks_alone_decide_among_what_may_go(ticked: tuple[str, ...], statements: object, wish: str) -> None:
    letter = disclose(FILE, AGENCY, ON, ticked)
    assert letter.statements == statements
    assert letter.wish == wish


def test_ticks_may_be_read_only_once() -> None:
    assert disclose(FILE, AGENCY, ON, iter(("seen", "wish"))) == disclose(FILE, AGENCY, ON, ("seen", "wish"))


def test_another_adults_words_can_be_ticked_once_they_agreed() -> None:
    file = case(talk({"Q12": Answer.YES}), consent(GIVEN), consent(GIVEN, "spouse"))
    assert disclose(file, AGENCY, ON, ("spouse",)).statements == (OF_SPOUSE,)
