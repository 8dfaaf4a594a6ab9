"""協力依頼書: a letter to one agency, through the city's coordinator. Pure.

It is drawn from the Disclosure alone, and so cannot say more than was allowed. Of the consents it shows only what
concerns this agency: who else was asked for help is nobody's business here.
"""

from functools import cache

from i18n import _
from kyosei_desk.checklist import COORDINATOR, Definition, Ground, builtin, due_at, explain_ground, level_words
from kyosei_desk.disclosure import DisclosedMember, Disclosure
from kyosei_desk.errors import DefinitionError
from kyosei_desk.japanese import format_moment, parse_birth
from kyosei_desk.records import Action, Basis, Consent, ConsentState, District, Level, Source
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
    taken_moment,
)

SELF = "本人"
MUNICIPALITY = "市町村"
PERSONS = frozenset({COORDINATOR, "かかりつけ医", "スクールソーシャルワーカー"})
LABEL = 32


def fill_referral(
    disclosure: Disclosure, district: District, imprint: Imprint, definition: Definition | None = None
) -> Page:
    """`definition`: the version the grounds are of; None takes it from what ships."""
    to = addressee(disclosure, district)
    via = _("（{coordinator}を通して）").format(coordinator=coordinator(district))
    return Page(
        title=frame.title_of(SheetKind.REFERRAL),
        document_title=frame.title_of(SheetKind.REFERRAL),
        addressee=f"{to}　{honour(disclosure)}",
        addressee_note="" if to == coordinator(district) else via,
        marks=frame.marks(imprint, author_words(disclosure, district), to),
        foot=(*frame.foot(imprint), _("情報源：{sources}").format(sources=sources_of(disclosure))),
        blocks=blocks(disclosure, district, imprint, definition or checklist(disclosure.checklist)),
    )


def addressee(disclosure: Disclosure, district: District) -> str:
    """The agency as it is addressed; where the way is to be asked first, the city's coordinator and nobody else."""
    if disclosure.goes_to == COORDINATOR:
        return coordinator(district)
    if disclosure.goes_to == MUNICIPALITY:
        return plain(district.city) or MUNICIPALITY
    return plain(disclosure.goes_to)


def honour(disclosure: Disclosure) -> str:
    """様 for a person, 御中 for an office."""
    return _("様") if disclosure.goes_to in PERSONS else _("御中")


def coordinator(district: District) -> str:
    return joined([district.city, _("相談支援包括化推進員")], " ")


def blocks(disclosure: Disclosure, district: District, imprint: Imprint, words: Definition) -> tuple[Block, ...]:
    return (
        Paragraph(opening(disclosure)),
        Band(disclosure.level, level_words(disclosure.level), answer_by(disclosure, imprint)),
        *request(disclosure, words),
        *person(disclosure, district, imprint),
        *household(disclosure, imprint),
        *known(disclosure),
        *handling(disclosure, district, imprint),
        Together(reply(disclosure, district, imprint)),
    )


def author_words(disclosure: Disclosure, district: District) -> str:
    """The desk, and the volunteer where naming them harms nobody."""
    desk = desk_name(district)
    return desk if plain(disclosure.author) in {"", desk} else f"{desk}　{plain(disclosure.author)}"


def opening(disclosure: Disclosure) -> str:
    if disclosure.action is Action.ASK_COORDINATOR:
        return _("名前を出さずに、進め方を相談します。どうすればよいか、お知らせください。")
    if any(each.basis is Basis.DUTY for each in disclosure.grounds):
        return _(
            "次の方のことを、法律にもとづいてお知らせ（通告・通報）します。"
            "受け付けたことと、今後の連絡先をお知らせください。"
        )
    return _("次の方について、ご協力をお願いします。お受けいただけるかどうかを、お知らせください。")


def answer_by(disclosure: Disclosure, imprint: Imprint) -> str:
    """Until when an answer is asked for. The level's time runs from the talk, not from the letter."""
    until = due_at(disclosure.level, taken_moment(disclosure.taken_at))
    if disclosure.level is Level.L5:
        return _("電話でもお知らせします。すぐにご対応ください")
    if until is None:
        return _("お返事をお待ちします")
    if until <= imprint.printed_at:
        return _("期限を過ぎています。電話でもお知らせします")
    return _("お返事の期限　{moment}").format(moment=format_moment(until))


@cache
def checklist(version: str) -> Definition:
    """The questions' words and the laws behind a ground; a letter carries ids, and the version they are of."""
    try:
        return builtin(version)
    except DefinitionError:
        return builtin()  # a city's own version, drawn without its text: its ids are the same


def danger(ground: Ground, words: Definition) -> str:
    """What a finding is about; where it only asks to find out, what nobody could answer. わからない is no fact."""
    question = next((each for each in words.question if each.id == ground.finding), None)
    if question is None:
        return plain(ground.finding)  # a version this program does not know
    if ground.basis is Basis.FIND_OUT:
        asked = question.sub.text if question.sub else question.short
        return _("{asked}：わからない").format(asked=plain(asked))
    return plain(question.short)


def request(disclosure: Disclosure, words: Definition) -> tuple[Block, ...]:
    """Why help is asked, on what ground, and when the talk was: words like 来週 count from that day."""
    rows = [row(_("理由"), "\n".join(dict.fromkeys(reason(each, words) for each in disclosure.grounds)))]
    if disclosure.goes_to != disclosure.agency:
        rows.insert(0, row(_("頼みたい先"), plain(disclosure.agency)))
    rows += [row(_("根拠"), joined(dict.fromkeys(explain_ground(words, each) for each in disclosure.grounds)))]
    rows += [row(_("ご本人の希望"), plain(disclosure.wish))] if disclosure.wish else []
    talk = _("（相談を受けた日　{day}）").format(day=day_of(taken_moment(disclosure.taken_at).date().isoformat()))
    return Heading(_("お願いしたいこと"), talk), Pairs(tuple(rows), label=LABEL)


def reason(ground: Ground, words: Definition) -> str:
    """The danger, and the checklist's own sentence on it."""
    why = next((plain(each.reason) for each in words.question if each.id == ground.finding), "")
    if ground.basis is Basis.FIND_OUT:
        why = _("確かめるのを手伝ってください")
    return joined([danger(ground, words), why], "　")


def person(disclosure: Disclosure, district: District, imprint: Imprint) -> tuple[Block, ...]:
    """Who and where. Without a name where none may be given."""
    reach = row(_("この件の連絡先"), desk_contact(district))
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
    rows: list[tuple[Pair, ...]] = [(Pair(_("氏名"), Name(plain(own.kana), honoured(own.name), personal(own))),)]
    if own.born:
        rows.append(row(_("生年月日"), born_words(own, imprint)))
    return tuple(rows)


def personal(member: DisclosedMember) -> str:
    gender = _("性別：{gender}").format(gender=member.gender) if member.gender else ""
    language = _("言葉：{language}").format(language=member.language) if member.language else ""
    return joined([gender, language], "　")


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
    return (Together((Heading(_("同意と取り扱い")), Pairs(entries, label=LABEL))),)


def scope_words(disclosure: Disclosure) -> str:
    """The consent as far as it concerns this agency, and that more was left out, without saying what."""
    given = consent_words(disclosure) if disclosure.action is Action.SEND else ""
    state = _("ご本人の同意：{state}").format(state=disclosure.consent)
    return joined([f"{state}（{given}）" if given else state, left_out(disclosure)], "。")


def consent_words(disclosure: Disclosure) -> str:
    """For whom, how and when, where one entry alone tells it."""
    entries = [each for each in disclosure.consents if each.state is ConsentState.GIVEN and not each.deleted]
    if disclosure.consent is not ConsentState.GIVEN or len(entries) != 1:
        return ""
    return joined([_("{agency}に話してよい").format(agency=disclosure.agency), how_given(entries[0])])


def how_given(consent: Consent) -> str:
    day = _("{day}に聞きました").format(day=day_of(consent.asked_on, weekday=False)) if consent.asked_on else ""
    end = _("{day}まで").format(day=day_of(consent.ends_on, weekday=False)) if consent.ends_on else ""
    return joined([consent.way, day, end, consent.matters])


def left_out(disclosure: Disclosure) -> str:
    if disclosure.action is Action.ASK_COORDINATOR:
        return _("お名前・住所・お話の内容は書いていません。")
    if disclosure.action is Action.SEND_MINIMUM:
        return _("安全を守るための最小限だけを書いています。")
    if disclosure.consent is not ConsentState.GIVEN:
        return _("同意がなくても知らせることを法律が認めている範囲だけを書いています。")
    return _("同意の範囲の外のことは書いていません。")


def sources_of(disclosure: Disclosure) -> str:
    """Which kinds of source stand on this letter; the desk's own check where no statement does."""
    kinds = {each.source for each in disclosure.statements}
    told = [source_words(source) for source in Source if source in kinds]
    if disclosure.wish and Source.SAID not in kinds:
        told.insert(0, source_words(Source.SAID))
    return joined(told) or _("相談の場の確認")


def reply(disclosure: Disclosure, district: District, imprint: Imprint) -> tuple[Block, ...]:
    """The slip that comes back; it names nobody, and stands alone when it is cut off."""
    asked = disclosure.action is Action.ASK_COORDINATOR
    answers = (
        (_("電話で話す"), _("進め方を下に"), _("支援会議に出す"))
        if asked
        else (_("受け付けました"), _("受けられない（理由を下に）"), _("先に話を聞きたい"))
    )
    agency = Words(addressee(disclosure, district))
    rows = (
        row(_("返す先"), desk_contact(district)),
        (Pair(_("お返事"), Boxes(tuple(map(Box, answers)))),),
        (Pair(_("理由・ご連絡"), Room(10)),),
        (Pair(_("機関"), agency), Pair(_("担当・電話"), Room(7, _("令和　年　月　日")))),
    )
    note = _("（依頼番号 {number}）").format(number=plain(imprint.number))
    return Cut(_("切り取るか、写して、お返事にお使いください")), Heading(_("お返事"), note), Pairs(rows, label=LABEL)
