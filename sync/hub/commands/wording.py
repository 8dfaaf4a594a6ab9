"""How a letter is shown: as one JSON object on a line, or as a few lines for a person's eye."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.clock import JAPAN
from kyosei_desk.japanese import shown
from sync import post
from sync.hub.letters import Opened

UNREADABLE = "unreadable"


def moment(seconds: int) -> str:
    """ISO, in Japan's time."""
    return datetime.fromtimestamp(seconds, JAPAN).isoformat()


def hidden_facts(letter: Opened) -> dict[str, Any]:
    """All that is told of a letter that was taken back."""
    return {"id": letter.stored.letter.id, "hidden": True, "withdrawn_at": moment(letter.stored.hidden_at or 0)}


def facts(letter: Opened, *, replaced: bool) -> dict[str, Any]:
    """What the city knows of a letter, and the content's own fields, `kind` among them."""
    stored = letter.stored
    about = {"id": stored.letter.id, "district": stored.district, "received_at": moment(stored.taken_at)}
    content = {"kind": UNREADABLE} if letter.content is None else msgspec.to_builtins(letter.content)
    return {**content, **about, "replaced": replaced}


def hidden_line(letter: Opened) -> str:
    return "  ".join((letter.stored.letter.id, _("取り下げられた手紙"), moment(letter.stored.hidden_at or 0)[:16]))


def lines(letter: Opened, *, replaced: bool) -> Iterator[str]:
    """A heading, and under it what is said."""
    stored, content = letter.stored, letter.content
    mark = _("（あとの手紙に替わりました）") if replaced else ""
    yield "  ".join((stored.letter.id, moment(stored.taken_at)[:16], heading(content) + mark))
    if content is not None:
        yield from (f"  {shown(' '.join(line.split()))}" for line in said(content) if line.strip())


def heading(content: post.Letter | None) -> str:
    if content is None:
        return _("読めない手紙（新しい版の道具で書かれています）")
    parts = [named(content)]
    if isinstance(content, post.Case):
        parts.append(level_words(content.level))
    if isinstance(content, post.Answerable):
        parts.append(content.number)
    return shown(" ".join(part for part in parts if part))


def named(content: post.Letter) -> str:
    """What kind of letter it is."""
    match content:
        case post.Referral():
            return _("協力依頼 {agency}").format(agency=content.agency)
        case post.Monthly():
            return _("活動記録 {month}").format(month=content.month)
    words: dict[type[post.Letter], str] = {
        post.Sharing: _("情報共有"),
        post.Lowered: _("緊急度を下げる確認"),
        post.Gap: _("資源不足"),
        post.Withdrawal: _("手紙の取り下げ"),
        post.Readdressed: _("答えの宛先の変更"),
    }
    return words[type(content)]


def said(content: post.Letter) -> Iterator[str]:
    yield _("書いた机: {name} {phone}").format(name=content.desk.name, phone=content.desk.phone)
    match content:
        case post.Case():
            yield from of_case(content)
        case post.Lowered():
            yield _("{above} → {level}  {questions}").format(
                above=level_words(content.lowered_from),
                level=level_words(content.level),
                questions="・".join(content.questions),
            )
        case post.Gap():
            yield f"{content.field} {content.area} {content.audience} {content.lack}"
            yield from (content.note, content.substitute, content.proposal)
        case post.Withdrawal() | post.Readdressed():
            yield from content.letters
        case post.Monthly():
            yield from of_month(content)


def of_month(content: post.Monthly) -> Iterator[str]:
    """The form's tables, a line each: その他 stands in two of them, and each has its own."""
    yield _("内容別: {counts}").format(counts=counts(content.consultations))
    yield _("分野別: {counts}").format(counts=counts(content.client_groups))
    yield _("その他の活動: {counts}").format(counts=counts(content.activities))
    yield _(
        "訪問・連絡活動 {visits}  その他の訪問 {others}  委員相互 {members}  関係機関 {agencies}  活動日数 {days}"
    ).format(
        visits=content.visits,
        others=content.other_visits,
        members=content.contacts_members,
        agencies=content.contacts_agencies,
        days=content.days,
    )


def counts(table: dict[str, int]) -> str:
    return " ".join(f"{label} {count}" for label, count in table.items() if count) or _("なし")


def of_case(content: post.Case) -> Iterator[str]:
    if isinstance(content, post.Referral):
        yield _("宛先: {goes_to}  すること: {action}  期限: {due}").format(
            goes_to=content.goes_to, action=content.action, due=content.due_at[:16] or _("なし")
        )
    yield from (f"{each.relation} {each.name} {each.kana} {each.born}" for each in content.people)
    yield f"{content.place.address} {content.place.phone} {content.place.phone_hours}"
    yield from (f"{each.words}（{each.law}）" if each.law else each.words for each in content.grounds)
    yield from (f"「{each.text}」（{each.source}）" for each in content.statements)
    yield content.wish
