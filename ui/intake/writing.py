"""A talk while it is written down: what stands on the pages, what the checklist makes of it, and its keeping.

Everything typed is a draft in the vault within a second, composing text included; nothing is a record before the
person ends it.
"""

from collections.abc import Callable
from functools import cached_property

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from kyosei_desk.assessment import Assessment, assess
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition
from kyosei_desk.drafting import (
    Form,
    blank,
    unfinished,
    with_record,
    with_unread,
    without_record,
)
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.records import Consultation, Household, Member, Record
from kyosei_desk.store import Kept, Unfinished
from ui.intake.ground import (
    Ground,
    as_it_stands,
    begin,
    begin_at,
    correct,
    go_on,
    in_order,
    missing,
    on_ground,
    still_planned,
    write_down,
)
from ui.intake.outcome import Ended
from ui.session import Session

PAUSE, AGAIN = 600, 5000
"""Milliseconds: from the first unkept change to its keeping, and until a keeping that failed is tried anew."""


class Writing(QObject):
    """`changed`: something on the form is another now. `kept`: it is durable. `troubled`: it could not be kept, and
    is tried again. `overtaken`: what it builds on was purged or restricted meanwhile; it is to be taken up anew, by
    this id. `lost`: so too, and there is nothing left that this person could go on with."""

    changed = Signal()
    kept = Signal()
    troubled = Signal(object)
    overtaken = Signal(str)
    lost = Signal(object)

    def __init__(self, session: Session, ground: Ground, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self.ground = session, ground
        self._form = msgspec.structs.replace(ground.form, under_way=False, bereft=False)
        self._marked, self._aside = ground.form.under_way, False
        self._unkept, self.touched, self.ended = False, False, False
        self.outcome: Ended | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)
        self._in_flight = 0
        """Keepings whose outcome is not known yet."""
        self._going_down = False
        self._parting: Callable[[], None] | None = None
        self._left = False
        session.leaving.connect(self.shut)

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
        self._in_flight += 1
        self._session.keep(self, lambda desk: desk.keep_draft(form), self._is_kept, self._not_kept)

    def _to_keep(self) -> Unfinished:
        self._timer.stop()
        self._unkept = False
        self._marked = not self._aside
        return unfinished(msgspec.structs.replace(self._form, under_way=self._marked))

    def look_again(self) -> None:
        """Other people's work came: what was typed on a record that is gone or closed by now must not stand there."""
        self._unkept = self._unkept or self.touched
        self.keep()

    def put_aside(self) -> None:
        """The same where a person leaves: what was not put aside was cut short, and is asked about (今日)."""
        self._aside = True
        self._unkept = self._unkept or self._marked
        self.keep()

    @property
    def waits(self) -> bool:
        """Whether something of it is not durable, as far as is known."""
        return not self.ended and bool(self._unkept or self._in_flight)

    def hand_over(self, then: Callable[[], None]) -> None:
        """The desk is being locked: what is not durable is kept or carried, then `then`."""
        if self._going_down:
            self._parting = then  # it is being written down: if that fails, it is handed over
        elif self.waits:
            self._aside = True
            self._session.carry(self._to_keep(), then)
        else:
            then()

    def _is_kept(self, outcome: Kept) -> None:
        self._in_flight -= 1
        self.kept.emit()
        if outcome.changed and not self.ended:
            self._overtake(outcome)
        elif self._left and not self.waits:
            self._go()

    def _overtake(self, outcome: Kept) -> None:
        """What was typed since is kept first: the store keeps it in the same way."""
        if self._unkept:
            self.keep()
            return
        self.end()
        if self._left:
            self._go()
        else:
            self.overtaken.emit(outcome.id)

    def _not_kept(self, error: DeskError) -> None:
        self._in_flight -= 1
        if self.ended or not self._session.open:
            return
        if isinstance(error, NotFound | NotAllowed):  # it never will be: its talk is gone, or closed to this person
            self.end()
            self.lost.emit(error)
            return
        self._unkept = True
        self._timer.start(AGAIN)
        self.troubled.emit(error)

    def leave(self) -> None:
        """Nobody shows it any more: it goes, once all of it is kept."""
        self._left = True
        if not self.waits:
            self._go()

    def _go(self) -> None:
        """Nobody finds it among the screen's any more, either."""
        self.setParent(None)
        self.deleteLater()

    def shut(self) -> None:
        """The desk is locked: no more keeping, and no words in memory."""
        self.end()
        self._form = blank(self.talk.taken_at, "")
        self.ground = msgspec.structs.replace(self.ground, form=self._form, people={}, earlier=())

    def pause(self) -> None:
        """It is being written down: no draft may be kept after its end."""
        self._timer.stop()
        self.ended = self._going_down = True

    def resume(self) -> None:
        """It could not be written down; what stands there stays a draft."""
        self.ended = self._going_down = False
        self._unkept = True
        then, self._parting = self._parting, None
        if then is not None:
            self.hand_over(then)
        else:
            self.keep()

    def end(self, outcome: Ended | None = None) -> None:
        """It is a record now, or was let go: no draft of it is kept any more."""
        self.pause()
        self._going_down = False
        self.outcome = outcome
        then, self._parting = self._parting, None
        if then is not None:
            then()


__all__ = [
    "AGAIN", "PAUSE", "Ground", "Writing", "as_it_stands", "begin", "begin_at", "correct", "go_on", "in_order",
    "missing", "on_ground", "still_planned", "write_down",
]  # fmt: skip
"""What a form is written on comes from here too: whoever has the one wants the other."""
