"""Whether a publication may count: newer than what stands, fitting to it, lowering nothing. Pure.

What stands is a fold over the publications in the order of their numbers, so all desks with the same program come to
the same, whenever each of them heard of it.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from i18n import _
from kyosei_desk import __version__
from kyosei_desk.checklist import Definition, builtin
from kyosei_desk.clock import JAPAN
from kyosei_desk.errors import DefinitionError
from kyosei_desk.practice.training import Rules
from kyosei_desk.published import Content, Context, Kind, Publication, read, title_of
from kyosei_desk.vocabulary import AgencyList, builtin_agencies, builtin_numbers, builtin_vocabulary


class State(StrEnum):
    """What became of a publication that came under the city's signature; FORGED: it did not."""

    APPLIED = "applied"
    REFUSED = "refused"
    KEPT = "kept"
    """Of a kind that only a newer program knows: kept as it came, judged again after the upgrade."""
    FORGED = "forged"


class Verdict(msgspec.Struct, frozen=True):
    """`reason`: why it does not count, in whole sentences; "" where it does."""

    state: State
    reason: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """What must be known of a checklist to judge others: `agencies` it names, ids it `asked`."""

    effective_from: str
    agencies: frozenset[str]
    asked: tuple[str, ...]


class Standing(msgspec.Struct, frozen=True):
    """What counts at one point of the fold: the newest version by kind, every checklist (the oldest first), the kinds
    of agencies."""

    versions: dict[str, str]
    sheets: tuple[Sheet, ...]
    kinds: frozenset[str]

    def live(self, day: str) -> tuple[Sheet, ...]:
        """The checklist of an ISO day, and those that will take its place."""
        begun = [place for place, sheet in enumerate(self.sheets) if sheet.effective_from <= day]
        return self.sheets[begun[-1] if begun else 0 :]

    def context(self, day: str) -> Context:
        asked = dict.fromkeys(question for sheet in self.live(day) for question in sheet.asked)
        return Context(self.kinds, Rules(tuple(asked), builtin_vocabulary()))


def ground() -> Standing:
    """What stands before anything was published: the files that ship."""
    versions = {
        str(Kind.CHECKLIST): builtin().version,
        str(Kind.NUMBERS): builtin_numbers().version,
        str(Kind.AGENCIES): builtin_agencies().version,
    }
    return Standing(versions, (sheet_of(builtin()),), builtin_agencies().kinds())


def judged_by() -> str:
    """Names the rules: another program, or other files in it, judges anew."""
    return " ".join((__version__, *Kind, *ground().versions.values()))


def sheet_of(definition: Definition) -> Sheet:
    return Sheet(definition.effective_from, definition.agencies(), definition.asked())


def judge(item: Publication, standing: Standing) -> tuple[Verdict, Standing]:
    """The verdict on the next publication, and what stands after it."""
    if item.kind not in list(Kind):
        return Verdict(State.KEPT, newer_words(item)), standing
    try:
        day = day_of(item)
        content = read(item, standing.context(day))
        check_newer(item, standing)
        check_needed(item, content, standing, day)
    except DefinitionError as error:
        return Verdict(State.REFUSED, str(error)), standing
    return Verdict(State.APPLIED), with_content(standing, item, content)


def standing_of(applied: Iterable[Publication]) -> Standing:
    """What stands after publications that were found to count, the oldest first; one that cannot be read adds none."""
    standing = ground()
    for item in applied:
        try:
            standing = with_content(standing, item, read(item))
        except (DefinitionError, ValueError):
            continue
    return standing


def with_content(standing: Standing, item: Publication, content: Content) -> Standing:
    versions = {**standing.versions, item.kind: item.version}
    match content:
        case Definition():
            return Standing(versions, (*standing.sheets, sheet_of(content)), standing.kinds)
        case AgencyList():
            return Standing(versions, standing.sheets, content.kinds())
        case _:
            return Standing(versions, standing.sheets, standing.kinds)


def check_newer(item: Publication, standing: Standing) -> None:
    before = standing.versions.get(item.kind)
    if before is not None and order_of(item.version) <= order_of(before):
        raise DefinitionError(
            title_of(item), 0, _("いまの版（第{version}版）より新しい番号ではありません。").format(version=before)
        )


def order_of(version: str) -> tuple[int, ...]:
    """ "1.10" comes after "1.9", and "1.0" is "1"."""
    parts = [int(part) for part in version.split(".")]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def check_needed(item: Publication, content: Content, standing: Standing, day: str) -> None:
    """No list of agencies without those that a checklist, in force or to come, tells people to ask."""
    if not isinstance(content, AgencyList):
        return
    missing = frozenset[str]().union(*(sheet.agencies for sheet in standing.live(day))) - content.kinds()
    if missing:
        raise DefinitionError(
            title_of(item),
            0,
            _("確認シートが頼む先にしている「{kind}」がありません。").format(kind="」「".join(sorted(missing))),
        )


def day_of(item: Publication) -> str:
    """The ISO day it was published on, in Japan."""
    try:
        return datetime.fromtimestamp(item.published_at, JAPAN).date().isoformat()
    except (OverflowError, OSError, ValueError):
        raise DefinitionError(title_of(item), 0, _("配った日時の形が合いません。")) from None


def newer_words(item: Publication) -> str:
    return _(
        "市の配布{number}は、この道具の版ではまだ読めない種類です。届いたまま残してあります。道具を新しくすると使えます。"
    ).format(number=item.number)


def forged_words(number: int) -> str:
    return _(
        "市の配布{number}は、市の署名が合わないので使いません。いままでの版がそのまま使えます。市の担当に知らせてください。"
    ).format(number=number)


def differing_words(number: int) -> str:
    return _(
        "市の配布{number}と同じ番号で、中身のちがうものが届きました。"
        "はじめに届いたものを、そのまま使います。市の担当に知らせてください。"
    ).format(number=number)
