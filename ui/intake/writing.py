"""A talk while it is written down: what stands on the pages, what the checklist makes of it, and its keeping.

Everything typed is a draft in the vault within a second, composing text included; nothing is a record before the
person ends it.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.assessment import Assessment, assess
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import (
    Form,
    base_of,
    blank,
    kept,
    on_base,
    taken_up,
    unread_as_note,
    with_record,
    with_unread,
    without_record,
)
from kyosei_desk.errors import DeskError, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.records import Consent, Consultation, District, FollowUp, Household, Member, Record
from kyosei_desk.store import Carried
from kyosei_desk.vocabulary import Vocabulary
from ui.intake.outcome import Ended
from ui.session import Session

PAUSE, AGAIN = 600, 5000
"""Milliseconds: from the first unkept change to its keeping, and until a keeping that failed is tried anew."""


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is written on, read once: the sheet, the lists, the desk's name, earlier consents."""

    form: Form
    definition: Definition
    vocabulary: Vocabulary
    district: District
    people: Mapping[str, str]
    earlier: tuple[Consent, ...] = ()


class Writing(QObject):
    """`changed`: something on the form is another now. `kept`: it is durable. `troubled`: it could not be kept."""

    changed = Signal()
    kept = Signal()
    troubled = Signal(object)

    def __init__(self, session: Session, ground: Ground) -> None:
        super().__init__()
        self._session, self.ground = session, ground
        self._form = msgspec.structs.replace(ground.form, under_way=False)
        self._marked, self._aside = ground.form.under_way, False
        self._unkept, self.touched, self.ended = False, False, False
        self._under_way = 0
        """Keepings whose outcome is not known yet."""
        self.outcome: Ended | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)

    # What stands there

    @property
    def form(self) -> Form:
        return self._form

    @property
    def intake(self) -> Intake:
        return self._form.intake

    @property
    def talk(self) -> Consultation:
        return self.intake.consultation

    @property
    def home(self) -> Household:
        return self.intake.household

    @property
    def corrects(self) -> bool:
        """Whether the talk stood in the vault before."""
        return self.talk.id in self._form.known

    @cached_property
    def checklist(self) -> Definition:
        return self.ground.definition

    def assessment(self) -> Assessment:
        """What the answers so far come to; pure and fast, called at each press."""
        consents = (*self.ground.earlier, *self.intake.consents)
        return assess(self.checklist, self.talk, self.intake.members, consents, self._session.now().date())

    def file(self) -> CaseFile:
        """As if it were closed now: for looking at what would leave the desk."""
        intake, ground = self.intake, self.ground
        return CaseFile(
            district=ground.district,
            household=intake.household,
            members=intake.members,
            consultation=intake.consultation,
            consents=(*ground.earlier, *intake.consents),
            gaps=intake.gaps,
            assessment=self.assessment(),
            definition=ground.definition,
            vocabulary=ground.vocabulary,
            taken_by=ground.people.get(intake.consultation.taken_by, ""),
            people=dict(ground.people),
        )

    # What is written

    def put(self, record: Record) -> None:
        """A record as it stands on a page now."""
        self._take(with_record(self._form, record))

    def talks(self, **fields: object) -> None:
        """Fields of the talk itself."""
        self.put(msgspec.structs.replace(self.talk, **fields))

    def houses(self, **fields: object) -> None:
        self.put(msgspec.structs.replace(self.home, **fields))

    def member(self, member_id: str) -> Member:
        return next(each for each in self.intake.members if each.id == member_id)

    def drop(self, record_id: str) -> None:
        """Take a record away that was never saved."""
        self._take(without_record(self._form, record_id))

    def note(self, **fields: object) -> None:
        """What is of the form alone: page, reason, ticks, whom to send to."""
        self._take(msgspec.structs.replace(self._form, **fields))

    def unread(self, **words: str) -> None:
        """What cannot be read as a day, a time or a number, by its field; "" where it can."""
        self._take(with_unread(self._form, words))

    def _take(self, form: Form) -> None:
        if form == self._form or self.ended:
            return
        looked = msgspec.structs.replace(form, page=self._form.page) == self._form
        self._form = form
        if looked and not self.touched:  # who only looks at a talk leaves no draft of it
            self.changed.emit()
            return
        self._unkept = self.touched = True
        self._aside = False
        if not self._timer.isActive():  # from the first unkept change: nobody types for ever without a save
            self._timer.start(PAUSE)
        self.changed.emit()

    # Keeping

    def keep(self) -> None:
        """Make what stands there durable as a draft."""
        if not self._unkept or self.ended or not self._session.open:
            return
        form = self._to_keep()
        self._under_way += 1
        self._session.ask(self, lambda desk: desk.keep_draft(form.id, kept(form)), self._is_kept, self._not_kept)

    def _to_keep(self) -> Form:
        self._timer.stop()
        self._unkept = False
        self._marked = not self._aside
        return msgspec.structs.replace(self._form, under_way=self._marked)

    def put_aside(self, then: Callable[[], object], failed: Callable[[DeskError, Carried | None], object]) -> None:
        """The same where a person leaves: what was not put aside was cut short, and is asked about (今日).

        `then` once it is durable; `failed` with why it is not, and what there is to carry over a lock.
        """
        self._aside = True
        if self.ended or not (self._unkept or self._marked or self._under_way):
            then()
            return
        form = self._to_keep()
        self._under_way += 1

        def done(trouble: tuple[DeskError, Carried] | None) -> None:
            if trouble is None:
                self._is_kept(None)
                then()
            else:
                self._not_kept(trouble[0])
                failed(*trouble)

        def undone(error: DeskError) -> None:
            self._not_kept(error)
            failed(error, None)

        self._session.ask(self, lambda desk: half_done.kept_or_carried(desk, form.id, kept(form)), done, undone)

    def _is_kept(self, _none: None) -> None:
        self._under_way -= 1
        self.kept.emit()

    def _not_kept(self, error: DeskError) -> None:
        self._under_way -= 1
        self._unkept = True
        self._timer.start(AGAIN)
        self.troubled.emit(error)

    def pause(self) -> None:
        """It is being written down: no draft may be kept after its end."""
        self._timer.stop()
        self.ended = True

    def resume(self) -> None:
        """It could not be written down; what stands there stays a draft."""
        self.ended = False
        self._unkept = True
        self.keep()

    def end(self, outcome: Ended | None = None) -> None:
        """It is a record now, or was let go: no draft of it is kept any more."""
        self.pause()
        self.outcome = outcome


# Read off the window's thread


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
    return on_ground(desk, taken_up(content))


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
