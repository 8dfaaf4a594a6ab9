"""Which level counts, and until when: raising, lowering, the clock of a level. Pure."""

from datetime import datetime, timedelta

import msgspec

from i18n import _
from kyosei_desk.checklist.evaluation import Result
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Level, Override

TIME_TO_ACT = {Level.L5: timedelta(0), Level.L4: timedelta(hours=24), Level.L3: timedelta(days=7)}


class Standing(msgspec.Struct, frozen=True):
    """The level that counts. `awaiting` 推進員の確認待ち: a lower level was asked for and is not confirmed yet."""

    level: Level
    awaiting: bool = False


def standing(result: Result, override: Override | None, closed_level: int) -> Standing:
    """The level of a consultation now.

    `closed_level` is the level at closing (0: never closed): answers changed later that let the level fall lower it
    only once a coordinator has confirmed. A confirmation holds for the level it was given for, not for a later rise.
    A level that was raised and has been overtaken by the answers is no lowering: nothing awaits.
    """
    reached = max(result.level, Level(closed_level or 1))
    if override is None:
        return Standing(reached, awaiting=reached > result.level)
    if override.level >= reached:
        return Standing(override.level)
    if override.confirmed_by and override.lowered_from >= reached:
        return Standing(override.level)
    asked_for = override.level < override.lowered_from
    return Standing(reached, awaiting=asked_for or reached > result.level)


def check_override(override: Override, reached: Level) -> None:
    """Raises FieldError where a level is lowered without a written reason."""
    if override.level < reached and not override.reason.strip():
        raise FieldError(
            "override.reason",
            _("緊急度を下げる理由がまだ書かれていません。"),
            _("理由を書くと、推進員に確認を頼めます。"),
        )


def due_at(level: Level, taken_at: datetime) -> datetime | None:
    """When the level's time runs out, counted from the talk itself; None for L2 and L1."""
    allowed = TIME_TO_ACT.get(level)
    return None if allowed is None else taken_at + allowed
