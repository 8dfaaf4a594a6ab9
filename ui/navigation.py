"""Where one can go in the window."""

from collections.abc import Callable
from enum import StrEnum

import msgspec


class Place(StrEnum):
    """Every screen of an open desk."""

    TODAY = "today"
    INTAKE = "intake"
    SEARCH = "search"
    HOUSEHOLD = "household"
    REFERRALS = "referrals"
    RESOURCES = "resources"
    LACKING = "lacking"
    REPORTS = "reports"
    SYNC = "sync"
    SETTINGS = "settings"
    CONFLICTS = "conflicts"
    PAPER = "paper"
    HELP = "help"


OF_TALK, NEW = "talk", "new"
"""At `LACKING`: that `To.record_id` is a talk, not what is lacking; and that something new is to be written."""

CORRECT, FIGURES = "correct:", "figures"
"""At `HOUSEHOLD`: what of it goes on being corrected stands behind it; at `REPORTS`: a month's figures."""


class To(msgspec.Struct, frozen=True, kw_only=True):
    """A destination. `record_id`: what it is about (a household, a consultation, a draft); `part`: where on it."""

    place: Place
    record_id: str = ""
    part: str = ""


Go = Callable[[To], None]
