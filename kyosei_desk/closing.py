"""How a consultation is closed, and how its level is set by a person. Pure."""

from datetime import datetime

import msgspec

from i18n import _
from kyosei_desk.assessment import Assessment
from kyosei_desk.checklist import check_override, standing
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Consultation, Level, Override


def closed(consultation: Consultation, version: str, assessment: Assessment, reason: str, at: datetime) -> Consultation:
    """The consultation as it stands closed. Raises FieldError where a reason is needed and missing."""
    if not assessment.closable and not reason.strip():
        raise FieldError(
            "close_reason",
            _("命に関わる質問に、まだ答えがないものがあります。"),
            _("聞いて答えるか、聞けなかった理由を書いてください。"),
        )
    return msgspec.structs.replace(
        consultation,
        checklist=version,
        closed_at=at.isoformat(),
        closed_level=int(assessment.level),
        close_reason="" if assessment.closable else reason,
    )


def at_level(consultation: Consultation, reached: Assessment, wanted: Override) -> Consultation:
    """The consultation with a level a person set. Raises FieldError for a lower one without a reason."""
    above = max(reached.result.level, Level(consultation.closed_level or 1))
    override = msgspec.structs.replace(wanted, lowered_from=above)
    check_override(override, standing(reached.result, None, consultation.closed_level).level)
    return msgspec.structs.replace(consultation, override=override)
