"""The fictitious district whose desk the practice cases are taken at."""

import tomllib
from pathlib import Path

import msgspec

from kyosei_desk.records import District


def practice_district() -> District:
    """みどり地区 of ひばり市."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name("district.toml").read_text("utf-8")), District)
