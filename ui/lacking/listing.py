"""What the town lacks, as it was written down, and how far each has come. Pure but for what asks the desk."""

from datetime import date

import msgspec

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.day import said
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotFound
from kyosei_desk.half_done import Half, What
from kyosei_desk.japanese import shown
from kyosei_desk.lacking import words_of
from kyosei_desk.postbox import ALL
from kyosei_desk.records import Consultation, FromCity, Gap, Posted, new_id
from kyosei_desk.referrals import live
from kyosei_desk.store import Shown
from sync import post
from ui.navigation import NEW
from ui.widgets.dates import near_words


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One 資源不足. `told_at` (ISO): when the city was told last, "" never; `waits`: that letter is not sent yet.

    `talked_at`: when the talk was that it comes from, "" for one of the town itself.
    """

    gap: Gap
    told_at: str = ""
    waits: bool = False
    answers: tuple[FromCity, ...] = ()
    talked_at: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One that is opened: `base` is what an edit builds on, None for a new one; `told`: free fields ticked before.

    `half`: what was typed about it and not written down yet, kept as `draft_id`.
    """

    written: Written
    base: Shown | None
    told: frozenset[str]
    kinds: tuple[str, ...]
    draft_id: str
    half: Half | None = None

    @property
    def shown(self) -> Gap:
        """What the fields say at first."""
        return self.half.gap if self.half and self.half.gap else self.written.gap


def listed(desk: Desk) -> tuple[Written, ...]:
    """Every one that this person may open: those nobody has told first, then the latest."""
    letters = letters_of(desk)
    waiting = frozenset(each.id for each in desk.exchange.unsent_letters(ALL))
    found = [written_of(desk, each, letters.get(each.id), waiting) for each in desk.postbox.gaps() if not each.deleted]
    return tuple(sorted(sorted(found, key=order_of, reverse=True), key=lambda each: bool(each.told_at)))


def order_of(each: Written) -> tuple[str, str, str]:
    return each.told_at, each.talked_at, each.gap.id


def letters_of(desk: Desk) -> dict[str, Posted]:
    """By the id of what they tell of."""
    return {each.gap_id: each for _shown, each in desk.postbox.posted() if each.gap_id}


def written_of(desk: Desk, gap: Gap, posted: Posted | None, waiting: frozenset[str]) -> Written:
    sent = live(posted) if posted else ()
    talk = desk.shown(gap.consultation_id) if gap.consultation_id else None
    return Written(
        gap=gap,
        told_at=posted.letters[sent[-1]].at if posted and sent else "",
        waits=bool(sent) and sent[-1] in waiting,
        answers=tuple(desk.postbox.answers_to(posted.id)) if posted else (),
        talked_at=talk.record.taken_at if talk and isinstance(talk.record, Consultation) else "",
    )


# One that is opened


def of_gap(desk: Desk, gap_id: str) -> Standing:
    """Raises NotFound, NotAllowed."""
    base, gap = desk.postbox.shown(gap_id, Gap)
    return standing(desk, gap, base)


def of_talk(desk: Desk, talk: str) -> Standing:
    """The one that the talk left to be described (C5), one that nobody has told, the last one, or a new one."""
    there = [each for each in desk.file(talk).gaps if not each.deleted]
    blank = [each for each in there if not words_of(each)]
    letters = letters_of(desk)
    silent = [each for each in there if each.id not in letters]
    wanted = next(iter((*blank, *silent, *reversed(there))), None)
    return of_gap(desk, wanted.id) if wanted else another(desk, talk)


def another(desk: Desk, talk: str = "") -> Standing:
    """A new one, of a talk or of the town itself. Raises NotFound."""
    home = desk.file(talk).household.id if talk else ""
    return standing(desk, Gap(id=new_id(), household_id=home, consultation_id=talk), None)


def standing(desk: Desk, gap: Gap, base: Shown | None) -> Standing:
    about = (gap.consultation_id, gap.id if base else NEW)
    half = half_done.find(desk, What.LACKING, *about)
    draft_id = half.id if half else half_done.id_of(desk, What.LACKING, *about)
    if half is not None and said_already(desk, gap, half):
        half_done.drop(desk, draft_id)  # it was cut short between its saving and the end of its draft
        half = None
    if half is not None and half.gap is not None:
        base = half.before()
        began = base.record if base else None
        gap = began if isinstance(began, Gap) else msgspec.structs.replace(gap, id=half.gap.id)
    posted = letters_of(desk).get(gap.id)
    waiting = frozenset(each.id for each in desk.exchange.unsent_letters(ALL))
    return Standing(
        written=written_of(desk, gap, posted, waiting),
        base=base,
        told=half.told if half else posted.told if posted else frozenset(),
        kinds=tuple(desk.vocabulary.gap_kinds),
        draft_id=draft_id,
        half=half,
    )


def said_already(desk: Desk, gap: Gap, half: Half) -> bool:
    """Whether what stands there says all that the half says."""
    if half.base is None and half.gap is not None:
        return desk.shown(half.gap.id) is not None
    return gap == half.gap


def home_of(desk: Desk, talk: str) -> str:
    """The household on whose page a talk is read; "" where it went meanwhile."""
    try:
        return desk.file(talk).household.id
    except NotFound:
        return ""


# In words


def title_of(gap: Gap) -> str:
    """「交通：遠い」."""
    parts = [shown(part) for part in (gap.field or gap.audience or gap.area, gap.kind) if part]
    free = shown(gap.note or gap.substitute or gap.proposal).partition("\n")[0]
    return _("：").join(parts) or free or _("まだ書かれていません")


def whom_of(gap: Gap) -> str:
    """Where and for whom, as far as the title leaves it out."""
    first = gap.field or gap.audience or gap.area
    return "・".join(shown(part) for part in (gap.area, gap.audience) if part and part != first)


def state_of(each: Written, today: date) -> str:
    if not each.told_at:
        return _("まだ、市に知らせていません")
    day = near_words(day_of(each.told_at), today)
    return _("{day}に知らせました").format(day=day) + (_("（つぎの同期でとどきます）") if each.waits else "")


def answers_of(each: Written) -> tuple[tuple[str, str], ...]:
    """Who answered, and what."""
    told = (said(answer) for answer in each.answers)
    return tuple((who, "　".join(part for part in (words, shown(text)) if part)) for who, words, text in told)


def from_talk(each: Written, today: date) -> str:
    day = near_words(day_of(each.talked_at), today) if each.talked_at else ""
    return _("{day}の相談から").format(day=day) if day else _("町のこととして")


def lines_of(letter: post.Gap) -> list[tuple[str, str]]:
    """What it says, in the order it is read."""
    return [
        (_("分野"), letter.field),
        (_("圏域"), letter.area),
        (_("だれのため"), letter.audience),
        (_("種類"), letter.lack),
        (_("補足"), letter.note),
        (_("代わりに使ったもの"), letter.substitute),
        (_("提案"), letter.proposal),
        (_("書いた机"), " ".join(part for part in (letter.desk.name, letter.desk.phone, letter.desk.hours) if part)),
    ]


def day_of(moment: str) -> date:
    return parse_moment(moment).astimezone(JAPAN).date()
