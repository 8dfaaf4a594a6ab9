"""What a form is written on, read from the vault: blank, at a household that is known, a draft, a talk to correct.

Run off the window's thread."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from i18n import _
from kyosei_desk.checklist import Definition
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import (
    Form,
    base_of,
    blank,
    on_base,
    restricted_since,
    taken_up,
    unread_as_note,
)
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.records import Consent, Consultation, District, FollowUp, Household, Member
from kyosei_desk.store import Shown
from kyosei_desk.vocabulary import Vocabulary


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is written on, read once: the sheet, the lists, the desk's name, earlier consents."""

    form: Form
    definition: Definition
    vocabulary: Vocabulary
    district: District
    people: Mapping[str, str]
    earlier: tuple[Consent, ...] = ()


def begin(desk: Desk, place: str = "") -> Ground:
    """A blank form, now, by this person."""
    return on_ground(desk, blank(desk.now().isoformat(timespec="minutes"), desk.me.id, place))


def begin_at(desk: Desk, household_id: str) -> Ground:
    """A new talk of a household that is known: who lives there stands there already."""
    fresh = blank(desk.now().isoformat(timespec="minutes"), desk.me.id)
    shown = {each.record_id: each for each in desk.postbox.of_household(household_id)}
    home = shown[household_id].record if household_id in shown else None
    if not isinstance(home, Household):
        raise missing()
    members = tuple(each.record for each in shown.values() if isinstance(each.record, Member))
    talk = msgspec.structs.replace(fresh.intake.consultation, household_id=household_id)
    intake = Intake(household=home, members=in_order(members), consultation=talk)
    ids = {household_id, *(each.id for each in members)}
    form = msgspec.structs.replace(fresh, intake=intake)
    return on_ground(desk, on_base(form, {key: each for key, each in shown.items() if key in ids}))


def go_on(desk: Desk, record_id: str) -> Ground:
    """A draft by its id; else a talk that stands in the vault, to be corrected."""
    content = next((each.content for each in desk.drafts() if each.id == record_id), None)
    if content is None:
        return correct(desk, record_id)
    return on_ground(desk, as_it_stands(desk, taken_up(content)))


def as_it_stands(desk: Desk, form: Form) -> Form:
    """Where its records were restricted since it was begun, it builds on those that stand there now."""
    shown: dict[str, Shown] = {}
    for record_id in form.base:
        with suppress(NotAllowed):
            found = desk.shown(record_id)
            shown.update({record_id: found} if found else {})
    return restricted_since(form, shown)


def correct(desk: Desk, consultation_id: str) -> Ground:
    file = desk.file(consultation_id)
    own = tuple(each for each in file.consents if each.consultation_id == consultation_id)
    intake = Intake(
        household=file.household,
        members=file.members,
        consultation=file.consultation,
        consents=own,
        gaps=file.gaps,
        follow_ups=still_planned(desk, consultation_id),
    )
    ids = [each.id for each in intake.records()]
    shown = {each: found for each in ids if (found := desk.shown(each)) is not None}
    return on_ground(desk, on_base(Form(intake=intake), shown))


def still_planned(desk: Desk, consultation_id: str) -> tuple[FollowUp, ...]:
    """The next contacts of a talk that nobody has made yet: a corrected day is theirs, and no second one."""
    found = (each.record for each in desk.postbox.store.of_consultation(consultation_id))
    return tuple(each for each in found if isinstance(each, FollowUp) and not each.done_at and not each.question)


def on_ground(desk: Desk, form: Form) -> Ground:
    version = form.intake.consultation.checklist
    own = {each.id for each in form.intake.consents}
    return Ground(
        form=form,
        definition=desk.definition(version) if version else desk.checklist,
        vocabulary=desk.vocabulary,
        district=desk.district(),
        people={person.id: person.name for person in desk.people},
        earlier=tuple(each for each in desk.postbox.consents(form.intake.household.id) if each.id not in own),
    )


def write_down(desk: Desk, form: Form) -> Consultation:
    """End the form: its records are durable, its draft is gone."""
    shown = base_of(form)
    form = unread_as_note(form, desk.now().isoformat(), desk.me.id)
    if form.intake.consultation.id not in shown:
        return desk.record(form.intake, form.reason, shown)
    desk.correct(form.id, form.intake.records(), shown)
    return form.intake.consultation


def in_order(members: tuple[Member, ...]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda each: (each.position, each.id)))


def missing() -> NotFound:
    return NotFound(_("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("もう一度さがしてください。"))
