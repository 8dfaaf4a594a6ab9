"""Letters out of what the volunteer saw: a Disclosure in, a content out. Pure.

A letter takes its words from the Disclosure, the desk's own name and telephone, and the checklist; from nowhere else.
"""

from datetime import date
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition, Ground, due_at, explain_ground
from kyosei_desk.clock import parse_moment
from kyosei_desk.disclosure import DisclosedMember, Disclosure
from kyosei_desk.records import Action, Basis, Consent, ConsentState, District, Gap, Level, Posted, SentLetter
from kyosei_desk.sealing import digest
from sync import post
from sync.post import Address, Agreed, Contact, Person, Place, Reason, Said

FREE_FIELDS = ("note", "substitute", "proposal")
"""Of a 資源不足: sentences that could name someone. They go only where they were ticked."""


class Stationery(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter has beside its words: its number, where answers go, the day, and which letters it replaces."""

    number: str
    reply: Address
    on: date
    replaces: tuple[str, ...] = ()


def blank_paper(on: date) -> Stationery:
    """For a preview: no number, nobody to answer."""
    return Stationery(number="", reply=Address(), on=on)


def letter_of(file: CaseFile, disclosure: Disclosure, paper: Stationery) -> post.Referral:
    """協力依頼: exactly what the volunteer saw and ticked."""
    due = due_at(disclosure.level, parse_moment(disclosure.taken_at))
    return post.Referral(
        **case_of(file, disclosure, paper),
        agency=disclosure.agency,
        goes_to=disclosure.goes_to,
        action=disclosure.action,
        due_at=due.isoformat() if due else "",
    )


def sharing_of(file: CaseFile, disclosure: Disclosure, paper: Stationery) -> post.Sharing:
    """情報共有; the disclosure is `sharing.share`'s."""
    return post.Sharing(**case_of(file, disclosure, paper))


def case_of(file: CaseFile, disclosure: Disclosure, paper: Stationery) -> dict[str, Any]:
    """What both have in common."""
    return {
        **heading(file.district, paper),
        "level": disclosure.level,
        "taken_at": disclosure.taken_at,
        "checklist": disclosure.checklist,
        "grounds": tuple(reason(ground, file.definition) for ground in disclosure.grounds),
        "consent": agreed(disclosure),
        "author": disclosure.author,
        "people": tuple(map(person, disclosure.members)),
        "place": place(disclosure),
        "statements": tuple(Said(source=each.source, text=each.text) for each in disclosure.statements),
        "wish": disclosure.wish,
    }


def heading(district: District, paper: Stationery) -> dict[str, Any]:
    return {
        "desk": contact(district),
        "written_on": paper.on.isoformat(),
        "number": paper.number,
        "reply": paper.reply,
        "replaces": paper.replaces,
    }


def contact(district: District) -> Contact:
    return Contact(name=district.desk or district.name, phone=district.phone, hours=district.hours)


def reason(ground: Ground, definition: Definition) -> Reason:
    """The danger in the sheet's own short words. わからない is no fact: what is to be found out is said to be so."""
    question = definition[ground.finding]
    words = question.short
    if ground.basis is Basis.FIND_OUT:
        words = _("{asked}：わからない").format(asked=question.sub.text if question.sub else question.short)
    return Reason(question=ground.finding, words=words, basis=ground.basis, law=explain_ground(definition, ground))


def person(member: DisclosedMember) -> Person:
    return Person(
        relation=member.relation,
        name=member.name,
        kana=member.kana,
        born=member.born,
        gender=member.gender,
        language=member.language,
    )


def place(disclosure: Disclosure) -> Place:
    return Place(
        postal=disclosure.postal,
        address=disclosure.address,
        phone=disclosure.phone,
        phone_hours=disclosure.phone_hours,
        withheld=disclosure.whereabouts_withheld,
    )


def agreed(disclosure: Disclosure) -> Agreed:
    """The consent as the paper shows it: how it was given only where one entry alone tells it."""
    given = [each for each in disclosure.consents if each.state is ConsentState.GIVEN and not each.deleted]
    alone = disclosure.action is Action.SEND and disclosure.consent is ConsentState.GIVEN and len(given) == 1
    return how_agreed(given[0]) if alone else Agreed(state=disclosure.consent)


def how_agreed(consent: Consent) -> Agreed:
    return Agreed(
        state=consent.state,
        way=consent.way,
        asked_on=consent.asked_on,
        ends_on=consent.ends_on,
        matters=consent.matters,
    )


def lowered_of(file: CaseFile, level: Level, lowered_from: Level, paper: Stationery) -> post.Lowered:
    """A level that was lowered and waits: numbers only."""
    above = (each for each in file.assessment.result.findings if each.level and each.level > level)
    return post.Lowered(
        **heading(file.district, paper),
        level=level,
        lowered_from=lowered_from,
        questions=tuple(each.id for each in above),
    )


def gap_of(district: District, gap: Gap, told: frozenset[str], paper: Stationery) -> post.Gap:
    """資源不足 without a household. `told`: which of FREE_FIELDS were ticked."""
    free = {name: getattr(gap, name) for name in FREE_FIELDS if name in told}
    return post.Gap(
        **heading(district, paper), field=gap.field, area=gap.area, audience=gap.audience, lack=gap.kind, **free
    )


def sent_letter(letter: post.Answerable, at: str, order: int) -> SentLetter:
    """How a letter is remembered at the desk."""
    readers = frozenset(each.id for each in letter.reply.readers)
    return SentLetter(at=at, digest=digest_of(letter), order=order, readers=readers)


def kept_letter(letter: post.Content, at: str, record: Posted) -> SentLetter:
    """The same of one that nobody answers: the next of its record's letters."""
    order = 1 + max((each.order for each in record.letters.values()), default=0)
    return SentLetter(at=at, digest=digest_of(letter), order=order)


def digest_of(letter: post.Content) -> str:
    """Equal for two letters that say the same, whenever they were written and wherever their answers go."""
    bare = msgspec.structs.replace(letter, written_on="")
    if isinstance(bare, post.Answerable):
        bare = msgspec.structs.replace(bare, number="", reply=Address(), replaces=())
    return digest(msgspec.json.encode(bare, order="deterministic")).hex()
