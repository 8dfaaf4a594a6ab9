"""What one talk at the desk brings: the records that are saved together, in one transaction. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import msgspec

from i18n import _
from kyosei_desk.checklist import Result
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import clean_texts
from kyosei_desk.records import Consent, Consultation, FollowUp, Gap, Household, Member, Note, Record, Referral, new_id
from kyosei_desk.vocabulary import Vocabulary


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A consultation with its household and all that was written at the same table."""

    household: Household
    members: tuple[Member, ...] = ()
    consultation: Consultation
    consents: tuple[Consent, ...] = ()
    gaps: tuple[Gap, ...] = ()
    referrals: tuple[Referral, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    notes: tuple[Note, ...] = ()

    def records(self) -> tuple[Record, ...]:
        """Every record, the household first."""
        return (
            self.household,
            *self.members,
            self.consultation,
            *self.consents,
            *self.gaps,
            *self.referrals,
            *self.follow_ups,
            *self.notes,
        )


def grown(result: Result, closed: Consultation, gaps: Sequence[Gap]) -> Iterator[Record]:
    """What the checklist itself sets: a day to ask again for each doubt, and the 資源不足 that nobody described."""
    home, talk = closed.household_id, closed.id
    taken = parse_moment(closed.taken_at).astimezone(JAPAN).date()
    for finding in result.findings:
        if finding.recheck_days is not None:
            due = (taken + timedelta(days=finding.recheck_days)).isoformat()
            text = _("{id} をもう一度聞く").format(id=finding.id)
            yield FollowUp(
                id=new_id(), household_id=home, consultation_id=talk, due_on=due, text=text, by=closed.taken_by,
                question=finding.id,
            )  # fmt: skip
    if result.resource_gap and not gaps:
        yield Gap(id=new_id(), household_id=home, consultation_id=talk)


def check_records(vocabulary: Vocabulary, records: Iterable[Record]) -> None:
    """Raises FieldError, naming the field, for a broken sign, a label of no list, a time no talk can have had."""
    for record in records:
        clean_texts(record)
        vocabulary.check(record)
        if isinstance(record, Consultation):
            check_moment(record.taken_at)


def check_moment(taken_at: str) -> None:
    """Raises FieldError for a time no talk can have had."""
    try:
        parse_moment(taken_at)
    except ValueError:
        raise FieldError(
            "taken_at", _("相談の日時が、日時として読みとれません。"), _("日時を直してください。")
        ) from None
