"""A telephone call about a referral, written down as such: a note of its talk, which nobody changes afterwards."""

from kyosei_desk.desk import Desk
from kyosei_desk.records import Note, Referral
from kyosei_desk.referrals import CALLED
from kyosei_desk.timeline import append_note


def note_call(desk: Desk, referral: Referral, said: str = "") -> Note:
    """`said`: what came of it, in the caller's words. From now on nobody is asked to telephone about this letter."""
    words = "\n".join(part for part in (CALLED.format(agency=referral.agency), said.strip()) if part)
    return append_note(desk, referral.household_id, words, referral.consultation_id)
