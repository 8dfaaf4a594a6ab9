"""本人控え: for the resident to take home, in やさしい日本語. Pure.

Only their own words and what comes next: nothing seen or heard from others, no answers, nobody else's matters. In a
case of abuse or DV it may be found at home, so the sheet then says nothing of what the talk was about.
"""

from datetime import date

from i18n import _
from kyosei_desk.assessment import SELF, own_consents, person_in_question
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import COORDINATOR
from kyosei_desk.records import Action, ConsentState, Source
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Items, Notice, Number, Numbers, Page, Pairs, Paragraph
from kyosei_desk.sheets.record import in_order, row
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import (
    both_calendars,
    consent_scope,
    desk_name,
    honoured,
    local,
    plain,
    taken_moment,
)

SIZE = 12


def fill_own_copy(file: CaseFile, imprint: Imprint) -> Page:
    neutral = is_neutral(file)
    author = plain(file.outgoing_author) or desk_name(file.district)
    title = _("連絡先のご案内") if neutral else frame.title_of(SheetKind.OWN_COPY)
    return Page(
        title=title,
        document_title=title,
        subtitle=desk_name(file.district),
        marks=frame.marks(imprint, author, recipient_of(file, neutral=neutral), printed_on(imprint)),
        foot=(frame.foot(imprint)[0], _("取扱注意：なくさないように、しまってください")),
        blocks=neutral_blocks(file) if neutral else blocks(file, imprint),
        size=SIZE,
        margin=18,
    )


def is_neutral(file: CaseFile) -> bool:
    """Whether the sheet must not tell that there was a talk: found at home, or by one who never came."""
    return file.assessment.abuse_or_dv or never_spoke(file)


def never_spoke(file: CaseFile) -> bool:
    """Someone else came, and the person themself said nothing."""
    return file.consultation.visitor.relation not in {"", SELF} and not own_words(file)


def printed_on(imprint: Imprint) -> str:
    return both_calendars(local(imprint.printed_at).date())


def recipient_of(file: CaseFile, *, neutral: bool) -> str:
    person = person_in_question(file.members)
    return honoured(person.name) if person and person.name and not neutral else _("ご本人")


def neutral_blocks(file: CaseFile) -> tuple[Block, ...]:
    """What may lie open on a table: where to telephone, and nothing else."""
    return (
        Paragraph(_("困ったときは、いつでもお電話ください。")),
        *desk_blocks(file),
        frame.closing(
            _("連絡先のお知らせ"),
            _("この紙には、どなたのことも書いていません"),
            _("なし"),
            _("いらなくなったら、{desk}へ返してください。").format(desk=desk_name(file.district)),
        ),
    )


def blocks(file: CaseFile, imprint: Imprint) -> tuple[Block, ...]:
    own = own_words(file)
    return (
        Paragraph(talked_on(file)),
        *((Heading(_("あなたが話したこと")), Items(own)) if own else ()),
        *wish(file),
        *next_steps(file),
        *next_contact(file),
        *desk_blocks(file),
        Paragraph(_("命があぶないときは、119 に電話してください。夜でも、休みの日でも、つながります。")),
        *agreed(file),
        frame.closing(
            frame.purpose_of(SheetKind.OWN_COPY, imprint),
            consent_line(file),
            _("あなたが話したこと"),
            _("いらなくなったら、{desk}へ返してください。").format(desk=desk_name(file.district)),
        ),
    )


def talked_on(file: CaseFile) -> str:
    day = both_calendars(taken_moment(file.consultation.taken_at).date())
    return _("{day}に、お話を聞きました。話してくださって、ありがとうございます。").format(day=day)


def own_words(file: CaseFile) -> tuple[str, ...]:
    """What the person said of themself and the household, word for word; other members' matters stay out."""
    person = person_in_question(file.members)
    own = {"", person.id if person else ""}
    said = (each for each in in_order(file.consultation.statements) if each.source is Source.SAID)
    return tuple(plain(each.text) for each in said if each.member_id in own and each.text.strip())


def wish(file: CaseFile) -> tuple[Block, ...]:
    text = plain(file.consultation.wish)
    return (Heading(_("あなたの希望")), Paragraph(text)) if text else ()


def next_steps(file: CaseFile) -> tuple[Block, ...]:
    steps = [words for label, words in responses().items() if label in file.consultation.response]
    steps += [
        _("{agency}に、力をかりるお願いをします。").format(agency=plain(agency_words(agency)))
        for agency in agreed_agencies(file)
    ]
    return (Heading(_("これからすること")), Items(tuple(steps))) if steps else ()


def agency_words(agency: str) -> str:
    return _("市の推進員（相談をまとめる人）") if agency == COORDINATOR else agency


def responses() -> dict[str, str]:
    """対応 in easy words, what happens next only."""
    return {
        "情報提供": _("役に立つことを、お知らせします。"),
        "同行": _("いっしょに窓口へ行きます。"),
        "見守り": _("ときどき、ようすを聞きに行きます。"),
        "地域の支え手につなぐ": _("近くで助けてくれる人を、紹介します。"),
    }


def agreed_agencies(file: CaseFile) -> list[str]:
    """Whom the desk asks because the person agreed; nothing that is told without their consent."""
    return [
        each.agency
        for each in file.assessment.decisions
        if each.action is Action.SEND and each.consent is ConsentState.GIVEN
    ]


def next_contact(file: CaseFile) -> tuple[Block, ...]:
    try:
        day = date.fromisoformat(file.consultation.next_contact)
    except ValueError:
        return ()
    return (Heading(_("つぎに連絡する日")), Paragraph(both_calendars(day), large=True))


def desk_blocks(file: CaseFile) -> tuple[Block, ...]:
    """The desk's telephone, large; no national number, which would tell what it is for."""
    district = file.district
    head = Heading(_("困ったときの電話"))
    if not district.phone:
        return head, Paragraph(_("{desk}に来てください。").format(desk=desk_name(district)))
    hours = f"　{plain(district.hours)}" if district.hours else ""
    return head, Numbers((Number(plain(district.phone), f"{desk_name(district)}{hours}"),))


def agreed(file: CaseFile) -> tuple[Block, ...]:
    """The consent as it stands, and that it may change."""
    given = any(
        each.state is ConsentState.GIVEN and not each.withdrawn_on
        for each in own_consents(file.members, file.consents)
        if not each.deleted
    )
    stop = _("いつでもやめられます。上の電話で「やめます」と言ってください。やめても、こまることはありません。")
    return (
        Heading(_("ほかの人に話してよいか")),
        Pairs((row(_("あなたの答え"), consent_line(file)),), label=34),
        Notice("", stop if given else _("気持ちが変わったら、いつでも言ってください。")),
    )


def consent_line(file: CaseFile) -> str:
    entries = [each for each in own_consents(file.members, file.consents) if not each.deleted]
    lines = []
    for each in entries:
        if each.withdrawn_on:
            lines.append(_("前に「よい」と言いましたが、やめました。"))
        elif each.state is ConsentState.GIVEN:
            end = (
                _("（{day}まで）").format(day=both_calendars(date.fromisoformat(each.ends_on))) if each.ends_on else ""
            )
            lines.append(_("話してよい。相手：{scope}{end}").format(scope=consent_scope(each), end=end))
        elif each.state is ConsentState.REFUSED:
            lines.append(_("話さないでほしい。"))
    return "\n".join(lines) or _("まだ答えていません。")
