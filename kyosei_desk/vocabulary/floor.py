"""What no published list may lower: 119, 110 and 189, as they are for the whole country, day and night. Pure."""

from collections.abc import Iterator

from i18n import _
from kyosei_desk.datafile import line_of
from kyosei_desk.errors import DefinitionError
from kyosei_desk.vocabulary.form import Fault
from kyosei_desk.vocabulary.numbers import NEEDED, NUMBERS, NumberList, builtin_numbers

FIXED = ("name", "hours", "region", "confirmed")
"""What a published list may say of them only as it is; what they are for may be put into other words."""


def check_number_floor(numbers: NumberList, text: str = "", source: str = NUMBERS) -> None:
    """Raises DefinitionError where a list drops one of the three, or says less of it. `text`: to name the line."""
    for path, sentence in below(numbers):
        raise DefinitionError(source, line_of(text, path) if text else 0, sentence)


def below(numbers: NumberList) -> Iterator[Fault]:
    there = {each.number: (place, each) for place, each in enumerate(numbers.numbers)}
    for ours in (each for each in builtin_numbers().numbers if each.number in NEEDED):
        place, theirs = there.get(ours.number, (0, None))
        if theirs is None or any(getattr(theirs, name) != getattr(ours, name) for name in FIXED):
            yield (
                ("number", place),
                _("命に関わる {number} は、弱くしたり外したりできません。").format(number=ours.number),
            )
