"""A published sheet that does not hold is refused, and the line a person must look at is named."""

import pytest

from kyosei_desk.checklist import builtin, load
from kyosei_desk.errors import DefinitionError
from kyosei_desk.records import Basis
from kyosei_desk.vocabulary import builtin_vocabulary

KINDS = builtin_vocabulary().agency_kinds()
SHEET = """\
version = "2"
effective_from = "2027-04-01"
checked_at = "2027-02-15"

[[source]]
law = "見本法"
articles = "6条"
basis = ["D"]

[[question]]
id = "Q1"
text = "いま命の危険がありますか"
short = "命の危険"
level = 5
basis = "X"
reason = "命が最優先です"
calls = ["119"]
must_answer = true

[[question]]
id = "Q10"
text = "今日食べる物がありませんか"
short = "食べる物がない"
level = 4
basis = "N/X"
reason = "食事の支援を頼めます"
agencies = [
    "福祉事務所",
    "自立相談支援機関",
]
recheck_days = 0
[question.sub]
text = "乳幼児がいますか"
level = 5
calls = ["119"]
agencies = ["保健所"]

[[question]]
id = "Q11"
text = "今夜寝る場所がありませんか"
short = "寝る場所がない"
level = 4
basis = "N/X"
reason = "今夜の居場所を探します"
after = "Q10"
"""

FAULTS = [
    # a key that is missing
    ('version = "2"\n', "", 1, "version"),
    ('effective_from = "2027-04-01"\n', "", 1, "effective_from"),
    ('id = "Q11"\n', "", 38, "id"),
    ('text = "今日食べる物がありませんか"\n', "", 20, "text"),
    ('reason = "命が最優先です"\n', "", 10, "reason"),
    ("level = 5\nbasis", "basis", 10, "level"),
    ('text = "乳幼児がいますか"\n', "", 32, "text"),
    ('law = "見本法"\n', "", 5, "law"),
    # a key that nobody knows
    ("must_answer = true", "must_anser = true", 18, "must_anser"),
    ('version = "2"', 'version = "2"\nauthor = "x"', 2, "author"),
    ("level = 5\ncalls", "level = 5\nurgent = true\ncalls", 35, "urgent"),
    ('articles = "6条"', 'articles = "6条"\nurl = "x"', 8, "url"),
    # another type
    ("level = 5\nbasis", 'level = "5"\nbasis', 14, "level"),
    ("level = 5\ncalls", 'level = "5"\ncalls', 34, "level"),
    ("must_answer = true", 'must_answer = "true"', 18, "must_answer"),
    ("recheck_days = 0", "recheck_days = 0.5", 31, "recheck_days"),
    ('calls = ["119"]\nmust', 'calls = "119"\nmust', 17, "calls"),
    ('calls = ["119"]\nmust', "calls = [119]\nmust", 17, "calls"),
    ('    "自立相談支援機関",', "    7,", 29, "agencies"),
    ('version = "2"', "version = 2", 1, "version"),
    ('basis = ["D"]', 'basis = "D"', 8, "basis"),
    # a value out of bounds
    ("level = 5\nbasis", "level = 6\nbasis", 14, "level"),
    ("level = 5\nbasis", "level = -1\nbasis", 14, "level"),
    ("recheck_days = 0", "recheck_days = 400", 31, "recheck_days"),
    ('basis = "X"', 'basis = "Z"', 15, "basis"),
    ('basis = ["D"]', 'basis = ["D", "Z"]', 8, "basis"),
    ('id = "Q11"', 'id = "q11"', 39, "id"),
    ('id = "Q11"', 'id = "Q11; x"', 39, "id"),
    ('short = "寝る場所がない"', 'short = ""', 41, "short"),
    ('text = "乳幼児がいますか"', 'text = ""', 33, "text"),
    ('version = "2"', 'version = "2b"', 1, "version"),
    ('version = "2"', 'version = "../2"', 1, "version"),
    ('effective_from = "2027-04-01"', 'effective_from = "来春"', 2, "effective_from"),
    ('checked_at = "2027-02-15"', 'checked_at = "2027-13-15"', 3, "checked_at"),
    ("must_answer = true", 'computed = "guess"', 18, "computed"),
    # no TOML at all
    ("level = 5\nbasis", "level = \nbasis", 14, "TOML"),
    ('short = "命の危険"', 'short = "命の危険', 13, "TOML"),
    ("[question.sub]", "[question.sub", 32, "TOML"),
    ('id = "Q1"\n', 'id = "Q1"\nid = "Q2"\n', 12, "TOML"),
    # what types alone cannot say
    ('id = "Q11"', 'id = "Q10"', 39, "「Q10」が2回"),
    ('id = "Q11"', 'id = "Q1"', 39, "「Q1」が2回"),
    ('after = "Q10"', 'after = "Q12"', 45, "「Q11」"),
    ('after = "Q10"', 'after = "Q11"', 45, "「Q11」"),
    ("level = 5\ncalls", "level = 4\ncalls", 34, "「Q10」"),
    ("level = 5\ncalls", "level = 3\ncalls", 34, "「Q10」"),
    ('calls = ["119"]\nmust', 'calls = ["119", "#9999"]\nmust', 17, "「Q1」"),
    ('calls = ["119"]\nmust', 'calls = ["119番"]\nmust', 17, "「Q1」"),
    ('calls = ["119"]\nagencies', 'calls = ["#9999"]\nagencies', 35, "「Q10」"),
    ('calls = ["119"]\nagencies', 'calls = ["99-99"]\nagencies', 35, "「Q10」"),
    ('calls = ["119"]\nagencies', 'calls = ["１１９"]\nagencies', 35, "「Q10」"),
    ('short = "寝る場所がない"', 'short = "　"', 41, "short"),
    ('short = "寝る場所がない"', 'short = "寝る\\n場所がない"', 41, "short"),
    ('version = "2"', 'version = "2\\n"', 1, "version"),
    ('    "自立相談支援機関",', '    "自立支援機関",', 29, "「Q10」"),
    ('agencies = ["保健所"]', 'agencies = ["保険所"]', 36, "「Q10」"),
]


def refused(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        load(text, "v2.toml", KINDS)
    return caught.value


@pytest.mark.parametrize(("old", "new", "line", "named"), FAULTS)
def test_each_fault_names_its_line_and_what_it_is_about(old: str, new: str, line: int, named: str) -> None:
    assert SHEET.count(old) == 1
    error = refused(SHEET.replace(old, new))
    assert (error.source, error.line) == ("v2.toml", line)
    assert f"v2.toml の {line} 行目" in str(error)
    assert named in error.happened


def test_a_good_sheet_is_read_whole() -> None:
    sheet = load(SHEET, "v2.toml", KINDS)
    assert (sheet.version, sheet.effective_from, sheet.checked_at) == ("2", "2027-04-01", "2027-02-15")
    assert [each.id for each in sheet.question] == ["Q1", "Q10", "Q11"]
    assert sheet["Q1"].must_answer
    assert sheet["Q10"].agencies == ("福祉事務所", "自立相談支援機関")
    assert sheet["Q10"].sub is not None
    assert sheet["Q10"].sub.agencies == ("保健所",)
    assert sheet["Q11"].after == "Q10"
    assert [each.law for each in sheet.law_of(Basis.DUTY, "Q1")] == ["見本法"]


def test_a_sheet_kept_with_its_results_is_read_whatever_agencies_there_are_now() -> None:
    old = SHEET.replace('agencies = ["保健所"]', 'agencies = ["むかしの窓口"]')
    sheet = load(old, "v2.toml")
    assert sheet["Q10"].sub is not None
    assert sheet["Q10"].sub.agencies == ("むかしの窓口",)


def test_what_stands_in_the_file_is_not_repeated() -> None:
    assert "花子" not in str(refused(SHEET.replace('basis = "X"', 'basis = "見本 花子"')))


@pytest.mark.parametrize("text", ["", "\n\n", "version = ", "\x00", "{}", "[[question]]"])
def test_what_is_no_sheet_is_refused_in_words(text: str) -> None:
    assert refused(text).safe == "いままでの版がそのまま使えます。"


def test_the_sheet_that_ships_names_kinds_of_agencies_only() -> None:
    sheet = builtin()
    named = {agency for each in sheet.question for agency in each.agencies}
    named |= {agency for each in sheet.question if each.sub for agency in each.sub.agencies}
    assert {"保健所", "かかりつけ医", "市町村", "推進員"} <= named <= KINDS


@pytest.mark.parametrize("version", ["2", "", "../v1", "1/../1", "１"])
def test_a_version_the_desk_does_not_have_is_said_so(version: str) -> None:
    with pytest.raises(DefinitionError, match="この版") as caught:
        builtin(version)
    assert caught.value.line == 0
