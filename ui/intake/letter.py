"""A letter as its agency will read it, line by line: nothing that is not on it stands here. Pure."""

from collections.abc import Iterator
from datetime import date

import msgspec

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.disclosure import disclose
from kyosei_desk.records import Action
from sync import post
from sync.writing import blank_paper, letter_of
from ui.widgets.cards import LEVEL_WORDS


class Line(msgspec.Struct, frozen=True):
    label: str
    value: str


def letter_to(file: CaseFile, agency: str, on: date, ticked: tuple[str, ...] | None) -> post.Referral:
    """The very letter that would be sealed, but for its number and where answers go."""
    return letter_of(file, disclose(file, agency, on, ticked), blank_paper(on))


def lines_of(letter: post.Case) -> Iterator[Line]:
    """What it says, in the order it is read."""
    for person in letter.people:
        words = "  ".join(part for part in (named(person), person.born, person.gender, person.language) if part)
        yield Line(person.relation or _("お名前"), words or _("（お名前は出しません）"))
    place = letter.place
    if place.address or place.postal:
        yield Line(_("住所"), " ".join(part for part in (place.postal and f"〒{place.postal}", place.address) if part))
    if place.withheld:
        yield Line(_("住所"), _("知らせません（かくしています）"))
    if place.phone:
        yield Line(_("電話"), "  ".join(part for part in (place.phone, place.phone_hours) if part))
    desk = letter.desk
    yield Line(_("連絡のしかた"), _("{desk}へ {phone}").format(desk=desk.name, phone=desk.phone).strip())
    for said in letter.statements:
        yield Line(str(said.source), said.text)
    if letter.wish:
        yield Line(_("希望"), letter.wish)
    yield Line(_("つなぎ確認"), LEVEL_WORDS[int(letter.level)][0])
    for ground in letter.grounds:
        yield Line(ground.question, f"{ground.words}（{ground.law}）")
    yield Line(_("同意"), str(letter.consent.state))
    if letter.author:
        yield Line(_("書いた人"), letter.author)


def named(person: post.Person) -> str:
    kana = f"（{person.kana}）" if person.kana else ""
    return f"{person.name}{kana}" if person.name else ""


ACTION_WORDS = {
    Action.SEND: _("送る"),
    Action.SEND_MINIMUM: _("最小限を送る"),
    Action.ASK_COORDINATOR: _("推進員に相談"),
    Action.ASK_FIRST: _("まず聞く"),
    Action.DO_NOT_SEND: _("送らない"),
}
SENDABLE = frozenset({Action.SEND, Action.SEND_MINIMUM, Action.ASK_COORDINATOR})
"""What becomes a letter; the others are said, and not sent."""
