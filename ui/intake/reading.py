"""What stands on the pages 受付 to 困りごと and 対応, row by row, each with the place that mends it. Pure."""

from datetime import date, datetime

import msgspec

from i18n import _
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.drafting import UNREAD, Form
from kyosei_desk.japanese import format_birth, format_date, shown
from kyosei_desk.records import Birth, Consultation, Household, Member, Phone, Source, Statement, Visitor
from ui.intake.writing import Writing

RECEPTION, WHO, TOPICS, ISSUES, RESPONSE, CONSENT = 0, 1, 2, 3, 5, 6
"""The places of these pages among the nine."""

PLACES = {
    "day": f"{RECEPTION}/taken_at", "time": f"{RECEPTION}/taken_at", "next_contact": f"{RESPONSE}/follow_up",
    "minutes": f"{RESPONSE}/minutes", "consent_until": f"{CONSENT}/until",
}  # fmt: skip

SOURCES = {Source.SAID: _("本人が話した"), Source.SEEN: _("見た"), Source.HEARSAY: _("聞いた話（伝聞）")}
"""Where a statement comes from, as it is called on screen."""


class Row(msgspec.Struct, frozen=True):
    """One answer. `value` is "" where nothing is written; `jump` is "page/part", as the flow takes it."""

    label: str
    value: str
    jump: str


class Section(msgspec.Struct, frozen=True):
    """One page's answers."""

    title: str
    rows: tuple[Row, ...]


def sections(writing: Writing) -> tuple[Section, ...]:
    """Every page but つなぎ確認 and 同意・つなぎ先, which stand for themselves."""
    left = Section(_("読みとれなかったもの"), unread(writing.form))
    return (
        *((left,) if left.rows else ()),
        Section(_("受付"), reception(writing.talk)),
        Section(_("だれが・世帯"), who(writing)),
        Section(_("どんな相談"), topics(writing)),
        Section(_("困りごと"), issues(writing)),
        Section(_("対応"), response(writing)),
    )


def unread(form: Form) -> tuple[Row, ...]:
    """What was typed as a day, a time or a number and is none."""
    return tuple(Row(UNREAD[name], shown(text), PLACES[name]) for name, text in form.unread.items() if name in UNREAD)


# 受付


def reception(talk: Consultation) -> tuple[Row, ...]:
    late = _("（後から入力）") if talk.entered_late else ""
    rows = [
        Row(_("相談の日時"), moment_words(talk.taken_at) + late, f"{RECEPTION}/taken_at"),
        Row(_("場所"), shown(talk.place), f"{RECEPTION}/place"),
        Row(_("経路"), talk.channel, f"{RECEPTION}/channel"),
        Row(_("来た人"), visitor_words(talk.visitor), f"{RECEPTION}/visitor"),
    ]
    more = (
        Row(_("見出し"), shown(talk.title), f"{RECEPTION}/title"),
        Row(_("整理番号"), shown(talk.case_id), f"{RECEPTION}/case_id"),
    )
    return (*rows, *(each for each in more if each.value))


def visitor_words(visitor: Visitor) -> str:
    name = honoured(visitor.name) if visitor.name.strip() else ""
    return joined(visitor.relation, visitor.kinship, name, visitor.phone)


# だれが・世帯


def who(writing: Writing) -> tuple[Row, ...]:
    home, on = writing.home, taken_on(writing)
    members = tuple(
        Row(member_label(member), member_words(member, on), f"{WHO}/member:{member.id}")
        for member in writing.intake.members
        if not member.deleted
    )
    nobody = Row(_("氏名"), "", f"{WHO}/members")
    return (
        *(members or (nobody,)),
        Row(_("住所"), address_words(home), f"{WHO}/address"),
        Row(_("世帯の電話"), phone_words(home.phone), f"{WHO}/phone"),
        *((Row(_("自治会"), shown(home.association), f"{WHO}/association"),) if home.association else ()),
    )


def member_label(member: Member) -> str:
    return shown(member.relation) or _("世帯の人")


def member_words(member: Member, on: date) -> str:
    kana = _("（{kana}）").format(kana=shown(member.kana)) if member.kana else ""
    name = f"{honoured(member.name)}{kana}" if member.name.strip() else shown(member.kana)
    born = birth_words(member.born, on)
    phone = phone_words(member.phone)
    return joined(name, member.other_name, member.living, member.gender, born, phone, member.language)


def address_words(home: Household) -> str:
    postal = _("〒{postal}").format(postal=shown(home.postal)) if home.postal else ""
    abode = _("決まった住まいがない") if home.no_fixed_abode else ""
    hidden = _("（住所をかくす）") if home.address_withheld else ""
    return joined(abode, postal, home.address, home.building, hidden)


def phone_words(phone: Phone) -> str:
    hours = _("かけてよい時間：{hours}").format(hours=shown(phone.safe_hours)) if phone.safe_hours else ""
    message = {True: _("留守番電話に入れてよい"), False: _("留守番電話に入れない"), None: ""}[phone.message_allowed]
    return joined(phone.number, hours, message)


# どんな相談


def topics(writing: Writing) -> tuple[Row, ...]:
    talk = writing.talk
    names = {each.id: each.name or each.relation for each in writing.intake.members}
    said = tuple(statement_row(key, each, names) for key, each in in_order(talk.statements))
    ticked = [each for each in writing.ground.vocabulary.topics if each in talk.topics and each != talk.main_topic]
    urgent = {True: _("急ぐ"), False: _("急がない"), None: ""}[talk.urgent]
    return (
        *(said or (Row(_("話したこと"), "", f"{TOPICS}/statements"),)),
        Row(_("本人の希望"), shown(talk.wish), f"{TOPICS}/wish"),
        Row(_("急ぎかどうか"), urgent, f"{TOPICS}/urgent"),
        Row(_("◎ いちばん"), shown(talk.main_topic), f"{TOPICS}/main_topic"),
        Row(_("○ 相談の内容"), "、".join(ticked), f"{TOPICS}/topics"),
    )


def statement_row(key: str, statement: Statement, names: dict[str, str]) -> Row:
    whose = names.get(statement.member_id, "")
    about = _("（{name}のこと）").format(name=honoured(whose)) if whose else ""
    text = f"{shown(statement.text)}{about}" if statement.text.strip() else ""
    return Row(SOURCES[statement.source], text, f"{TOPICS}/statement:{key}")


def in_order(statements: dict[str, Statement]) -> list[tuple[str, Statement]]:
    """As they stand on screen and paper."""
    return sorted(statements.items(), key=lambda pair: (pair[1].position, pair[0]))


# 困りごと


def issues(writing: Writing) -> tuple[Row, ...]:
    listed = writing.ground.vocabulary.issues
    rows = tuple(
        Row(called(member), "、".join(each for each in listed if each in member.issues), f"{ISSUES}/issues:{member.id}")
        for member in writing.intake.members
        if not member.deleted
    )
    return rows or (Row(_("困りごと"), "", f"{ISSUES}/"),)


def called(member: Member) -> str:
    """How a member is called on screen: by name, else by what they are in the household."""
    name = member.name.strip() or member.kana.strip()
    return honoured(name) if name else shown(member.relation) or _("お名前はまだ")


# 対応


def response(writing: Writing) -> tuple[Row, ...]:
    talk = writing.talk
    done = "、".join(each for each in writing.ground.vocabulary.responses if each in talk.response)
    minutes = _("{count}分").format(count=talk.minutes) if talk.minutes is not None else ""
    notes = tuple(Row(_("覚え書き"), shown(each.text), f"{RESPONSE}/note") for each in writing.intake.notes)
    return (
        Row(_("対応"), done, f"{RESPONSE}/response"),
        Row(_("かかった時間"), minutes, f"{RESPONSE}/minutes"),
        Row(_("活動の内容"), talk.activity, f"{RESPONSE}/activity"),
        Row(_("活動の分野"), talk.client_group, f"{RESPONSE}/client_group"),
        Row(_("次の連絡"), next_words(writing), f"{RESPONSE}/follow_up"),
        *notes,
    )


def next_words(writing: Writing) -> str:
    planned = next((each for each in writing.intake.follow_ups if not each.question), None)
    day = day_words(planned.due_on if planned else writing.talk.next_contact)
    return joined(day, planned.way if planned else "", planned.text if planned else "")


# Words


def honoured(name: str) -> str:
    return _("{name}さん").format(name=shown(name.strip()))


def joined(*parts: str) -> str:
    """What is written of these, as it may be shown."""
    return "　".join(shown(part.strip()) for part in parts if part.strip())


def taken_on(writing: Writing) -> date:
    """The day of the talk: ages are told for it."""
    return parse_moment(writing.talk.taken_at).astimezone(JAPAN).date()


def moment_words(iso: str) -> str:
    """令和8年10月5日（月）・2026年10月5日 10:20."""
    here = parse_moment(iso).astimezone(JAPAN)
    return f"{both(here.date())}　{here:%H:%M}"


def day_words(iso: str) -> str:
    """An ISO day in both calendars; words that are none stay as they are."""
    try:
        return both(datetime.fromisoformat(iso).date()) if iso else ""
    except ValueError:
        return shown(iso)


def both(day: date) -> str:
    """令和8年10月5日（月）・2026年10月5日."""
    western = _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
    return f"{format_date(day)}・{western}"


def birth_words(born: Birth, on: date) -> str:
    """昭和15年2月（86歳）・1940年2月; what was said where it tells no year."""
    if not born.year:
        return shown(born.said)
    month = _("{month}月").format(month=born.month) if born.month else ""
    day = _("{day}日").format(day=born.day) if born.day else ""
    western = _("{year}年").format(year=born.year) + month + day
    return f"{format_birth(born, on)}・{western}"
