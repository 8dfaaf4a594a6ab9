"""What the city signed and yet may not count: malformed, too large, deceiving, lowering. The old one stays."""

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.published import LIMIT_BYTES, Kind
from kyosei_desk.store.bulletins import Fate
from sync.bulletins import last_number
from sync.protocol import MAX_BULLETIN_BYTES, Bulletin, BulletinKind
from tests.bulletins.press import FILES, bulletin, edited, example, fates, take, unmoved

V = "2026.11"
Q3 = 'text = "「死にたい」「消えたい」と言っていますか"'
E119 = 'number = "119"\nname = "消防・救急"'
HIDDEN = "\u202e"


def line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1


def refused(desk: Desk, kind: str, text: str, version: str = V) -> str:
    """What is said of a bulletin; it comes to a desk that has all the examples."""
    number = last_number(desk) + 1
    with unmoved(desk):
        (taken,) = take(desk, bulletin(number, text, kind=kind, version=version))
    assert taken.fate is Fate.REFUSED
    told = desk.refused_bulletins()[-1]
    assert (told.number, told.kind, told.state, told.reason) == (number, kind, "refused", taken.sentence)
    assert "Traceback" not in told.reason
    assert "いままでの版がそのまま使えます" in told.reason
    return told.reason


FAULTS: list[tuple[str, str, str]] = [
    # kind, what stands in the example, what stands there now
    ("checklist", 'level = 5\nbasis = "D"', 'level = "5"\nbasis = "D"'),
    ("checklist", 'id = "Q33"', 'id = "Q32"'),
    ("checklist", 'agencies = ["防災課"]', 'agencies = ["防災係"]'),
    ("checklist", 'calls = ["#8008"]', 'calls = ["#9999"]'),
    ("checklist", 'calls = ["#8008"]', 'calls = ["99-99"]'),
    ("checklist", 'short = "ひとりで避難できない人"', 'short = "　"'),
    ("checklist", 'short = "ひとりで避難できない人"', 'short = "ひとりで\\n避難できない人"'),
    ("numbers", 'number = "#8008"', 'number = "#9999"'),
    ("numbers", 'number = "#8008"', 'number = "9999"'),
    ("numbers", 'number = "#8008"', 'number = "１１９"'),
    ("numbers", 'number = "#8008"', 'number = "110"'),
    ("numbers", 'hours = "平日17時15分〜翌8時30分、休日は終日"', "hours = 5"),
    ("agencies", 'kinds = ["消費生活センター"]', "kinds = []"),
    ("agencies", 'name = "DV"', 'name = "虐待"'),
    ("directory", 'kind = "保健所"', 'kind = "保険所"'),
    ("directory", 'name = "見本 おか地域包括支援センター"', 'name = "見本 みどり地域包括支援センター"'),
    ("directory", 'phone = "000-000-0170"', 'phone = "でんわ"'),
    ("directory", 'phone = "000-000-0170"', 'phone = "#9999"'),
    ("directory", 'night = "000-000-0111"', 'night = "9999"'),
    ("directory", 'note = "通訳は電話でもつく"', 'note = "通訳\\nは"'),
    ("directory", 'note = "通訳は電話でもつく"', 'url = "x"'),
    ("notice", 'until = "2026-10-20"', 'until = ""'),
    ("notice", 'until = "2026-10-20"', 'until = "2026-10-32"'),
    ("notice", 'title = "見本 みどり集会所の電話の工事"', 'title = ""'),
    ("training", '"consent": "まだ聞いていない"', '"consent": "さあ"'),
    ("training", '"id": "T02"', '"id": "T01"'),
    ("training", '"Q26": null', '"Q99": null'),
    ("training", '"activity": "生活環境"', '"activity": "恋"'),
    ("training", '"channel": "電話",', '"channel": "電話"'),
]


@pytest.mark.parametrize(("kind", "old", "new"), FAULTS)
def test_a_fault_is_said_with_its_line(steady: Desk, kind: str, old: str, new: str) -> None:
    text = edited(kind, old, new, V)
    reason = refused(steady, kind, text)
    assert f"（{dict(zip(FILES, NAMES, strict=True))[kind]} 第{V}版）" in reason
    named = int(reason.split("行目")[0].split(" の ")[-1])
    first = last = line_of(FILES[kind], old)
    if kind == "training":  # a case is named by the line of its id
        first = FILES[kind].count("\n", 0, FILES[kind].rfind('"id"', 0, FILES[kind].index(old) + 5)) + 1
    assert first <= named <= last + 1


NAMES = ("機関の種類", "つなぎ確認シート", "緊急・相談の番号", "窓口の一覧", "お知らせ", "練習の事例")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("text", ["", "\x00", "{}", "[[", "version = 1", 'version = "2026.11"', "a" * 1000, "[" * 5000])
def test_what_is_no_file_at_all_is_refused_in_words(steady: Desk, kind: str, text: str) -> None:
    refused(steady, kind, text)


@pytest.mark.parametrize("kind", FILES)
def test_the_version_inside_must_be_the_one_outside(steady: Desk, kind: str) -> None:
    assert "番号とちがいます" in refused(steady, kind, edited(kind, "", "", "2026.12"))


@pytest.mark.parametrize("version", ["", "2026.11b", "１", "\u202e1", "2026..11", "x" * 40])
def test_a_version_that_is_none(steady: Desk, version: str) -> None:
    refused(steady, "notice", edited("notice", 'version = "2026.10"', f'version = "{version}"'), version)


# Too large


@pytest.mark.parametrize("letter", ["x", "あ"])
def test_a_giant_is_refused(steady: Desk, letter: str) -> None:
    padding = "# " + letter * (LIMIT_BYTES // len(letter.encode())) + "\n"
    assert "大きすぎます" in refused(steady, "notice", padding + edited("notice", "", "", V))


def test_one_just_within_the_limit_counts(served: Desk) -> None:
    text = edited("notice", "", "", V)
    text += "#" * (LIMIT_BYTES - len(text.encode()))
    assert take(served, bulletin(7, text))[0].fate is Fate.APPLIED
    assert take(served, bulletin(8, text.replace(V, "2026.12") + "#"))[0].fate is Fate.REFUSED


def test_desk_and_wire_have_the_same_limit_and_kinds() -> None:
    assert LIMIT_BYTES == MAX_BULLETIN_BYTES
    assert [str(each) for each in Kind] == [str(each) for each in BulletinKind]


# Deceiving


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\u2066", "\u00ad", "\U000e0041", "\u0085", "\ufdd0"])
@pytest.mark.parametrize("kind", FILES)
def test_a_sign_nobody_can_see_is_refused(steady: Desk, kind: str, sign: str) -> None:
    anchor = {"checklist": "命の危険", "numbers": "警察", "agencies": "保健所", "training": "台風"}.get(kind, "見本")
    text = edited(kind, anchor, anchor[:1] + sign + anchor[1:], V)
    assert f"{line_of(text, sign)} 行目" in refused(steady, kind, text)


@pytest.mark.parametrize("sign", ["\\u202E", "\\U0000200B", "\\u0007"])
def test_an_escaped_one_too(steady: Desk, sign: str) -> None:
    text = edited("directory", 'note = "通訳は電話でもつく"', f'note = "通訳は{sign}電話でもつく"', V)
    assert f"{line_of(text, sign)} 行目" in refused(steady, "directory", text)


@pytest.mark.parametrize("number", ["#9999", "＃９９９９", "♯9999", "# 9999", "#99-99"])
@pytest.mark.parametrize("kind", ["notice", "directory", "checklist", "training"])
def test_the_number_never_to_be_told_stands_in_no_text(steady: Desk, kind: str, number: str) -> None:
    anchor = {"checklist": "命が最優先です", "training": "台風のとき", "directory": "通訳は"}.get(kind, "灯油を買う")
    assert "載せられません" in refused(steady, kind, edited(kind, anchor, f"{anchor}{number}へ", V))


def test_longer_numbers_with_these_digits_are_numbers_like_others(served: Desk) -> None:
    text = edited("notice", "灯油を買う", "000-9999-0000、#99990と灯油を買う", V)
    assert take(served, bulletin(7, text))[0].fate is Fate.APPLIED


# Lowering

LOWERINGS: list[tuple[str, str]] = [
    ('short = "命の危険"\nlevel = 5', 'short = "命の危険"\nlevel = 4'),
    ('calls = ["119"]\nmust_answer = true', 'calls = ["119"]'),
    ('calls = ["119"]\nmust_answer = true', 'calls = ["110"]\nmust_answer = true'),
    ('calls = ["110", "189"]', 'calls = ["110"]'),
    ('agencies = ["保健所", "推進員"]', 'agencies = ["推進員"]'),
    ("recheck_days = 0", "recheck_days = 1"),
    ('after = "Q3"', 'after = "Q2"'),
    ('basis = "X"', 'basis = "N"'),
    ('id = "Q9"', 'id = "Q34"'),
    (f"{Q3}\nshort", f'{Q3}\ncomputed = "topics"\nshort'),
]


@pytest.mark.parametrize(("old", "new"), LOWERINGS)
def test_the_questions_about_life_are_not_lowered(steady: Desk, old: str, new: str) -> None:
    reason = refused(steady, "checklist", edited("checklist", old, new, V))
    assert "弱くしたり外したりできません" in reason


def test_the_line_of_a_lowered_question_is_named(steady: Desk) -> None:
    text = edited("checklist", *LOWERINGS[3], V)
    line = line_of(text, 'id = "Q6"') - 1
    assert f"{line} 行目" in refused(steady, "checklist", text)


@pytest.mark.parametrize("number", ["119", "110", "189"])
def test_a_number_for_life_is_not_dropped(steady: Desk, number: str) -> None:
    start = FILES["numbers"].index(f'[[number]]\nnumber = "{number}"')
    end = FILES["numbers"].index("[[number]]", start + 1)
    text = edited("numbers", FILES["numbers"][start:end], "", "2026.10").replace('"2026.10"', f'"{V}"')
    assert f"{number} は外せません" in refused(steady, "numbers", text)


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("name", "消防・救急", "宅配の受付"),
        ("hours", "24時間", "平日9時〜17時"),
        ("region", "", "ひばり市"),
        ("status", "確認済み", "未確認"),
    ],
)
def test_nor_is_less_said_of_it(steady: Desk, field: str, ours: str, theirs: str) -> None:
    first = FILES["numbers"].index(E119)
    text = FILES["numbers"].replace('version = "2026.10"', f'version = "{V}"')
    end = text.index("[[number]]", first)
    entry = text[first:end]
    assert f'{field} = "{ours}"' in entry
    text = text.replace(entry, entry.replace(f'{field} = "{ours}"', f'{field} = "{theirs}"'))
    assert "弱くしたり外したりできません" in refused(steady, "numbers", text)


def test_what_a_checklist_tells_people_to_ask_stays_on_the_list(steady: Desk) -> None:
    reason = refused(steady, "agencies", edited("agencies", ', "防災課"', "", V))
    assert "「防災課」" in reason


def test_an_agency_that_a_checklist_to_come_will_ask_stays_too(served: Desk) -> None:
    """The sheet in force does not name it any more; the one of next April does."""
    without = bulletin(7, edited("checklist", 'agencies = ["防災課"]\n', "", V))
    later = bulletin(8, edited("checklist", "2026-10-01", "2027-04-01", "2026.12"))
    gone = bulletin(9, edited("agencies", ', "防災課"', "", "2026.12"))
    assert fates(take(served, without, later, gone)) == [Fate.APPLIED, Fate.APPLIED, Fate.REFUSED]


def test_once_no_sheet_names_it_an_agency_may_go(served: Desk) -> None:
    without = bulletin(7, edited("checklist", 'agencies = ["防災課"]\n', "", V))
    gone = bulletin(8, edited("agencies", ', "防災課"', "", V))
    assert fates(take(served, without, gone)) == [Fate.APPLIED, Fate.APPLIED]


def test_an_agency_that_nobody_is_told_to_ask_may_go(served: Desk) -> None:
    text = edited("agencies", ', "フードバンク"', "", V)
    assert take(served, bulletin(7, text))[0].fate is Fate.APPLIED
    assert "フードバンク" not in served.vocabulary.agency_kinds()


def test_a_time_that_no_calendar_has_is_refused(served: Desk) -> None:
    late: Bulletin = example(7, "notice", version=V, at=2**40)
    with unmoved(served):
        (taken,) = take(served, late)
    assert taken.fate is Fate.REFUSED
    assert "日時" in taken.sentence
