"""The desk: the one door to everything a volunteer can do. One method an action, each one transaction.

What an action works out stands in pure rooms of its own (`closing`, `gathering`, `disclosure` …); here it meets the
store, the keys and the folder.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from kyosei_desk import backup, closing, days_seen, disk, erasing, locking, printing, vault, wiping
from kyosei_desk.assessment import Assessment, assess
from kyosei_desk.belonging import Belonging
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition
from kyosei_desk.clock import JAPAN, Clock
from kyosei_desk.days_seen import set_back
from kyosei_desk.disclosure import Disclosure, disclose
from kyosei_desk.errors import LeaseOver, VaultDamaged, VaultWiped
from kyosei_desk.gathering import Setting, gathered
from kyosei_desk.intake import Intake, check_records, grown
from kyosei_desk.postbox import Postbox
from kyosei_desk.records import (
    DISTRICT_ID,
    Consent,
    ConsentState,
    Consultation,
    District,
    Level,
    Member,
    Override,
    Record,
)
from kyosei_desk.recovery import Recovery
from kyosei_desk.reference import Reference
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.store import Conflict, Draft, Edit, Exchange, Found, Kept, SealedDraft, Shown, Store, Unfinished
from kyosei_desk.store.bulletins import Bulletins, Unused
from kyosei_desk.store.related import may_be_told
from kyosei_desk.vault import Person, Role, Unlocked
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.vocabulary import Notice, Office, Vocabulary
from kyosei_desk.watching import UNWATCHED, Watch


class Desk:
    """An open vault and the person at it. `remarks` are sentences a person should read at opening, until they
    say that they have; `cautions` those of this opening alone."""

    def __init__(
        self, store: Store, unlocked: Unlocked, clock: Clock, folder: VaultFolder, remarks: tuple[str, ...] = ()
    ) -> None:
        self._store = store
        self._unlocked = unlocked
        self._clock = clock
        self._folder = folder
        self.remarks = remarks
        self.cautions: tuple[str, ...] = ()
        self._last_day = date.min
        self._seen: days_seen.Seen | None = None

    @property
    def me(self) -> Person:
        """The person at the desk."""
        return self._unlocked.person

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone who may open this vault."""
        return self._unlocked.people

    @cached_property
    def exchange(self) -> Exchange:
        """The store's door for sync."""
        return Exchange(self._store)

    @property
    def keys(self) -> Unlocked:
        """The person's keys, for sync: it certifies people, and seals to them."""
        return self._unlocked

    @cached_property
    def belonging(self) -> Belonging:
        """The district's side of this desk: its lease, its people."""
        return Belonging(self._store, self._unlocked, self._clock, self._folder)

    @cached_property
    def recovery(self) -> Recovery:
        """The printed code of this desk."""
        return Recovery(self._store, self._unlocked, self._folder, self.belonging.publish, self.renew_backups)

    @property
    def postbox(self) -> Postbox:
        """What was asked of agencies and told to the city, and what was answered."""
        return Postbox(self._records)

    @property
    def sorting(self) -> Postbox:
        """The same for sync, which shows it to nobody: a lease that has run out does not stop it."""
        return Postbox(self._store)

    @property
    def _records(self) -> Store:
        """The store, for whoever reads: shut where the lease has run out. Writing a new talk down asks for none."""
        if self.belonging.lease_over:
            raise LeaseOver
        return self._store

    def conflicts(self) -> list[Conflict]:
        """What two people wrote without knowing of each other: both values, who, when; nothing of a household that
        went behind a restriction."""
        return [each for each in self._records.conflicts() if may_be_told(self._store, each.field)]

    def resolve(self, record_id: str, field: str, value: object) -> None:
        """A person's choice, or what they joined; it supersedes all values there are now."""
        self._records.resolve(record_id, field, value)

    @cached_property
    def bulletins(self) -> Bulletins:
        """What the city published: the store's door for sync, and what counts of it."""
        return Bulletins(self._store)

    @cached_property
    def _reference(self) -> Reference:
        return Reference(self._store, self.bulletins)

    @property
    def vocabulary(self) -> Vocabulary:
        """The official lists in force, with the numbers and the kinds of agencies the city published last."""
        return self._reference.vocabulary

    @property
    def checklist(self) -> Definition:
        """The checklist new consultations are answered with; its text is kept in the vault with its results."""
        return self._reference.checklist(self.today())

    def definition(self, version: str) -> Definition:
        """A version as it was when results were made with it."""
        return self._reference.definition(version)

    def directory(self, kind: str = "") -> tuple[Office, ...]:
        """The town's offices of one kind of agency, or all of them; none before the city published any."""
        return self._reference.directory(kind)

    def notices(self, on: date) -> tuple[Notice, ...]:
        """What the city wants its desks to read on a day."""
        return self._reference.notices(on)

    def training_cases(self) -> tuple[Any, ...]:
        """The cases the city published for practice, in the form of `cases.json`; for a practice vault only."""
        return self._reference.training_cases()

    def refused_bulletins(self) -> list[Unused]:
        """What the city's hub sent and this desk does not use, each with its reason in words."""
        return self.bulletins.unused()

    def now(self) -> datetime:
        """The desk's time, in Japan's zone."""
        return self._clock().astimezone(JAPAN)

    def today(self) -> date:
        return self.now().date()

    def due_day(self) -> date:
        """Up to which day something counts as due: a clock that was set back must not hide it."""
        return max(self.today(), self._last_day)

    def due_moment(self) -> datetime:
        """The same for what has an hour: where the clock was set back, the end of that day."""
        now = self.now()
        return now if now.date() >= self._last_day else datetime.combine(self._last_day, time.max, JAPAN)

    def notice_clock(self) -> None:
        """At opening: whether the clock stands behind the days the vault was used on."""
        seen = days_seen.read(self._store)
        if self.belonging.clock_confirmed:
            seen = days_seen.confirmed(seen, self.today())
        if days_seen.stands_behind(seen, self.today()):
            self._last_day = days_seen.latest(seen) or date.min
            self.cautions = (*self.cautions, set_back(self.today(), self._last_day))
        self._seen = days_seen.with_day(seen, self.today())

    def note_day(self) -> None:
        """At closing, once it is known whether anything else was written."""
        if self._seen is not None:
            days_seen.keep(self._store, self._seen)

    def lock(self) -> None:
        """Close the vault and put the keys away; only a passphrase opens it again. Once is enough, twice does no harm.

        The daily backup is made first where anything was written.
        """
        if not self._unlocked.locked:
            locking.lock(self._store, self.daily_backup, self.note_day, self.put_away)

    def put_away(self) -> None:
        """The same without a backup: where the keys are about to change, or to go."""
        locking.put_away(self._store, self._unlocked, self._folder)

    # Writing

    def record(
        self, intake: Intake, reason: str = "", known: Mapping[str, Shown] = MappingProxyType({})
    ) -> Consultation:
        """Write a finished talk down and close it. When this returns it is durable; when it raises, nothing was kept.

        `reason` is what closing needs where Q1–Q11 are not all answered; raises FieldError without one. `known`: those
        of its records that stood here before, as they were on the screen. Its draft ends in the same moment.
        """
        self.check(intake.records())
        closed = self.closed(intake.consultation, intake.members, intake.consents, reason)
        self.check((closed,))
        written = [closed if each is intake.consultation else each for each in intake.records()]
        result = assess(self.definition(closed.checklist), closed, intake.members, intake.consents, self.today()).result
        every = (*written, *grown(result, closed, intake.gaps))
        self._store.end_draft((Edit(each, known.get(each.id)) for each in every), "record", closed.id)
        return closed

    def correct(self, consultation_id: str, records: Iterable[Record], known: Mapping[str, Shown]) -> None:
        """Write the corrections of a talk down, all or none, on what was on the screen; their draft ends with it."""
        every = tuple(records)
        self.check(every)
        self._records.end_draft((Edit(each, known.get(each.id)) for each in every), "correct", consultation_id)

    def save(self, before: Shown | None, after: Record) -> None:
        """Write an edit down; it builds on what was on the screen, and never overwrites what was not."""
        self.check((after,))
        self._records.save((Edit(after, before),), "save", after.id)

    def close(self, consultation_id: str, reason: str = "") -> None:
        """Close a consultation with the level it has now."""
        shown, consultation = self.postbox.shown(consultation_id, Consultation)
        file = self.file(consultation_id)
        closed = self.closed(consultation, file.members, file.consents, reason)
        self._store.save((Edit(closed, shown),), "close", consultation_id)

    def closed(
        self, consultation: Consultation, members: tuple[Member, ...], consents: tuple[Consent, ...], reason: str
    ) -> Consultation:
        """The consultation as it stands closed. Raises FieldError where a reason is needed and missing."""
        version = consultation.checklist or self.checklist.version
        assessment = assess(self.definition(version), consultation, members, consents, self.today())
        return closing.closed(consultation, version, assessment, reason, self.now())

    def set_level(self, consultation_id: str, level: Level, reason: str = "") -> Assessment:
        """Raise the level freely; lower it with a written reason, which then waits for the coordinator."""
        shown, consultation = self.postbox.shown(consultation_id, Consultation)
        wanted = Override(level=level, reason=reason, by=self.me.id, at=self.now().isoformat())
        self.save(shown, closing.at_level(consultation, self.assess(consultation_id), wanted))
        return self.assess(consultation_id)

    def withdraw_consent(self, consent_id: str) -> None:
        """Take note that a person withdrew their consent: from now on it reads as 拒否."""
        shown, consent = self.postbox.shown(consent_id, Consent)
        withdrawn = msgspec.structs.replace(consent, state=ConsentState.REFUSED, withdrawn_on=self.today().isoformat())
        self._store.save((Edit(withdrawn, shown),), "withdraw_consent", consent_id)

    def restrict(self, consultation_id: str, readers: Iterable[str], excluded: Iterable[str] = ()) -> str:
        """閲覧制限: from now on only some can open it. Returns its new id.

        They are the one who took it and every 責任者, but for those `excluded` as a party to it, and whoever is named
        (ids). Where that leaves nobody, the one at the desk.
        """
        _shown, consultation = self.postbox.shown(consultation_id, Consultation)
        usual = {consultation.taken_by or self.me.id, *self._unlocked.managers()} - set(excluded)
        self._confirm_purge()
        renewed = self._store.restrict(consultation_id, {*readers, *usual} or {self.me.id})
        self.finish_purge()
        return renewed

    def purge(self, consultation_id: str, why: str = "") -> int:
        """Erase a consultation and what grew out of it; it can never come back. Returns how many records went.

        Only a 責任者 may; whether they can open it does not matter: a resident's demand and an end of keeping count.
        `why` stands in the trail.
        """
        return self._purged(lambda: self._store.purge_consultation(consultation_id, why))

    def purge_household(self, household_id: str, why: str = "") -> int:
        """Erase a household and everything filed under it, as `purge` does."""
        return self._purged(lambda: self._store.purge_household(household_id, why))

    def _purged(self, purge: Callable[[], int]) -> int:
        erasing.check_manager(self.me)
        self._confirm_purge()
        count = purge()
        self.finish_purge()
        return count

    def _confirm_purge(self) -> None:
        """It is a person at this desk who wants it: where it is cut before it is done, they are told."""
        self.begin_purge()
        self._store.log(erasing.CONFIRMED)

    def finish_cut_purge(self) -> None:
        """At the opening after a cut: what was erased leaves no trace, what was not is told."""
        self.cautions = (*self.cautions, *erasing.cut_short(self._store))
        self.finish_purge()

    def begin_purge(self) -> None:
        """Before anything is purged or sealed anew: the backups beside the vault are stale from now on."""
        erasing.begin(self._folder)

    def finish_purge(self) -> None:
        """After a purge or a restriction. What a full disk or a cut leaves undone is done at the next opening."""
        erasing.finish(self._store, self._folder, self.renew_backups)

    def keep_draft(self, form: Unfinished) -> Kept:
        """Keep a form as it stands, for its author and the 責任者, or those of them who may open what it builds on.

        Raises NotFound where what it builds on was purged meanwhile, NotAllowed where that was restricted without this
        person.
        """
        return self._store.put_draft(form, self._readers_of_drafts())

    def seal_draft(self, form: Unfinished) -> SealedDraft:
        """The same where the disk takes nothing: to be carried over a lock."""
        return self._store.seal_draft(form, self._readers_of_drafts())

    def _readers_of_drafts(self) -> set[str]:
        return {self.me.id, *self._unlocked.managers()}

    def keep_sealed(self, drafts: Iterable[SealedDraft]) -> None:
        """Keep what was carried over a lock; all or none. What cannot be kept now stands in `unkept`."""
        self._store.put_sealed(drafts)

    @property
    def unkept(self) -> tuple[SealedDraft, ...]:
        """Drafts that were carried here and no disk took yet."""
        return tuple(self._store.unkept.values())

    def drafts(self) -> list[Draft]:
        """The drafts this person can go on with, the latest first."""
        return self._store.drafts()

    def drop_draft(self, draft_id: str) -> None:
        self._store.drop_draft(draft_id)

    def set_district(self, district: District) -> None:
        """The desk's own name and address, as they stand on paper."""
        self.save(self._store.read(DISTRICT_ID), msgspec.structs.replace(district, id=DISTRICT_ID))

    def check(self, records: Iterable[Record]) -> None:
        """Raises FieldError, naming the field, before anything is written."""
        check_records(self.vocabulary, records)

    # Reading

    def district(self) -> District:
        shown = self._store.read(DISTRICT_ID)
        return shown.record if shown and isinstance(shown.record, District) else District(id=DISTRICT_ID)

    def shown(self, record_id: str) -> Shown | None:
        """A record as it stands on a screen: what an edit of it builds on."""
        return self._store.read(record_id)

    def kind_of(self, record_id: str) -> str:
        """The kind of a record, whoever may open it; "" where there is none."""
        return self._store.kind_of(record_id)

    def by_case_id(self, case_id: str) -> Consultation | None:
        """The consultation recorded under a case id; None where there is none."""
        found = self._records.by_case(case_id)
        return None if found is None else self.postbox.shown(found, Consultation)[1]

    def file(self, consultation_id: str) -> CaseFile:
        """Everything that belongs to one consultation. Raises NotFound, or NotAllowed naming whom to ask."""
        _shown, consultation = self.postbox.shown(consultation_id, Consultation)
        around = [each.record for each in self._store.of_household(consultation.household_id) if each.record]
        within = [each.record for each in self._store.of_consultation(consultation_id) if each.record]
        told = self.postbox.confirmations(consultation_id)
        return gathered(consultation, around, within, told, self._setting(consultation))

    def _setting(self, consultation: Consultation) -> Setting:
        return Setting(
            district=self.district(),
            definition=self.definition(consultation.checklist or self.checklist.version),
            vocabulary=self.vocabulary,
            people={person.id: person.name for person in self.people},
            on=self.today(),
        )

    def assess(self, consultation_id: str) -> Assessment:
        """What the checklist and the consents make of it today."""
        return self.file(consultation_id).assessment

    def disclosure(self, consultation_id: str, agency: str, ticked: Iterable[str] | None = None) -> Disclosure:
        """What may leave the desk for one agency; the volunteer looks at exactly this before anything does."""
        return disclose(self.file(consultation_id), agency, self.today(), ticked)

    def search(self, words: str, limit: int = 50) -> list[Found]:
        """The best first, the newest first within equals."""
        return self._records.search(words, limit)

    def note_seen(self) -> None:
        """A person has compared what was lost with their backups and papers: it need not be said again."""
        self._store.log("loss_seen")
        self.remarks = ()

    def verify(self) -> list[str]:
        """A sentence for each kind of damage; none where all is well."""
        damages = self._store.damages()
        if damages:
            self._leave_as_it_is()
        return [*self.remarks, *damages]

    def _leave_as_it_is(self) -> None:
        """A damaged file gets nothing more that nobody asked for: it may be all there is of the last days."""
        self._seen = None

    # Paper

    def print_sheet(self, consultation_id: str, kind: SheetKind) -> Sheet:
        """A sheet about one consultation, numbered and audited."""
        return printing.print_case(self._store, kind, self.file(consultation_id), self.now())

    def print_record(self, consultation_id: str) -> Sheet:
        """相談票, for the desk itself."""
        return self.print_sheet(consultation_id, SheetKind.RECORD)

    def print_referral(self, consultation_id: str, agency: str, ticked: Iterable[str] | None = None) -> Sheet:
        """協力依頼書 to one agency, with exactly the disclosed fields. Raises NotAllowed where consent says no."""
        file = self.file(consultation_id)
        disclosure = disclose(file, agency, self.today(), ticked)
        return printing.print_referral(self._store, file, disclosure, self.now())

    def print_blank(self) -> Sheet:
        """A 相談票 for handwriting."""
        return printing.print_blank(self._store, self.district(), self.checklist, self.vocabulary, self.now())

    def print_guide(self) -> Sheet:
        """How the window is used, on paper."""
        return printing.print_guide(self._store, self.district(), self.now())

    # The vault itself

    def _slots(self) -> bytes:
        return vault.read_slots(self._folder.slots)

    def backup(self, target: Path, watch: Watch = UNWATCHED) -> None:
        """A whole copy under a key of its own, proven to open. Raises GivenUp."""
        try:
            backup.write_backup(self._store, self._unlocked, self._slots(), target, watch)
        except VaultDamaged:
            self._leave_as_it_is()
            raise
        self._store.log("backup")

    def daily_backup(self) -> None:
        """Today's copy beside the vault, once a day."""
        backup.daily(self._store, self._unlocked, self._slots(), self._folder.backups, self.today())

    def renew_backups(self) -> None:
        """A fresh copy, and none that is older: after a purge, or when a person has gone."""
        backup.renew(self._store, self._unlocked, self._slots(), self._folder.backups, self.today())
        with disk.in_words():
            self._folder.stale.unlink(missing_ok=True)

    def add_person(self, name: str, role: Role, words: str) -> None:
        """Let another person open the vault. Only a 責任者 may."""
        self._unlocked = vault.add_person(self._folder.slots, self._unlocked, name, role, words)
        self._store.log("add_person", self._unlocked.people[-1].id)
        self.belonging.publish()

    def change_passphrase(self, words: str) -> None:
        """The person's own passphrase; the records stay as they are."""
        vault.change_passphrase(self._folder.slots, self._unlocked, words)
        self._store.log("change_passphrase", self.me.id)
        self.belonging.publish()

    def without_person(self, name: str, key: bytes) -> tuple[bytes, str]:
        """The key slots with one person gone, under a new vault key, and who it is (id)."""
        renewed = vault.without_person(self._slots(), self._unlocked, name, key)
        left = {person.id for person in vault.people_in(renewed)}
        return renewed, next(person.id for person in self.people if person.id not in left)

    def readable_only_by(self, person_id: str) -> int:
        """How many restricted records nobody but this person could open."""
        return self._store.readable_only_by(person_id)

    def export_without(self, ids: Iterable[str], target: Path, key: bytes) -> None:
        """The whole database under another key, for the time when these people (ids) have gone."""
        ids = tuple(ids)
        self.belonging.let_go(ids)
        for person_id in ids:
            self._store.log("remove_person", person_id)
        self._store.export(target, key)

    def wipe(self, rescue: Callable[[Path], None]) -> VaultWiped:
        """Destroy the keys of this vault, once `rescue` has put the unsent work into a file; returns what to say."""
        return wiping.carry_out(self._folder, rescue, self.put_away)
