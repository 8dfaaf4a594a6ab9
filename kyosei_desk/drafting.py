"""A form while it is being written: everything typed so far, as it is kept every second and taken up again. Pure."""

from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec

from i18n import _
from kyosei_desk.errors import VaultDamaged
from kyosei_desk.intake import Intake
from kyosei_desk.records import Consent, Consultation, Household, Note, Record, Statement, new_id
from kyosei_desk.store import Register, Shown, Unfinished, shown_of

R = TypeVar("R", bound=Record)

VERSION = 1
UNREAD = {
    "day": _("相談の日"), "time": _("時刻"), "next_contact": _("次に連絡する日"), "minutes": _("かかった時間（分）"),
    "consent_until": _("同意はいつまで"),
}  # fmt: skip
"""Fields of a form whose words must be read as something else, and what they are called."""


class Base(msgspec.Struct, frozen=True):
    """A record as it stood when the form was begun: what came meanwhile from another desk is not written over."""

    kind: str
    state: dict[str, Register]
    readers: tuple[str, ...] = ()


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One talk being written down. `page`: where the person is; `reason`: why it is closed without an answer.

    `known`: ids of records that stood in the vault before (a household found, a talk corrected): they are edits, the
    rest is new; `base` holds what stood there then. `ticks`: agency → ids of the statements a person chose for its
    letter; `send`: agencies to be asked, None as long as nobody chose. `unread`: what was typed as a day, a time or a
    number and could not be read as one, by its field (UNREAD). `under_way`: it was kept while somebody wrote, and
    nobody has put it aside since; found so at an opening, the writing was cut short (the power, the program).
    `bereft`: the household it was begun for was purged since, and what its author wrote anew is all there is of it.
    """

    version: int = VERSION
    intake: Intake
    page: int = 0
    reason: str = ""
    known: frozenset[str] = frozenset()
    base: Mapping[str, Base] = msgspec.field(default_factory=dict)
    ticks: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    send: tuple[str, ...] | None = None
    unread: Mapping[str, str] = msgspec.field(default_factory=dict)
    under_way: bool = False
    bereft: bool = False

    @property
    def id(self) -> str:
        """A draft is kept under its consultation's id."""
        return self.intake.consultation.id


def blank(taken_at: str, taken_by: str, place: str = "") -> Form:
    """An empty form for a talk that begins now."""
    home = Household(id=new_id())
    talk = Consultation(id=new_id(), household_id=home.id, taken_at=taken_at, taken_by=taken_by, place=place)
    return Form(intake=Intake(household=home, consultation=talk))


def on_base(form: Form, shown: Mapping[str, Shown]) -> Form:
    """The form with the records it builds on."""
    base = {key: based(each) for key, each in shown.items()}
    return msgspec.structs.replace(form, known=form.known | frozenset(base), base={**form.base, **base})


def based(shown: Shown) -> Base:
    return Base(shown.kind, dict(shown.state), shown.readers)


def base_of(form: Form) -> dict[str, Shown]:
    """What was on the screen when the form was begun."""
    return {key: shown_of(key, each.kind, each.state, each.readers) for key, each in form.base.items()}


def restricted_since(form: Form, shown: Mapping[str, Shown]) -> Form:
    """The form on the same records as they stand since a 閲覧制限 wrote them anew.

    A value keeps its time there, and has another version: one that is the same is known again by its time, one that
    was settled meanwhile stays as it was seen, so that it becomes a conflict and never a loss.
    """
    base = {key: risen(each, shown[key]) if key in shown else each for key, each in form.base.items()}
    return msgspec.structs.replace(form, base=base)


def risen(base: Base, now: Shown) -> Base:
    if base.readers == now.readers:
        return base
    state = {name: seen_again(register, now.state.get(name)) for name, register in base.state.items()}
    return Base(base.kind, state, now.readers)


def seen_again(register: Register, now: Register | None) -> Register:
    there = {each.stamp: each for each in now.live} if now else {}
    live = sorted((there.get(each.stamp, each) for each in register.live), key=lambda each: each.version)
    return msgspec.structs.replace(register, live=tuple(live))


def kept(form: Form) -> bytes:
    """As a draft (JSON)."""
    return msgspec.json.encode(form)


def unfinished(form: Form) -> Unfinished:
    """As a draft, with all it speaks of, and what would stay of it."""
    ids = {*form.known, *form.base, *(each.id for each in form.intake.records())}
    left = own_words(form)
    return Unfinished(id=form.id, content=kept(form), base=frozenset(ids), own=None if left is None else kept(left))


def taken_up(content: bytes) -> Form:
    """A draft as it was left. Raises VaultDamaged where a newer program wrote it."""
    try:
        form = msgspec.json.decode(content, type=Form)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise too_new() from None
    if form.version > VERSION:
        raise too_new()
    return form


def too_new() -> VaultDamaged:
    return VaultDamaged(
        _("この下書きは、この道具の版では開けません。"),
        _("下書きはそのまま残っています。"),
        _("新しい版の道具で開いてください。"),
    )


def with_record(form: Form, record: Record) -> Form:
    """The form with one record in place of the one with its id, or added."""
    intake = form.intake
    for name in ("household", "consultation"):
        if getattr(intake, name).id == record.id:
            return msgspec.structs.replace(form, intake=msgspec.structs.replace(intake, **{name: record}))
    name = next(name for name, kind in KINDS.items() if kind == record.KIND)
    there = getattr(intake, name)
    known = any(each.id == record.id for each in there)
    fresh = tuple(record if each.id == record.id else each for each in there) if known else (*there, record)
    return msgspec.structs.replace(form, intake=msgspec.structs.replace(intake, **{name: fresh}))


def without_record(form: Form, record_id: str) -> Form:
    """The form without a record that was never saved."""
    intake = form.intake
    for name in KINDS:
        left = tuple(each for each in getattr(intake, name) if each.id != record_id)
        intake = msgspec.structs.replace(intake, **{name: left})
    return msgspec.structs.replace(form, intake=intake)


def own_words(form: Form) -> Form | None:
    """What stays of a form where the household it builds on is purged: the talk and all that was written anew, of a
    household without a name. None where there is no such household, or where the talk itself stood here before."""
    intake, home = form.intake, Household(id=new_id())
    if not form.known or form.id in form.known:
        return None
    filed = {
        name: tuple(at_home(each, home.id, form.known) for each in getattr(intake, name) if each.id not in form.known)
        for name in KINDS
    }
    talk = intake.consultation
    said = {key: apart(each, form.known) for key, each in talk.statements.items()}
    talk = msgspec.structs.replace(talk, household_id=home.id, statements=said)
    bare = msgspec.structs.replace(intake, household=home, consultation=talk, **filed)
    return msgspec.structs.replace(form, intake=bare, known=frozenset(), base={}, bereft=True)


def at_home(record: R, home_id: str, gone: Collection[str]) -> R:
    """A record filed under another household, and about nobody who is gone."""
    fresh = {"household_id": home_id}
    if isinstance(record, Consent) and record.member_id in gone:
        fresh["member_id"] = ""
    return msgspec.structs.replace(record, **fresh)


def apart(said: Statement, gone: Collection[str]) -> Statement:
    """What was said of one who is gone stays as a matter of the household."""
    return msgspec.structs.replace(said, member_id="") if said.member_id in gone else said


def with_unread(form: Form, words: Mapping[str, str]) -> Form:
    """The form with words that could not be read; "" where they can be by now."""
    left = {name: text for name, text in {**form.unread, **words}.items() if text.strip()}
    return msgspec.structs.replace(form, unread=left)


def unread_as_note(form: Form, at: str, by: str) -> Form:
    """What could not be read goes along as a remark: a talk ends with every word that was typed."""
    if not form.unread:
        return form
    said = "\n".join(f"{UNREAD.get(name, name)}：{text}" for name, text in form.unread.items())
    talk = form.intake.consultation
    note = Note(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, at=at, by=by,
        text=_("日付や数として、読みとれなかったもの\n{said}").format(said=said),
    )  # fmt: skip
    return msgspec.structs.replace(with_record(form, note), unread={})


KINDS = {
    "members": "member", "consents": "consent", "gaps": "gap", "referrals": "referral", "follow_ups": "follow_up",
    "notes": "note",
}  # fmt: skip
