"""協力依頼書: a letter to one agency, through the city's coordinator. Pure.

It is drawn from the Disclosure alone, and so cannot say more than was allowed. Of the consents it shows only what
concerns this agency: who else was asked for help is nobody's business here.
"""

from functools import cache

from i18n import _
from kyosei_desk.checklist import COORDINATOR, Definition, Ground, builtin, due_at, explain_ground, level_words
from kyosei_desk.disclosure import DisclosedMember, Disclosure
from kyosei_desk.japanese import format_moment, parse_birth
from kyosei_desk.records import Action, Consent, ConsentState, District, Level, Source
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import (
    Band,
    Block,
    Box,
    Boxes,
    Cut,
    Heading,
    Name,
    Page,
    Pair,
    Pairs,
    Paragraph,
    Room,
    Table,
    Together,
    Words,
)
from kyosei_desk.sheets.record import row, source_words
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import (
    birth_words,
    day_of,
    desk_contact,
    desk_name,
    desk_place,
    honoured,
    joined,
    local,
    plain,
)

SELF = "本人"
LABEL = 32


def fill_referral(disclosure: Disclosure, district: District, imprint: Imprint) -> Page:
    to = addressee(disclosure, district)
    via = _("（{coordinator}を通して）").format(coordinator=coordinator(district))
    return Page(
        title=frame.title_of(SheetKind.REFERRAL),
        document_title=frame.title_of(SheetKind.REFERRAL),
        addressee=_("{agency}　御中").format(agency=to),
        addressee_note="" if to == coordinator(district) else via,
        marks=frame.marks(imprint, author_words(disclosure, district), to),
        foot=(frame.foot(imprint)[0], _("情報源：{sources}").format(sources=sources_of(disclosure))),
        blocks=blocks(disclosure, district, imprint),
    )


def addressee(disclosure: Disclosure, district: District) -> str:
    """The agency; where the way is to be asked first, the city's coordinator and nobody else."""
    if disclosure.goes_to == COORDINATOR:
        return coordinator(district)
    return plain(disclosure.goes_to)


def coordinator(district: District) -> str:
    return joined([district.city, _("相談支援包括化推進員")], " ")


def blocks(disclosure: Disclosure, district: District, imprint: Imprint) -> tuple[Block, ...]:
    return (
        Paragraph(opening(disclosure)),
        Band(disclosure.level, level_words(disclosure.level), answer_by(disclosure.level, imprint)),
        *request(disclosure),
        *person(disclosure, district, imprint),
        *household(disclosure, imprint),
        *known(disclosure),
        *handling(disclosure, district, imprint),
        Together(reply(district, imprint)),
    )


def author_words(disclosure: Disclosure, district: District) -> str:
    """The desk, and the volunteer where naming them harms nobody."""
    desk = desk_name(district)
    return desk if plain(disclosure.author) in {"", desk} else f"{desk}　{plain(disclosure.author)}"


def opening(disclosure: Disclosure) -> str:
    if disclosure.action is Action.ASK_COORDINATOR:
        return _("名前を出さずに、進め方を相談します。どうすればよいか、お知らせください。")
    return _("次の方について、ご協力をお願いします。お受けいただけるかどうかを、お知らせください。")


def answer_by(level: Level, imprint: Imprint) -> str:
    """Until when an answer is asked for, counted from the day of issue."""
    if level is Level.L5:
        return _("まず電話で。お返事は今すぐ")
    until = due_at(level, local(imprint.printed_at))
    return _("お返事の期限　{moment}").format(moment=format_moment(until)) if until else _("お返事をお待ちします")


@cache
def checklist() -> Definition:
    """The questions' words and the laws behind a ground; a letter carries ids only."""
    return builtin()


def danger(ground: Ground) -> str:
    """What a finding is about, in the checklist's words; its id where this version does not know it."""
    return next((each.short for each in checklist().question if each.id == ground.finding), ground.finding)


def request(disclosure: Disclosure) -> tuple[Block, ...]:
    rows = [row(_("理由"), reasons(disclosure))]
    if disclosure.goes_to != disclosure.agency:
        rows.insert(0, row(_("頼みたい先"), plain(disclosure.agency)))
    rows += [row(_("ご本人の希望"), plain(disclosure.wish))] if disclosure.wish else []
    return Heading(_("お願いしたいこと")), Pairs(tuple(rows), label=LABEL)


def reasons(disclosure: Disclosure) -> str:
    """A line for each ground: the dangers that rest on it, and the ground."""
    dangers: dict[str, list[str]] = {}
    for ground in disclosure.grounds:
        dangers.setdefault(explain_ground(checklist(), ground), []).append(danger(ground))
    lines = (
        _("{dangers}（根拠：{ground}）").format(dangers=joined(found), ground=plain(ground))
        for ground, found in dangers.items()
    )
    return "\n".join(lines)


def person(disclosure: Disclosure, district: District, imprint: Imprint) -> tuple[Block, ...]:
    """Who and where. Without a name where none may be given."""
    reach = row(_("連絡のしかた"), desk_contact(district))
    if disclosure.action is Action.ASK_COORDINATOR:
        unnamed = row(_("どなたのことか"), _("この紙では、お名前と住所を出しません。"))
        return Heading(_("連絡先")), Pairs((unnamed, reach), label=LABEL)
    own = own_of(disclosure.members)
    rows = [*own_rows(own, imprint), row(_("住所"), place_words(disclosure))]
    if disclosure.phone:
        hours = (
            _("かけてよい時間：{hours}").format(hours=plain(disclosure.phone_hours)) if disclosure.phone_hours else ""
        )
        rows.append(row(_("電話"), joined([disclosure.phone, hours], "　")))
    return Heading(_("ご本人"), _("（年齢は発行日のもの）")), Pairs((*rows, reach), label=LABEL)


def own_of(members: tuple[DisclosedMember, ...]) -> DisclosedMember | None:
    return next((each for each in members if each.relation == SELF), members[0] if members else None)


def own_rows(own: DisclosedMember | None, imprint: Imprint) -> tuple[tuple[Pair, ...], ...]:
    if own is None:
        return (row(_("氏名"), _("氏名は聞いていない")),)
    rows: list[tuple[Pair, ...]] = [
        (Pair(_("氏名"), Name(plain(own.kana), honoured(own.name), joined([own.gender, own.language], "・"))),)
    ]
    if own.born:
        rows.append(row(_("生年月日"), born_words(own, imprint)))
    return tuple(rows)


def born_words(member: DisclosedMember, imprint: Imprint) -> str:
    """The birth with the age on the day of issue."""
    return birth_words(parse_birth(member.born), local(imprint.printed_at).date())


def place_words(disclosure: Disclosure) -> str:
    if disclosure.whereabouts_withheld:
        return _("安全のため、この紙には書いていません。")
    postal = _("〒{postal}").format(postal=plain(disclosure.postal)) if disclosure.postal else ""
    return joined([postal, disclosure.address], "　") or _("聞いていません")


def household(disclosure: Disclosure, imprint: Imprint) -> tuple[Block, ...]:
    own = own_of(disclosure.members)
    others = tuple(each for each in disclosure.members if each is not own)
    if not others:
        return ()
    header = (_("世帯の人"), _("続柄"), _("生年月日"))
    rows = tuple(
        (Words(member_name(each)), Words(plain(each.relation) or "―"), Words(born_words(each, imprint) or "―"))
        for each in others
    )
    return (Table(header, (0, 30, 52), rows),)


def member_name(member: DisclosedMember) -> str:
    if not member.name:
        return _("お名前は書いていません")
    kana = f"（{plain(member.kana)}）" if member.kana else ""
    return f"{honoured(member.name)}{kana}"


def known(disclosure: Disclosure) -> tuple[Block, ...]:
    if not disclosure.statements:
        return ()
    rows = tuple(row(source_words(each.source), plain(each.text)) for each in disclosure.statements)
    return Heading(_("わかっていること")), Pairs(rows, label=LABEL)


def handling(disclosure: Disclosure, district: District, imprint: Imprint) -> tuple[Block, ...]:
    back = _("支援が終わったら、{desk}へお返しください。").format(desk=desk_place(district))
    entries = (
        row(_("同意の範囲"), scope_words(disclosure)),
        row(_("利用目的"), frame.purpose_of(SheetKind.REFERRAL, imprint)),
        row(_("取扱注意"), _("かぎのかかる場所に置き、複写や、ほかへの提供はしないでください。")),
        row(_("返却先"), back),
    )
    return Heading(_("同意と取り扱い")), Pairs(entries, label=LABEL)


def scope_words(disclosure: Disclosure) -> str:
    """The consent as far as it concerns this agency, and that more was left out, without saying what."""
    given = consent_words(disclosure) if disclosure.action is Action.SEND else ""
    state = _("ご本人の同意：{state}").format(state=disclosure.consent)
    return joined([f"{state}（{given}）" if given else state, left_out(disclosure)], "。")


def consent_words(disclosure: Disclosure) -> str:
    """How and when, where one entry alone tells it."""
    entries = [each for each in disclosure.consents if each.state is ConsentState.GIVEN and not each.deleted]
    if disclosure.consent is not ConsentState.GIVEN or len(entries) != 1:
        return ""
    return how_given(entries[0])


def how_given(consent: Consent) -> str:
    day = _("{day} に聞きました").format(day=day_of(consent.asked_on)) if consent.asked_on else ""
    end = _("{day} まで").format(day=day_of(consent.ends_on)) if consent.ends_on else ""
    return joined([consent.way, day, end, consent.matters])


def left_out(disclosure: Disclosure) -> str:
    if disclosure.action is Action.ASK_COORDINATOR:
        return _("お名前・住所・お話の内容は書いていません。")
    if disclosure.action is Action.SEND_MINIMUM:
        return _("安全を守るための最小限だけを書いています。")
    return _("同意の範囲の外のことは書いていません。")


def sources_of(disclosure: Disclosure) -> str:
    """Which kinds of source stand on this letter; the desk's own check where no statement does."""
    kinds = {each.source for each in disclosure.statements}
    told = [source_words(source) for source in Source if source in kinds]
    if disclosure.wish and Source.SAID not in kinds:
        told.insert(0, source_words(Source.SAID))
    return joined(told) or _("相談の場の確認")


def reply(district: District, imprint: Imprint) -> tuple[Block, ...]:
    """The slip that comes back; it names nobody."""
    to = _("（{desk} 宛　依頼番号 {number}）").format(desk=desk_name(district), number=plain(imprint.number))
    answers = (_("受理する"), _("受理しない（理由を下に）"), _("先に話を聞きたい"))
    rows = (
        (Pair(_("受けられますか"), Boxes(tuple(map(Box, answers)))),),
        (Pair(_("理由・ご連絡"), Room(13)),),
        (Pair(_("担当・電話"), Room(9, _("令和　　年　　月　　日"))),),
    )
    return Cut(_("切り取って、お返事にお使いください")), Heading(_("お返事"), to), Pairs(rows, label=LABEL)
