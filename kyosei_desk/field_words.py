"""A record's fields and values in a person's words: for the screens where two versions, or old and new, are compared.

Pure. A field that nobody gave words for is shown by its own name, never left out.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from i18n import _
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.japanese import format_date, shown

KIND_WORDS = {
    "household": _("世帯"), "member": _("世帯の人"), "consultation": _("相談"), "consent": _("同意"),
    "referral": _("協力依頼"), "follow_up": _("訪問・連絡"), "gap": _("資源不足"), "note": _("メモ"),
    "district": _("この机"), "posted": _("市に伝えたこと"),
}  # fmt: skip

FIELD_WORDS = {
    "household": {
        "postal": _("郵便番号"), "address": _("住所"), "building": _("方書"), "association": _("自治会"),
        "beat": _("担当区域"), "phone": _("電話"), "no_fixed_abode": _("住所不定"),
        "address_withheld": _("住所をかくす"), "related": _("つながりのある世帯"),
    },
    "member": {
        "position": _("順番"), "name": _("氏名"), "kana": _("ふりがな"), "other_name": _("通称・本国名"),
        "relation": _("続柄"), "living": _("同居・別居"), "gender": _("性別"), "born": _("生年月日"),
        "phone": _("電話"), "language": _("言葉"), "issues": _("困りごと"),
    },
    "consultation": {
        "taken_at": _("相談の日時"), "place": _("場所"), "channel": _("相談の経路"), "taken_by": _("受けた人"),
        "visitor": _("来た人"), "statements": _("話したこと"), "wish": _("希望"), "urgent": _("急ぎ"),
        "topics": _("相談の内容"), "main_topic": _("いちばん困っていること"), "answers": _("つなぎ確認"),
        "sub_answers": _("つなぎ確認（追加）"), "override": _("急ぎの度合い"), "response": _("対応"),
        "minutes": _("かかった時間（分）"), "next_contact": _("次の連絡"), "activity": _("活動の内容"),
        "client_group": _("分野"), "entered_late": _("後から入力"), "closed_at": _("終えた日時"),
        "closed_level": _("終えたときの度合い"), "close_reason": _("聞けなかった理由"), "title": _("見出し"),
        "case_id": _("番号"), "household_id": _("世帯"),
    },
    "consent": {
        "state": _("同意"), "everyone": _("必要な機関ぜんぶ"), "agencies": _("えらんだ機関"), "city": _("市の推進員"),
        "meetings": _("会議"), "matters": _("言いそえたこと"), "way": _("どうやって"), "asked_on": _("聞いた日"),
        "asked_by": _("聞いた人"), "ends_on": _("いつまで"), "withdrawn_on": _("取り消した日"),
    },
    "follow_up": {
        "due_on": _("予定の日"), "way": _("方法"), "done_at": _("すんだ日時"), "text": _("内容"), "by": _("だれが"),
        "outcome": _("結果"), "done_by": _("すませた人"),
    },
    "gap": {
        "field": _("分野"), "area": _("圏域"), "audience": _("対象"), "kind": _("足りなさ"), "note": _("ようす"),
        "substitute": _("代わりに使ったもの"), "proposal": _("あったらよいもの"), "state": _("状態"),
    },
    "note": {"text": _("メモ")},
    "district": {
        "city": _("市"), "name": _("地区"), "desk": _("机の名前"), "place": _("場所"), "postal": _("郵便番号"),
        "address": _("住所"), "phone": _("電話"), "hours": _("時間"), "manager": _("責任者"), "practice": _("練習の机"),
    },
}  # fmt: skip
COMMON = {"deleted": _("消したしるし"), "merged": _("まとめた記録"), "checklist": _("確認シートの版")}

PART_WORDS = {
    "number": _("番号"), "safe_hours": _("かけてよい時間"), "message_allowed": _("留守番電話"), "said": "",
    "source": "", "text": "", "relation": _("どなた"), "name": _("お名前"), "kinship": _("続柄"), "phone": _("電話"),
    "reason": _("理由"), "level": _("度合い"), "there": _("この世帯から見て"), "here": _("あちらから見て"),
}  # fmt: skip
"""Parts of a value that is made of several; the others are for the program, and are not shown."""

YES, NO, NOTHING = _("はい"), _("いいえ"), _("（書いていません）")


def kind_words(kind: str) -> str:
    return KIND_WORDS.get(kind, kind)


def field_words(kind: str, field: str) -> str:
    """「answers/Q3」 of a consultation → 「つなぎ確認 Q3」."""
    name, _slash, key = field.partition("/")
    words = {**COMMON, **FIELD_WORDS.get(kind, {})}.get(name, name)
    return words if not key or is_id(key) else f"{words} {shown(key)}"


ID_LENGTHS = (16, 32)
"""Hexadecimal signs of a person's id, and of a record's."""


def is_id(key: str) -> bool:
    """Whether a key is one of the program's own ids, which tell a person nothing."""
    return len(key) in ID_LENGTHS and all(sign in "0123456789abcdef" for sign in key)


Named = Callable[[str], str]
"""A person's name by their id, "" where it is not known."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")


def value_words(value: Any, named: Named = str) -> str:
    """A register's value as it is read: days and moments in words, people by name."""
    match value:
        case Mapping():
            parts = (part_words(pair, named) for pair in value.items())
            return "\n".join(part for part in parts if part) or born_words(value) or NOTHING
        case None | "":
            return NOTHING
        case bool():
            return YES if value else NO
        case list() | tuple() | set() | frozenset():
            return "、".join(sorted(value_words(each, named) for each in value)) or NOTHING
        case str():
            return text_words(value, named)
    return str(value)


def text_words(text: str, named: Named) -> str:
    if is_id(text):
        return shown(named(text)) or _("ここにいない人")
    try:
        if DAY.fullmatch(text):
            return format_date(date.fromisoformat(text))
        if MOMENT.fullmatch(text):
            at = parse_moment(text).astimezone(JAPAN)
            return f"{format_date(at.date())} {at:%H:%M}"
    except ValueError:
        pass  # looks like a day, and is none: it stays what was written
    return shown(text)


def born_words(value: Mapping[str, Any]) -> str:
    """A birth nobody said in words, as far as it is known: 「1940年2月」."""
    signs = ((_("{number}年"), "year"), (_("{number}月"), "month"), (_("{number}日"), "day"))
    return "".join(sign.format(number=value[name]) for sign, name in signs if value.get(name))


def part_words(pair: tuple[str, Any], named: Named = str) -> str:
    name, value = pair
    if name not in PART_WORDS or value in (None, "", []):
        return ""
    words = PART_WORDS[name]
    return f"{words}：{value_words(value, named)}" if words else value_words(value, named)
