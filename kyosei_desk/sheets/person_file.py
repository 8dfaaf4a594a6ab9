"""開示する記録: everything about one person that may be shown to them, as one sheet. Pure; see `kyosei_desk/access`."""

from collections.abc import Iterator
from datetime import date

from i18n import _
from kyosei_desk.access import PersonFile, ShownTalk
from kyosei_desk.checklist import level_words
from kyosei_desk.records import Consent, ConsentState, FollowUp, Note
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Items, Name, Notice, Page, Pair, Pairs, Table, Words
from kyosei_desk.sheets.record import issue_words, row
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import (
    address_words,
    birth_words,
    consent_scope,
    day_of,
    desk_name,
    honoured,
    joined,
    local,
    moment_words,
    phone_words,
    plain,
    taken_moment,
)


def fill_person_file(file: PersonFile, imprint: Imprint) -> Page:
    desk = desk_name(file.district)
    return Page(
        title=frame.title_of(SheetKind.PERSON_FILE),
        document_title=frame.title_of(SheetKind.PERSON_FILE),
        subtitle=_("{desk}が持っている、ご本人の記録").format(desk=desk),
        marks=frame.marks(imprint, desk, honoured(file.person.name)),
        foot=frame.foot(imprint),
        blocks=tuple(blocks(file, imprint)),
    )


def blocks(file: PersonFile, imprint: Imprint) -> Iterator[Block]:
    yield Notice(
        _("この紙に書いていないこと"),
        _("ほかの人の言葉、ほかの人についてのこと、だれが話したかは、書いていません。"),
    )
    yield from person(file, local(imprint.printed_at).date())
    for talk in file.talks:
        yield from one_talk(talk)
    if not file.talks:
        yield Heading(_("相談の記録"))
        yield Items((_("お見せできる相談の記録はありません。"),))
    yield from consents(file)
    yield from visits(file.visits)
    yield from notes(file.notes)
    yield frame.closing(
        frame.purpose_of(SheetKind.PERSON_FILE, imprint),
        _("ご本人の求めによるもので、ほかの人には渡しません。"),
        _("この相談の場の記録"),
        frame.return_address(file.district),
    )


def person(file: PersonFile, on: date) -> tuple[Block, ...]:
    who = file.person
    rows = [
        (
            Pair(_("氏名・性別"), Name(plain(who.kana), honoured(who.name), plain(who.gender))),
            Pair(_("生年月日"), Words(birth_words(who.born, on) or _("未記入"))),
        ),
        row(_("通称・本国名"), plain(who.other_name), _("電話"), phone_words(who.phone)),
        row(_("続柄・言葉"), joined([who.relation, who.language], "・")),
        row(_("本人の課題"), issue_words(who)),
    ]
    if file.household is not None:
        rows.append(row(_("住所"), address_words(file.household)))
    return Heading(_("ご本人"), _("（年齢は発行日のもの）")), Pairs(tuple(rows))


def one_talk(talk: ShownTalk) -> Iterator[Block]:
    late = _("（後から入力）") if talk.entered_late else ""
    yield Heading(_("相談 {moment}").format(moment=moment_words(taken_moment(talk.taken_at))), late)
    came = _("ご本人が来ました") if talk.came_themself else ""
    rows = [row(_("場所・経路"), joined([talk.place, talk.channel, came])), row(_("受けた人"), plain(talk.taken_by))]
    told = (
        (_("話したこと"), "\n".join(map(plain, talk.said))),
        (_("見たこと"), "\n".join(map(plain, talk.seen))),
        (_("希望"), plain(talk.wish)),
        (_("困りごと"), joined(talk.topics)),
        (_("確認したこと"), joined(talk.reasons)),
        (_("急ぎの度合い"), level_words(talk.level) if talk.level else ""),
        (_("対応"), joined(talk.response)),
        (_("次の連絡"), day_of(talk.next_contact)),
    )
    yield Pairs((*rows, *(row(label, text) for label, text in told if text)))
    if talk.referrals:
        header = (_("協力を頼んだところ"), _("頼んだ日"), _("いま"))
        cells = tuple(
            (Words(plain(each.agency)), Words(day_of(each.made_at)), Words(str(state)))
            for each, state in talk.referrals
        )
        yield Table(header, (0, 45, 30), cells)


def consents(file: PersonFile) -> tuple[Block, ...]:
    rows = tuple(consent_row(each) for each in file.consents)
    return (Heading(_("同意")), Pairs(rows)) if rows else ()


def consent_row(consent: Consent) -> tuple[Pair, ...]:
    scope = consent_scope(consent) if consent.state is ConsentState.GIVEN else ""
    stopped = _("取りやめ {day}").format(day=day_of(consent.withdrawn_on)) if consent.withdrawn_on else ""
    return row(day_of(consent.asked_on) or _("日付なし"), joined([str(consent.state), consent.way, scope, stopped]))


def visits(found: tuple[FollowUp, ...]) -> tuple[Block, ...]:
    """Days and ways; why a volunteer came is in their own words, and may tell of others."""
    rows = tuple(
        row(day_of(each.done_at or each.due_on), joined([each.way, _("すみ") if each.done_at else _("予定")]))
        for each in sorted(found, key=lambda one: (one.done_at or one.due_on, one.id))
    )
    return (Heading(_("訪問と連絡")), Pairs(rows, label=45)) if rows else ()


def notes(found: tuple[Note, ...]) -> tuple[Block, ...]:
    rows = tuple(row(day_of(each.at), plain(each.text)) for each in found)
    return (Heading(_("メモ")), Pairs(rows, label=45)) if rows else ()
