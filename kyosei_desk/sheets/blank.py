"""白紙の相談票: two sides for a pen, for days without a laptop; typed in later with its own date. Pure."""

from i18n import _
from kyosei_desk.checklist import Definition
from kyosei_desk.records import ConsentState, District
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import (
    Block,
    Box,
    Boxes,
    Cell,
    Heading,
    Mark,
    Number,
    Numbers,
    Page,
    Pair,
    Pairs,
    Paragraph,
    Question,
    Questions,
    Room,
    Table,
    Tick,
    Ticks,
    Turn,
    Words,
)
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.sheets.wording import desk_name, desk_place, plain
from kyosei_desk.vocabulary import Vocabulary

LINE = 7
"""Millimetres of a line for a pen."""

LABEL = 24


def fill_blank(district: District, imprint: Imprint, definition: Definition, words: Vocabulary) -> Page:
    return Page(
        title=frame.title_of(SheetKind.BLANK),
        document_title=frame.title_of(SheetKind.BLANK),
        marks=frame.marks(
            imprint, plain(imprint.author) or desk_name(district), plain(imprint.recipient) or desk_name(district)
        ),
        foot=(*frame.foot(imprint), _("後で記録に入力する")),
        blocks=(
            *first_side(words),
            Turn(),
            *second_side(definition, words),
            about(district, imprint),
        ),
        margin=12,
    )


def line(label: str, cell: Cell, *more: str | Cell) -> tuple[Pair, ...]:
    """A row of one or two labels with room for a pen."""
    parts = (label, cell, *more)
    return tuple(Pair(parts[place], parts[place + 1]) for place in range(0, len(parts), 2))  # type: ignore[arg-type]


def choices(words: tuple[str, ...], after: str = "") -> Boxes:
    return Boxes(tuple(map(Box, words)), after)


def first_side(words: Vocabulary) -> tuple[Block, ...]:
    numbers = (Number("119", _("けが・病気")), Number("110", _("いま危ない")), Number("189", _("子どもの虐待")))
    return (Numbers(numbers), *reception(words), *people(words), *talk(words))


def room(after: str = "") -> Room:
    return Room(LINE - 2, after)


def reception(words: Vocabulary) -> tuple[Block, ...]:
    rows = (
        line(
            _("日時・場所"),
            Room(LINE - 2, _("令和　　年　　月　　日　　時　　分〜　　時　　分　場所　　　　　　　　　　")),
        ),
        line(_("経路"), choices(words.channels)),
        line(_("来た人"), choices(words.relations)),
        line(_("その氏名"), room(), _("電話"), room()),
        line(_("受けた人"), room(), _("後で入力"), room(_("　　月　　日　　　　　"))),
    )
    return Heading(_("受付")), Pairs(rows, label=LABEL, height=LINE)


def people(words: Vocabulary) -> tuple[Block, ...]:
    rows = (
        line(_("ふりがな"), room(), _("生年月日"), room(_("大昭平令西　　年　　月　　日"))),
        line(_("氏名・通称"), room(), _("電話"), room()),
        line(_("性別"), choices(words.genders)),
        line(_("住所"), room()),
        line(_("自治会"), room(), _("住所の扱い"), choices((_("秘匿"), _("定まらない")))),
        line(
            _("電話の時間"), room(_("かけてよい時間　　　　　　　　　　　　　　　伝言　してよい・しない　　　　　　"))
        ),
    )
    header = (_("世帯の人（ふりがな）"), _("続柄"), _("生年月日"), _("性別"), _("同居・別居"), _("課題の番号"))
    table = Table(header, (0, 20, 40, 15, 24, 26), ((Words(""),) * 6,) * 3, height=LINE)
    return Heading(_("本人と世帯")), Pairs(rows, label=LABEL, height=LINE), table


def talk(words: Vocabulary) -> tuple[Block, ...]:
    rows = (
        *(line(_("本人の言葉") if place == 0 else "", room()) for place in range(4)),
        *(line(_("見たこと") if place == 0 else "", room()) for place in range(2)),
        line(_("聞いた話"), room()),
        line(_("希望"), room(), _("急ぎ"), choices((_("はい"), _("いいえ")))),
    )
    topics = Ticks(tuple(Tick(Mark.PEN, word) for word in words.topics))
    return (
        Heading(_("相談の内容")),
        Pairs(rows, label=LABEL, height=LINE),
        Heading(_("困りごと"), _("（○ あてはまる　◎ いちばん困っている）")),
        topics,
    )


def second_side(definition: Definition, words: Vocabulary) -> tuple[Block, ...]:
    note = _("（第{version}版　○ はい　× いいえ　？ わからない　●に○：いますぐ電話）").format(
        version=definition.version
    )
    return (
        Heading(_("つなぎ確認"), note),
        Questions((_("番号"), _("質問"), "○", "×", "？"), columns(definition)),
        *issues(words),
        *outcome(words),
    )


def columns(definition: Definition) -> tuple[tuple[Question, ...], ...]:
    """The questions in two columns of like length, a sub-question under its own."""
    groups = [group(definition, each) for each in definition.asked()]
    total = sum(map(len, groups))
    left: list[Question] = []
    while groups and len(left) * 2 < total:
        left += groups.pop(0)
    return tuple(left), tuple(each for rest in groups for each in rest)


def group(definition: Definition, question_id: str) -> list[Question]:
    question = definition[question_id]
    after = _("（{id}が○のとき）").format(id=question.after) if question.after else ""
    now = _(" ●") if question.level == 5 else ""
    lines = [Question(question.id, f"{plain(question.short)}{after}{now}")]
    if question.sub:
        lines.append(Question("", _("→ {text}").format(text=plain(question.sub.text)), sub=True))
    return lines


def issues(words: Vocabulary) -> tuple[Block, ...]:
    numbered = tuple(f"{place}\u00a0{word}" for place, word in enumerate(words.issues, start=1))
    return Heading(_("課題の番号"), _("（本人の課題：　　　　　　　　　　　　）")), Paragraph("　".join(numbered))


def outcome(words: Vocabulary) -> tuple[Block, ...]:
    rows = (
        line(_("対応"), choices(words.responses)),
        line(_("時間・次の連絡"), room(_("　　　分　　次の連絡　令和　　年　　月　　日"))),
        line(_("同意"), choices(tuple(map(str, ConsentState)))),
        line(
            _("範囲・方法"),
            choices((_("推進員"), _("会議"), *words.consent_ways), _("機関　　　　　　聞いた人　　　")),
        ),
        line(_("内容・分野"), room(), _("足りない資源"), room()),
    )
    return Heading(_("対応と同意")), Pairs(rows, label=34)


def about(district: District, imprint: Imprint) -> Pairs:
    """What domain.md §5 demands of every sheet, in the little room that is left."""
    rows = (
        line(
            _("利用目的"), Words(frame.purpose_of(SheetKind.BLANK, imprint)), _("返却先"), Words(desk_place(district))
        ),
        line(_("同意の範囲"), Words(_("上に書いたとおり")), _("情報源"), Words(_("書いた欄のとおり"))),
    )
    return Pairs(rows, label=LABEL)
