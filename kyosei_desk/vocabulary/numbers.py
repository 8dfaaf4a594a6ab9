"""National numbers a person may be told to call."""

from datetime import date, timedelta

import msgspec

GOOD_FOR = timedelta(days=365)
"""How long a check of a number holds (domain.md §4)."""


class Number(msgspec.Struct, frozen=True):
    """A number with what it is for. `hours` "" means nobody confirmed them; `region` "" means the whole country.

    `verified_at` is the ISO day of the last check by a person, "" where there was none.
    """

    number: str
    name: str
    use: str
    hours: str
    source: str
    verified_at: str
    confirmed: bool
    region: str

    def stale(self, on: date) -> bool:
        """Whether the number carries a warning on that day: never confirmed, or checked more than a year ago."""
        return not self.confirmed or on - date.fromisoformat(self.verified_at) > GOOD_FOR
