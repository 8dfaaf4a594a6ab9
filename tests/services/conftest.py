"""The fixtures of this room: a desk by a clock in the hand of the test, a city, and a vault with two people."""

from tests.post.conftest import city, clock, desk, enrolment
from tests.vault.staffing import staffed, staffed_once

__all__ = ["city", "clock", "desk", "enrolment", "staffed", "staffed_once"]
