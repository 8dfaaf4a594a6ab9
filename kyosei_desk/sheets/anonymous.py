"""匿名版: a case without a person in it, for the district's own thinking. Pure.

No free text at all, no day, no beat, no volunteer: in a small district each of them tells who it was.
"""

from datetime import date

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Finding, level_words
from kyosei_desk.japanese import ages
from kyosei_desk.records import Answer, Birth
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.checked import short_level
from kyosei_desk.sheets.page import Band, Block, Heading, Mark, Notice, Page, Pairs, Table, Tick, Ticks, Urgency, Words
from kyosei_desk.sheets.record import row
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import desk_name, joined, local, month_of, plain, taken_moment
from kyosei_desk.vocabulary import builtin_vocabulary

OLDEST_BAND, LARGE = 90, 5
OTHER_FIELDS = ("農林水産", "交通", "防災", "都市計画", "環境", "買い物", "通院", "食事", "居場所")
"""Fields of a gap beside those of the agencies (domain.md §1); any other word could be a name."""


def fill_anonymous(file: CaseFile, imprint: Imprint) -> Page:
    return Page(
        title=frame.title_of(SheetKind.ANONYMOUS),
        document_title=frame.title_of(SheetKind.ANONYMOUS),
        subtitle=_("お名前・住所・日づけ・お話の言葉は、のせていません"),
        marks=frame.marks(
            imprint,
            desk_name(file.district),
            plain(imprint.recipient) or _("地区の話し合い"),
            month_of(local(imprint.printed_at).date()),
        ),
        foot=frame.foot(imprint),
        blocks=blocks(file, imprint),
    )


def blocks(file: CaseFile, imprint: Imprint) -> tuple[Block, ...]:
    held = file.assessment
    taken = taken_moment(file.consultation.taken_at).date()
    return (
        Notice(_("取扱注意"), _("だれのことかを、さがしたり話したりしないでください。")),
        Band(held.level, level_words(held.level)),
        Heading(_("世帯のようす")),
        Pairs(
            (
                row(_("相談の月"), month_of(taken), _("世帯の人数"), size_words(len(file.members))),
                row(_("年代"), age_bands(file, taken), _("課題の数"), _("{count}個").format(count=held.issues)),
            )
        ),
        Heading(_("困りごと"), _("（○ あてはまる　◎ いちばん困っている）")),
        Ticks(tuple(tick_of(topic, file) for topic in builtin_vocabulary().topics)),
        *findings(file),
        *gaps(file),
        frame.closing(
            frame.purpose_of(SheetKind.ANONYMOUS, imprint),
            _("だれのことかわからない形なので、同意の範囲にかかわりません。"),
            _("この地区の相談の記録（言葉はのせていません）"),
            frame.return_address(file.district),
        ),
    )


def tick_of(topic: str, file: CaseFile) -> Tick:
    talk = file.consultation
    mark = Mark.MAIN if topic == talk.main_topic else Mark.YES if topic in talk.topics else Mark.NONE
    return Tick(mark, topic)


def age_bands(file: CaseFile, on: date) -> str:
    """80代、50代: each once, oldest first, unknown last."""
    tens = sorted({band_of(member.born, on) for member in file.members}, reverse=True)
    return joined([band_words(each) for each in tens]) or _("わからない")


def size_words(count: int) -> str:
    """A large household is known by its number alone."""
    return _("{count}人").format(count=count) if count < LARGE else _("{count}人以上").format(count=LARGE)


def band_of(born: Birth, on: date) -> int:
    """The ten of an age, -1 where it is not known; 90 and over is one band."""
    age = born.age_said if born.age_said is not None else (ages(born, on)[0] if born.year else -1)
    return min(age // 10 * 10, OLDEST_BAND) if age >= 0 else -1


def band_words(ten: int) -> str:
    if ten < 0:
        return _("年代不明")
    if ten == 0:
        return _("10歳未満")
    more = _("以上") if ten == OLDEST_BAND else ""
    return _("{ten}代{more}").format(ten=ten, more=more)


def findings(file: CaseFile) -> tuple[Block, ...]:
    found = file.assessment.result.findings
    if not found:
        return ()
    header = (_("番号"), _("つなぎ確認でわかったこと"), _("急ぎ"))
    rows = tuple(
        (
            Words(each.id),
            Words(found_words(each, file)),
            Urgency(each.level, short_level(each.level)) if each.level else Words("―"),
        )
        for each in found
    )
    return Heading(_("つなぎ確認")), Table(header, (18, 0, 30), rows)


def found_words(finding: Finding, file: CaseFile) -> str:
    short = plain(file.definition[finding.id].short)
    return _("わからない：{short}").format(short=short) if finding.answer is Answer.UNKNOWN else short


def gaps(file: CaseFile) -> tuple[Block, ...]:
    """What is lacking, by field and kind: words of the lists only."""
    found = [gap for gap in file.gaps if not gap.deleted]
    if not found:
        return ()
    rows = tuple(
        row(_("分野"), field_words(gap.field, file), _("どう足りないか"), kind_words(gap.kind)) for gap in found
    )
    return Heading(_("足りない資源")), Pairs(rows, label=32)


def field_words(field: str, file: CaseFile) -> str:
    vocabulary = file.vocabulary
    known = {*vocabulary.agencies, *vocabulary.activities, *vocabulary.topics, *OTHER_FIELDS}
    return field if field in known else _("その他の分野")


def kind_words(kind: str) -> str:
    return kind if kind in builtin_vocabulary().gap_kinds else _("くわしくは記録")
