"""相談票: the whole record for the desk's own file, the urgent things first. Pure.

Left out even here: 来談者 in cases of abuse and DV, and a place that must stay unknown.
"""

from datetime import date

from i18n import _
from kyosei_desk.assessment import person_in_question
from kyosei_desk.case_file import CaseFile
from kyosei_desk.records import Consent, ConsentState, Level, Member, Source, Statement
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.checked import agency_blocks, answer_blocks, band_of, call_blocks, finding_blocks
from kyosei_desk.sheets.page import (
    Block,
    Cell,
    Heading,
    Mark,
    Name,
    Notice,
    Page,
    Pair,
    Pairs,
    Table,
    Tick,
    Ticks,
    Words,
)
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import (
    address_words,
    birth_words,
    consent_scope,
    day_of,
    desk_name,
    honoured,
    joined,
    moment_words,
    phone_words,
    plain,
    taken_moment,
)
from kyosei_desk.vocabulary import builtin_vocabulary

AT_THE_DESK, WATCHING = "来所", "見守り"


def fill_record(file: CaseFile, imprint: Imprint) -> Page:
    desk = desk_name(file.district)
    recipient = plain(imprint.recipient or file.district.manager) or desk
    return Page(
        title=frame.title_of(SheetKind.RECORD),
        document_title=frame.title_of(SheetKind.RECORD),
        subtitle=_("{desk}の控え").format(desk=desk),
        marks=frame.marks(imprint, plain(imprint.author) or desk, recipient),
        foot=frame.foot(imprint),
        blocks=blocks(file, imprint),
    )


def blocks(file: CaseFile, imprint: Imprint) -> tuple[Block, ...]:
    care = _("かぎのかかる場所に置き、用が済んだら返してください。持ち出し・複写はできません。")
    return (
        Notice(_("取扱注意"), care),
        band_of(file),
        *call_blocks(file),
        *reception(file),
        *people(file),
        *talk(file),
        *topics(file),
        *finding_blocks(file),
        *agency_blocks(file),
        *consents(file),
        *response(file),
        *gaps(file),
        *answer_blocks(file),
        frame.closing(
            frame.purpose_of(SheetKind.RECORD, imprint),
            scope_of(file),
            sources_of(file),
            frame.return_address(file.district),
        ),
    )


def row(label: str, text: str, *more: str) -> tuple[Pair, ...]:
    """One row of one or two pairs; what nobody wrote reads 未記入."""
    texts = (label, text, *more)
    return tuple(Pair(texts[place], Words(texts[place + 1] or _("未記入"))) for place in range(0, len(texts), 2))


def reception(file: CaseFile) -> tuple[Block, ...]:
    talk = file.consultation
    place = plain(talk.place) or (plain(file.district.place) if talk.channel == AT_THE_DESK else "")
    rows = [
        row(_("日時"), moment_words(taken_moment(talk.taken_at)), _("場所"), place),
        row(_("経路"), plain(talk.channel), _("受けた人"), plain(file.taken_by)),
    ]
    if not file.assessment.abuse_or_dv:
        rows.append(row(_("来た人"), visitor_words(file)))
    if talk.entered_late:
        rows.append(row(_("入力"), _("後から入力")))
    return Heading(_("受付")), Pairs(tuple(rows))


def visitor_words(file: CaseFile) -> str:
    visitor = file.consultation.visitor
    name = honoured(visitor.name) if visitor.name else ""
    return joined([visitor.relation, name, visitor.kinship, visitor.phone], "　")


def people(file: CaseFile) -> tuple[Block, ...]:
    taken = taken_moment(file.consultation.taken_at).date()
    note = _("（年齢は相談の日のもの）")
    person = person_in_question(file.members)
    others = tuple(member for member in file.members if member is not person)
    head = Heading(_("本人と世帯"), note)
    return (head, Pairs((*own_rows(person, taken), *place_rows(file))), *household_table(others, taken))


def own_rows(person: Member | None, taken: date) -> tuple[tuple[Pair, ...], ...]:
    if person is None:
        return (row(_("氏名"), _("氏名は聞いていない")),)
    name = Name(plain(person.kana), honoured(person.name), plain(person.gender))
    return (
        (Pair(_("氏名・性別"), name), Pair(_("生年月日"), Words(birth_words(person.born, taken) or _("未記入")))),
        *((row(_("通称・本国名"), plain(person.other_name)),) if person.other_name else ()),
        row(_("続柄・言葉"), relation_words(person), _("電話"), phone_words(person.phone)),
        row(_("本人の課題"), issue_words(person)),
    )


def issue_words(member: Member) -> str:
    """課題 in the order of the form."""
    return joined([issue for issue in builtin_vocabulary().issues if issue in member.issues])


def relation_words(member: Member) -> str:
    return joined([member.relation, member.living, member.language], "・")


def place_rows(file: CaseFile) -> tuple[tuple[Pair, ...], ...]:
    household = file.household
    known = address_words(household)
    rows = [row(_("住所"), _("秘匿（紙には書きません）") if known and file.hides_place else known)]
    if household.phone.number:
        rows.append(row(_("世帯の電話"), phone_words(household.phone)))
    if not file.hides_place and (household.association or household.beat):
        rows.append(row(_("自治会"), plain(household.association), _("担当区域"), plain(household.beat)))
    return tuple(rows)


def household_table(others: tuple[Member, ...], taken: date) -> tuple[Block, ...]:
    if not others:
        return ()
    header = (_("世帯の人"), _("続柄"), _("生年月日"), _("本人の課題"))
    return (Table(header, (52, 26, 50, 0), tuple(member_cells(member, taken) for member in others)),)


def member_cells(member: Member, taken: date) -> tuple[Cell, ...]:
    name = honoured(member.name) + (f"\n{plain(member.kana)}" if member.kana else "")
    extra = joined([member.other_name, phone_words(member.phone)], "\n")
    return (
        Words(f"{name}\n{extra}" if extra else name),
        Words(joined([relation_words(member), member.gender], "\n") or _("未記入")),
        Words(birth_words(member.born, taken) or _("未記入")),
        Words(issue_words(member) or _("未記入")),
    )


def talk(file: CaseFile) -> tuple[Block, ...]:
    """Every statement with its source, then the wish."""
    statements = in_order(file.consultation.statements)
    rows = [row(source_words(each.source), plain(each.text)) for each in statements]
    if not any(each.source is Source.SAID for each in statements):
        rows.insert(0, row(source_words(Source.SAID), ""))
    rows.append(row(_("本人の希望"), plain(file.consultation.wish)))
    if file.consultation.urgent is not None:
        rows.append(row(_("急ぎかどうか"), _("急ぐ") if file.consultation.urgent else _("急がない")))
    return Heading(_("相談の内容")), Pairs(tuple(rows), label=34)


def in_order(statements: dict[str, Statement]) -> list[Statement]:
    return [each for _key, each in sorted(statements.items(), key=lambda pair: (pair[1].position, pair[0]))]


def source_words(source: Source) -> str:
    return {Source.SAID: _("本人が話した"), Source.SEEN: _("見た"), Source.HEARSAY: _("聞いた話（伝聞）")}[source]


def topics(file: CaseFile) -> tuple[Block, ...]:
    head = Heading(_("困りごと"), _("（○ あてはまる　◎ いちばん困っている）"))
    return head, Ticks(tuple(tick_of(topic, file) for topic in builtin_vocabulary().topics))


def tick_of(topic: str, file: CaseFile) -> Tick:
    if topic == file.consultation.main_topic:
        return Tick(Mark.MAIN, plain(topic))
    return Tick(Mark.YES if topic in file.consultation.topics else Mark.NONE, plain(topic))


def consents(file: CaseFile) -> tuple[Block, ...]:
    """What each adult agreed to: for whom, how and until when."""
    entries = [each for each in file.consents if not each.deleted]
    rows = [line for each in entries for line in consent_rows(each, file)]
    return Heading(_("同意")), Pairs(tuple(rows) or (row(_("同意"), str(ConsentState.NOT_ASKED)),))


def consent_rows(consent: Consent, file: CaseFile) -> list[tuple[Pair, ...]]:
    """A scope stands only beside a consent: beside a refusal it would read like one."""
    whose = next((member.name for member in file.members if member.id == consent.member_id), "")
    asked = joined([day_of(consent.asked_on), consent.way], "　")
    rows = [row(_("同意"), str(consent.state), _("だれの"), honoured(whose) if whose else _("本人"))]
    if consent.state is ConsentState.GIVEN:
        rows.append(row(_("範囲"), consent_scope(consent)))
    if consent.state is not ConsentState.NOT_ASKED:
        rows.append(row(_("聞いた日"), asked, _("聞いた人"), plain(file.people.get(consent.asked_by, ""))))
    ends = _("{day} まで").format(day=day_of(consent.ends_on)) if consent.ends_on else ""
    stopped = _("取りやめ {day}").format(day=day_of(consent.withdrawn_on)) if consent.withdrawn_on else ""
    return [*rows, row(_("終わり"), joined([ends, stopped]))] if ends or stopped else rows


def response(file: CaseFile) -> tuple[Block, ...]:
    talk = file.consultation
    done = joined([label for label in builtin_vocabulary().responses if label in talk.response])
    minutes = _("{count}分").format(count=talk.minutes) if talk.minutes is not None else ""
    rows = [
        row(_("対応"), done),
        row(_("かかった時間"), minutes, _("次の連絡"), next_contact_words(file)),
        row(_("内容・分野"), joined([talk.activity, talk.client_group], "・")),
    ]
    if talk.close_reason:
        rows.append(row(_("終えた理由"), plain(talk.close_reason)))
    return Heading(_("対応")), Pairs(tuple(rows))


def next_contact_words(file: CaseFile) -> str:
    """The day; watching over (見守り, L2) needs one, and the sheet says so where it is missing."""
    talk = file.consultation
    watching = WATCHING in talk.response or file.assessment.level is Level.L2
    return day_of(talk.next_contact) or (_("まだ決まっていません（見守りには要ります）") if watching else "")


def gaps(file: CaseFile) -> tuple[Block, ...]:
    """資源不足: what the town lacks."""
    found = [gap for gap in file.gaps if not gap.deleted]
    if not found:
        return ()
    rows = [
        row(
            joined([gap.field, gap.kind], "・") or _("資源不足"), joined([gap.note, gap.substitute, gap.proposal], "\n")
        )
        for gap in found
    ]
    return Heading(_("足りない資源")), Pairs(tuple(rows), label=45)


def scope_of(file: CaseFile) -> str:
    states = joined([str(each.state) for each in file.consents if not each.deleted])
    return _("{states}（くわしくは「同意」の欄）").format(states=states or _("まだ聞いていない"))


def sources_of(file: CaseFile) -> str:
    """Which kinds of source the sheet draws on."""
    kinds = {each.source for each in file.consultation.statements.values()}
    return joined([source_words(source) for source in Source if source in kinds]) or _("記入なし")
