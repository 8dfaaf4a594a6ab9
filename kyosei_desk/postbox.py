"""The desk's post with the city as it stands in the store: what was asked and told, and what was answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from i18n import _
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.monthly import Month
from kyosei_desk.records import (
    Confirmation,
    Consent,
    Consultation,
    FromCity,
    Gap,
    Note,
    Post,
    Posted,
    Record,
    Referral,
)
from kyosei_desk.referrals import Followed, followed, urgent_first
from kyosei_desk.store import Exchange, Shown, Store, lists

R = TypeVar("R", bound=Record)
ANSWERS = ("answer", "opened", "confirmation", "task")
ALL = 1 << 30


class Postbox:
    """Of one open desk; it reads, and `sync.referring` writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def store(self) -> Store:
        """For the services beside the desk, which list what is in it."""
        return self._store

    def shown(self, record_id: str, kind: type[R]) -> tuple[Shown, R]:
        """A record and what an edit of it builds on. Raises NotFound, or NotAllowed naming whom to ask."""
        shown = self._store.read(record_id)
        if shown is None or not isinstance(shown.record, kind) or shown.record.deleted:
            raise NotFound(
                _("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("もう一度さがしてください。")
            )
        return shown, shown.record

    def open_to_all(self, record_id: str, kind: type[R], refusal: NotAllowed) -> Shown:
        """The one that stays of what was merged; raises `refusal` where not everybody may see it, else as `shown`."""
        shown, _record = self.shown(lists.root(self._store, record_id), kind)
        if shown.readers:
            raise refusal
        return shown

    def sent(self, consultation_id: str) -> list[tuple[Shown, Referral | Posted]]:
        """What was asked and told of one consultation, the oldest first."""
        found = (as_sent(each) for each in self._store.of_consultation(consultation_id))
        return sorted((each for each in found if each), key=lambda each: (each[1].made_at, each[1].id))

    def sent_of_household(self, household_id: str) -> list[tuple[Shown, Referral | Posted]]:
        found = (as_sent(each) for each in self._store.of_household(household_id))
        return [each for each in found if each]

    def every_sent(self) -> Iterator[tuple[Shown, Referral | Posted]]:
        """Of every consultation that this person may open."""
        for kind in (Referral.KIND, Posted.KIND):
            yield from (found for each in self._store.of_kind(kind) if (found := as_sent(each)))

    def posted(self) -> list[tuple[Shown, Posted]]:
        """Everything that was told beside referrals."""
        return [(shown, each) for shown, each in self.every_sent() if isinstance(each, Posted)]

    def of_month(self, kind: type[R], month: Month) -> list[R]:
        """Those of a month that this person may open, and a few around it: a moment's zone is its own."""
        day = timedelta(days=1)
        first, last = (month.first - day).isoformat(), (month.last + day).isoformat()
        return lists.between(self._store, kind, first, last)

    def hidden_talks(self) -> int:
        """How many restricted consultations this person cannot open."""
        return self._store.hidden(Consultation.KIND)

    def gaps(self) -> list[Gap]:
        """Every 資源不足 that was written down, told or not."""
        return [each.record for each in self._store.of_kind(Gap.KIND) if isinstance(each.record, Gap)]

    def readers_under(self, record: Referral | Posted) -> tuple[str, ...]:
        """The persons (ids) who alone may open what a record is filed under; none where everyone may."""
        for record_id in (record.consultation_id, record.household_id):
            shown = self._store.read(record_id) if record_id else None
            if shown is not None and shown.readers:
                return shown.readers
        return ()

    def of_household(self, household_id: str) -> list[Shown]:
        """The household and all filed under it that this person may open: what an edit of each builds on."""
        return self._store.of_household(household_id)

    def consents(self, household_id: str) -> list[Consent]:
        records = (each.record for each in self._store.of_household(household_id))
        return [each for each in records if isinstance(each, Consent)]

    def answers_to(self, record_id: str) -> list[FromCity]:
        """What the city answered to a referral, or to what it was told."""
        records = (each.record for each in self._store.of_consultation(record_id))
        return [each for each in records if isinstance(each, FromCity)]

    def unfiled(self) -> list[tuple[Shown, FromCity]]:
        """Answers whose record is not here: it was restricted and has another id, was purged, or is still to come."""
        shown = (each for kind in ANSWERS for each in self._store.unfiled(kind))
        return [(each, each.record) for each in shown if isinstance(each.record, FromCity)]

    def confirmations(self, consultation_id: str) -> Iterator[tuple[Posted, Confirmation]]:
        """Every lowering of a consultation that the coordinator has spoken to."""
        for _shown, record in self.sent(consultation_id):
            if isinstance(record, Posted) and record.what is Post.LOWERED:
                for word in self.answers_to(record.id):
                    if isinstance(word, Confirmation):
                        yield record, word

    def referrals(self, now: datetime, consultation_id: str = "") -> list[Followed]:
        """Every referral, or those of one consultation, with its state: those to telephone about first."""
        found = self.sent(consultation_id) if consultation_id else self.every_sent()
        answers = None if consultation_id else self.every_answer()
        waiting = frozenset(each.id for each in Exchange(self._store).unsent_letters(ALL))
        return urgent_first(
            self.followed(record, now, waiting, None if answers is None else answers.get(record.id, ()))
            for _shown, record in found
            if isinstance(record, Referral)
        )

    def every_answer(self) -> dict[str, list[FromCity]]:
        """What the city answered, by the id of the record it is about: one question for all of them."""
        told: dict[str, list[FromCity]] = {}
        for kind in ANSWERS:
            for shown in self._store.of_kind(kind):
                if isinstance(shown.record, FromCity):
                    told.setdefault(shown.record.about, []).append(shown.record)
        return told

    def followed(
        self,
        referral: Referral,
        now: datetime,
        waiting: frozenset[str] = frozenset(),
        answers: Sequence[FromCity] | None = None,
    ) -> Followed:
        """One referral with its state; `answers` None: they are asked for. The notes of its talk are read only where
        they matter."""
        answers = self.answers_to(referral.id) if answers is None else answers
        found = followed(referral, answers, now, waiting)
        return (
            followed(referral, answers, now, waiting, self.notes_of(referral.consultation_id)) if found.call else found
        )

    def notes_of(self, consultation_id: str) -> list[Note]:
        """Remarks filed under one talk."""
        records = (each.record for each in self._store.of_consultation(consultation_id))
        return [each for each in records if isinstance(each, Note)]


def as_sent(shown: Shown) -> tuple[Shown, Referral | Posted] | None:
    record = shown.record
    return (shown, record) if isinstance(record, Referral | Posted) and not record.deleted else None
